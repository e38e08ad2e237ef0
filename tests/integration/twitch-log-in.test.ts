import { afterEach, describe, expect, it } from 'vitest';
import { readLogIn } from '../../server/edges/twitch/log-in.ts';
import { twitch, TWITCH_TIMINGS, type TwitchTimings } from '../../server/edges/twitch/twitch.ts';
import { PLAIN_POST, type ChatConnection, type ChatStatus, type LogInStore } from '../../server/ports/chat.ts';
import type { Settings } from '../../server/ports/manifest.ts';
import { startFakeTwitch, type FakeTwitch } from '../support/fake-twitch.ts';
import { memoryLogIn, type MemoryLogIn } from '../support/memory-log-in.ts';
import { startServer, usual, type TestServer } from '../support/server.ts';
import { fireDrop, memoryRig, setUpShop } from '../support/task-rig.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

const timings: TwitchTimings = { ...TWITCH_TIMINGS, echoWithinMs: 500, settleMs: 30, retryFromMs: 50, retryToMs: 200, refusedFromMs: 100, quietMs: 500 };
const room = '#lampstall';

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
const startFake = async (): Promise<FakeTwitch> => {
  const fake = await startFakeTwitch(20);
  fake.ids.pace = { ...fake.ids.pace, interval: 0.2 };
  toClose.push(() => fake.close());
  return fake;
};
const adapterFor = (fake: FakeTwitch) => twitch({ ircUrl: fake.url, ids: { url: fake.idUrl, withinMs: 1_000 }, helix: null, timings, random: () => 0.5 });
const loggedIn = async (fake: FakeTwitch, login: string): Promise<Settings> => {
  const { logIn } = adapterFor(fake);
  const settings = { clientId: fake.ids.clientId };
  const started = await logIn?.start(settings);
  if (started?.ok !== true) throw new Error('no code');
  fake.ids.approve(started.code.code, login);
  const polled = await logIn?.poll(settings, started.code);
  if (polled?.how !== 'in') throw new Error('not in');
  return polled.logIn;
};
interface Watched {
  readonly connection: ChatConnection;
  readonly statuses: { readonly status: ChatStatus; readonly note: string }[];
}
const watch = (fake: FakeTwitch, settings: Settings, store: LogInStore): Watched => {
  const statuses: { status: ChatStatus; note: string }[] = [];
  const connection = adapterFor(fake).connect(
    { clientId: fake.ids.clientId, ...settings },
    { status: (status, note) => statuses.push({ status, note }), line: () => undefined, show: () => 'on' },
    store,
  );
  toClose.push(() => connection.close());
  return { connection, statuses };
};
const isConnected = (watched: Watched) => until(() => watched.statuses.at(-1)?.status === 'connected');
const tokenOf = (store: MemoryLogIn): string => readLogIn(store.kept.at(-1) ?? null)?.accessToken ?? '';

