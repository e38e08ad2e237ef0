import { chat as chatWords } from '@locales/en.json';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import { askedConnection, unsent, type AskedChat, type AskedTimings, type Stands } from '../../ports/asked-chat.ts';
import type { ChatAdapter, ChatLimits, ChatManifest, LogInStore, Posted } from '../../ports/chat.ts';
import type { DoctorLine, Settings } from '../../ports/manifest.ts';
import { freshLogIn, kickLogIn, readLogIn, type KeptLogIn } from './log-in.ts';
import { kickServer, type KickAnswer, type KickServer, type KickServerOptions } from './kick-server.ts';
import { kickSettings } from './settings.ts';

const say = speaker(chatWords as Words, 'en');

/** Kick names no figures and answers 429: so slowly that it seldom does. */
const LIMITS: ChatLimits = { messages: 15, windowMs: 30_000, gapMs: 1_000, longest: 500, sameTextMs: 0, answers: true };

const manifest: ChatManifest = {
  id: 'kick',
  label: say('kick.label'),
  settings: kickSettings,
  enabledByDefault: false,
  limits: LIMITS,
  // Reading would need an address of ours that Kick reaches; until then nobody can ask there.
  capabilities: { reads: false, links: true, kinds: ['plain'], edits: false, typed: true },
  delaySeconds: 6,
  latencies: [],
};

