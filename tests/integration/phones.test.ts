import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { PROTOCOL } from '../../server/protocol/limits.ts';
import type { ByeMessage, ClientToServer, HelloAnswer, ServerToClient } from '../../server/protocol/socket.ts';
import { kindOf, phoneAddresses } from '../../server/edges/http/phone-routes.ts';
import type { People } from '../../server/people/people.ts';
import { memoryStores } from '../../server/stores.ts';
import { carelessPhones } from '../support/careless-phones.ts';
import { freshId, headersOf, startServer, stockedShop, usual, type As, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await server.stop();
});

interface Seen {
  readonly phoneId: string;
  readonly name: string;
  readonly show: string | null;
  readonly codeUntil: number | null;
  readonly inSince: number | null;
  readonly seenAt: number | null;
  readonly address: { readonly kind: string; readonly origin: string } | null;
}
const ask = (method: string, path: string, as: As, body: unknown = null): Promise<Response> =>
  server.fetch(path, { method, headers: headersOf(as, server.url), ...(body === null ? {} : { body: JSON.stringify(body) }) });
const invite = async (as: As = server.owner, name = 'Ana’s phone'): Promise<{ phoneId: string; path: string; url: string; expiresAt: number }> => {
  const response = await ask('POST', '/api/phones', as, { name, origin: null });
  expect(response.status).toBe(200);
  const made = (await response.json()) as { phoneId: string; url: string; expiresAt: number };
  return { ...made, path: new URL(made.url).pathname };
};
const listed = async (): Promise<readonly Seen[]> => ((await (await ask('GET', '/api/phones', server.owner)).json()) as { phones: readonly Seen[] }).phones;
/** As a phone's browser posts the landing page's form. */
const press = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  server.fetch(path, { method: 'POST', headers: { origin: server.url, 'content-type': 'application/x-www-form-urlencoded', ...headers } });
const cookieOf = (response: Response): string => /dc_session=[^;]+/u.exec(response.headers.get('set-cookie') ?? '')?.[0] ?? '';
const letIn = async (name = 'Ana’s phone'): Promise<{ readonly phoneId: string; readonly cookie: string }> => {
  const { phoneId, path } = await invite(server.owner, name);
  return { phoneId, cookie: cookieOf(await press(path)) };
};

/** A phone's line, as its page opens it. */
async function connected(cookie: string): Promise<{ readonly socket: Socket<ServerToClient, ClientToServer>; readonly byes: ByeMessage[] }> {
  const socket: Socket<ServerToClient, ClientToServer> = io(`${server.url}/live`, {
    transports: ['websocket'],
    extraHeaders: { cookie, origin: server.url },
    forceNew: true,
    reconnection: false,
  });
  sockets.push(socket);
  const byes: ByeMessage[] = [];
  socket.on('bye', (message) => byes.push(message));
  const answer = (await socket
    .timeout(5_000)
    .emitWithAck('hello', { protocol: PROTOCOL, build: 'test', audience: 'panel', show: null, key: null })) as HelloAnswer;
  expect(answer.ok).toBe(true);
  return { socket, byes };
}

