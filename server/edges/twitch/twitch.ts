import { chat as chatWords } from '@locales/en.json';
import type { DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { ChatAdapter, ChatConnection, ChatEvents, ChatLimits, ChatManifest } from '../../ports/chat.ts';
import type { DoctorLine, Settings } from '../../ports/manifest.ts';
import { openSession, SESSION_TIMINGS, type PostEnd, type Session, type SessionTimings, type Standing } from './session.ts';
import { readTwitchSettings, twitchSettings, type TwitchSettings } from './settings.ts';

const say = speaker(chatWords as Words, 'en');

/** Of an account that is nobody special: 20 in 30 s, about one a second, the same text not within 30 s. */
const PLAIN: ChatLimits = { messages: 20, windowMs: 30_000, gapMs: 1_000, longest: 500, sameTextMs: 30_000 };
/** A moderator's or the broadcaster's. The gap is ours: nobody reads ten lines a second. */
const TRUSTED: ChatLimits = { messages: 100, windowMs: 30_000, gapMs: 200, longest: 500, sameTextMs: 0 };

const manifest: ChatManifest = {
  id: 'twitch',
  label: say('twitch.label'),
  settings: twitchSettings,
  enabledByDefault: false,
  limits: PLAIN,
  capabilities: { reads: true, links: true },
  delaySeconds: 5,
};

export interface TwitchTimings extends SessionTimings {
  /** Waits before trying again: doubled from the first to the last, with jitter. */
  readonly retryFromMs: DurationMs;
  readonly retryToMs: DurationMs;
  /** After a refused log-in: it seldom mends itself, and asking often looks like an attack. */
  readonly refusedFromMs: DurationMs;
}
export const TWITCH_TIMINGS: TwitchTimings = { ...SESSION_TIMINGS, retryFromMs: 1_000, retryToMs: 30_000, refusedFromMs: 30_000 };

export interface TwitchOptions {
  /** Another server than Twitch's, for trying out: ws://host:port. Null in earnest. */
  readonly ircUrl: string | null;
  readonly timings: TwitchTimings;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** Twitch chat over IRC. What it posts is known to be out by the echo Twitch sends for it. */
export function twitch(options: TwitchOptions): ChatAdapter {
  return { manifest, connect: (settings, events) => connect(options, settings, events), doctor: (settings) => doctor(options, settings) };
}

function limitsFor(standing: Standing): ChatLimits {
  if (standing.role !== 'plain') return TRUSTED;
  return { ...PLAIN, gapMs: Math.max(PLAIN.gapMs, standing.slowSeconds * 1_000) };
}

function endWords(end: PostEnd): { readonly outcome: 'done' | 'failed' | 'unknown'; readonly note: string } {
  if (end.note !== null) return end;
  switch (end.why) {
    case 'cut-off':
      return { outcome: 'unknown', note: say('note.cutOff') };
    case 'no-answer':
      return { outcome: 'unknown', note: say('note.noAnswer') };
    case 'not-connected':
      return { outcome: 'failed', note: say('note.notConnected') };
    default: {
      const never: never = end;
      return never;
    }
  }
}

function connect(options: TwitchOptions, raw: Settings, events: ChatEvents): ChatConnection {
  const read = readTwitchSettings(raw);
  if (!read.ok) {
    queueMicrotask(() => events.status('not-set-up', say('status.notSetUp')));
    return { post: () => Promise.resolve({ outcome: 'failed', note: say('note.notConnected') }), limits: () => PLAIN, close: () => Promise.resolve() };
  }
  const { settings } = read;
  const { timings } = options;
  let closed = false;
  let session: Session | null = null;
  let standing: Standing = { role: 'plain', slowSeconds: 0 };
  let shown = '';
  let failures = 0;
  let timer: NodeJS.Timeout | null = null;
  let posting: Promise<unknown> = Promise.resolve();

  const standingWords = (): string => (standing.role === 'plain' ? say('status.plain', { username: settings.username }) : say(`status.${standing.role}`));
  const open = (): void => {
    timer = null;
    // Each session reports to its own turn only: a late word of an ended one must not speak for the next.
    let mine = true;
    events.status('connecting', say('status.connecting'));
    session = openSession(options.ircUrl, settings, timings, {
      standing: (next) => {
        if (!mine || closed) return;
        standing = next;
        failures = 0;
        const note = standingWords();
        if (shown !== note) {
          shown = note;
          events.status('connected', note);
        }
      },
      line: (line) => {
        if (mine && !closed) events.line(line);
      },
      notice: (note) => {
        if (!mine || closed) return;
        const state = shown === '' ? 'connecting' : 'connected';
        // The next echo says again how we stand.
        if (state === 'connected') shown = note;
        events.status(state, note);
      },
      ended: ({ refused, joined, opened }) => {
        if (!mine || closed) return;
        mine = false;
        session = null;
        shown = '';
        failures = joined ? 0 : failures + 1;
        const from = refused === null ? timings.retryFromMs : timings.refusedFromMs;
        const most = Math.max(timings.retryToMs, timings.refusedFromMs * (refused === null ? 0 : 10));
        const wait = Math.min(most, from * 2 ** Math.min(failures, 10)) * (0.75 + options.random() / 2);
        const seconds = Math.max(1, Math.round(wait / 1_000));
        if (refused !== null) events.status('refused', say('status.refused', { notice: refused, seconds }));
        else events.status('lost', say(joined ? 'status.lost' : opened ? 'status.noJoin' : 'status.unreachable', { seconds }));
        timer = setTimeout(open, wait);
      },
    });
  };
  queueMicrotask(() => {
    if (!closed) open();
  });

  return {
    post: (text) => {
      if (text.length > PLAIN.longest)
        return Promise.resolve({ outcome: 'failed', note: say('note.textTooLong', { length: text.length, longest: PLAIN.longest }) });
      // A line break would be a second IRC command; the others never reach the chat.
      if (text.trim() === '' || /[\r\n\0]/u.test(text) || /^\s*[/\\.]/u.test(text)) return Promise.resolve({ outcome: 'failed', note: say('note.badText') });
      // One under way at a time: the echo of a message is told by its turn where the nonce is missing.
      const post = posting.then(async () => {
        if (closed || session === null) return { outcome: 'failed', note: say('note.notConnected') } as const;
        return endWords(await session.post(text));
      });
      posting = post;
      return post;
    },
    limits: () => limitsFor(standing),
    close: () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      session?.close();
      session = null;
      return posting.then(() => undefined);
    },
  };
}

async function doctor(options: TwitchOptions, raw: Settings | null): Promise<readonly DoctorLine[]> {
  const { label } = manifest;
  if (raw === null) return [{ ok: true, what: say('doctor.notSetUp', { label }), mend: say('doctor.notSetUp.mend') }];
  const read = readTwitchSettings(raw);
  if (!read.ok) return [{ ok: false, what: say('doctor.badSettings', { label }), mend: say('doctor.badSettings.mend', { fields: read.bad.join(', ') }) }];
  const { settings } = read;
  const channel = settings.room.slice(1);
  const found = await tryOnce(options, settings);
  if ('ended' in found) {
    const { refused, opened } = found.ended;
    if (refused !== null) return [{ ok: false, what: say('doctor.refused', { label, note: refused }), mend: say('doctor.refused.mend') }];
    if (opened) return [{ ok: false, what: say('doctor.noJoin', { label, channel }), mend: say('doctor.noJoin.mend') }];
    return [{ ok: false, what: say('doctor.unreachable', { label }), mend: say('doctor.unreachable.mend') }];
  }
  const connected = { ok: true, what: say('doctor.connected', { label, channel }), mend: '' };
  return found.role === 'plain'
    ? [connected, { ok: false, what: say('doctor.notModerator', { label }), mend: say('doctor.notModerator.mend', { username: settings.username, channel }) }]
    : [connected, { ok: true, what: say('doctor.moderator', { label }), mend: '' }];
}

function tryOnce(
  options: TwitchOptions,
  settings: TwitchSettings,
): Promise<Standing | { readonly ended: { readonly refused: string | null; readonly opened: boolean } }> {
  return new Promise((resolve) => {
    const session = openSession(options.ircUrl, settings, options.timings, {
      standing: (standing) => {
        resolve(standing);
        session.close();
      },
      line: () => undefined,
      notice: () => undefined,
      ended: (how) => resolve({ ended: how }),
    });
  });
}
