import { discord } from '../../server/edges/discord/discord.ts';
import { signedHook } from '../../server/edges/signed-hook/signed-hook.ts';
import { ASKED_TIMINGS, type AskedTimings } from '../../server/ports/asked-chat.ts';
import { publicOnly } from '../../server/ports/guarded-request.ts';
import { startFakeDiscord } from '../support/fake-discord.ts';
import { startFakeListener } from '../support/fake-listener.ts';
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
