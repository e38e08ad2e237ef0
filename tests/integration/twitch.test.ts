import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { TWITCH_ID_SERVER } from '../../server/edges/twitch/id-server.ts';
import { noticeWords, refusedPost } from '../../server/edges/twitch/notices.ts';
import { twitch, TWITCH_TIMINGS, type TwitchTimings } from '../../server/edges/twitch/twitch.ts';
import { PLAIN_POST, type ChatConnection, type ChatLine, type ChatStatus } from '../../server/ports/chat.ts';
import { startFakeTwitch, type FakeTwitch } from '../support/fake-twitch.ts';
import { memoryLogIn } from '../support/memory-log-in.ts';
import { fireDrop, memoryRig, setUpShop } from '../support/task-rig.ts';
import { until } from '../support/until.ts';

const settings = { channel: 'lampstall', username: 'lampbot', token: 'oauth:good' };
const timings: TwitchTimings = { ...TWITCH_TIMINGS, echoWithinMs: 500, settleMs: 30, retryFromMs: 50, refusedFromMs: 100 };
const room = '#lampstall';

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
const watch = (fake: FakeTwitch, changes: Partial<typeof settings>, times: TwitchTimings): Watched => {
  const statuses: { status: ChatStatus; note: string }[] = [];
  const lines: ChatLine[] = [];
  const adapter = twitch({ ircUrl: fake.url, ids: { url: fake.idUrl, withinMs: 1_000 }, helix: null, timings: times, random: () => 0.5 });
  const connection = adapter.connect(
    { ...settings, ...changes },
    { status: (status, note) => statuses.push({ status, note }), line: (line) => lines.push(line), show: () => 'on' },
    memoryLogIn(null),
  );
  toClose.push(() => connection.close());
  return { connection, statuses, lines };
};
const connect = async (fake: FakeTwitch, changes: Partial<typeof settings>): Promise<Watched> => {
  const watched = watch(fake, changes, timings);
  await until(() => watched.statuses.at(-1)?.status === 'connected');
  return watched;
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('twitch: what Twitch says', () => {
  it('the link of a drop stands in the chat, !stock is answered, a moderator ends it', async () => {
    const fake = await startFake();
    fake.mods.add('lampbot');
    const rig = await memoryRig({
      chats: [twitch({ ircUrl: fake.url, ids: { url: fake.idUrl, withinMs: 1_000 }, helix: null, timings, random: () => 0.5 })],
      payments: [],
      shops: [],
    });
    toClose.push(() => rig.stop());
    const { showId } = await setUpShop(rig, 'twitch', settings);
    rig.run();
    await rig.connected('twitch');
    expect(rig.statuses.at(-1)?.note).toMatch(/moderator/iu);
    const { dropId, codes } = await fireDrop(rig, showId, 12);
    await until(() => fake.delivered.length === 1);
    expect(fake.delivered[0]).toMatchObject({ channel: room, nick: 'lampbot', text: `Brass lamp is open, €148. https://shop.example/d/${codes['twitch']}` });
    const viewer = { mod: false, badges: '', userId: null };
    fake.say(room, 'ana', '!stock', viewer);
    await until(() => fake.delivered.length === 2);
    expect(fake.delivered[1]?.text).toContain('12 left');
    fake.say(room, 'ana', '!end', viewer);
    await pause(300);
    expect(rig.core.state.drops.get(dropId)?.state).toBe('live');
    fake.say(room, 'lampstall', '!end', { mod: false, badges: 'broadcaster/1', userId: null });
    await until(() => rig.core.state.drops.get(dropId)?.state === 'ended');
    await until(() => fake.delivered.at(-1)?.text.includes('has ended') ?? false);
  });

  it('every notice is said in words of ours', () => {
    const source = readFileSync(createRequire(import.meta.url).resolve('tmi.js/lib/client.js'), 'utf8');
    const known = [...source.matchAll(/case '((?:msg_|no_perm|tos_|invalid_user|unrecog|unavail|cmds_)\w*)'/gu)].map((match) => match[1] ?? '');
    expect(known.length).toBeGreaterThan(20);
    for (const msgId of [
      ...known,
      'msg_r9k',
      'msg_requires_verified_phone_number',
      'slow_on',
      'subs_on',
      'emote_only_on',
      'followers_on',
      'followers_on_zero',
      'r9k_on',
    ]) {
      const words = noticeWords(msgId, 'RAW');
      expect(words, msgId).not.toContain('RAW');
      expect(words, msgId).toMatch(/\w+ \w+ \w+.*\.$/u);
    }
    // One that nobody knew when this was written.
    expect(noticeWords('msg_tomorrow', 'Something new.')).toBe('Twitch says: Something new.');
    expect(refusedPost('msg_tomorrow')).toEqual({ outcome: 'failed', receipt: 'dropped' });
    expect(refusedPost('slow_on')).toBeNull();
  });

  it('a refused message is failed with the reason; one held for moderators is unknown', async () => {
    const fake = await startFake();
    const { connection } = await connect(fake, {});
    fake.refusePosts({ msgId: 'msg_subsonly', text: 'This room is in subscribers only mode.' });
    expect(await connection.post('one', PLAIN_POST)).toMatchObject({ outcome: 'failed', note: noticeWords('msg_subsonly', '') });
    fake.refusePosts({ msgId: 'msg_rejected', text: 'Hey! Your message is being checked by mods.' });
    expect(await connection.post('two', PLAIN_POST)).toMatchObject({ outcome: 'unknown', note: noticeWords('msg_rejected', '') });
    fake.refusePosts(null);
    expect(await connection.post('three', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    expect(fake.delivered.map((message) => message.text)).toEqual(['three']);
  });

  it('over the limit, and the same again, are failed in words', async () => {
    const fake = await startFake();
    const { connection } = await connect(fake, {});
    for (let i = 0; i < 20; i += 1) expect((await connection.post(`count ${i}`, PLAIN_POST)).outcome).toBe('done');
    expect(await connection.post('one too many', PLAIN_POST)).toMatchObject({ outcome: 'failed', note: noticeWords('msg_ratelimit', '') });
    const other = await connect(fake, { username: 'otherbot' });
    expect((await other.connection.post('same', PLAIN_POST)).outcome).toBe('done');
    expect(await other.connection.post('same', PLAIN_POST)).toMatchObject({ outcome: 'failed', note: noticeWords('msg_duplicate', '') });
  });

  it('a moderator, and the broadcaster, may post more; slow mode widens the gap of others', async () => {
    const fake = await startFake();
    const { connection, statuses } = await connect(fake, {});
    expect(statuses.at(-1)?.note).toContain('/mod lampbot');
    expect(connection.limits()).toMatchObject({ messages: 20, gapMs: 1_000, sameTextMs: 30_000 });
    fake.sendAll(`@room-id=1;slow=30 :tmi.twitch.tv ROOMSTATE ${room}`);
    await until(() => connection.limits().gapMs === 30_000);
    fake.mods.add('lampbot');
    await connection.post('hello', PLAIN_POST);
    expect(connection.limits()).toMatchObject({ messages: 100, sameTextMs: 0 });
    await until(() => /moderator/iu.test(statuses.at(-1)?.note ?? ''));
    const own = await connect(fake, { username: 'LampStall' });
    expect(own.connection.limits().messages).toBe(100);
    expect(own.statuses.at(-1)?.note).toMatch(/broadcaster/iu);
  });

  it('without a nonce in the echo a post is still known to be out; an echo of another is not ours', async () => {
    const fake = await startFake();
    const { connection } = await connect(fake, {});
    fake.echoNonce(false);
    expect((await connection.post('no nonce', PLAIN_POST)).outcome).toBe('done');
    fake.goMute('answers');
    const posting = connection.post('mine', PLAIN_POST);
    await until(() => fake.delivered.length === 2);
    fake.goMute('no');
    fake.sendAll(`@client-nonce=somebodyelse;mod=0 :tmi.twitch.tv USERSTATE ${room}`);
    expect((await posting).outcome).toBe('unknown');
  });
});

describe('twitch: what tmi.js does', () => {
  it('a bad log-in is followed by a new client, which gets in once the token is good', async () => {
    const fake = await startFake();
    fake.refuseLogins('Login authentication failed');
    const { statuses, connection } = watch(fake, {}, timings);
    await until(() => statuses.filter(({ status }) => status === 'refused').length >= 3);
    expect(statuses.find(({ status }) => status === 'refused')?.note).toContain('token');
    fake.refuseLogins(null);
    await until(() => statuses.at(-1)?.status === 'connected');
    expect((await connection.post('in', PLAIN_POST)).outcome).toBe('done');
    expect(fake.present(room)).toBe(1);
  });

  it('told to reconnect, one client comes back, not two', async () => {
    const fake = await startFake();
    const { statuses } = await connect(fake, {});
    fake.sendAll(':tmi.twitch.tv RECONNECT');
    await until(() => statuses.some(({ status }) => status === 'lost'));
    await until(() => statuses.at(-1)?.status === 'connected');
    // tmi.js itself would come back after 1.5 s.
    await pause(2_000);
    expect(fake.logins.length).toBe(2);
    expect(fake.present(room)).toBe(1);
  });

  it('a cut connection, which it reports twice, is one new log-in', async () => {
    const fake = await startFake();
    const { statuses } = await connect(fake, {});
    for (let cut = 1; cut <= 5; cut += 1) {
      fake.dropConnections();
      await until(() => fake.logins.length === cut + 1 && statuses.at(-1)?.status === 'connected');
    }
    await pause(300);
    expect(fake.logins.length).toBe(6);
    expect(statuses.filter(({ status }) => status === 'lost').length).toBe(5);
  });

  it('a line that went dead is noticed without a word from it', async () => {
    const fake = await startFake();
    const { statuses } = watch(fake, {}, { ...timings, quietMs: 150 });
    await until(() => statuses.at(-1)?.status === 'connected');
    await pause(600);
    expect(fake.logins.length).toBe(1);
    fake.goMute('swallow');
    await until(() => statuses.some(({ status }) => status === 'lost'));
    fake.goMute('no');
    await until(() => statuses.at(-1)?.status === 'connected');
  });

  it('lines that break its parser end the session, not the shop', async () => {
    const fake = await startFake();
    const { statuses, connection } = await connect(fake, {});
    fake.sendAll(':tmi.twitch.tv NOTICE #lampstall');
    await until(() => statuses.some(({ status }) => status === 'lost'));
    await until(() => statuses.at(-1)?.status === 'connected');
    for (const line of [
      '@',
      ':',
      '@a=b',
      ':x',
      '@badges=;mod=1 :a!a@a PRIVMSG',
      'GARBAGE',
      `@=;;= :tmi.twitch.tv USERSTATE ${room}`,
      '\u0000\u0001',
      ':tmi.twitch.tv HOSTTARGET #lampstall',
    ])
      fake.sendAll(line);
    await pause(500);
    await until(() => statuses.at(-1)?.status === 'connected');
    expect((await connection.post('still here', PLAIN_POST)).outcome).toBe('done');
  });

  it('a channel that does not let us in is said, and tried again', async () => {
    const fake = await startFake();
    fake.goMute('answers');
    const { statuses } = watch(fake, {}, { ...timings, joinWithinMs: 300 });
    await until(() => statuses.some(({ status }) => status === 'lost'));
    expect(statuses.find(({ status }) => status === 'lost')?.note).toContain('right');
    fake.goMute('no');
    await until(() => statuses.at(-1)?.status === 'connected');
  });

  it('no secret is in anything it says', async () => {
    const fake = await startFake();
    fake.refuseLogins('Login authentication failed');
    const { statuses } = watch(fake, { token: 'oauth:s3cr3ts3cr3t' }, timings);
    await until(() => statuses.some(({ status }) => status === 'refused'));
    expect(JSON.stringify(statuses)).not.toContain('s3cr3t');
  });
});

describe('twitch: doctor', () => {
  const doctor = (url: string, changes: Partial<typeof settings>) =>
    twitch({ ircUrl: url, ids: TWITCH_ID_SERVER, helix: null, timings: { ...timings, joinWithinMs: 500 }, random: () => 0.5 }).doctor(
      { ...settings, ...changes },
      null,
    );

  it('says who we are in the chat, and what to type to be more', async () => {
    const fake = await startFake();
    const plain = await doctor(fake.url, {});
    expect(plain.map((line) => line.ok)).toEqual([true, false]);
    expect(plain[1]?.mend).toBe('Type /mod lampbot in the chat of lampstall.');
    fake.mods.add('lampbot');
    expect((await doctor(fake.url, {})).every((line) => line.ok)).toBe(true);
    await until(() => fake.present(room) === 0);
  });

  it('tells a bad token from a bad channel from a bad line from a bad form', async () => {
    const fake = await startFake();
    expect((await doctor(fake.url, { token: 'oauth:bad' }))[0]).toMatchObject({ ok: false, mend: 'Make a new chat token and save it under Channels.' });
    fake.goMute('answers');
    expect((await doctor(fake.url, {}))[0]?.mend).toContain('name of the channel');
    expect((await doctor('ws://127.0.0.1:9', {}))[0]?.mend).toContain('internet');
    expect((await doctor(fake.url, { channel: 'not a name' }))[0]?.mend).toContain('channel');
  });
});
