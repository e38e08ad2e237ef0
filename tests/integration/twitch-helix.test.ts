import { afterEach, describe, expect, it } from 'vitest';
import { twitch, TWITCH_TIMINGS, type TwitchTimings } from '../../server/edges/twitch/twitch.ts';
import { PLAIN_POST, type ChatConnection, type ChatLine, type ChatStatus, type PostAbout } from '../../server/ports/chat.ts';
import type { Settings } from '../../server/ports/manifest.ts';
import { startFakeTwitch, type FakeTwitch } from '../support/fake-twitch.ts';
import { memoryLogIn, type MemoryLogIn } from '../support/memory-log-in.ts';
import { until } from '../support/until.ts';

const timings: TwitchTimings = { ...TWITCH_TIMINGS, echoWithinMs: 600, settleMs: 30, retryFromMs: 50, retryToMs: 200, refusedFromMs: 100, seenMs: 150 };
const room = '#lampstall';
const typed = { channel: 'lampstall', username: 'lampbot', token: 'oauth:full' };
const pinned: PostAbout = { kind: 'pinned', subject: 'drop-1', earlier: null, usefulForMs: 600_000 };
const news: PostAbout = { ...PLAIN_POST, kind: 'announcement' };

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
const startFake = async (): Promise<FakeTwitch> => {
  const fake = await startFakeTwitch(20);
  toClose.push(() => fake.close());
  return fake;
};
interface Watched {
  readonly connection: ChatConnection;
  readonly statuses: { readonly status: ChatStatus; readonly note: string }[];
  readonly lines: ChatLine[];
}
const watch = (fake: FakeTwitch, settings: Settings, store: MemoryLogIn, times: TwitchTimings, helixUrl: string): Watched => {
  const statuses: { status: ChatStatus; note: string }[] = [];
  const lines: ChatLine[] = [];
  const adapter = twitch({
    ircUrl: fake.url,
    ids: { url: fake.idUrl, withinMs: 1_000 },
    helix: { url: helixUrl, withinMs: 500 },
    timings: times,
    random: () => 0.5,
  });
  const connection = adapter.connect(
    settings,
    { status: (status, note) => statuses.push({ status, note }), line: (line) => lines.push(line), show: () => 'on' },
    store,
  );
  toClose.push(() => connection.close());
  return { connection, statuses, lines };
};
const connect = async (fake: FakeTwitch, settings: Settings): Promise<Watched> => {
  const watched = watch(fake, settings, memoryLogIn(null), timings, fake.helixUrl);
  await until(() => watched.statuses.at(-1)?.status === 'connected');
  return watched;
};
const privmsgs = (fake: FakeTwitch): number => fake.received.filter((line) => line.includes('PRIVMSG')).length;

