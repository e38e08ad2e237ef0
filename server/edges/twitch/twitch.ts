import { chat as chatWords } from '@locales/en.json';
import { MINUTE, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { ChatAdapter, ChatConnection, ChatEvents, ChatLimits, ChatManifest, LogInStore, PostAbout, Posted } from '../../ports/chat.ts';
import type { DoctorLine, Settings } from '../../ports/manifest.ts';
import { idServer, type IdServer, type IdServerOptions } from './id-server.ts';
import { accounts, bareToken, type Account } from './accounts.ts';
import { helix, type HelixOptions } from './helix.ts';
import { helixPosts, senderOf } from './helix-posts.ts';
import { readLogIn, twitchLogIn } from './log-in.ts';
import { openSession, SESSION_TIMINGS, type PostEnd, type Session, type SessionTimings, type Standing } from './session.ts';
import { isPlain, readTwitchSettings, settingsOf, twitchSettings, type TwitchSettings } from './settings.ts';

const say = speaker(chatWords as Words, 'en');

/** Of an account that is nobody special: 20 in 30 s, about one a second, the same text not within 30 s. */
const PLAIN: ChatLimits = { messages: 20, windowMs: 30_000, gapMs: 1_000, longest: 500, sameTextMs: 30_000, answers: true };
/** A moderator's or the broadcaster's. The gap is ours: nobody reads ten lines a second. */
const TRUSTED: ChatLimits = { messages: 100, windowMs: 30_000, gapMs: 200, longest: 500, sameTextMs: 0, answers: true };

const manifest: ChatManifest = {
  id: 'twitch',
  label: say('twitch.label'),
  settings: twitchSettings,
  enabledByDefault: false,
  limits: PLAIN,
  capabilities: { reads: true, links: true, kinds: ['plain', 'announcement', 'pinned'], edits: false, typed: true },
  delaySeconds: 5,
  latencies: [
    { kind: 'low', delaySeconds: 4 },
    { kind: 'normal', delaySeconds: 8 },
  ],
};

export interface TwitchTimings extends SessionTimings {
  /** Waits before trying again: doubled from the first to the last, with jitter. */
  readonly retryFromMs: DurationMs;
  readonly retryToMs: DurationMs;
  /** After a refused log-in: it seldom mends itself, and asking often looks like an attack. */
  readonly refusedFromMs: DurationMs;
  /** Twitch asks whoever stays logged in to ask each hour whether they still are. */
  readonly validateEveryMs: DurationMs;
  /** How long a message is waited for in the chat we read, once Twitch has taken it. */
  readonly seenMs: DurationMs;
}
export const TWITCH_TIMINGS: TwitchTimings = {
  ...SESSION_TIMINGS,
  retryFromMs: 1_000,
  retryToMs: 30_000,
  refusedFromMs: 30_000,
  validateEveryMs: 60 * MINUTE,
  seenMs: 800,
};

export interface TwitchOptions {
  /** Another server than Twitch's, for trying out: ws://host:port. Null in earnest. */
  readonly ircUrl: string | null;
  readonly ids: IdServerOptions;
  /** Null where there is none beside the chat server: everything goes over the chat's own line, and typed tokens are only tried there. */
  readonly helix: HelixOptions | null;
  readonly timings: TwitchTimings;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** Twitch: read over IRC, and written by its API, which answers for each message; over IRC where that cannot be. */
export function twitch(options: TwitchOptions): ChatAdapter {
  const ids = idServer(options.ids);
  return {
    manifest,
    allowance: null,
    logIn: twitchLogIn(ids),
    connect: (settings, events, logIn) => connect(options, ids, settings, events, logIn),
    doctor: (settings, logIn) => doctor(options, settings, logIn),
  };
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
  const who = accounts(ids, raw, logIn, options.helix !== null, timings.validateEveryMs);
  let closed = false;
  let session: Session | null = null;
  /** As whom we are, or were last, in the chat. */
  let account: Extract<Account, { how: 'ok' }> | null = null;
  let standing: Standing = { role: 'plain', slowSeconds: 0, roomId: null };
  let shown = '';
  /** The line we read by is away, and posting works: nobody need be told of each try to come back. */
  let postsOnly = false;
  let isReading = false;
  let failures = 0;
  /** A token that was refused at the log-in: it is renewed once, before anyone is asked to look. */
  let refusedToken: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  /** One under way at a time over IRC: the echo of a message is told by its turn where the nonce is missing. */
  let turn: Promise<unknown> = Promise.resolve();
  const under = new Set<Promise<unknown>>();

  const posts =
    options.helix === null
      ? null
      : helixPosts({
          helix: helix(options.helix),
          answerMs: options.helix.withinMs,
          seenMs: timings.seenMs,
          isTrusted: () => standing.role !== 'plain',
          isReading: () => isReading,
          roomId: () => standing.roomId,
          plain: isPlain(raw),
          renew: async (token) => {
            const next = await who.now(token, true);
            if (!closed) take(next);
            return next.how === 'ok' && bareToken(next.settings) !== token ? senderOf(next) : null;
          },
        });

  const again = (from: DurationMs, most: DurationMs): number => {
    const wait = Math.min(most, from * 2 ** Math.min(failures, 10)) * (0.75 + options.random() / 2);
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(open, wait);
    return Math.max(1, Math.round(wait / 1_000));
  };
  const leave = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    session?.close();
    session = null;
    account = null;
    isReading = false;
    postsOnly = false;
    shown = '';
  };
  /** What Twitch says of the log-in, asked in between. True where it is good, or nobody knows better. */
  function take(next: Account): boolean {
    switch (next.how) {
      case 'ok':
        if (account !== null) account = next;
        return true;
      case 'away':
        return true;
      case 'not-set-up':
        leave();
        events.status('not-set-up', say('status.notSetUp'));
        return false;
      case 'ended':
        // Only a person can mend it: whoever logs in anew gets a new connection.
        leave();
        events.status('refused', say('logIn.ended', { name: next.name }));
        return false;
      case 'refused':
        leave();
        failures += 1;
        again(timings.refusedFromMs, Math.max(timings.retryToMs, timings.refusedFromMs * 10));
        events.status('refused', say('status.tokenOver'));
        return false;
      default: {
        const never: never = next;
        return never;
      }
    }
  }
  const open = (): void => {
    timer = null;
    if (!postsOnly) events.status('connecting', say('status.connecting'));
    void who.now(refusedToken, false).then((next) => {
      if (closed || !take(next)) return;
      if (next.how === 'ok') return enter(next);
      failures += 1;
      events.status('lost', say('status.unreachable', { seconds: again(timings.retryFromMs, timings.retryToMs) }));
    });
  };
  const enter = (mine: Extract<Account, { how: 'ok' }>): void => {
    const { settings, byCode } = mine;
    account = mine;
    const standingWords = (): string => (standing.role === 'plain' ? say('status.plain', { username: settings.username }) : say(`status.${standing.role}`));
    // Each session reports to its own turn only: a late word of an ended one must not speak for the next.
    const opened = openSession(options.ircUrl, settings, timings, {
      standing: (next) => {
        if (!isMine()) return;
        standing = next;
        isReading = true;
        postsOnly = false;
        failures = 0;
        refusedToken = null;
        const note = standingWords();
        if (shown !== note) {
          shown = note;
          events.status('connected', note);
        }
      },
      line: (line, messageId, own) => {
        if (isMine() && !(own && posts?.heard(line.text, messageId))) events.line(line);
      },
      announced: (text, messageId) => {
        if (isMine()) posts?.heard(text, messageId);
      },
      notice: (note) => {
        if (!isMine()) return;
        const state = shown === '' ? 'connecting' : 'connected';
        // The next echo says again how we stand.
        if (state === 'connected') shown = note;
        events.status(state, note);
      },
      ended: ({ refused, joined, opened: isOpened }) => {
        if (!isMine()) return;
        session = null;
        shown = '';
        isReading = false;
        failures = joined ? 0 : failures + 1;
        if (refused !== null && byCode && refusedToken === null) {
          // It was good by the clock, and Twitch says no: a new password, or an app that was disconnected. A renewal tells.
          refusedToken = bareToken(settings);
          return open();
        }
        if (refused !== null) {
          account = null;
          postsOnly = false;
          const seconds = again(timings.refusedFromMs, Math.max(timings.retryToMs, timings.refusedFromMs * 10));
          return events.status('refused', say('status.refused', { notice: refused, seconds }));
        }
        const seconds = again(timings.retryFromMs, timings.retryToMs);
        if (!postsOnly) events.status('lost', say(joined ? 'status.lost' : isOpened ? 'status.noJoin' : 'status.unreachable', { seconds }));
        void lookForPosts(seconds);
      },
    });
    const isMine = (): boolean => !closed && session === opened;
    session = opened;
  };
  /** Whether Twitch's API still takes what we post, while the line we read by is away. */
  async function lookForPosts(seconds: number): Promise<void> {
    const before = account;
    if (posts === null || before === null || senderOf(before) === null) return;
    const valid = await ids.validate(bareToken(before.settings));
    if (closed || account !== before || isReading) return;
    if (valid.how === 'ok') {
      postsOnly = true;
      events.status('connected', say('status.readingLost', { seconds }));
    } else if (postsOnly) {
      postsOnly = false;
      events.status('lost', say('status.lost', { seconds }));
    }
  }
  queueMicrotask(() => {
    if (!closed) open();
  });
  const hourly = setInterval(() => {
    if (account !== null) void who.now(null, true).then((next) => closed || take(next));
  }, timings.validateEveryMs);

  const unsent = (note: string): Posted => ({ outcome: 'failed', receipt: 'unsent', note });
  async function post(text: string, about: PostAbout): Promise<Posted> {
    const startedAt = Date.now();
    const sender = senderOf(account);
    let otherwise: Posted | null = null;
    if (posts !== null && sender !== null) {
      const tried = await posts.post(sender, text, about);
      if (tried.how === 'ended') return tried.posted;
      otherwise = tried.posted;
    }
    const posting = turn.then(async (): Promise<Posted> => {
      const isLate = Date.now() - startedAt > timings.echoWithinMs / 2 && otherwise !== null;
      if (closed || session === null || isLate) return otherwise ?? unsent(say('note.notConnected'));
      return endWords(await session.post(text));
    });
    turn = posting;
    return posting;
  }

  return {
    post: (text, about) => {
      if (text.length > PLAIN.longest) return Promise.resolve(unsent(say('note.textTooLong', { length: text.length, longest: PLAIN.longest })));
      // A line break would be a second IRC command; the others never reach the chat.
      if (text.trim() === '' || /[\r\n\0]/u.test(text) || /^\s*[/\\.]/u.test(text)) return Promise.resolve(unsent(say('note.badText')));
      if (closed || account === null) return Promise.resolve(unsent(say('note.notConnected')));
      const posting = post(text, about);
      under.add(posting);
      return posting.finally(() => under.delete(posting));
    },
    limits: () => limitsFor(standing),
    close: async () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      clearInterval(hourly);
      session?.close();
      session = null;
      await Promise.all(under);
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
      announced: () => undefined,
      notice: () => undefined,
      ended: (how) => resolve({ ended: how }),
    });
  });
}
