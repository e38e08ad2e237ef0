import { discord } from '../../server/edges/discord/discord.ts';
import { kick } from '../../server/edges/kick/kick.ts';
import { signedHook } from '../../server/edges/signed-hook/signed-hook.ts';
import { youtube, YOUTUBE_TIMINGS } from '../../server/edges/youtube/youtube.ts';
import { ASKED_TIMINGS, type AskedTimings } from '../../server/ports/asked-chat.ts';
import { publicOnly } from '../../server/ports/guarded-request.ts';
import { startFakeDiscord } from '../support/fake-discord.ts';
import { startFakeKick } from '../support/fake-kick.ts';
import { startFakeListener } from '../support/fake-listener.ts';
import { startFakeYoutube } from '../support/fake-youtube.ts';
import { chatSuite } from './chat-suite.ts';

/** Real ones, only shorter: a suite need not wait as long as an evening. */
const timings: AskedTimings = { ...ASKED_TIMINGS, postWithinMs: 2_000, checkEveryMs: 100, retryFromMs: 100, refusedFromMs: 200 };
const random = (): number => 0.5;
const nothing = (): void => undefined;

chatSuite('discord', async () => {
  const fake = await startFakeDiscord();
  const address = (token: string): string => `https://discord.com/api/webhooks/${fake.id}/${token}`;
  return {
    adapter: discord({ url: fake.url, timings, random }),
    settings: { address: address(fake.token) },
    refusedSettings: { address: address(fake.token.replace('kJ8', 'old')) },
    kept: null,
    delivered: fake.shown,
    present: null,
    viewerSays: nothing,
    makeMod: nothing,
    mute: fake.mute,
    dropConnections: fake.dropConnections,
    logIn: null,
    close: fake.close,
  };
});

chatSuite('signed-hook', async () => {
  const fake = await startFakeListener();
  return {
    adapter: signedHook({ guard: { ...publicOnly, alsoMayAsk: () => true }, timings, random }),
    settings: { address: `${fake.url}/lines`, secret: fake.secret },
    refusedSettings: { address: `${fake.url}/lines`, secret: 'another secret than theirs' },
    kept: null,
    delivered: () => fake.lines.map(({ text }) => String(text)),
    present: null,
    viewerSays: nothing,
    makeMod: nothing,
    mute: fake.mute,
    dropConnections: fake.dropConnections,
    logIn: null,
    close: fake.close,
  };
});

chatSuite('youtube', async () => {
  const fake = await startFakeYoutube();
  fake.units = { left: 10_000_000, used: 0 };
  const app = { clientId: fake.clientId, clientSecret: fake.clientSecret };
  const settings = { ...app, hours: 0.5, units: 10_000_000, writesOnly: false };
  const counted = { day: '', list: 0, insert: 0, look: 0, all: false };
  const keptOf = (given: { readonly accessToken: string; readonly refreshToken: string }) => ({
    ...app,
    name: 'The lamp stall',
    ...given,
    expiresAt: Date.now() + 3_600_000,
    endsAt: 0,
    ended: false,
    ...counted,
  });
  return {
    adapter: youtube({
      google: { idUrl: fake.idUrl, apiUrl: fake.apiUrl, withinMs: 1_000 },
      timings: { ...YOUTUBE_TIMINGS, ...timings, lookEveryMs: 100 },
      random,
    }),
    settings,
    refusedSettings: settings,
    kept: { good: keptOf(fake.logIn()), refused: keptOf({ accessToken: 'ya29.old', refreshToken: '1//old' }) },
    delivered: fake.delivered,
    present: null,
    viewerSays: (userId, mod, text) => fake.viewerSays(userId, mod ? 'mod' : 'viewer', text),
    makeMod: nothing,
    mute: fake.mute,
    dropConnections: fake.dropConnections,
    logIn: {
      settings: app,
      approve: ({ code }) => fake.approve(code),
      deny: ({ code }) => fake.deny(code),
      pace: (expiresInMs, pollEveryMs) => {
        fake.pace = { ...fake.pace, expiresIn: expiresInMs / 1_000, interval: pollEveryMs / 1_000 };
      },
      goDown: fake.goDown,
    },
    close: fake.close,
  };
});

chatSuite('kick', async () => {
  const fake = await startFakeKick();
  const settings = { clientId: fake.clientId, clientSecret: fake.clientSecret, redirect: fake.redirect };
  const { clientId, clientSecret } = fake;
  const kept = { clientId, clientSecret, name: 'lampstall', userId: 4711, expiresAt: Date.now() + 3_600_000, ended: false };
  const adapter = kick({ server: { idUrl: fake.idUrl, apiUrl: fake.apiUrl, withinMs: 1_000 }, timings, random });
  return {
    adapter,
    settings,
    refusedSettings: settings,
    kept: { good: { ...kept, ...fake.logIn() }, refused: { ...kept, accessToken: 'old', refreshToken: 'older' } },
    delivered: fake.delivered,
    present: null,
    viewerSays: nothing,
    makeMod: nothing,
    mute: fake.mute,
    dropConnections: fake.dropConnections,
    logIn: {
      settings,
      approve: ({ url }) => void adapter.logIn?.back?.(fake.allow(url)),
      deny: ({ url }) => void adapter.logIn?.back?.(fake.deny(url)),
      pace: nothing,
      goDown: fake.goDown,
    },
    close: fake.close,
  };
});
