import { request as ask } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL } from '../../server/protocol/limits.ts';
import { firedDrop, freshId, startServer, stockedShop, usual, type TestServer } from '../support/server.ts';

/**
 * `POST /api/commands`, `GET /live/*` and product pages are answered before express. A slash at the end leads the same request through
 * express' whole chain: both must say the same, header by header.
 */
let server: TestServer;
/** Behind a proxy that is believed: https, and an address of its own. */
let behind: TestServer;
let code = '';
const viewer = { cookie: '' };

beforeAll(async () => {
  server = await startServer();
  const { showId } = await stockedShop(server);
  ({ code } = await firedDrop(server, showId, 20));
  viewer.cookie = server.viewer().cookie;
  behind = await startServer({ ...usual, env: { TRUST_PROXY: '1' } });
});
afterAll(async () => {
  await server.stop();
  await behind.stop();
});

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
}
interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}
/** Bytes and headers as they come: `fetch` would add its own and unpack. */
const send = (to: TestServer, { method, path, headers, body }: Asked): Promise<Told> =>
  new Promise((resolve, reject) => {
    const asking = ask({ host: '127.0.0.1', port: to.port, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk));
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const packing = answer.headers['content-encoding'];
        const plain = packing === 'br' ? brotliDecompressSync(bytes) : packing === 'gzip' ? gunzipSync(bytes) : bytes;
        const told: Record<string, string> = {};
        for (let i = 0; i < answer.rawHeaders.length; i += 2) {
          const name = (answer.rawHeaders[i] ?? '').toLowerCase();
          // Twice the same name would be a header in the place of another.
          told[name] = name in told ? `${told[name] ?? ''} AND ${answer.rawHeaders[i + 1] ?? ''}` : (answer.rawHeaders[i + 1] ?? '');
        }
        resolve({ status: answer.statusCode ?? 0, headers: told, text: plain.toString() });
      });
    });
    asking.on('error', reject);
    asking.end(body ?? undefined);
  });
/** How long a packed body is, is known here and not there; clocks move on between the two, and a page's state and tag with them. */
const comparable = ({ status, headers, text }: Told): unknown => {
  const { 'content-length': _length, 'transfer-encoding': _chunked, date, etag, ...rest } = headers;
  const said = /<title>.*<\/title>/u.exec(text)?.[0] ?? text.replace(/\d+/gu, '0');
  return { status, headers: { ...rest, date: date !== undefined, etag: etag !== undefined }, said };
};
const json = { 'content-type': 'application/json' };
const bearer = (): Record<string, string> => ({ ...json, authorization: `Bearer ${server.owner.key}` });
const say = (text: unknown): string => JSON.stringify({ id: freshId(), name: 'stage.say', input: { text } });
const post = (headers: Record<string, string>, body: string | Buffer): Asked => ({ method: 'POST', path: '/api/commands', headers, body });
const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Asked => ({ method, path, headers, body: null });

const table: readonly (readonly [string, () => Asked])[] = [
  ['a command by key', () => post(bearer(), say('x'))],
  ['that packs and is small', () => post({ ...bearer(), 'accept-encoding': 'gzip, deflate, br' }, say('x'))],
  ['whose answer is worth packing', () => post({ ...bearer(), 'accept-encoding': 'gzip' }, JSON.stringify({ id: freshId(), name: 'catalog.import', input: { format: 'shopify-csv', dryRun: true, csv: `Handle,Title,Variant SKU,Variant Price\n${Array.from({ length: 30 }, (_, n) => `p${n},P ${n},S${n},abc`).join('\n')}` } }))], // prettier-ignore
  ['by nobody', () => post(json, say('x'))],
  ['by a key that is none', () => post({ ...json, authorization: 'Bearer dc_x.y' }, say('x'))],
  ['by a malformed key', () => post({ ...json, authorization: 'Basic eA==' }, say('x'))],
  ['by a buyer from our page', () => post({ ...json, cookie: viewer.cookie, origin: server.url }, say('x'))],
  ['by a buyer from another page', () => post({ ...json, cookie: viewer.cookie, origin: 'https://evil.example' }, say('x'))],
  ['by a cookie without an origin', () => post({ ...json, cookie: viewer.cookie }, say('x'))],
  ['by a cookie from a cross-site form', () => post({ ...json, cookie: viewer.cookie, 'sec-fetch-site': 'cross-site' }, say('x'))],
  ['with an origin of null', () => post({ ...json, cookie: viewer.cookie, origin: 'null' }, say('x'))],
  ['with a key from another page', () => post({ ...bearer(), origin: 'https://evil.example' }, say('x'))],
  ['no JSON', () => post(bearer(), '{"id":')],
  ['a key twice', () => post(bearer(), '{"id":"a","id":"b"}')],
  ['__proto__', () => post(bearer(), '{"id":"aaaaaaaa","name":"x","input":{"__proto__":1}}')],
  ['no UTF-8', () => post(bearer(), Buffer.from([0x7b, 0xff, 0x7d]))],
  ['no body', () => post(bearer(), '')],
  ['another type', () => post({ ...bearer(), 'content-type': 'text/plain' }, say('x'))],
  ['a packed body', () => post({ ...bearer(), 'content-encoding': 'gzip' }, say('x'))],
  ['no envelope', () => post(bearer(), '{"name":"stage.say"}')],
  ['bad input', () => post(bearer(), say(7))],
  ['an unknown command', () => post(bearer(), JSON.stringify({ id: freshId(), name: 'no.such', input: {} }))],
  ['refused by a rule', () => post(bearer(), JSON.stringify({ id: freshId(), name: 'drop.arm', input: { dropId: 'nowhere' } }))],
  ['too large for a stranger', () => post(json, say('x'.repeat(70_000)))],
  ['too large for what it is', () => post(bearer(), say('x'.repeat(70_000)))],
  ['far too large', () => post(bearer(), say('x'.repeat(5_300_000)))],
  ['GET where only POST is', () => get('/api/commands')],
  ['the live snapshot', () => get('/live/now.json')],
  ['packed by brotli', () => get('/live/now.json', { 'accept-encoding': 'gzip, deflate, br, zstd' })],
  ['packed by gzip', () => get('/live/now.json', { 'accept-encoding': 'gzip' })],
  ['as it is', () => get('/live/now.json', { 'accept-encoding': 'identity' })],
  ['by weights', () => get('/live/now.json', { 'accept-encoding': 'br;q=0, gzip;q=0.5' })],
  ['anything', () => get('/live/now.json', { 'accept-encoding': '*' })],
  ['of a show that is not', () => get('/live/nobody.json')],
  ['of no name', () => get('/live/..json')],
  ['HEAD of the live snapshot', () => get('/live/now.json', {}, 'HEAD')],
  ['known by another tag', () => get('/live/now.json', { 'if-none-match': '"other"' })],
  ['known by anything', () => get('/live/now.json', { 'if-none-match': '*' })],
  ['a product page', () => get(`/d/${code}`)],
  ['packed', () => get(`/d/${code}`, { 'accept-encoding': 'gzip, deflate, br' })],
  ['with a query', () => get(`/d/${code}?utm_source=x`)],
  ['HEAD of a product page', () => get(`/d/${code}`, {}, 'HEAD')],
  ['a page that is not ours', () => get('/d/nobody')],
  ['a strange name', () => get('/d/%C3%28')],
];

