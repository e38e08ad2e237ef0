import { z } from 'zod';
import { chat as chatWords } from '@locales/en.json';
import { DAY, MINUTE, SECOND, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { ChatLogIn, LogInStore } from '../../ports/chat.ts';
import { keptLogIn } from '../../ports/kept-log-in.ts';
import type { Settings } from '../../ports/manifest.ts';
import type { Google, GoogleAnswer, Tokens } from './google.ts';
import { SCOPE } from './google.ts';
import { appOf } from './settings.ts';

const say = speaker(chatWords as Words, 'en');

const RENEW_BEFORE_MS: DurationMs = MINUTE;
const SLOWEST_POLL_MS: DurationMs = 30 * SECOND;
/** A log-in that ends by itself is spoken of from so long before on: a show is seldom planned later than that. */
const SPOKEN_OF_MS: DurationMs = 3 * DAY;

/** What is kept of a log-in. Times are this machine's clock. `endsAt` is 0 where it does not end by itself. The counts are what was used of the day's units. */
const kept = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  name: z.string().min(1),
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  expiresAt: z.number(),
  endsAt: z.number(),
  ended: z.boolean(),
  day: z.string(),
  list: z.number(),
  insert: z.number(),
  look: z.number(),
  all: z.boolean(),
});
export type KeptLogIn = z.output<typeof kept>;
export function readLogIn(logIn: Settings | null): KeptLogIn | null {
  const read = kept.safeParse(logIn);
  return read.success ? read.data : null;
}
const expiry = (tokens: Tokens): Pick<KeptLogIn, 'accessToken' | 'expiresAt'> => ({
  accessToken: tokens.access_token,
  expiresAt: Date.now() + tokens.expires_in * SECOND,
});
const endOf = (tokens: Tokens): number => (tokens.refresh_token_expires_in === undefined ? 0 : Date.now() + tokens.refresh_token_expires_in * SECOND);

/** Of a log-in that ends by itself before long: in how many days; null where there is nothing to say. */
export function endsInDays({ endsAt }: KeptLogIn, now: number): number | null {
  return endsAt === 0 || endsAt - now > SPOKEN_OF_MS ? null : Math.max(0, Math.ceil((endsAt - now) / DAY));
}

/** Google's refusals, in words: never its own body. */
function refusedNote({ reason }: Extract<GoogleAnswer<unknown>, { how: 'refused' }>): string {
  switch (reason) {
    case 'invalid_client':
    case 'unauthorized_client':
      return say('youtube.badClient');
    case 'quotaExceeded':
    case 'dailyLimitExceeded':
      return say('youtube.quota.short');
    case 'accessNotConfigured':
      return say('youtube.notEnabled');
    default:
      return say('youtube.refused', { reason });
  }
}

/** The device code flow of an app of the owner's own. */
export function youtubeLogIn(server: Google): ChatLogIn {
  return {
    about: { text: say('youtube.logIn.text'), link: say('youtube.logIn.link'), url: 'https://console.cloud.google.com/apis/credentials' },
    start: async (settings) => {
      const app = appOf(settings);
      if (app === null) return { ok: false, note: say('youtube.noClient') };
      const answer = await server.device(app);
      if (answer.how === 'away') return { ok: false, note: say('logIn.away') };
      if (answer.how === 'refused') return { ok: false, note: refusedNote(answer) };
      const { device_code, user_code, verification_url, expires_in, interval } = answer.value;
      const pollEveryMs = Math.min(SLOWEST_POLL_MS, Math.max(0.2, interval) * SECOND);
      return { ok: true, code: { code: user_code, url: verification_url, expiresInMs: expires_in * SECOND, pollEveryMs, secret: device_code } };
    },
    poll: async (settings, code) => {
      const app = appOf(settings);
      if (app === null) return { how: 'over', why: 'failed', note: say('youtube.noClient') };
      const answer = await server.exchange(app, code.secret);
      if (answer.how === 'away') return { how: 'waiting', note: say('logIn.away') };
      if (answer.how === 'refused') {
        switch (answer.reason) {
          case 'authorization_pending':
          case 'slow_down':
            return { how: 'waiting', note: '' };
          case 'access_denied':
            return { how: 'over', why: 'denied', note: '' };
          case 'expired_token':
            return { how: 'over', why: 'expired', note: '' };
          default:
            return { how: 'over', why: 'failed', note: refusedNote(answer) };
        }
      }
      const { access_token, refresh_token, scope } = answer.value;
      if (refresh_token === undefined || (scope !== undefined && !scope.split(' ').includes(SCOPE)))
        return { how: 'over', why: 'failed', note: say('youtube.noScope') };
      const channel = await server.channel(access_token);
      if (channel.how === 'away') return { how: 'over', why: 'failed', note: say('logIn.away') };
      if (channel.how === 'refused') return { how: 'over', why: 'failed', note: refusedNote(channel) };
      if (channel.value === null) return { how: 'over', why: 'failed', note: say('youtube.noChannel') };
      const logIn: KeptLogIn = {
        ...app,
        name: channel.value.title.slice(0, 100) || channel.value.id,
        ...expiry(answer.value),
        refreshToken: refresh_token,
        endsAt: endOf(answer.value),
        ended: false,
        // Who logs in anew begins to count anew; where that is too hopeful Google says so.
        day: '',
        list: 0,
        insert: 0,
        look: 0,
        all: false,
      };
      return { how: 'in', logIn };
    },
    back: null,
    ...keptLogIn(readLogIn, (mine) => server.revoke(mine.refreshToken), say('logIn.notRevoked')),
  };
}

/** `none`: nobody is logged in. `ended`: only logging in again helps. `wrong`: the app's own id or secret is refused. */
export type Fresh =
  | { readonly how: 'ok'; readonly logIn: KeptLogIn }
  | { readonly how: 'none' }
  | { readonly how: 'ended'; readonly name: string }
  | { readonly how: 'wrong'; readonly note: string }
  | { readonly how: 'away' };

/** A log-in whose token is good by the clock, renewed where it is not, or where `refused` says that YouTube did not take this one. */
export async function freshLogIn(server: Google, store: LogInStore, refused: string | null): Promise<Fresh> {
  const mine = readLogIn(await store.read());
  if (mine === null) return { how: 'none' };
  if (mine.ended) return { how: 'ended', name: mine.name };
  if (mine.accessToken !== refused && mine.expiresAt - RENEW_BEFORE_MS > Date.now()) return { how: 'ok', logIn: mine };
  const answer = await server.refresh(mine, mine.refreshToken);
  if (answer.how === 'away') return { how: 'away' };
  const now = readLogIn(await store.read());
  // Logged out, or in anew, while Google was asked: that counts.
  if (now === null) return { how: 'none' };
  if (now.refreshToken !== mine.refreshToken) return { how: 'ok', logIn: now };
  if (answer.how === 'refused') {
    // Its word for a log-in that is over, be it revoked, a week old in "Testing", or half a year unused.
    if (answer.reason !== 'invalid_grant') return { how: 'wrong', note: refusedNote(answer) };
    await store.write({ ...now, ended: true });
    return { how: 'ended', name: mine.name };
  }
  const renewed: KeptLogIn = {
    ...now,
    ...expiry(answer.value),
    endsAt: endOf(answer.value) || now.endsAt,
    refreshToken: answer.value.refresh_token ?? now.refreshToken,
  };
  await store.write(renewed);
  return { how: 'ok', logIn: renewed };
}
