import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { chat as chatWords } from '@locales/en.json';
import { MINUTE, SECOND, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { ChatLogIn, LogInStore } from '../../ports/chat.ts';
import { keptLogIn } from '../../ports/kept-log-in.ts';
import type { Settings } from '../../ports/manifest.ts';
import { SCOPES, type KickAnswer, type KickServer, type Tokens } from './kick-server.ts';
import { kickSettings } from './settings.ts';

const say = speaker(chatWords as Words, 'en');

const RENEW_BEFORE_MS: DurationMs = MINUTE;
/** A person who was sent to Kick is back by then, or will not be. */
const BACK_WITHIN_MS: DurationMs = 10 * MINUTE;
/** Nobody outside is asked meanwhile: it is only looked whether the browser came back. */
const POLL_EVERY_MS: DurationMs = SECOND;

/** What is kept of a log-in. Times are this machine's clock. */
const kept = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  name: z.string().min(1),
  userId: z.number(),
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  expiresAt: z.number(),
  ended: z.boolean(),
});
export type KeptLogIn = z.output<typeof kept>;
export function readLogIn(logIn: Settings | null): KeptLogIn | null {
  const read = kept.safeParse(logIn);
  return read.success ? read.data : null;
}
const timesOf = (tokens: Tokens): Pick<KeptLogIn, 'accessToken' | 'refreshToken' | 'expiresAt'> => ({
  accessToken: tokens.access_token,
  refreshToken: tokens.refresh_token,
  expiresAt: Date.now() + tokens.expires_in * SECOND,
});
const isBadApp = (answer: KickAnswer<unknown>): boolean => answer.how === 'refused' && (answer.status === 401 || /invalid_client/iu.test(answer.reason));

/** Where a browser that was sent to Kick came back with: a code, a no, or nothing yet. */
interface Turn {
  readonly verifier: string;
  readonly endsAt: number;
  came: { readonly code: string } | 'denied' | null;
}

/** Kick has no code to type: the browser is sent there, and comes back to the panel's own address with what was allowed (OAuth 2.1, PKCE). */
export function kickLogIn(server: KickServer): ChatLogIn {
  /** By state, which nobody outside can guess: who comes back with another was not sent by us. */
  const turns = new Map<string, Turn>();
  return {
    about: { text: say('kick.logIn.text'), link: say('kick.logIn.link'), url: 'https://kick.com/settings/developer' },
    start: (settings) => {
      const parsed = kickSettings.safeParse(settings);
      if (!parsed.success) return Promise.resolve({ ok: false, note: say('kick.noClient') });
      for (const [state, { endsAt }] of turns) if (endsAt <= Date.now()) turns.delete(state);
      const state = randomBytes(16).toString('base64url');
      const verifier = randomBytes(32).toString('base64url');
      turns.set(state, { verifier, endsAt: Date.now() + BACK_WITHIN_MS, came: null });
      const url = server.authorizeUrl(parsed.data, parsed.data.redirect, state, createHash('sha256').update(verifier).digest('base64url'));
      return Promise.resolve({ ok: true, code: { code: '', url, expiresInMs: BACK_WITHIN_MS, pollEveryMs: POLL_EVERY_MS, secret: `${state} ${verifier}` } });
    },
    back: ({ state, code, error }) => {
      const turn = turns.get(state ?? '');
      if (turn === undefined || turn.came !== null || turn.endsAt <= Date.now()) return false;
      turn.came = code !== undefined && code !== '' && error === undefined ? { code: code.slice(0, 2_000) } : 'denied';
      return true;
    },
    poll: async (settings, { secret }) => {
      const parsed = kickSettings.safeParse(settings);
      if (!parsed.success) return { how: 'over', why: 'failed', note: say('kick.noClient') };
      const [state = ''] = secret.split(' ');
      const turn = turns.get(state);
      if (turn === undefined || turn.endsAt <= Date.now()) return { how: 'over', why: 'expired', note: '' };
      if (turn.came === null) return { how: 'waiting', note: '' };
      if (turn.came === 'denied') {
        turns.delete(state);
        return { how: 'over', why: 'denied', note: '' };
      }
      const answer = await server.exchange(parsed.data, parsed.data.redirect, turn.came.code, turn.verifier);
      // Asked again with the same code, which is good until it was taken.
      if (answer.how === 'away') return { how: 'waiting', note: say('logIn.away') };
      turns.delete(state);
      if (answer.how === 'refused') return { how: 'over', why: 'failed', note: isBadApp(answer) ? say('kick.badClient') : say('kick.notTaken') };
      const missing = SCOPES.find((scope) => answer.value.scope !== undefined && !answer.value.scope.split(' ').includes(scope));
      if (missing !== undefined) return { how: 'over', why: 'failed', note: say('logIn.noScope', { scope: missing }) };
      const user = await server.user(answer.value.access_token);
      if (user.how !== 'ok') return { how: 'over', why: 'failed', note: say('logIn.away') };
      const { clientId, clientSecret } = parsed.data;
      const logIn: KeptLogIn = { clientId, clientSecret, name: user.value.name, userId: user.value.id, ...timesOf(answer.value), ended: false };
      return { how: 'in', logIn };
    },
    ...keptLogIn(readLogIn, (mine) => server.revoke(mine.refreshToken), say('logIn.notRevoked')),
  };
}

/** `none`: nobody is logged in. `ended`: only logging in again helps. `wrong`: the app's own id or secret is refused. */
export type Fresh =
  | { readonly how: 'ok'; readonly logIn: KeptLogIn }
  | { readonly how: 'none' }
  | { readonly how: 'ended'; readonly name: string }
  | { readonly how: 'wrong' }
  | { readonly how: 'away' };

/**
 * A log-in whose token is good by the clock, renewed where it is not, or where `refused` says that Kick did not take this one. The new
 * tokens are kept before anything uses them: with the first use of a refresh token the old one is gone at Kick.
 */
export async function freshLogIn(server: KickServer, store: LogInStore, refused: string | null): Promise<Fresh> {
  const mine = readLogIn(await store.read());
  if (mine === null) return { how: 'none' };
  if (mine.ended) return { how: 'ended', name: mine.name };
  if (mine.accessToken !== refused && mine.expiresAt - RENEW_BEFORE_MS > Date.now()) return { how: 'ok', logIn: mine };
  const answer = await server.refresh(mine, mine.refreshToken);
  if (answer.how === 'away' || (answer.how === 'refused' && answer.status === 429)) return { how: 'away' };
  const now = readLogIn(await store.read());
  // Logged out, or in anew, while Kick was asked: that counts.
  if (now === null) return { how: 'none' };
  if (now.refreshToken !== mine.refreshToken) return { how: 'ok', logIn: now };
  if (answer.how === 'refused') {
    if (/invalid_client/iu.test(answer.reason)) return { how: 'wrong' };
    await store.write({ ...mine, ended: true });
    return { how: 'ended', name: mine.name };
  }
  const renewed: KeptLogIn = { ...mine, ...timesOf(answer.value) };
  await store.write(renewed);
  return { how: 'ok', logIn: renewed };
}