export interface KickOptions {
  readonly server: KickServerOptions;
  readonly timings: AskedTimings;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** The chat of the owner's Kick channel: it is written, and not read. */
export function kick({ server: options, timings, random }: KickOptions): ChatAdapter {
  const server = kickServer(options);
  return {
    manifest,
    logIn: kickLogIn(server),
    allowance: null,
    connect: (settings, events, store) => askedConnection(chatOf(server, timings, settings, store), events, timings, random),
    doctor: (settings, logIn) => doctor(server, settings, logIn),
  };
}

/** Where the platform's word is its status alone: never its own body. */
function refusal(answer: Extract<KickAnswer<unknown>, { how: 'refused' }>): string {
  if (answer.status === 403) return say('kick.forbidden');
  if (answer.status === 404) return say('kick.noChannel');
  return say('kick.refused', { status: String(answer.status) });
}
const shortName = (name: string): string => (name.length <= 16 ? say('kick.connected', { name }) : say('kick.connectedPlain'));

type Asked<T> = { readonly answer: KickAnswer<T> } | { readonly stands: Stands };

function chatOf(server: KickServer, timings: AskedTimings, raw: Settings, store: LogInStore): AskedChat {
  const parsed = kickSettings.safeParse(raw);
  /** Kick asked for a pause until then (performance.now). */
  let freeAt = 0;
  let renewing: Promise<unknown> = Promise.resolve();
  /** A refresh token is good once: one renews at a time. */
  const fresh = (refused: string | null): ReturnType<typeof freshLogIn> => {
    const next = renewing.then(() => freshLogIn(server, store, refused)).catch((): { readonly how: 'away' } => ({ how: 'away' })); // a store that cannot be read
    renewing = next;
    return next;
  };

  /** One question with a good token; a token that Kick does not take is renewed once. */
  async function ask<T>(call: (logIn: KeptLogIn) => Promise<KickAnswer<T>>): Promise<Asked<T>> {
    let bad: string | null = null;
    for (;;) {
      const current = await fresh(bad);
      switch (current.how) {
        case 'none':
          return { stands: { how: 'not-set-up' } };
        case 'ended':
          return { stands: { how: 'refused', note: say('kick.ended', { name: current.name }), forGood: true } };
        case 'wrong':
          return { stands: { how: 'refused', note: say('kick.badClient'), forGood: true } };
        case 'away':
          return { answer: { how: 'away', heard: false } };
        case 'ok':
          break;
        default: {
          const never: never = current;
          return never;
        }
      }
      const answer = await call(current.logIn);
      if (answer.how === 'refused' && answer.status === 429) freeAt = performance.now() + (answer.retryAfterMs ?? 5 * SECOND);
      if (answer.how !== 'refused' || answer.status !== 401 || bad !== null) return { answer };
      bad = current.logIn.accessToken;
    }
  }

  async function check(): Promise<Stands> {
    if (!parsed.success) return { how: 'not-set-up' };
    const asked = await ask((logIn) => server.user(logIn.accessToken));
    if ('stands' in asked) return asked.stands;
    const { answer } = asked;
    if (answer.how === 'away' || (answer.how === 'refused' && answer.status === 429)) return { how: 'away' };
    if (answer.how === 'refused') return { how: 'refused', note: refusal(answer), forGood: false };
    return { how: 'ok', note: shortName(answer.value.name) };
  }

  async function post(text: string, withinMs: DurationMs): Promise<{ readonly posted: Posted; readonly stands: Stands | null }> {
    const until = performance.now() + withinMs;
    const limited: Posted = { outcome: 'failed', receipt: 'limited', note: say('kick.limited') };
    // What was refused for its haste is not there: it may be sent again, once.
    for (const isLast of [false, true]) {
      const wait = freeAt - performance.now();
      if (performance.now() + Math.max(0, wait) + SECOND > until) return { posted: limited, stands: null };
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const asBot = parsed.success && parsed.data.asBot;
      const asked = await ask((logIn) => server.post(logIn.accessToken, { text, channel: asBot ? null : logIn.userId }, until - performance.now()));
      if ('answer' in asked && asked.answer.how === 'refused' && asked.answer.status === 429 && !isLast) continue;
      return endOf(asked);
    }
    return { posted: limited, stands: null };
  }

  return { check, post: (text, _about, withinMs) => post(text, withinMs), limits: () => LIMITS, nextCheckMs: () => timings.checkEveryMs };
}

function endOf(asked: Asked<{ readonly isSent: boolean; readonly messageId: string | null }>): { readonly posted: Posted; readonly stands: Stands | null } {
  if ('stands' in asked) {
    const { stands } = asked;
    return { posted: unsent(stands.how === 'refused' ? stands.note : say('note.notConnected')), stands };
  }
  const { answer } = asked;
  switch (answer.how) {
    case 'ok':
      return answer.value.isSent
        ? { posted: { outcome: 'done', receipt: 'sent', note: '', messageId: answer.value.messageId }, stands: null }
        : { posted: { outcome: 'failed', receipt: 'dropped', note: say('kick.dropped') }, stands: null };
    case 'away':
      return {
        posted: answer.heard ? { outcome: 'unknown', receipt: 'unknown', note: say('note.noAnswer') } : unsent(say('note.unreached')),
        stands: { how: 'away' },
      };
    case 'refused':
      if (answer.status === 429) return { posted: { outcome: 'failed', receipt: 'limited', note: say('kick.limited') }, stands: null };
      if (answer.status === 400) return { posted: { outcome: 'failed', receipt: 'dropped', note: say('kick.badText') }, stands: null };
      return { posted: { outcome: 'failed', receipt: 'dropped', note: refusal(answer) }, stands: { how: 'refused', note: refusal(answer), forGood: false } };
    default: {
      const never: never = answer;
      return never;
    }
  }
}

async function doctor(server: KickServer, raw: Settings | null, logIn: Settings | null): Promise<readonly DoctorLine[]> {
  const { label } = manifest;
  if (raw === null) return [{ ok: true, what: say('doctor.notSetUp', { label }), mend: say('doctor.notSetUp.mend') }];
  const parsed = kickSettings.safeParse(raw);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))].join(', ');
    return [{ ok: false, what: say('doctor.badSettings', { label }), mend: say('doctor.badSettings.mend', { fields }) }];
  }
  const mine = readLogIn(logIn);
  if (mine === null) return [{ ok: false, what: say('doctor.noLogIn', { label }), mend: say('doctor.noLogIn.mend', { label }) }];
  if (mine.ended) return [{ ok: false, what: say('doctor.logInEnded', { label, name: mine.name }), mend: say('doctor.logInEnded.mend', { label }) }];
  // A token that is over is renewed by whoever connects, and by nobody beside it: its refresh token is good once.
  if (mine.expiresAt <= Date.now()) return [{ ok: true, what: say('doctor.logInOld', { label, name: mine.name }), mend: '' }];
  const answer = await server.user(mine.accessToken);
  if (answer.how === 'ok') return [{ ok: true, what: say('doctor.stands', { label, note: say('kick.connected', { name: answer.value.name }) }), mend: '' }];
  if (answer.how === 'away') return [{ ok: false, what: say('doctor.unreachable', { label }), mend: say('doctor.unreachable.mend') }];
  return [{ ok: false, what: say('doctor.refused', { label, note: refusal(answer) }), mend: say('doctor.logInEnded.mend', { label }) }];
}