describe('twitch: a log-in by a code', () => {
  it('writes as whoever logged in, in their own channel; in another one where the form names it', async () => {
    const fake = await startFake();
    const store = memoryLogIn(await loggedIn(fake, 'lampstall'));
    const own = watch(fake, {}, store);
    await isConnected(own);
    expect(own.statuses.at(-1)?.note).toMatch(/broadcaster/iu);
    expect(await own.connection.post('hello', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    expect(fake.delivered).toMatchObject([{ channel: room, nick: 'lampstall' }]);

    const bot = watch(fake, { channel: '@LampStall' }, memoryLogIn(await loggedIn(fake, 'lampbot')));
    await isConnected(bot);
    // A separate account is somebody who may have to be a moderator.
    expect(bot.statuses.at(-1)?.note).toContain('/mod lampbot');
    expect(await bot.connection.post('hello from the bot', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    expect(fake.delivered.at(-1)).toMatchObject({ channel: room, nick: 'lampbot' });
  });

  it('a token that is over by the clock is renewed before anyone logs in with it, and the new one is kept first', async () => {
    const fake = await startFake();
    fake.ids.pace = { ...fake.ids.pace, tokenExpiresIn: 1 };
    const old = await loggedIn(fake, 'lampstall');
    fake.ids.pace = { ...fake.ids.pace, tokenExpiresIn: 14_000 };
    const store = memoryLogIn(old);
    let loginsWhenKept = -1;
    const watched = watch(
      fake,
      {},
      {
        read: store.read,
        write: async (logIn) => {
          loginsWhenKept = fake.logins.length;
          await store.write(logIn);
        },
      },
    );
    await isConnected(watched);
    expect(loginsWhenKept).toBe(0);
    expect(fake.logins).toEqual(['lampstall']);
    expect(store.kept).toHaveLength(2);
    expect(fake.ids.good()).toContain(tokenOf(store));
    expect(readLogIn(store.kept[1] ?? null)?.refreshToken).not.toBe(readLogIn(old)?.refreshToken);
  });

  it('one that Twitch takes no more, though the clock says it is good, is renewed at once and once', async () => {
    const fake = await startFake();
    const store = memoryLogIn(await loggedIn(fake, 'lampstall'));
    fake.ids.expireTokens();
    const watched = watch(fake, {}, store);
    await isConnected(watched);
    // Asked before it was tried.
    expect(fake.logins).toEqual(['lampstall']);
    expect(store.kept).toHaveLength(2);
    expect(watched.statuses.map(({ status }) => status)).not.toContain('refused');
    // After a cut it is still good: nothing is renewed that needs not be.
    fake.dropConnections();
    await until(() => watched.statuses.some(({ status }) => status === 'lost'));
    await isConnected(watched);
    expect(store.kept).toHaveLength(2);
  });

  it('what the owner disconnected at Twitch is said to be over, kept as such, and not asked again', async () => {
    const fake = await startFake();
    const store = memoryLogIn(await loggedIn(fake, 'lampstall'));
    fake.ids.disconnectApp();
    const watched = watch(fake, {}, store);
    await until(() => watched.statuses.at(-1)?.status === 'refused');
    expect(watched.statuses.at(-1)?.note).toContain('@lampstall');
    expect(adapterFor(fake).logIn?.who(store.kept.at(-1) ?? {})).toEqual({ name: 'lampstall', ended: true });
    const asked = fake.ids.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(fake.ids.asked.length).toBe(asked);
    expect(await watched.connection.post('no', PLAIN_POST)).toMatchObject({ outcome: 'failed' });
    expect((await adapterFor(fake).doctor({ clientId: fake.ids.clientId }, store.kept.at(-1) ?? null))[0]).toMatchObject({ ok: false });
  });

  it('while the id server or the store does not answer it is tried again, and nothing is given up', async () => {
    const fake = await startFake();
    fake.ids.pace = { ...fake.ids.pace, tokenExpiresIn: 1 };
    const store = memoryLogIn(await loggedIn(fake, 'lampstall'));
    fake.ids.goDown(true);
    let isBroken = false;
    const watched = watch(fake, {}, { write: store.write, read: () => (isBroken ? Promise.reject(new Error('disk')) : store.read()) });
    await until(() => watched.statuses.filter(({ status }) => status === 'lost').length >= 2);
    expect(readLogIn(store.kept.at(-1) ?? null)?.ended).toBe(false);
    isBroken = true;
    fake.ids.goDown(false);
    await until(() => watched.statuses.filter(({ status }) => status === 'lost').length >= 4);
    isBroken = false;
    fake.ids.pace = { ...fake.ids.pace, tokenExpiresIn: 14_000 };
    await isConnected(watched);
  });

  it('somebody else’s renewal counts: a refresh token that was used beside it is not the end', async () => {
    const fake = await startFake();
    fake.ids.pace = { ...fake.ids.pace, tokenExpiresIn: 1 };
    const store = memoryLogIn(await loggedIn(fake, 'lampstall'));
    fake.ids.pace = { ...fake.ids.pace, tokenExpiresIn: 14_000 };
    let reads = 0;
    const watched = watch(
      fake,
      {},
      {
        write: store.write,
        read: async () => {
          reads += 1;
          const seen = await store.read();
          // Between the first look and the answer another one was quicker.
          if (reads === 1) {
            const quicker = watch(fake, {}, store);
            await isConnected(quicker);
            await quicker.connection.close();
          }
          return seen;
        },
      },
    );
    await isConnected(watched);
    expect(store.kept).toHaveLength(2);
    expect(readLogIn(store.kept.at(-1) ?? null)?.ended).toBe(false);
  });

  it('no token is in an address, nor in anything it says', async () => {
    const fake = await startFake();
    fake.ids.pace = { ...fake.ids.pace, tokenExpiresIn: 1 };
    const store = memoryLogIn(await loggedIn(fake, 'lampstall'));
    fake.ids.pace = { ...fake.ids.pace, tokenExpiresIn: 14_000 };
    const watched = watch(fake, {}, store);
    await isConnected(watched);
    await adapterFor(fake).logIn?.logOut(store.kept.at(-1) ?? {});
    const secrets = store.kept.flatMap((logIn) => [readLogIn(logIn)?.accessToken ?? '', readLogIn(logIn)?.refreshToken ?? '']);
    expect(secrets.every((secret) => secret.length > 8)).toBe(true);
    for (const secret of secrets) expect(`${fake.ids.asked.join()} ${JSON.stringify(watched.statuses)}`).not.toContain(secret);
    expect([...new Set(fake.ids.asked)].sort()).toEqual(['GET /oauth2/validate', 'POST /oauth2/device', 'POST /oauth2/revoke', 'POST /oauth2/token']);
  });
});

describe('twitch: the log-in over HTTP', () => {
  type Answered = { readonly status: number; readonly logIn: { readonly state: string; readonly [field: string]: unknown } | null };
  const open = async (fake: FakeTwitch): Promise<{ readonly server: TestServer; readonly ask: (method: string, key: string) => Promise<Answered> }> => {
    const server = await startServer({ ...usual, env: { TWITCH_IRC_URL: fake.url, TWITCH_ID_URL: fake.idUrl } });
    toClose.push(() => server.stop());
    return {
      server,
      ask: async (method, key) => {
        const response = await server.fetch('/api/chats/twitch/log-in', { method, headers: { authorization: `Bearer ${key}` } });
        const body = (await response.json()) as { readonly logIn?: Answered['logIn'] };
        return { status: response.status, logIn: body.logIn ?? null };
      },
    };
  };

  it('a code, pending, typed: the chat is on, its tokens nowhere to be read; logged out it is off', async () => {
    const fake = await startFake();
    const { server, ask } = await open(fake);
    const { owner, done } = server;
    expect(await ask('GET', owner.key)).toEqual({ status: 200, logIn: { state: 'out', note: '' } });
    expect((await ask('POST', owner.key)).logIn).toMatchObject({ state: 'over', why: 'failed', note: 'Fill in the client ID first.' });
    await done(
      'channel.save',
      { channel: 'twitch', enabled: false, delaySeconds: 7, settings: { clientId: fake.ids.clientId }, templates: { ended: 'Over.' } },
      owner,
    );
    const first = await ask('POST', owner.key);
    expect(first.logIn).toMatchObject({ state: 'waiting', code: fake.ids.codes.at(-1) });
    // A new code puts the one before away.
    await ask('POST', owner.key);
    expect(fake.ids.codes).toHaveLength(2);
    expect((await ask('GET', owner.key)).logIn).toMatchObject({ state: 'waiting', code: fake.ids.codes[1] });
    fake.ids.approve(fake.ids.codes[1] ?? '', 'lampstall');
    await until(() => fake.present(room) === 1);
    await until(async () => (await ask('GET', owner.key)).logIn?.state === 'in');
    const { core, people } = server.started();
    expect(core.state.channels.get('twitch')).toMatchObject({ enabled: true, delayMs: 7_000, templates: { ended: 'Over.' } });

    const kept = JSON.stringify(await people.settings('log-in', 'twitch'));
    const [token = ''] = fake.ids.good();
    expect(kept).toContain(token);
    const auth = { headers: { authorization: `Bearer ${owner.key}` } };
    for (const path of ['/api/adapters', '/api/state/panel', '/api/chats/twitch/log-in', '/api/doctor'])
      expect(await (await server.fetch(path, auth)).text(), path).not.toContain(token);

    expect((await ask('DELETE', owner.key)).logIn).toEqual({ state: 'out', note: '' });
    expect(fake.ids.good()).toEqual([]);
    expect(await people.settings('log-in', 'twitch')).toEqual({});
    await until(() => fake.present(room) === 0);
    expect(core.state.channels.get('twitch')?.enabled).toBe(false);
  });

  it('denied, run out and put away; a platform that is away does not hinder logging out here', async () => {
    const fake = await startFake();
    const { server, ask } = await open(fake);
    const { owner, done } = server;
    await done('channel.save', { channel: 'twitch', enabled: false, delaySeconds: 0, settings: { clientId: fake.ids.clientId }, templates: {} }, owner);
    await ask('POST', owner.key);
    fake.ids.deny(fake.ids.codes.at(-1) ?? '');
    await until(async () => (await ask('GET', owner.key)).logIn?.['why'] === 'denied');
    fake.ids.pace = { ...fake.ids.pace, expiresIn: 1 };
    await ask('POST', owner.key);
    await until(async () => (await ask('GET', owner.key)).logIn?.['why'] === 'expired');
    fake.ids.pace = { ...fake.ids.pace, expiresIn: 1_800 };
    await ask('POST', owner.key);
    expect((await ask('DELETE', owner.key)).logIn).toMatchObject({ state: 'out' });
    const code = fake.ids.codes.at(-1) ?? '';
    fake.ids.approve(code, 'lampstall');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await ask('GET', owner.key)).logIn).toMatchObject({ state: 'out' });

    await ask('POST', owner.key);
    fake.ids.approve(fake.ids.codes.at(-1) ?? '', 'lampstall');
    await until(async () => (await ask('GET', owner.key)).logIn?.state === 'in');
    fake.ids.goDown(true);
    expect((await ask('DELETE', owner.key)).logIn).toMatchObject({ state: 'out', note: expect.stringContaining('connected apps') });
  });

  it('P1 is for owner and host, and for chats that have it', async () => {
    const fake = await startFake();
    const { server, ask } = await open(fake);
    for (const role of ['producer', 'moderator', 'packer'] as const)
      for (const method of ['GET', 'POST', 'DELETE']) expect((await ask(method, (await server.key(role)).key)).status, `${role} ${method}`).toBe(403);
    expect((await ask('GET', (await server.key('host')).key)).status).toBe(200);
    const auth = { headers: { authorization: `Bearer ${server.owner.key}` } };
    expect((await server.fetch('/api/chats/nowhere/log-in', auth)).status).toBe(404);
    expect(
      (await server.fetch('/api/chats/twitch/log-in', { method: 'POST', headers: { cookie: 'dc_session=x', origin: 'https://evil.example' } })).status,
    ).toBe(403);
  });
});

describe('twitch: the cable is pulled and put back', () => {
  it('E2 lines wait; back again, one says what is so now and the desk what was not sent', async () => {
    const fake = await startFake();
    const cable = await tcpProxy(Number(new URL(fake.url).port));
    toClose.push(() => cable.close());
    const through = (url: string): string => url.replace(/:\d+/u, `:${cable.port}`);
    const adapter = twitch({ ircUrl: through(fake.url), ids: { url: through(fake.idUrl), withinMs: 300 }, helix: null, timings, random: () => 0.5 });
    const rig = await memoryRig({ chats: [adapter], payments: [], shops: [] });
    toClose.push(() => rig.stop());
    const { showId } = await setUpShop(rig, 'twitch', { channel: 'lampstall', username: 'lampbot', token: 'oauth:good' });
    fake.mods.add('lampbot');
    rig.run();
    await rig.connected('twitch');
    cable.freeze();
    cable.cut();
    await until(() => rig.statuses.at(-1)?.state === 'lost');
    const { dropId, sku, codes } = await fireDrop(rig, showId, 6);
    const buyer = { kind: 'viewer', id: 'v1', role: 'viewer', name: 'v1' } as const;
    await rig.core.submit(buyer, { id: 'hold-000001', name: 'hold.place', input: { dropId, lines: [{ sku, quantity: 1 }] } });
    await rig.done('drop.extend', { dropId, minutes: 2, reason: 'the stream froze' });
    await rig.done('drop.restock', { dropId, sku, add: 3, counted: true });
    await rig.done('drop.reprice', { dropId, sku, price: 9_900 });
    rig.clock.jump(20_000);
    const waiting = rig.tasks((task) => task.target === 'twitch' && task.state === 'waiting');
    expect(waiting.length).toBeGreaterThan(1);
    expect(fake.delivered).toEqual([]);

    cable.thaw();
    await until(() => fake.delivered.length > 0);
    await until(() => rig.tasks((task) => task.target === 'twitch' && (task.state === 'waiting' || task.state === 'taken')).length === 0);
    expect(fake.delivered.map((message) => message.text)).toEqual([`On now: Brass lamp, €99, 8 left. https://shop.example/d/${codes['twitch']} !claim A1`]);
    expect(rig.tasks((task) => task.note === 'caught-up')).toHaveLength(waiting.length);
    expect(rig.core.state.single('log').filter((line) => line.what === 'ChatCaughtUp')).toMatchObject([{ blanks: { channel: 'twitch', n: waiting.length } }]);
  });

  it('a moment without a line replays nothing and leaves nothing out', async () => {
    const fake = await startFake();
    const rig = await memoryRig({ chats: [adapterFor(fake)], payments: [], shops: [] });
    toClose.push(() => rig.stop());
    const { showId } = await setUpShop(rig, 'twitch', { channel: 'lampstall', username: 'lampbot', token: 'oauth:good' });
    rig.run();
    await rig.connected('twitch');
    fake.dropConnections();
    const { codes } = await fireDrop(rig, showId, 6);
    await until(() => fake.delivered.length === 1);
    expect(fake.delivered[0]?.text).toBe(`Brass lamp is open, €148. https://shop.example/d/${codes['twitch']}`);
    expect(rig.core.state.single('log').some((line) => line.what === 'ChatCaughtUp')).toBe(false);
  });
});
