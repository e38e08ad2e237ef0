import { twitch, TWITCH_TIMINGS } from '../../server/edges/twitch/twitch.ts';
import { startFakeTwitch } from '../support/fake-twitch.ts';
import { startToyChat } from '../support/toy-chat/toy-chat-server.ts';
import { toyChat } from '../support/toy-chat/toy-chat.ts';
import { chatSuite } from './chat-suite.ts';

/** Real ones, only shorter: a suite need not wait as long as an evening. */
const timings = { ...TWITCH_TIMINGS, echoWithinMs: 1_000, retryFromMs: 100, refusedFromMs: 200 };

chatSuite('twitch', async () => {
  const fake = await startFakeTwitch(20);
  const settings = { channel: '#LampStall', username: 'lampbot', token: 'oauth:good' };
  return {
    adapter: twitch({ ircUrl: fake.url, ids: { url: fake.idUrl, withinMs: 1_000 }, helix: null, timings, random: () => 0.5 }),
    settings,
    refusedSettings: { ...settings, token: 'oauth:bad' },
    delivered: () => fake.delivered.map((message) => message.text),
    present: () => fake.present('#lampstall'),
    viewerSays: (userId, mod, text) => fake.say('#lampstall', `viewer${userId}`, text, { mod, badges: mod ? 'moderator/1' : '', userId }),
    makeMod: () => fake.mods.add('lampbot'),
    mute: (on) => fake.goMute(on ? 'answers' : 'no'),
    dropConnections: () => fake.dropConnections(),
    logIn: {
      settings: { clientId: fake.ids.clientId },
      approve: (code) => fake.ids.approve(code, 'lampstall'),
      deny: (code) => fake.ids.deny(code),
      pace: (expiresInMs, pollEveryMs) => {
        fake.ids.pace = { ...fake.ids.pace, expiresIn: expiresInMs / 1_000, interval: pollEveryMs / 1_000 };
      },
      goDown: (down) => fake.ids.goDown(down),
    },
    close: () => fake.close(),
  };
});

chatSuite('toy', async () => {
  const server = await startToyChat('sesame');
  const settings = { port: server.port, password: 'sesame' };
  return {
    adapter: toyChat(1_000),
    settings,
    refusedSettings: { ...settings, password: 'wrong' },
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
