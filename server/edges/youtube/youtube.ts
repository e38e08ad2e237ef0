import { chat as chatWords } from '@locales/en.json';
import { HOUR, SECOND, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import { askedConnection, unsent, type AskedChat, type AskedTimings, type Stands } from '../../ports/asked-chat.ts';
import type { ChatAdapter, ChatAllowance, ChatConnection, ChatEvents, ChatLimits, ChatManifest, LogInStore, Posted } from '../../ports/chat.ts';
import type { DoctorLine, Settings } from '../../ports/manifest.ts';
import { COST, planOf, quotaBackAt, quotaDay, unused, type Allowed, type Cost, type Plan, type Used } from './budget.ts';
import { google, type ChatPage, type Google, type GoogleAnswer, type GoogleOptions } from './google.ts';
import { endsInDays, freshLogIn, readLogIn, youtubeLogIn, type KeptLogIn } from './log-in.ts';
import { allowedOf, appOf, youtubeSettings } from './settings.ts';

const say = speaker(chatWords as Words, 'en');

/** Ours: YouTube says "sent too quickly" without a figure, and its day's units are the tighter limit by far. */
const LIMITS: ChatLimits = { messages: 20, windowMs: 60_000, gapMs: 1_500, longest: 200, sameTextMs: 0, answers: true };

const manifest: ChatManifest = {
  id: 'youtube',
  label: say('youtube.label'),
  settings: youtubeSettings,
  enabledByDefault: false,
  limits: LIMITS,
  capabilities: { reads: true, links: true, kinds: ['plain'], edits: false, typed: true },
  delaySeconds: 8,
  latencies: [
    { kind: 'ultra', delaySeconds: 4 },
    { kind: 'low', delaySeconds: 10 },
    { kind: 'normal', delaySeconds: 25 },
  ],
};

export interface YoutubeTimings extends AskedTimings {
  /** While a show is on and no stream is found. */
  readonly lookEveryMs: DurationMs;
  /** While none is: the log-in is tried so often on the day before a show, and six times more seldom else. */
  readonly tryEveryMs: DurationMs;
  /** Whether a show began is looked at so often; asks nobody outside. */
  readonly checkEveryMs: DurationMs;
  /** A message that was sent too quickly is sent again after this, once. */
  readonly tooQuicklyMs: DurationMs;
}
export const YOUTUBE_TIMINGS: Omit<YoutubeTimings, keyof AskedTimings> & Pick<YoutubeTimings, 'checkEveryMs'> = {
  checkEveryMs: 5 * SECOND,
  lookEveryMs: 20 * SECOND,
  tryEveryMs: HOUR,
  tooQuicklyMs: 2 * SECOND,
};

export interface YoutubeOptions {
  readonly google: GoogleOptions;
  readonly timings: YoutubeTimings;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** The chat of the owner's live stream, within what YouTube allows a day. */
export function youtube(options: YoutubeOptions): ChatAdapter {
  const server = google(options.google);
  return {
    manifest,
    logIn: youtubeLogIn(server),
    allowance: (settings, logIn) => allowanceOf(allowedOf(settings), readLogIn(logIn)),
    connect: (settings, events, logIn) => connect(options, server, settings, events, logIn),
    doctor: (settings, logIn) => doctor(server, settings, logIn),
  };
}

const usedOf = (logIn: KeptLogIn | null): Used =>
  logIn === null ? unused('') : { day: logIn.day, list: logIn.list, insert: logIn.insert, look: logIn.look, all: logIn.all };
const seconds = (ms: DurationMs): number => Math.max(1, Math.round(ms / SECOND));

/** What a show may cost, in words and figures, for the form. */
function allowanceOf(allowed: Allowed, logIn: KeptLogIn | null): ChatAllowance {
  const plan = planOf(allowed, usedOf(logIn), Date.now());
  return {
    title: say('youtube.plan.title', { units: plan.units.toLocaleString('en') }),
    total: plan.units,
    used: plan.used,
    said: say('youtube.plan.used', { used: plan.used.toLocaleString('en'), units: plan.units.toLocaleString('en') }),
    rows: [
      say('youtube.plan.lines', { lines: plan.lines, cost: COST.insert }),
      plan.readEveryMs === null
        ? say(allowed.reads ? 'youtube.plan.tooLong' : 'youtube.plan.writesOnly', { hours: allowed.hours })
        : say('youtube.plan.reads', { seconds: seconds(plan.readEveryMs), hours: allowed.hours, cost: COST.list }),
      say('youtube.plan.rest'),
    ],
  };
}

const reasonOf = (answer: GoogleAnswer<unknown>): string => (answer.how === 'refused' ? answer.reason : '');
const isOutOfUnits = (answer: GoogleAnswer<unknown>): boolean => ['quotaExceeded', 'dailyLimitExceeded'].includes(reasonOf(answer));
const isTooQuick = (answer: GoogleAnswer<unknown>): boolean =>
  answer.how === 'refused' && (answer.status === 429 || ['rateLimitExceeded', 'userRateLimitExceeded'].includes(answer.reason));
const isOver = (answer: GoogleAnswer<unknown>): boolean => ['liveChatEnded', 'liveChatNotFound'].includes(reasonOf(answer));
const isTokenRefused = (answer: GoogleAnswer<unknown>): boolean => answer.how === 'refused' && answer.status === 401;

const outOfUnits = (): string => say('youtube.quota', { n: Math.max(1, Math.round((quotaBackAt(Date.now()) - Date.now()) / HOUR)) });
/** YouTube's refusals of the chat as such, in words: never its own body. */
function chatRefusal(answer: Extract<GoogleAnswer<unknown>, { how: 'refused' }>): string {
  switch (answer.reason) {
    case 'liveChatDisabled':
      return say('youtube.disabled');
    case 'liveStreamingNotEnabled':
      return say('youtube.notStreaming');
    case 'accessNotConfigured':
      return say('youtube.notEnabled');
    case 'forbidden':
    case 'insufficientPermissions':
      return say('youtube.forbidden');
    default:
      return say('youtube.refused', { reason: answer.reason });
  }
}

/** What was answered, or, where nothing was asked, how the chat stands. */
type Asked<T> = { readonly answer: GoogleAnswer<T> } | { readonly stands: Stands };

function connect({ timings, random }: YoutubeOptions, server: Google, raw: Settings, events: ChatEvents, store: LogInStore): ChatConnection {
  const allowed = allowedOf(raw);
  let closed = false;
  let liveChatId: string | null = null;
  let used: Used | null = null;
  /** When the log-in, or where the stream is, was last asked for. */
  let askedAt = Number.NEGATIVE_INFINITY;
  let refused: Stands | null = null;
  /** The reader got no answer: the chat is as good as lost until it does. */
  let readerAway = false;
  let unsaved = 0;
  /** Messages of ours, so that they do not come back as lines. */
  const ours = new Set<string>();
  /** A log-in is renewed and counted on by one at a time. */
  let exclusive: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const next = exclusive.then(work);
    exclusive = next.catch(() => undefined);
    return next;
  };

  const usedNow = (): Used => {
    const day = quotaDay(Date.now());
    if (used === null || used.day !== day) used = unused(day);
    return used;
  };
  const plan = (): Plan => planOf(allowed, usedNow(), Date.now());
  const save = (): Promise<void> => {
    unsaved = 0;
    return alone(async () => {
      const now = readLogIn(await store.read());
      if (now !== null && !closed) await store.write({ ...now, ...usedNow() });
    }).catch(() => undefined); // the store cannot be written now: the next count brings all
  };
  /** Counted before it is asked: what is refused costs as much. */
  function count(cost: Cost): void {
    used = { ...usedNow(), [cost]: usedNow()[cost] + 1 };
    unsaved += 1;
    if (cost === 'insert' || unsaved >= 20) void save();
  }
  /** One question with a good token; a token that YouTube does not take is renewed once. */
  async function ask<T>(cost: Cost, call: (accessToken: string) => Promise<GoogleAnswer<T>>): Promise<Asked<T>> {
    let bad: string | null = null;
    for (;;) {
      const fresh = await alone(() => freshLogIn(server, store, bad)).catch((): { readonly how: 'away' } => ({ how: 'away' })); // a store that cannot be read
      if (fresh.how !== 'ok') {
        switch (fresh.how) {
          case 'none':
            return { stands: { how: 'not-set-up' } };
          case 'ended':
            return { stands: { how: 'refused', note: say('youtube.ended', { name: fresh.name }), forGood: true } };
          case 'wrong':
            return { stands: { how: 'refused', note: fresh.note, forGood: false } };
          case 'away':
            return { answer: { how: 'away', heard: false } };
          default: {
            const never: never = fresh;
            return never;
          }
        }
      }
      used ??= usedOf(fresh.logIn);
      ending = endsInDays(fresh.logIn, Date.now());
      if (plan().units - plan().used < COST[cost]) return { stands: { how: 'refused', note: outOfUnits(), forGood: false } };
      count(cost);
      const answer = await call(fresh.logIn.accessToken);
      if (isOutOfUnits(answer)) {
        used = { ...usedNow(), all: true };
        void save();
        return { stands: { how: 'refused', note: outOfUnits(), forGood: false } };
      }
      if (!isTokenRefused(answer) || bad !== null) return { answer };
      bad = fresh.logIn.accessToken;
    }
  }
  /** In how many days the log-in ends by itself; null where it does not, or not soon. */
  let ending: number | null = null;
  const connected = (): Stands => ({
    how: 'ok',
    note:
      ending !== null ? say('youtube.ending', { n: ending }) : liveChatId === null ? say('youtube.idle') : say('youtube.connected', { n: plan().linesLeft }),
  });

  /** Looks for the stream that is on. */
  async function look(): Promise<Stands> {
    askedAt = performance.now();
    const asked = await ask('look', (token) => server.liveChat(token));
    if ('stands' in asked) return asked.stands;
    const { answer } = asked;
    if (answer.how === 'away' || isTooQuick(answer)) return { how: 'away' };
    if (answer.how === 'refused') return { how: 'refused', note: chatRefusal(answer), forGood: false };
    liveChatId = answer.value;
    // Connected is who knows where the chat stands, so that nothing that is said from now on is taken for history.
    if (liveChatId !== null) {
      const into = liveChatId;
      await new Promise<void>((begun) => void read(into, begun).then(begun));
    }
    if (refused !== null || readerAway) return chat.check();
    // Where nobody sells, nobody waits for a stream.
    return liveChatId !== null || events.show() !== 'on' ? connected() : { how: 'waiting', note: say('youtube.noStreamYet') };
  }

  /** Reads the chat for as long as it is this one, as often as YouTube and the units allow. */
  async function read(into: string, begun: () => void): Promise<void> {
    let page: string | null = null;
    let isFirst = true;
    let failures = 0;
    const isMine = (): boolean => !closed && liveChatId === into;
    while (isMine()) {
      const { readEveryMs, readsLeft } = plan();
      if (readEveryMs === null || readsLeft === 0) {
        readerAway = false;
        return;
      }
      const asked = await ask('list', (token) => server.list(token, into, page));
      if (!isMine()) return;
      let wait = readEveryMs;
      const answer = 'answer' in asked ? asked.answer : null;
      readerAway = answer?.how === 'away';
      if (answer?.how === 'ok') {
        failures = 0;
        // What stood there before is history, and was no question to us.
        if (!isFirst) hear(answer.value);
        isFirst = false;
        page = answer.value.nextPageToken ?? page;
        wait = Math.max(wait, answer.value.pollingIntervalMillis);
      } else if (answer?.how === 'refused' && !isTooQuick(answer) && !isTokenRefused(answer)) {
        // Over, switched off, or not ours to read: it is looked for anew, and what is wrong with it is said.
        if (!isOver(answer)) refused = { how: 'refused', note: chatRefusal(answer), forGood: false };
        liveChatId = null;
        return;
      } else {
        if ('stands' in asked) refused = asked.stands;
        failures += 1;
        wait = Math.max(wait, Math.min(timings.retryToMs, timings.retryFromMs * 2 ** Math.min(failures, 8)));
      }
      begun();
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
    }
  }
  function hear({ items }: ChatPage): void {
    for (const { id, snippet, authorDetails } of items) {
      const text = snippet.textMessageDetails?.messageText ?? snippet.displayMessage ?? '';
      if (snippet.type !== 'textMessageEvent' || authorDetails === undefined || text === '' || ours.delete(id)) continue;
      const { channelId, displayName, isChatOwner, isChatModerator, isChatSponsor } = authorDetails;
      const level = isChatOwner === true ? 'owner' : isChatModerator === true ? 'mod' : isChatSponsor === true ? 'member' : 'viewer';
      events.line({ userId: channelId, name: displayName ?? '', level, text, mod: level === 'owner' || level === 'mod' });
    }
  }

  const chat: AskedChat = {
    check: async () => {
      if (appOf(raw) === null) return { how: 'not-set-up' };
      if (refused !== null) {
        const said = refused;
        refused = null;
        return said;
      }
      if (readerAway) return { how: 'away' };
      if (liveChatId !== null) return connected();
      const since = performance.now() - askedAt;
      const near = events.show();
      const isOn = near === 'on';
      // A day before a show there is time to log in again.
      if (since >= (isOn ? timings.lookEveryMs : near === 'soon' ? timings.tryEveryMs : timings.tryEveryMs * 6)) return look();
      return isOn ? { how: 'waiting', note: say('youtube.noStreamYet') } : connected();
    },
    post: async (text, _about, withinMs) => {
      const until = performance.now() + withinMs;
      if (liveChatId === null) {
        const stands = await look();
        if (stands.how !== 'ok' || liveChatId === null)
          return { posted: unsent('note' in stands && stands.how === 'refused' ? stands.note : say('youtube.noStream')), stands };
      }
      const into = liveChatId;
      const insert = (): Promise<Asked<string>> => ask('insert', (token) => server.insert(token, into, text, Math.max(1, until - performance.now())));
      let asked = await insert();
      // It is not there: it may be sent again, once.
      if ('answer' in asked && isTooQuick(asked.answer) && until - performance.now() > timings.tooQuicklyMs + 2 * SECOND) {
        await new Promise((resolve) => setTimeout(resolve, timings.tooQuicklyMs));
        asked = await insert();
      }
      return endOf(asked);
    },
    limits: () => ({ ...LIMITS, answers: plan().answers }),
    nextCheckMs: () => timings.checkEveryMs,
  };

  function endOf(asked: Asked<string>): { readonly posted: Posted; readonly stands: Stands | null } {
    if ('stands' in asked) {
      // Nothing was sent: nobody is logged in any more, or the day's units are used up.
      const { stands } = asked;
      return { posted: { outcome: 'failed', receipt: 'limited', note: stands.how === 'refused' ? stands.note : say('note.notConnected') }, stands };
    }
    const { answer } = asked;
    if (answer.how === 'ok') {
      ours.add(answer.value);
      if (ours.size > 500) for (const first of [...ours].slice(0, 250)) ours.delete(first);
      return { posted: { outcome: 'done', receipt: 'sent', note: '', messageId: answer.value.slice(0, 200) }, stands: null };
    }
    if (answer.how === 'away')
      return {
        posted: answer.heard ? { outcome: 'unknown', receipt: 'unknown', note: say('note.noAnswer') } : unsent(say('note.unreached')),
        stands: { how: 'away' },
      };
    if (isTooQuick(answer)) return { posted: { outcome: 'failed', receipt: 'limited', note: say('youtube.tooQuick') }, stands: null };
    if (isOver(answer)) {
      liveChatId = null;
      return { posted: { outcome: 'failed', receipt: 'dropped', note: say('youtube.chatOver') }, stands: { how: 'waiting', note: say('youtube.noStreamYet') } };
    }
    if (answer.status === 400) return { posted: { outcome: 'failed', receipt: 'dropped', note: say('youtube.badText') }, stands: null };
    const note = chatRefusal(answer);
    return { posted: { outcome: 'failed', receipt: 'dropped', note }, stands: { how: 'refused', note, forGood: false } };
  }

  const connection = askedConnection(chat, events, timings, random);
  return {
    ...connection,
    close: async () => {
      await save();
      closed = true;
      liveChatId = null;
      await connection.close();
    },
  };
}

async function doctor(server: Google, raw: Settings | null, logIn: Settings | null): Promise<readonly DoctorLine[]> {
  const { label } = manifest;
  if (raw === null) return [{ ok: true, what: say('doctor.notSetUp', { label }), mend: say('doctor.notSetUp.mend') }];
  const parsed = youtubeSettings.safeParse(raw);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))].join(', ');
    return [{ ok: false, what: say('doctor.badSettings', { label }), mend: say('doctor.badSettings.mend', { fields }) }];
  }
  const mine = readLogIn(logIn);
  if (mine === null) return [{ ok: false, what: say('doctor.noLogIn', { label }), mend: say('doctor.noLogIn.mend', { label }) }];
  if (mine.ended) return [{ ok: false, what: say('doctor.logInEnded', { label, name: mine.name }), mend: say('youtube.ended.mend') }];
  const { title, said, rows } = allowanceOf(allowedOf(raw), mine);
  const units: DoctorLine = { ok: true, what: say('doctor.stands', { label, note: [title, ...rows, said].join(' ') }), mend: '' };
  const days = endsInDays(mine, Date.now());
  const ending: readonly DoctorLine[] =
    days === null ? [] : [{ ok: false, what: say('doctor.stands', { label, note: say('youtube.ending', { n: days }) }), mend: say('youtube.ended.mend') }];
  // A token that is over is renewed by whoever connects, and by nobody beside it.
  if (mine.expiresAt <= Date.now()) return [{ ok: true, what: say('doctor.logInOld', { label, name: mine.name }), mend: '' }, ...ending, units];
  const answer = await server.channel(mine.accessToken);
  if (answer.how === 'ok')
    return [{ ok: true, what: say('doctor.stands', { label, note: say('youtube.loggedIn', { name: mine.name }) }), mend: '' }, ...ending, units];
  if (answer.how === 'away') return [{ ok: false, what: say('doctor.unreachable', { label }), mend: say('doctor.unreachable.mend') }];
  const note = isOutOfUnits(answer) ? outOfUnits() : isTokenRefused(answer) ? say('youtube.ended', { name: mine.name }) : chatRefusal(answer);
  return [{ ok: false, what: say('doctor.refused', { label, note }), mend: say('youtube.mend') }, ...ending, units];
}