describe('the short way says what the long way says', () => {
  it.each(table)('%s', async (_what, asked) => {
    const short = await send(server, asked());
    const { path, ...rest } = asked();
    const long = await send(server, { ...rest, path: path.replace(/(?=\?|$)/u, '/') });
    expect(comparable(short)).toEqual(comparable(long));
  });
  it('304 for who has it, with the same headers', async () => {
    for (const path of ['/live/now.json', `/d/${code}`]) {
      for (;;) {
        const known = { 'if-none-match': (await send(server, get(path))).headers['etag'] ?? '' };
        const short = await send(server, get(path, known));
        const listed = await send(server, get(path, { 'if-none-match': `"x", W/${known['if-none-match']}` }));
        const long = await send(server, get(`${path}/`, known));
        // A second may have ended in between, and the page with it.
        if (short.headers['etag'] !== long.headers['etag'] || listed.headers['etag'] !== long.headers['etag']) continue;
        expect([short.status, listed.status]).toEqual([304, 304]);
        expect(comparable(short)).toEqual(comparable(long));
        expect(comparable(listed)).toEqual(comparable(long));
        break;
      }
    }
  });
  it('on https behind a proxy that is believed, and not where a visitor only says so', async () => {
    const claims = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
    for (const to of [server, behind]) {
      for (const asked of [get('/live/now.json', claims), post({ ...json, ...claims }, say('x'))]) {
        const short = await send(to, asked);
        expect(comparable(short)).toEqual(comparable(await send(to, { ...asked, path: `${asked.path}/` })));
        expect(short.headers['strict-transport-security'] !== undefined).toBe(to === behind);
      }
    }
  });
  it('is counted and written down the same way', async () => {
    await send(server, post(json, say('x')));
    await send(server, { ...post(json, say('x')), path: '/api/commands/' });
    const lines = server.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['route'] === '/api/commands');
    const [short, long] = lines.slice(-2);
    expect(short).toMatchObject({ method: 'POST', url: '/api/commands', status: 401 });
    expect(Object.keys(short ?? {})).toEqual(Object.keys(long ?? {}));
    const metrics = (await send(server, get('/metrics', bearer()))).text;
    expect(metrics).toMatch(/dropcast_http_seconds_count\{route="\/d\/:code",status="200"\} \d/u);
    expect(metrics).toMatch(/dropcast_http_commands_total\{status="401"\} \d/u);
  });
  it('/metrics tells what the ledger and the sockets do', async () => {
    const line = io(`${server.url}/live`, { transports: ['websocket'], forceNew: true });
    await line.emitWithAck('hello', { protocol: PROTOCOL, build: 'x', audience: 'public', show: null, key: null });
    const patched = new Promise((resolve) => line.once('patch', resolve));
    await server.done('variant.adjust', { sku: 'LAMP-STEEL', onHand: 2, reason: 'counted' }, server.owner);
    await patched;
    const metrics = (await send(server, get('/metrics', bearer()))).text;
    for (const counted of [
      'dropcast_sockets 1',
      /dropcast_patches_encoded_total\{audience="public"\} [1-9]/u,
      /dropcast_patches_sent_total [1-9]/u,
      /dropcast_patch_bytes_total [1-9]/u,
      /dropcast_patches_queued_total 0/u,
      /dropcast_claims_total 0/u,
      /dropcast_append_seconds_count [1-9]/u,
      /dropcast_append_commands_sum [1-9]/u,
      /dropcast_append_events_total [1-9]/u,
      /dropcast_commands_queued 0/u,
      /nodejs_eventloop_lag_p99_seconds \d/u,
    ])
      expect(metrics).toMatch(counted);
    line.disconnect();
  });
});