describe('a helper’s phone', () => {
  it('P1 comes in by a code: looking does not use it up, pressing does, and then it may what a producer may', async () => {
    server = await startServer();
    const { showId } = await stockedShop(server);
    const { phoneId, path, expiresAt, url } = await invite();
    expect(expiresAt - server.started().core.now()).toBeGreaterThan(290_000);
    expect(url).toBe(`http://localhost:${server.port}${path}`);
    for (const headers of [{}, { 'user-agent': 'WhatsApp/2.23' }, { purpose: 'prefetch' }]) {
      const looked = await server.fetch(path, { headers });
      expect(looked.status).toBe(200);
      expect(looked.headers.get('set-cookie')).toBeNull();
      expect(looked.headers.get('cache-control')).toBe('no-store');
      const page = await looked.text();
      expect(page).toContain('Ana’s phone');
      expect(page).toContain('Tonight');
      expect(page).not.toContain(path);
    }
    expect((await server.fetch(path, { method: 'HEAD' })).status).toBe(200);
    const entered = await press(path);
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/remote']);
    expect(entered.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Strict/iu);
    const cookie = cookieOf(entered);
    const who = (await (await ask('GET', '/api/session', { cookie })).json()) as { role: string; name: string };
    expect(who).toMatchObject({ role: 'producer', name: 'Ana’s phone' });
    expect((await server.command('stage.say', { text: 'two minutes' }, { cookie })).ok).toBe(true);
    expect(await server.command('key.create', { role: 'host', name: 'mine' }, { cookie })).toMatchObject({ ok: false, refusal: { code: 'not-allowed' } });
    for (const [method, at] of [['GET', '/api/phones'], ['POST', '/api/phones'], ['DELETE', `/api/phones/${phoneId}`]] as const)
      expect((await ask(method, at, { cookie }, method === 'POST' ? { name: 'x', origin: null } : null)).status).toBe(403); // prettier-ignore
    const again = await press(path);
    expect([again.status, cookieOf(again)]).toEqual([410, '']);
    expect((await server.fetch(path)).status).toBe(410);
    expect(await listed()).toMatchObject([{ phoneId, name: 'Ana’s phone', show: 'Tonight', address: { kind: 'local', origin: server.url } }]);
    // The log of the evening says that it was a phone.
    const { parts } = (await (await ask('GET', '/api/state/panel', server.owner)).json()) as { parts: { log: readonly { what: string; who: string }[] } };
    expect(parts.log.at(-1)).toMatchObject({ what: 'StageSaid', who: 'phone' });
    expect(server.started().core.state.shows.has(showId)).toBe(true);
  });

  it('P1 of two presses at once exactly one gets in; with the guard off both do', async () => {
    server = await startServer();
    for (let round = 0; round < 10; round += 1) {
      const { path } = await invite();
      const both = await Promise.all([press(path), press(path)]);
      expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
      expect(both.map(cookieOf).filter((cookie) => cookie !== '')).toHaveLength(1);
    }
    await server.stop();
    const careless = async (): ReturnType<typeof memoryStores> => {
      const stores = await memoryStores();
      const own = carelessPhones(stores.people);
      const people = new Proxy<People>(stores.people, {
        get: (target, name) => {
          if (name === 'phones') return own;
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
      return { ...stores, people };
    };
    server = await startServer({ ...usual, deps: { openStores: careless } });
    const { path } = await invite();
    expect((await Promise.all([press(path), press(path)])).map(({ status }) => status)).toEqual([303, 303]);
  });

  it('P1 a code from a page that is not ours lets nobody in, and is not used up by trying', async () => {
    server = await startServer();
    const { path } = await invite();
    expect((await press(path, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await press(path, { origin: 'null', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await press(path)).status).toBe(303);
    const byCookie = await letIn();
    expect(
      (await server.fetch('/api/phones', { method: 'POST', headers: { cookie: byCookie.cookie, origin: 'https://evil.example' }, body: '{}' })).status,
    ).toBe(403);
  });

  it('P1 only owner and host invite, only to our own addresses, and with a name that can be shown', async () => {
    server = await startServer();
    for (const role of ['producer', 'moderator', 'packer', 'stage', 'overlay', 'bot'] as const)
      expect((await ask('POST', '/api/phones', await server.key(role), { name: 'x', origin: null })).status).toBe(403);
    expect((await ask('POST', '/api/phones', null, { name: 'x', origin: null })).status).toBe(401);
    await invite(await server.key('host'));
    for (const body of [{ name: '', origin: null }, { name: 'x'.repeat(41), origin: null }, { name: 'a\u202eb', origin: null }, { name: 'x' }, { name: 'x', origin: 'https://evil.example' }])
      expect((await ask('POST', '/api/phones', server.owner, body)).status).toBe(400); // prettier-ignore
    await server.done('shop.configure', { name: 'Corner', currency: 'EUR', locale: 'en', timeZone: 'Europe/Berlin', seller: { name: 'Ada', address: '1 St', email: 'a@s.example' }, returnsUrl: 'https://s.example/r' }, server.owner); // prettier-ignore
    await server.done('shop.reach', { publicUrl: 'https://drop.example' }, server.owner);
    const response = await ask('POST', '/api/phones', server.owner, { name: 'x', origin: 'https://drop.example' });
    expect(((await response.json()) as { url: string }).url).toMatch(/^https:\/\/drop\.example\/phone\/[\w-]{22}$/u);
    const named = await invite(server.owner, '<img src=x onerror=alert(1)>');
    expect(await (await server.fetch(named.path)).text()).not.toContain('<img');
  });

  it('P1 let go from the list, it is out at once: its line is closed, its commands are refused, its code is no good', async () => {
    server = await startServer();
    await stockedShop(server);
    const [one, other] = [await letIn(), await letIn('Bo’s phone')];
    const [line, others] = [await connected(one.cookie), await connected(other.cookie)];
    expect((await ask('DELETE', `/api/phones/${one.phoneId}`, server.owner)).status).toBe(200);
    await until(() => line.byes.length > 0);
    expect(line.byes).toEqual([{ reason: 'key-revoked', retry: false }]);
    await until(() => !line.socket.connected);
    expect(await server.command('stage.say', { text: 'x' }, { cookie: one.cookie })).toMatchObject({ ok: false, refusal: { code: 'who-are-you' } });
    expect([others.byes, others.socket.connected]).toEqual([[], true]);
    expect((await listed()).map(({ name }) => name)).toEqual(['Bo’s phone']);
    expect((await ask('DELETE', `/api/phones/${one.phoneId}`, server.owner)).status).toBe(404);
    const waiting = await invite();
    expect((await listed()).find(({ phoneId }) => phoneId === waiting.phoneId)).toMatchObject({ inSince: null, codeUntil: waiting.expiresAt });
    await ask('DELETE', `/api/phones/${waiting.phoneId}`, server.owner);
    expect((await press(waiting.path)).status).toBe(410);
  });

  it('P1 ends with its show, also one that ended it itself, and hears that it did', async () => {
    server = await startServer();
    const { showId } = await stockedShop(server);
    const { cookie } = await letIn();
    const line = await connected(cookie);
    const ended = (await line.socket.timeout(5_000).emitWithAck('command', { id: freshId(), name: 'show.end', input: { showId } })) as { ok: boolean };
    expect(ended.ok).toBe(true);
    await until(() => line.byes.length > 0);
    expect(line.byes[0]).toEqual({ reason: 'key-revoked', retry: false });
    expect(await server.command('stage.say', { text: 'x' }, { cookie })).toMatchObject({ ok: false, refusal: { code: 'who-are-you' } });
    expect(await listed()).toEqual([]);
    // The next evening is another one.
    await server.done('show.plan', { title: 'Tomorrow', startsAt: Date.now(), minutes: 60, reach: 'network' }, server.owner);
    expect((await server.command('stage.say', { text: 'x' }, { cookie })).ok).toBe(false);
  });

  it('P1 a new passcode ends phones too, over their open lines', async () => {
    server = await startServer();
    await stockedShop(server);
    const { cookie } = await letIn();
    const line = await connected(cookie);
    const owner = cookieOf(await ask('POST', '/api/login', null, { key: server.owner.key }));
    expect((await ask('POST', '/api/passcode', { cookie: owner }, { passcode: 'a short sentence' })).status).toBe(200);
    await until(() => line.byes.length > 0);
    expect(line.byes[0]).toEqual({ reason: 'key-revoked', retry: false });
    expect(await listed()).toEqual([]);
  });

  it('the way there and back can be measured, and changes nothing', async () => {
    server = await startServer();
    await stockedShop(server);
    const { socket } = await connected((await letIn()).cookie);
    const { seq } = server.started().core.health();
    for (let n = 0; n < 3; n += 1) await socket.timeout(5_000).emitWithAck('echo');
    // With something in it, it is no echo: refused and counted, and nothing is closed.
    (socket as Socket).emit('echo', 'x');
    await socket.timeout(5_000).emitWithAck('echo');
    expect(server.started().core.health().seq).toBe(seq);
    expect(socket.connected).toBe(true);
  });
});

describe('addresses a phone can be sent to', () => {
  it('the network comes first, what no phone is in comes last of it, then the public address, then this computer', async () => {
    const own = { local: 'http://localhost:4700', network: ['http://172.17.0.1:4700', 'http://192.168.1.20:4700'], publicUrl: 'https://drop.example/' };
    server = await startServer();
    expect(phoneAddresses(own)).toEqual([
      { kind: 'network', origin: 'http://192.168.1.20:4700' },
      { kind: 'network', origin: 'http://172.17.0.1:4700' },
      { kind: 'public', origin: 'https://drop.example' },
      { kind: 'local', origin: 'http://localhost:4700' },
    ]);
    expect(['https://drop.example', 'http://192.168.1.20:4700', 'http://127.0.0.1:4700'].map((origin) => kindOf(origin, own))).toEqual([
      'public',
      'network',
      'local',
    ]);
  });
});
