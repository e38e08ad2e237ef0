import type { LogInCode } from '../../server/ports/chat.ts';
import { twitch, TWITCH_TIMINGS } from '../../server/edges/twitch/twitch.ts';
import { startFakeTwitch } from '../support/fake-twitch.ts';
import { startToyChat } from '../support/toy-chat/toy-chat-server.ts';
import { toyChat } from '../support/toy-chat/toy-chat.ts';
import { chatSuite } from './chat-suite.ts';

/** Real ones, only shorter: a suite need not wait as long as an evening. */
const timings = { ...TWITCH_TIMINGS, echoWithinMs: 1_000, retryFromMs: 100, refusedFromMs: 200 };

/** `byApi`: with a token that may write by the API, else over the chat's own line alone. */
const twitchWorld = (byApi: boolean) => async () => {
  const fake = await startFakeTwitch(20);
  const settings = { channel: '#LampStall', username: 'lampbot', token: byApi ? 'oauth:full' : 'oauth:good' };
  return {
    adapter: twitch({
      ircUrl: fake.url,
      ids: { url: fake.idUrl, withinMs: 1_000 },
      helix: byApi ? { url: fake.helixUrl, withinMs: 1_000 } : null,
      timings,
      random: () => 0.5,
    }),
    settings,
    refusedSettings: { ...settings, token: 'oauth:bad' },
    kept: null,
    delivered: () => fake.delivered.map((message) => message.text),
    present: () => fake.present('#lampstall'),
    viewerSays: (userId: string, mod: boolean, text: string) =>
      fake.say('#lampstall', `viewer${userId}`, text, { mod, badges: mod ? 'moderator/1' : '', userId }),
    makeMod: () => fake.mods.add('lampbot'),
    mute: (on: boolean) => fake.goMute(on ? 'answers' : 'no'),
    dropConnections: () => fake.dropConnections(),
    logIn: {
      settings: { clientId: fake.ids.clientId },
      approve: ({ code }: LogInCode) => fake.ids.approve(code, 'lampstall'),
      deny: ({ code }: LogInCode) => fake.ids.deny(code),
      pace: (expiresInMs: number, pollEveryMs: number) => {
        fake.ids.pace = { ...fake.ids.pace, expiresIn: expiresInMs / 1_000, interval: pollEveryMs / 1_000 };
      },
      goDown: (down: boolean) => fake.ids.goDown(down),
    },
    close: () => fake.close(),
  };
};
chatSuite('twitch over its chat’s own line', twitchWorld(false));
chatSuite('twitch by its API', twitchWorld(true));

chatSuite('toy', async () => {
  const server = await startToyChat('sesame');
  const settings = { port: server.port, password: 'sesame' };
  return {
    adapter: toyChat(1_000),
    settings,
    refusedSettings: { ...settings, password: 'wrong' },
    kept: null,
    delivered: () => server.delivered,
    present: () => server.present(),
    viewerSays: (userId, mod, text) => server.say(userId, mod, text),
    makeMod: () => server.setMod(true),
    mute: (on) => server.mute(on),
    dropConnections: () => server.dropConnections(),
    logIn: null,
    close: () => server.close(),
  };
});