describe('twitch by its API: receipts', () => {
  it('a message that comes back in the chat is seen, one that does not is sent; neither is a line of a viewer', async () => {
    const fake = await startFake();
    const { connection, lines } = await connect(fake, typed);
    expect(await connection.post('hello', PLAIN_POST)).toEqual({
      outcome: 'done',
      receipt: 'seen',
      note: '',
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/u),
    });
    fake.showOwn(false);
    expect(await connection.post('hello again', PLAIN_POST)).toMatchObject({ outcome: 'done', receipt: 'sent' });
    expect(privmsgs(fake)).toBe(0);
    fake.say(room, 'lampbot', '!stock', { mod: false, badges: '', userId: null });
    // Typed by the same account with its own hand: somebody asks.
    await until(() => lines.length === 1);
    expect(lines).toMatchObject([{ text: '!stock', name: 'lampbot' }]);
  });

  it.each([
    ['msg_duplicate', 'dropped', 'less than 30 seconds'],
    ['channel_settings', 'dropped', 'links may be blocked'],
    ['followers_only_mode', 'dropped', 'Only followers'],
    ['msg_ratelimit', 'limited', 'too fast'],
    ['a_new_one', 'dropped', 'Twitch says'],
  ] as const)('taken and not shown, %s: %s, in words, and not tried over the other line', async (code, receipt, words) => {
    const fake = await startFake();
    const { connection } = await connect(fake, typed);
    fake.helix.say({ dropped: { code, message: 'Your message is being checked.' } });
    const posted = await connection.post('hello', PLAIN_POST);
    expect(posted).toMatchObject({ outcome: 'failed', receipt, note: expect.stringContaining(words) });
    expect(privmsgs(fake)).toBe(0);
    expect(fake.delivered).toEqual([]);
  });

  it('one that waits for a moderator is unknown', async () => {
    const fake = await startFake();
    const { connection } = await connect(fake, typed);
    fake.helix.say({ dropped: { code: 'msg_rejected', message: 'Held for review.' } });
    expect(await connection.post('hello', PLAIN_POST)).toMatchObject({ outcome: 'unknown', receipt: 'unknown' });
  });

  it('429: waits as long as the header says where that is a moment, else says so', async () => {
    const fake = await startFake();
    const { connection } = await connect(fake, typed);
    fake.helix.say({ status: 429, message: 'Too Many Requests', resetInSeconds: 0, times: 1 });
    expect(await connection.post('one', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    fake.helix.say({ status: 429, message: 'Too Many Requests', resetInSeconds: 45, times: 1 });
    const posted = await connection.post('two', PLAIN_POST);
    expect(posted).toMatchObject({ outcome: 'failed', receipt: 'limited', note: expect.stringMatching(/4[3-6] s/u) });
    expect(fake.delivered.map(({ text }) => text)).toEqual(['one']);
  });

  it('403: the chat’s own line is tried, and has the last word', async () => {
    const fake = await startFake();
    const { connection } = await connect(fake, typed);
    fake.helix.say({ status: 403, message: 'The sender is not permitted to send chat messages.', resetInSeconds: 0, times: 1 });
    expect(await connection.post('over the line', PLAIN_POST)).toMatchObject({ outcome: 'done', receipt: 'sent' });
    expect(privmsgs(fake)).toBe(1);
  });

  it('E2 no answer: unknown, unless it stands in the chat', async () => {
    const fake = await startFake();
    const { connection } = await connect(fake, typed);
    fake.helix.say('hang');
    expect(await connection.post('it is there', PLAIN_POST)).toMatchObject({ outcome: 'done', receipt: 'seen' });
    fake.helix.say('lose');
    expect(await connection.post('nobody knows', PLAIN_POST)).toMatchObject({ outcome: 'unknown', receipt: 'unknown' });
    fake.helix.say({ status: 503, message: 'Service Unavailable', resetInSeconds: 0, times: 1 });
    expect(await connection.post('nobody knows either', PLAIN_POST)).toMatchObject({ outcome: 'unknown' });
    expect(fake.delivered.map(({ text }) => text)).toEqual(['it is there']);
    expect(privmsgs(fake)).toBe(0);
  });

  it('an API that cannot be reached, or a token without the right to it: the chat’s own line', async () => {
    const fake = await startFake();
    const gone = await startFakeTwitch(20);
    await gone.close();
    const away = watch(fake, typed, memoryLogIn(null), timings, gone.helixUrl);
    await until(() => away.statuses.at(-1)?.status === 'connected');
    expect(await away.connection.post('one', PLAIN_POST)).toMatchObject({ outcome: 'done', receipt: 'sent' });
    const { connection } = await connect(fake, { ...typed, token: 'oauth:chatonly' });
    expect(await connection.post('two', PLAIN_POST)).toMatchObject({ outcome: 'done', receipt: 'sent' });
    expect(privmsgs(fake)).toBe(2);
  });

  it('while the line that is read is away, what is posted still goes out', async () => {
    const fake = await startFake();
    const watched = watch(fake, typed, memoryLogIn(null), { ...timings, retryFromMs: 5_000, retryToMs: 5_000 }, fake.helixUrl);
    await until(() => watched.statuses.at(-1)?.status === 'connected');
    fake.dropConnections();
    await until(() => watched.statuses.some(({ status }) => status === 'lost'));
    await until(() => watched.statuses.at(-1)?.status === 'connected');
    expect(watched.statuses.at(-1)?.note).toContain('Posting works');
    expect(fake.present(room)).toBe(0);
    expect(await watched.connection.post('still here', PLAIN_POST)).toMatchObject({ outcome: 'done', receipt: 'sent' });
  });
});

describe('twitch by its API: announced and pinned', () => {
  it('a moderator’s link is pinned for as long as it is of use, and its news announced, one in two seconds', async () => {
    const fake = await startFake();
    fake.mods.add('lampbot');
    const { connection } = await connect(fake, typed);
    expect(await connection.post('the link', pinned)).toMatchObject({ outcome: 'done', receipt: 'seen', note: '' });
    expect(fake.helix.pins).toMatchObject([{ room: 'lampstall', seconds: 600 }]);
    expect(await connection.post('more came in', news)).toEqual({ outcome: 'done', receipt: 'seen', note: '', messageId: null });
    // Not two in two seconds: the next one is said plainly.
    expect(await connection.post('and more', news)).toMatchObject({ outcome: 'done', messageId: expect.any(String) });
    expect(fake.helix.announced.map(({ text }) => text)).toEqual(['more came in']);
    expect(fake.delivered.map(({ text }) => text)).toEqual(['the link', 'more came in', 'and more']);
  });

  it('who is nobody special, or wants it plain, or lacks the right, posts plainly', async () => {
    const fake = await startFake();
    const plain = await connect(fake, typed);
    expect(await plain.connection.post('one', pinned)).toMatchObject({ outcome: 'done', note: '' });
    expect(await plain.connection.post('two', news)).toMatchObject({ outcome: 'done', note: '' });
    fake.mods.add('lampbot');
    const unadorned = await connect(fake, { ...typed, plain: true });
    expect(await unadorned.connection.post('three', pinned)).toMatchObject({ outcome: 'done' });
    expect(fake.helix.pins).toEqual([]);
    expect(fake.helix.announced).toEqual([]);
  });

  it('a pin that is refused is said, and the message is out', async () => {
    const fake = await startFake();
    fake.mods.add('lampbot');
    const { connection } = await connect(fake, typed);
    fake.mods.delete('lampbot');
    expect(await connection.post('the link', pinned)).toMatchObject({ outcome: 'done', note: expect.stringContaining('not pinned') });
    expect(fake.delivered.map(({ text }) => text)).toEqual(['the link']);
  });
});

describe('twitch by its API: the token', () => {
  const loggedIn = async (fake: FakeTwitch): Promise<Settings> => {
    const { logIn } = twitch({ ircUrl: fake.url, ids: { url: fake.idUrl, withinMs: 1_000 }, helix: null, timings, random: () => 0.5 });
    const settings = { clientId: fake.ids.clientId };
    const started = await logIn?.start(settings);
    if (started?.ok !== true) throw new Error('no code');
    fake.ids.approve(started.code.code, 'lampstall');
    const polled = await logIn?.poll(settings, started.code);
    if (polled?.how !== 'in') throw new Error('not in');
    return polled.logIn;
  };

  it('401: renewed once, for all that are under way, and the message goes out once', async () => {
    const fake = await startFake();
    const store = memoryLogIn(await loggedIn(fake));
    const watched = watch(fake, { clientId: fake.ids.clientId }, store, timings, fake.helixUrl);
    await until(() => watched.statuses.at(-1)?.status === 'connected');
    fake.ids.expireTokens();
    const posted = await Promise.all(['one', 'two', 'three'].map((text) => watched.connection.post(text, PLAIN_POST)));
    expect(posted.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
    expect(fake.delivered.map(({ text }) => text).sort()).toEqual(['one', 'three', 'two']);
    expect(store.kept).toHaveLength(2);
    expect(watched.statuses.at(-1)?.status).toBe('connected');
  });

  it('each hour Twitch is asked whether the log-in is good: one that was taken back is said to be over, and nothing is posted', async () => {
    const fake = await startFake();
    const store = memoryLogIn(await loggedIn(fake));
    const watched = watch(fake, { clientId: fake.ids.clientId }, store, { ...timings, validateEveryMs: 150 }, fake.helixUrl);
    await until(() => watched.statuses.at(-1)?.status === 'connected');
    const validated = (): number => fake.ids.asked.filter((ask) => ask === 'GET /oauth2/validate').length;
    const before = validated();
    await until(() => validated() >= before + 2);
    expect(store.kept).toHaveLength(1);
    fake.ids.disconnectApp();
    await until(() => watched.statuses.at(-1)?.status === 'refused');
    expect(watched.statuses.at(-1)?.note).toContain('@lampstall');
    await until(() => fake.present(room) === 0);
    expect(await watched.connection.post('no', PLAIN_POST)).toMatchObject({ outcome: 'failed', receipt: 'unsent' });
  });

  it('a typed token that was withdrawn is said in words, at the next message or the next hour', async () => {
    const fake = await startFake();
    const { connection, statuses } = await connect(fake, typed);
    fake.ids.withdraw('full');
    expect(await connection.post('no', PLAIN_POST)).toMatchObject({ outcome: 'failed', receipt: 'unsent', note: expect.stringContaining('token') });
    await until(() => statuses.at(-1)?.status === 'refused' || statuses.at(-1)?.status === 'connecting');
    expect(statuses.find(({ status }) => status === 'refused')?.note).toContain('token');
    expect(fake.delivered).toEqual([]);
  });

  it('the owner of a channel need be nobody’s moderator', async () => {
    const fake = await startFake();
    const watched = watch(fake, { clientId: fake.ids.clientId }, memoryLogIn(await loggedIn(fake)), timings, fake.helixUrl);
    await until(() => watched.statuses.at(-1)?.status === 'connected');
    expect(watched.statuses.at(-1)?.note).toBe('Broadcaster');
    expect(watched.connection.limits().messages).toBe(100);
    expect(await watched.connection.post('the link', pinned)).toMatchObject({ outcome: 'done', note: '' });
    expect(fake.helix.pins).toHaveLength(1);
    // No question about badges or moderators was asked for it.
    expect([...new Set(fake.helix.asked)].sort()).toEqual(['POST /helix/chat/messages', 'PUT /helix/chat/pins']);
  });

  it('no token is in an address, nor in anything it says', async () => {
    const fake = await startFake();
    const store = memoryLogIn(await loggedIn(fake));
    const watched = watch(fake, { clientId: fake.ids.clientId }, store, timings, fake.helixUrl);
    await until(() => watched.statuses.at(-1)?.status === 'connected');
    const posted = [await watched.connection.post('one', pinned)];
    fake.ids.disconnectApp();
    posted.push(await watched.connection.post('two', PLAIN_POST));
    const secrets = store.kept.flatMap((logIn) => [String(logIn['accessToken']), String(logIn['refreshToken'])]);
    for (const secret of secrets)
      expect(`${fake.helix.asked.join()} ${fake.ids.asked.join()} ${JSON.stringify([watched.statuses, posted])}`).not.toContain(secret);
  });
});
