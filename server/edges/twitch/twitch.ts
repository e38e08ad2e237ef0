import { chat as chatWords } from '@locales/en.json';
import type { DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { ChatAdapter, ChatConnection, ChatEvents, ChatLimits, ChatManifest, LogInStore, Posted } from '../../ports/chat.ts';
import type { DoctorLine, Settings } from '../../ports/manifest.ts';
import { idServer, type IdServer, type IdServerOptions } from './id-server.ts';
import { freshLogIn, readLogIn, twitchLogIn } from './log-in.ts';
import { openSession, SESSION_TIMINGS, type PostEnd, type Session, type SessionTimings, type Standing } from './session.ts';
import { readTwitchSettings, settingsOf, twitchSettings, type TwitchSettings } from './settings.ts';

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
  capabilities: { reads: true, links: true, kinds: ['plain'], edits: false },
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
  readonly ids: IdServerOptions;
  readonly timings: TwitchTimings;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** Twitch chat over IRC. What it posts is known to be out by the echo Twitch sends for it. */
export function twitch(options: TwitchOptions): ChatAdapter {
  const ids = idServer(options.ids);
  return {
    manifest,
    logIn: twitchLogIn(ids),
    connect: (settings, events, logIn) => connect(options, ids, settings, events, logIn),
    doctor: (settings, logIn) => doctor(options, settings, logIn),
  };
}

type Account =
  | { readonly how: 'ok'; readonly settings: TwitchSettings; readonly byCode: boolean }
  | { readonly how: 'not-set-up' }
  | { readonly how: 'ended'; readonly name: string }
  | { readonly how: 'away' };
/** Who writes: whoever logged in by a code, else the account whose token was typed. `refused`: a token that Twitch did not take. */
async function accountOf(ids: IdServer, raw: Settings, logIn: LogInStore, refused: string | null): Promise<Account> {
  const fresh = await freshLogIn(ids, logIn, refused);
  if (fresh.how === 'ok') return { how: 'ok', settings: settingsOf(raw, fresh.logIn), byCode: true };
  if (fresh.how !== 'none') return fresh;
  const typed = readTwitchSettings(raw);
  return typed.how === 'typed' ? { how: 'ok', settings: typed.settings, byCode: false } : { how: 'not-set-up' };
}

function limitsFor(standing: Standing): ChatLimits {
  if (standing.role !== 'plain') return TRUSTED;
  return { ...PLAIN, gapMs: Math.max(PLAIN.gapMs, standing.slowSeconds * 1_000) };
}

function endWords(end: PostEnd): Posted {
  if (end.note !== null) return end;
  switch (end.why) {
    case 'cut-off':
      return { outcome: 'unknown', receipt: 'unknown', note: say('note.cutOff') };
    case 'no-answer':
      return { outcome: 'unknown', receipt: 'unknown', note: say('note.noAnswer') };
    case 'not-connected':
      return { outcome: 'failed', receipt: 'unsent', note: say('note.notConnected') };
    default: {
      const never: never = end;
      return never;
    }
  }
}

function connect(options: TwitchOptions, ids: IdServer, raw: Settings, events: ChatEvents, logIn: LogInStore): ChatConnection {
  const { timings } = options;
  let closed = false;
  let session: Session | null = null;
  let standing: Standing = { role: 'plain', slowSeconds: 0 };
  let shown = '';
  let failures = 0;
  /** A token that was refused at the log-in: it is renewed once, before anyone is asked to look. */
  let refusedToken: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let posting: Promise<unknown> = Promise.resolve();

  const again = (from: DurationMs, most: DurationMs): number => {
    const wait = Math.min(most, from * 2 ** Math.min(failures, 10)) * (0.75 + options.random() / 2);
    timer = setTimeout(open, wait);
    return Math.max(1, Math.round(wait / 1_000));
  };
  const open = (): void => {
    timer = null;
    events.status('connecting', say('status.connecting'));
    void accountOf(ids, raw, logIn, refusedToken)
      // The store cannot be read now: as good as not being reached.
      .catch((): Account => ({ how: 'away' }))
      .then((account) => {
        if (closed) return;
        switch (account.how) {
          case 'ok':
            return enter(account.settings, account.byCode);
          case 'not-set-up':
            return events.status('not-set-up', say('status.notSetUp'));
          case 'ended':
            // Only a person can mend it: whoever logs in anew gets a new connection.
            return events.status('refused', say('logIn.ended', { name: account.name }));
          case 'away':
            failures += 1;
            return events.status('lost', say('status.unreachable', { seconds: again(timings.retryFromMs, timings.retryToMs) }));
          default: {
            const never: never = account;
            return never;
          }
        }
      });
  };
  const enter = (settings: TwitchSettings, byCode: boolean): void => {
    const standingWords = (): string => (standing.role === 'plain' ? say('status.plain', { username: settings.username }) : say(`status.${standing.role}`));
    // Each session reports to its own turn only: a late word of an ended one must not speak for the next.
    let mine = true;
    session = openSession(options.ircUrl, settings, timings, {
      standing: (next) => {
        if (!mine || closed) return;
        standing = next;
        failures = 0;
        refusedToken = null;
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
        if (refused !== null && byCode && refusedToken === null) {
          // It was good by the clock, and Twitch says no: a new password, or an app that was disconnected. A renewal tells.
          refusedToken = settings.token;
          return open();
        }
        if (refused !== null) {
          const seconds = again(timings.refusedFromMs, Math.max(timings.retryToMs, timings.refusedFromMs * 10));
          events.status('refused', say('status.refused', { notice: refused, seconds }));
        } else {
          const seconds = again(timings.retryFromMs, timings.retryToMs);
          events.status('lost', say(joined ? 'status.lost' : opened ? 'status.noJoin' : 'status.unreachable', { seconds }));
        }
      },
    });
  };
  queueMicrotask(() => {
    if (!closed) open();
  });

  return {
    post: (text): Promise<Posted> => {
      if (text.length > PLAIN.longest)
        return Promise.resolve({ outcome: 'failed', receipt: 'unsent', note: say('note.textTooLong', { length: text.length, longest: PLAIN.longest }) });
      // A line break would be a second IRC command; the others never reach the chat.
      if (text.trim() === '' || /[\r\n\0]/u.test(text) || /^\s*[/\\.]/u.test(text))
        return Promise.resolve({ outcome: 'failed', receipt: 'unsent', note: say('note.badText') });
      // One under way at a time: the echo of a message is told by its turn where the nonce is missing.
      const post = posting.then(async (): Promise<Posted> => {
        if (closed || session === null) return { outcome: 'failed', receipt: 'unsent', note: say('note.notConnected') };
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

async function doctor(options: TwitchOptions, raw: Settings | null, logIn: Settings | null): Promise<readonly DoctorLine[]> {
  const { label } = manifest;
  if (raw === null) return [{ ok: true, what: say('doctor.notSetUp', { label }), mend: say('doctor.notSetUp.mend') }];
  const byCode = readLogIn(logIn);
  if (byCode?.ended === true)
    return [{ ok: false, what: say('doctor.logInEnded', { label, name: byCode.name }), mend: say('doctor.logInEnded.mend', { label }) }];
  // A token that is over is renewed by whoever connects, and by nobody beside it: its refresh token is good once.
  if (byCode !== null && byCode.expiresAt <= Date.now()) return [{ ok: true, what: say('doctor.logInOld', { label, name: byCode.name }), mend: '' }];
  const typed = readTwitchSettings(raw);
  if (byCode === null && typed.how === 'bad')
    return [{ ok: false, what: say('doctor.badSettings', { label }), mend: say('doctor.badSettings.mend', { fields: typed.bad.join(', ') }) }];
  const settings = byCode !== null ? settingsOf(raw, byCode) : typed.how === 'typed' ? typed.settings : null;
  if (settings === null) return [{ ok: false, what: say('doctor.noLogIn', { label }), mend: say('doctor.noLogIn.mend', { label }) }];
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
