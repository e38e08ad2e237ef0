import { request, type IncomingHttpHeaders } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PanelParts } from '@protocol/parts.ts';
import { PROTOCOL, type HelloAnswer } from '@protocol/socket.ts';
import { buildAll } from '../e2e/support/house.ts';
import { firedDrop, freshId, startServer, stockedShop, until, type TestServer } from '../support/server.ts';

/** One server behind three addresses: this computer's, this network's, and the public one, which a proxy with https brings here. */
const PASSCODE = 'correct horse battery';
const PUBLIC = 'https://shop.example';
const NEAR = '192.168.7.7';

let server: TestServer;
let code: string;
let dropId: string;
beforeAll(async () => {
  await buildAll();
  server = await startServer({
    kept: 'memory',
    env: { HOST: '0.0.0.0', PUBLIC_URL: PUBLIC, TRUST_PROXY: '1', OWNER_PASSCODE: PASSCODE },
    deps: {
      networkAddresses: (
        (list) => () =>
          list
      )([NEAR]),
    },
  });
  const { showId } = await stockedShop(server);
  const fired = await firedDrop(server, showId, 20);
  ({ code, dropId } = fired);
  await until(server, fired.opensAt);
}, 300_000);
afterAll(() => server.stop());

/** How a browser at this origin asks, and what the proxy adds on the way. */
interface Origin {
  readonly name: string;
  readonly origin: () => string;
  readonly secure: boolean;
}
const origins: readonly Origin[] = [
  { name: 'localhost', origin: () => `http://localhost:${server.port}`, secure: false },
  { name: '127.0.0.1', origin: () => `http://127.0.0.1:${server.port}`, secure: false },
  { name: 'this network', origin: () => `http://${NEAR}:${server.port}`, secure: false },
  { name: 'the public address', origin: () => PUBLIC, secure: true },
];
const headersAt = ({ origin, secure }: Pick<Origin, 'origin' | 'secure'>): Record<string, string> => ({
  host: new URL(origin()).host,
  ...(secure ? { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': new URL(origin()).host } : {}),
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
function ask(method: 'GET' | 'POST', path: string, headers: Record<string, string>, body: string | null = null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
    });
    asked.on('error', reject);
    asked.end(body ?? undefined);
  });
}
const json = (origin: string): Record<string, string> => ({ 'content-type': 'application/json', origin });
const logIn = (at: Pick<Origin, 'origin' | 'secure'>, origin = at.origin(), more: Record<string, string> = {}): Promise<Answer> =>
  ask('POST', '/api/login', { ...headersAt(at), ...json(origin), ...more }, JSON.stringify({ passcode: PASSCODE }));
const cookies = ({ headers }: Answer): readonly string[] => headers['set-cookie'] ?? [];
const flags = (cookie: string): readonly string[] => cookie.split('; ').slice(1).filter((flag) => !/^(?:Max-Age|Expires)=/u.test(flag)).sort(); // prettier-ignore
const pair = (cookie: string): string => cookie.split(';')[0] ?? '';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
function open(at: Pick<Origin, 'origin' | 'secure'>, origin: string, cookie: string): Promise<Socket> {
  const socket = io(`http://127.0.0.1:${server.port}/live`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { ...headersAt(at), origin, cookie },
  });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}
const hello = (socket: Socket, audience: 'panel' | 'public'): Promise<HelloAnswer> =>
  socket.emitWithAck('hello', { protocol: PROTOCOL, build: 'test', audience, show: null, key: null }) as Promise<HelloAnswer>;

