import { z } from 'zod';
import { chat as chatWords } from '@locales/en.json';
import { MINUTE, SECOND, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { ChatLogIn, LogInStore } from '../../ports/chat.ts';
import { keptLogIn } from '../../ports/kept-log-in.ts';
import type { Settings } from '../../ports/manifest.ts';
import { NEEDED_SCOPES, type IdServer, type Tokens } from './id-server.ts';
import { clientIdOf } from './settings.ts';

const say = speaker(chatWords as Words, 'en');

/** A token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS: DurationMs = MINUTE;
/** Twitch's own pace, where it names none. */
const SLOWEST_POLL_MS: DurationMs = 30 * SECOND;

/** What is kept of a log-in. Times are this machine's clock: Twitch says how long, not until when. */
const kept = z.object({
  clientId: z.string().min(1),
  name: z.string().min(1),
  userId: z.string(),
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

/** Twitch's refusals of a code, in words. */
function startNote(message: string): string {
  return /client/iu.test(message) ? say('logIn.badClient') : say('notice.other', { text: message });
}

/** The device code flow of a public client: the owner's own client id, no secret. */
export function twitchLogIn(ids: IdServer): ChatLogIn {
  return {
    about: { text: say('twitch.logIn.text'), link: say('twitch.logIn.link'), url: 'https://dev.twitch.tv/console/apps/create' },
    start: async (settings) => {
      const clientId = clientIdOf(settings);
      if (clientId === null) return { ok: false, note: say('logIn.noClient') };
      const answer = await ids.device(clientId);
      if (answer.how === 'away') return { ok: false, note: say('logIn.away') };
      if (answer.how === 'refused') return { ok: false, note: startNote(answer.message) };
      const { device_code, user_code, verification_uri, expires_in, interval } = answer.value;
      return {
        ok: true,
        code: {
          code: user_code,
          url: verification_uri,
          expiresInMs: expires_in * SECOND,
          pollEveryMs: Math.min(SLOWEST_POLL_MS, Math.max(0.2, interval) * SECOND),
          secret: device_code,
        },
      };
    },
    poll: async (settings, code) => {
      const clientId = clientIdOf(settings);
      if (clientId === null) return { how: 'over', why: 'failed', note: say('logIn.noClient') };
      const answer = await ids.exchange(clientId, code.secret);
      if (answer.how === 'away') return { how: 'waiting', note: say('logIn.away') };
      if (answer.how === 'refused') {
        if (/authorization_pending|slow_down/iu.test(answer.message)) return { how: 'waiting', note: '' };
        if (/expired/iu.test(answer.message)) return { how: 'over', why: 'expired', note: '' };
        // Twitch has no word for "denied": the code is simply not good any more.
        if (/invalid device code|denied/iu.test(answer.message)) return { how: 'over', why: 'denied', note: '' };
        return { how: 'over', why: 'failed', note: startNote(answer.message) };
      }
      const valid = await ids.validate(answer.value.access_token);
      if (valid.how !== 'ok') return { how: 'over', why: 'failed', note: say('logIn.away') };
      const { login, user_id, scopes } = valid.value;
      const missing = NEEDED_SCOPES.find((scope) => !(scopes ?? []).includes(scope));
      if (missing !== undefined) return { how: 'over', why: 'failed', note: say('logIn.noScope', { scope: missing }) };
      const logIn: KeptLogIn = { clientId, name: login, userId: user_id, ...timesOf(answer.value), ended: false };
      return { how: 'in', logIn };
    },
    back: null,
    ...keptLogIn(readLogIn, (mine) => ids.revoke(mine.clientId, mine.accessToken), say('logIn.notRevoked')),
  };
}

/** `none`: nobody logged in by a code. `ended`: only logging in again helps. */
export type Fresh =
  { readonly how: 'ok'; readonly logIn: KeptLogIn } | { readonly how: 'none' } | { readonly how: 'ended'; readonly name: string } | { readonly how: 'away' };

/**
 * A log-in whose token is good by the clock, renewed where it is not, or where `refused` says that Twitch did not take this one.
 * The new tokens are kept before anything uses them: with the first use of a refresh token the old one is gone at Twitch.
 */
export async function freshLogIn(ids: IdServer, store: LogInStore, refused: string | null): Promise<Fresh> {
  const mine = readLogIn(await store.read());
  if (mine === null) return { how: 'none' };
  if (mine.ended) return { how: 'ended', name: mine.name };
  if (mine.accessToken !== refused && mine.expiresAt - RENEW_BEFORE_MS > Date.now()) return { how: 'ok', logIn: mine };
  const answer = await ids.refresh(mine.clientId, mine.refreshToken);
  if (answer.how === 'away') return { how: 'away' };
  const now = readLogIn(await store.read());
  // Logged out, or in anew, while Twitch was asked: that counts.
  if (now === null) return { how: 'none' };
  if (now.refreshToken !== mine.refreshToken) return { how: 'ok', logIn: now };
  if (answer.how === 'refused') {
    await store.write({ ...mine, ended: true });
    return { how: 'ended', name: mine.name };
  }
  const renewed: KeptLogIn = { ...mine, ...timesOf(answer.value) };
  await store.write(renewed);
  return { how: 'ok', logIn: renewed };
}