describe.each(origins)('at $name', (at) => {
  const { secure } = at;
  it('logs in, with a cookie that is Secure exactly on https', async () => {
    const answer = await logIn(at);
    expect(answer.status).toBe(200);
    expect(cookies(answer).map(flags)).toEqual([['HttpOnly', 'Path=/', 'SameSite=Strict', ...(secure ? ['Secure'] : [])]]);
    for (const header of ['strict-transport-security', 'cross-origin-opener-policy']) expect(answer.headers[header] !== undefined, header).toBe(secure);
    const session = pair(cookies(answer)[0] ?? '');
    const left = await ask('POST', '/api/logout', { ...headersAt(at), ...json(at.origin()), cookie: session }, '{}');
    // A cookie is cleared only by one with the same flags.
    expect(cookies(left).map(flags)).toEqual([['HttpOnly', 'Path=/', 'SameSite=Strict', ...(secure ? ['Secure'] : [])]]);
  });
  it('a buyer is known again, by page and by form, with a cookie that is Secure exactly on https', async () => {
    const expected = ['HttpOnly', 'Path=/', 'SameSite=Lax', ...(secure ? ['Secure'] : [])];
    const seen = await ask('POST', '/api/seen', { ...headersAt(at), ...json(at.origin()) }, JSON.stringify({ code }));
    expect(seen.status).toBeLessThan(300);
    expect(cookies(seen).map(flags)).toEqual([expected]);
    const form = { ...headersAt(at), origin: at.origin(), 'content-type': 'application/x-www-form-urlencoded' };
    const first = await ask('POST', `/d/${code}/hold`, form, 'sku=LAMP-BRASS&quantity=1');
    expect(first.status).toBe(307);
    expect(first.headers.location).toBe(`/d/${code}/hold?again=1`);
    expect(cookies(first).map(flags)).toEqual([expected]);
    const second = await ask('POST', `/d/${code}/hold?again=1`, { ...form, cookie: pair(cookies(first)[0] ?? '') }, 'sku=LAMP-BRASS&quantity=1');
    expect(second.status).toBe(303);
    expect(second.headers.location).toMatch(/^\/hold\//u);
  });
  it('the socket opens, and the cookie counts on it', async () => {
    const session = pair(cookies(await logIn(at))[0] ?? '');
    const answer = await hello(await open(at, at.origin(), session), 'panel');
    expect(answer.ok).toBe(true);
  });
  it('every redirect is a path', async () => {
    for (const [path, to] of [
      ['/', '/now'],
      ['/panel', '/panel/'],
      ['/dock', '/dock/'],
      ['/remote', '/remote/'],
    ] as const) {
      const answer = await ask('GET', path, headersAt(at));
      if (answer.status === 200) continue;
      expect(answer.headers.location, path).toBe(to);
    }
  });
  it('panel and overlay may open sockets to the three, and to nothing else; a panel to the OBS on its own machine', async () => {
    for (const path of ['/panel/', '/overlay/now']) {
      const policy = String((await ask('GET', path, headersAt(at))).headers['content-security-policy']);
      const [, sources = ''] = /connect-src ([^;]+)/u.exec(policy) ?? [];
      const ours = ["'self'", `ws://127.0.0.1:${server.port}`, `ws://${NEAR}:${server.port}`, `ws://localhost:${server.port}`, 'wss://shop.example'];
      expect(sources.split(' ').sort()).toEqual([...ours, ...(path === '/panel/' ? ['ws://127.0.0.1:*', 'ws://localhost:*'] : [])].sort());
    }
  });
  it('P3 links are made from the public address, whichever of the three asks', async () => {
    const session = pair(cookies(await logIn(at))[0] ?? '');
    const as = { ...headersAt(at), ...json(at.origin()), cookie: session };
    const state = await ask('GET', '/api/state/panel', { ...headersAt(at), cookie: session });
    const { parts } = JSON.parse(state.body) as { parts: PanelParts };
    expect(parts.link?.url).toMatch(/^https:\/\/shop\.example\/d\/\w+$/u);
    expect(parts[`drop/${dropId}`]?.links.map((link) => link.url?.replace(/\w+$/u, ''))).toEqual(
      Array(parts[`drop/${dropId}`]?.links.length).fill(`${PUBLIC}/d/`),
    );
    const { cookie } = server.viewer();
    const held = await ask('POST', '/api/commands', { ...headersAt(at), ...json(at.origin()), cookie }, JSON.stringify({ id: freshId(), name: 'hold.place', input: { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] } })); // prettier-ignore
    const { result } = JSON.parse(held.body) as { result: { holdId: string } };
    await server.done('shipping.save', { flat: 490 }, server.owner);
    const contact = { name: 'Lena', email: 'l@x.ie' };
    const delivery = { kind: 'ship', address: { line1: 'Quay 1', line2: '', postcode: 'H91', city: 'Galway', region: '', country: 'IE' } };
    const ordered = await ask('POST', '/api/commands', { ...headersAt(at), ...json(at.origin()), cookie }, JSON.stringify({ id: freshId(), name: 'checkout.start', input: { holdId: result.holdId, provider: 'later', contact, delivery, with: null } })); // prettier-ignore
    const order = JSON.parse(ordered.body) as { ok: boolean; result?: { orderUrl: string }; refusal?: unknown };
    expect(order.result?.orderUrl, ordered.body).toMatch(/^https:\/\/shop\.example\/order\/\d+\//u);
    expect(as.cookie).toBe(session);
  });
});

describe('anybody else', () => {
  const near = { origin: () => `http://localhost:${server.port}`, secure: false };
  const far = { origin: () => PUBLIC, secure: true };
  const foreign = (): readonly (readonly [string, Pick<Origin, 'origin' | 'secure'>])[] => [
    ['https://evil.example', far],
    ['https://shop.example.evil.example', far],
    ['https://evil-shop.example', far],
    ['http://shop.example', far],
    ['https://shop.example:8443', far],
    [`https://shop.example:${server.port}`, far],
    [`http://localhost:${server.port + 1}`, near],
    ['http://localhost', near],
    [`https://localhost:${server.port}`, near],
    [`http://192.168.7.8:${server.port}`, near],
    [`http://${NEAR}`, near],
    // By a name that leads here: to the browser it is one and the same site.
    [`http://rebound.example:${server.port}`, { origin: () => `http://rebound.example:${server.port}`, secure: false }],
    ['null', near],
    ['file://', near],
  ];
  it('changes nothing, with or without a cookie, whatever the browser calls it', async () => {
    const session = pair(cookies(await logIn(near))[0] ?? '');
    for (const [origin, at] of foreign()) {
      expect((await logIn(at, origin)).status, origin).toBe(403);
      if (origin !== 'null') expect((await logIn(at, origin, { 'sec-fetch-site': 'same-origin' })).status, origin).toBe(403);
      const spoken = await ask('POST', '/api/commands', { ...headersAt(at), ...json(origin), cookie: session }, JSON.stringify({ id: freshId(), name: 'drop.end', input: { dropId } })); // prettier-ignore
      expect(spoken.status, origin).toBe(403);
      const form = { ...headersAt(at), origin, 'content-type': 'application/x-www-form-urlencoded' };
      const claimed = await ask('POST', `/d/${code}/hold`, form, 'sku=LAMP-BRASS&quantity=1');
      expect(claimed.status, origin).toBe(403);
      expect(cookies(claimed), origin).toEqual([]);
    }
    expect(server.started().core.state.drops.get(dropId)?.state).toBe('live');
  });
  it('opens no socket', async () => {
    const session = pair(cookies(await logIn(near))[0] ?? '');
    for (const [origin, at] of foreign()) await expect(open(at, origin, session), origin).rejects.toThrow();
  });
  it('no page repeats the name it was asked by', async () => {
    for (const path of [
      '/',
      '/now',
      '/privacy',
      '/panel',
      '/panel/',
      '/overlay/now',
      `/d/${code}`,
      '/nowhere',
      '/api/state/public',
      '/api/openapi.json',
      '/healthz?nonce=x',
    ]) {
      const { body, headers } = await ask('GET', path, {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=evil.example',
        accept: 'text/html',
      });
      expect(`${JSON.stringify(headers)}${body}`, path).not.toContain('evil.example');
    }
  });
});

describe('whose word about the caller is believed', () => {
  const guess = (port: number, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port, method: 'POST', path: '/api/login', headers: { 'content-type': 'application/json', ...headers } },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      asked.on('error', reject);
      asked.end(JSON.stringify({ passcode: 'a guess' }));
    });
  const limits = { perViewer: 100, perNetwork: 3_000, perKey: 30_000, logIns: 3 };
  const opened: TestServer[] = [];
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.stop();
  });
  async function guessed(env: Record<string, string>): Promise<TestServer> {
    const started = await startServer({ kept: 'memory', env: { OWNER_PASSCODE: PASSCODE, ...env }, deps: { limits } });
    opened.push(started);
    return started;
  }
  /** How many of five guesses are listened to. */
  async function heard(port: number, headers: (n: number) => Record<string, string>): Promise<number> {
    let n = 0;
    for (let i = 0; i < 5; i += 1) if ((await guess(port, headers(i))) !== 429) n += 1;
    return n;
  }
  it('TRUST_PROXY=1: guesses are counted by the address that the proxy names, and by nothing the caller claims', async () => {
    const { port } = await guessed({ TRUST_PROXY: '1' });
    expect(await heard(port, () => ({ 'x-forwarded-for': '203.0.113.7' }))).toBe(3);
    // What the caller wrote stands before what the proxy wrote.
    expect(await heard(port, (n) => ({ 'x-forwarded-for': `198.51.100.${n}, 203.0.113.8` }))).toBe(3);
    expect(await heard(port, () => ({ 'x-forwarded-for': '203.0.113.9' }))).toBe(3);
    // Who comes without a proxy is this computer, and not locked out by the others.
    expect(await heard(port, () => ({}))).toBe(3);
  });
  it('TRUST_PROXY=0: nobody is believed', async () => {
    const { port } = await guessed({});
    expect(await heard(port, (n) => ({ 'x-forwarded-for': `203.0.113.${n}` }))).toBe(3);
  });
  it('TRUST_PROXY=2: the one before the last', async () => {
    const { port } = await guessed({ TRUST_PROXY: '2' });
    expect(await heard(port, (n) => ({ 'x-forwarded-for': `198.51.100.${n}, 203.0.113.8, 10.0.0.1` }))).toBe(3);
  });
});
