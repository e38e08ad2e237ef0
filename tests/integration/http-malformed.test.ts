import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshId, headersOf, startServer, stockedShop, type TestServer } from '../support/server.ts';

/** Whatever is sent, the answer is a refusal under the right status, nothing is appended, and the server goes on answering. */
let server: TestServer;
let seq = 0;
beforeAll(async () => {
  server = await startServer();
  await stockedShop(server);
  seq = server.started().core.health().seq;
});
afterAll(() => server.stop());

const seqNow = (): number => server.started().core.health().seq;
async function stillWell(): Promise<void> {
  expect(seqNow(), 'nothing was appended').toBe(seq);
  expect((await server.fetch('/readyz')).status).toBe(200);
}
async function refusedWith(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ ok: false, refusal: { code, message: expect.stringMatching(/\w/u), details: expect.any(Object) } });
  await stillWell();
}
const send = (body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  server.fetch('/api/commands', {
    method: 'POST',
    headers: { ...headersOf(server.owner, server.url), ...headers },
    body: typeof body === 'string' ? body : new Blob([Uint8Array.from(body)]),
  });
const envelope = (name: string, input: string): string => `{"id":"${freshId()}","name":"${name}","input":${input}}`;

describe('bodies', () => {
  const say = (input: string): string => envelope('stage.say', input);
  it.each<[string, () => string | Uint8Array]>([
    ['nothing', () => ''],
    ['white space', () => '  \n'],
    ['no JSON', () => 'hello'],
    ['half of it', () => '{"id":"abcdefgh","name":"panic","inp'],
    ['single quotes', () => "{'id':'abcdefgh','name':'panic','input':{}}"],
    ['a comma too many', () => '{"id":"abcdefgh","name":"panic","input":{},}'],
    ['a comment', () => '{"id":"abcdefgh",/* */"name":"panic","input":{}}'],
    ['two values', () => `${say('{"text":"x"}')}${say('{"text":"y"}')}`],
    ['NaN', () => say('{"text":NaN}')],
    ['Infinity', () => envelope('drop.extend', '{"dropId":"d","minutes":Infinity,"reason":"x"}')],
    ['a number as hex', () => envelope('variant.adjust', '{"sku":"LAMP-BRASS","onHand":0x10,"reason":"x"}')],
    ['a raw control character', () => say('{"text":"a\u0000b"}')],
    [
      'bytes that are no UTF-8',
      () => Buffer.concat([Buffer.from('{"id":"abcdefgh","name":"stage.say","input":{"text":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}}')]),
    ],
    [
      'half a surrogate in bytes',
      () => Buffer.concat([Buffer.from('{"id":"abcdefgh","name":"stage.say","input":{"text":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}}')]),
    ],
    ['UTF-16', () => Buffer.from(say('{"text":"x"}'), 'utf16le')],
    ['null', () => 'null'],
    ['a list', () => `[${say('{"text":"x"}')}]`],
    ['a string', () => '"panic"'],
    ['a number', () => '7'],
    ['deep lists', () => '['.repeat(30_000)],
    ['deep objects', () => '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)],
    ['the same key twice', () => '{"id":"abcdefgh","name":"stage.say","name":"panic","input":{}}'],
    ['the same key twice, once escaped', () => '{"id":"abcdefgh","name":"stage.say","input":{"text":"x","\\u0074ext":"y"}}'],
    ['__proto__ in the envelope', () => '{"id":"abcdefgh","name":"panic","input":{},"__proto__":{"role":"owner"}}'],
    ['__proto__ in the input', () => say('{"text":"x","__proto__":{"admin":true}}')],
    ['constructor.prototype', () => say('{"text":"x","constructor":{"prototype":{"admin":true}}}')],
    ['no id', () => '{"name":"panic","input":{}}'],
    ['a short id', () => '{"id":"a","name":"panic","input":{}}'],
    ['a long id', () => `{"id":"${'a'.repeat(101)}","name":"panic","input":{}}`],
    ['an id with a line break', () => '{"id":"abcd\\r\\nefgh","name":"panic","input":{}}'],
    ['an id that is a number', () => '{"id":12345678,"name":"panic","input":{}}'],
    ['a name that is a list', () => '{"id":"abcdefgh","name":["panic"],"input":{}}'],
    ['no input', () => '{"id":"abcdefgh","name":"panic"}'],
    ['something beside', () => '{"id":"abcdefgh","name":"panic","input":{},"actor":"owner"}'],
  ])('400 %s', async (_what, body) => {
    await refusedWith(await send(body()), 400, 'malformed');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    '',
  ])('400 content type “%s”', async (type) => {
    await refusedWith(await send(envelope('panic', '{}'), { 'content-type': type }), 400, 'malformed');
  });
  it.each(['gzip', 'br', 'deflate', 'identity, gzip', 'nonsense'])('400 content encoding %s', async (encoding) => {
    await refusedWith(await send(gzipSync(envelope('panic', '{}')), { 'content-encoding': encoding }), 400, 'malformed');
  });
  it('413 too large', async () => {
    await refusedWith(await send(say(`{"text":"${'x'.repeat(80_000)}"}`)), 413, 'too-large');
    await refusedWith(await send(`{"id":"${'x'.repeat(6_000_000)}"}`), 413, 'too-large');
  });
  it.each(['', 'hold.steal', 'HOLD.PLACE', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'panic ', 'panic\\u0000'])(
    '400 a command called “%s”',
    async (name) => {
      const response = await send(envelope(name, '{}'));
      await refusedWith(response, 400, 'unknown-command');
    },
  );
  it('does not leave a trace on objects', () => {
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
  });
});

describe('inputs', () => {
  const shop = {
    name: 'S',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'UTC',
    seller: { name: 'A', address: 'B', email: 'a@b.example' },
    returnsUrl: 'https://a.example',
  };
  const drop = { showId: 's', title: 'T', mode: 'hold', lines: [{ sku: 'LAMP-BRASS', allotted: 1, price: 1 }], minutes: 5, holdSeconds: 60, perViewer: 1 };
  const line = (over: object): object => ({ dropId: 'd', lines: [{ sku: 'LAMP-BRASS', quantity: 1, ...over }] });
  it.each<[string, string, unknown]>([
    ['a wrong type', 'stage.say', { text: 7 }],
    ['nothing for an object', 'hold.place', null],
    ['a list for an object', 'hold.place', []],
    ['an unknown field', 'panic', { force: true }],
    ['a negative quantity', 'hold.place', line({ quantity: -1 })],
    ['a quantity of nothing', 'hold.place', line({ quantity: 0 })],
    ['half a unit', 'hold.place', line({ quantity: 0.5 })],
    ['a quantity in letters', 'hold.place', line({ quantity: '1' })],
    ['a quantity beyond all', 'hold.place', line({ quantity: 1e21 })],
    ['a quantity that is a list', 'hold.place', line({ quantity: [1] })],
    ['no lines', 'hold.place', { dropId: 'd', lines: [] }],
    [
      'a sku twice',
      'hold.place',
      {
        dropId: 'd',
        lines: [
          { sku: 'A', quantity: 1 },
          { sku: 'A', quantity: 1 },
        ],
      },
    ],
    ['a thousand lines', 'hold.place', { dropId: 'd', lines: Array.from({ length: 1_000 }, (_, i) => ({ sku: `S${i}`, quantity: 1 })) }],
    ['a path for an id', 'drop.arm', { dropId: '../../etc/passwd' }],
    ['a NUL in an id', 'drop.arm', { dropId: 'a\u0000b' }],
    ['an endless id', 'drop.arm', { dropId: 'a'.repeat(65) }],
    ['SQL in an id', 'drop.arm', { dropId: "1' OR '1'='1" }],
    ['a handle for somebody nowhere', 'hold.place', { ...line({}), onBehalfOf: 'twitch:<b>' }],
    ['a count below zero', 'variant.adjust', { sku: 'LAMP-BRASS', onHand: -1, reason: 'x' }],
    ['a count beyond safe numbers', 'variant.adjust', { sku: 'LAMP-BRASS', onHand: 2 ** 53, reason: 'x' }],
    ['a count with a fraction', 'variant.adjust', { sku: 'LAMP-BRASS', onHand: 1.5, reason: 'x' }],
    ['no reason', 'variant.adjust', { sku: 'LAMP-BRASS', onHand: 1, reason: '   ' }],
    ['a line break in a reason', 'variant.adjust', { sku: 'LAMP-BRASS', onHand: 1, reason: 'a\r\nSet-Cookie: x' }],
    ['a bell in a name', 'show.plan', { title: 'a\u0007b', startsAt: 1, minutes: 1 }],
    ['an escape in a name', 'show.plan', { title: 'a\u001b[31mb', startsAt: 1, minutes: 1 }],
    ['a bidi override in a name', 'show.plan', { title: 'a\u202eb', startsAt: 1, minutes: 1 }],
    ['a bidi isolate in a name', 'key.create', { role: 'host', name: 'a\u2066b' }],
    ['a byte order mark in a name', 'shop.configure', { ...shop, name: '\ufeffx\ufeffy' }],
    ['an endless name', 'shop.configure', { ...shop, name: 'x'.repeat(81) }],
    ['a currency that is none', 'shop.configure', { ...shop, currency: 'XXX' }],
    ['a language that is none', 'shop.configure', { ...shop, locale: '../en' }],
    ['a time zone that is none', 'shop.configure', { ...shop, timeZone: 'Mars/Base' }],
    ['a script for an address', 'shop.configure', { ...shop, returnsUrl: 'javascript:alert(1)' }],
    ['a file for an address', 'shop.configure', { ...shop, returnsUrl: 'file:///etc/passwd' }],
    ['no mail', 'shop.configure', { ...shop, seller: { ...shop.seller, email: 'nobody' } }],
    ['two mails', 'shop.configure', { ...shop, seller: { ...shop.seller, email: 'a@b.example\nBcc: c@d.example' } }],
    ['a date before time', 'show.plan', { title: 'T', startsAt: -1, minutes: 1 }],
    ['a date beyond time', 'show.plan', { title: 'T', startsAt: 8.64e15 + 1, minutes: 1 }],
    ['no minutes', 'drop.plan', { ...drop, minutes: 0 }],
    ['a week of minutes', 'drop.plan', { ...drop, minutes: 100_000 }],
    ['a mode that is none', 'drop.plan', { ...drop, mode: 'raffle' }],
    ['a price below zero', 'drop.plan', { ...drop, lines: [{ sku: 'LAMP-BRASS', allotted: 1, price: -1 }] }],
    ['a price with cents in it', 'drop.plan', { ...drop, lines: [{ sku: 'LAMP-BRASS', allotted: 1, price: 9.99 }] }],
    ['a role that is none', 'key.create', { role: 'system', name: 'x' }],
    ['a viewer’s key', 'key.create', { role: 'viewer', name: 'x' }],
    ['a product without variants', 'product.save', { handle: 'h', title: 'T', body: '', vendor: '', pictures: [], options: [], variants: [] }],
    [
      'a picture from a script',
      'product.save',
      {
        handle: 'h',
        title: 'T',
        body: '',
        vendor: '',
        pictures: ['javascript:alert(1)'],
        options: [],
        variants: [{ sku: 'A', options: [], price: 1, compareAt: null, cost: null, grams: null, onHand: 1 }],
      },
    ],
    [
      'a picture out of the folder',
      'product.save',
      {
        handle: 'h',
        title: 'T',
        body: '',
        vendor: '',
        pictures: ['/media/../../etc/passwd'],
        options: [],
        variants: [{ sku: 'A', options: [], price: 1, compareAt: null, cost: null, grams: null, onHand: 1 }],
      },
    ],
    [
      'a country in full',
      'checkout.start',
      {
        holdId: 'h',
        provider: 'later',
        contact: { name: 'A', email: 'a@b.example' },
        delivery: { kind: 'ship', address: { line1: 'x', line2: '', city: 'y', postcode: '', region: '', country: 'Germany' } },
        with: null,
      },
    ],
    [
      'two deliveries in one',
      'checkout.start',
      { holdId: 'h', provider: 'later', contact: { name: 'A', email: 'a@b.example' }, delivery: { kind: 'pickup', pickupId: 'p', address: {} }, with: null },
    ],
    ['settings that are lists', 'channel.save', { channel: 'twitch', enabled: true, delaySeconds: 1, settings: { a: ['b'] }, templates: {} }],
    ['a refund of lines that are none', 'order.refund', { orderNumber: 1001, lines: 'all', restock: true }],
    ['an order number in letters', 'order.pay', { orderNumber: '1001', paidBy: 'cash' }],
    ['a file that is no text', 'catalog.import', { format: 'shopify-csv', csv: { a: 1 }, dryRun: true }],
    ['a format that is none', 'catalog.import', { format: 'xlsx', csv: 'a', dryRun: true }],
  ])('400 %s', async (_what, name, input) => {
    // Checking out is the buyer's alone; the rest is asked by who may do everything.
    const as = name === 'checkout.start' ? server.viewer() : server.owner;
    const body = JSON.stringify({ id: freshId(), name, input });
    const response = await server.fetch('/api/commands', { method: 'POST', headers: headersOf(as, server.url), body });
    await refusedWith(response, 400, 'malformed');
  });
  it('403 a command of the server’s own', async () => {
    for (const name of ['clock.tick', 'ledger.opened', 'payment.notice', 'task.close', 'chat.line'])
      await refusedWith(await send(envelope(name, '{}')), 403, 'not-allowed');
  });
});

describe('addresses', () => {
  it.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/panel/..%2f..%2fpackage.json',
    '/panel/%2e%2e/%2e%2e/package.json',
    '/overlay/..%5c..%5cpackage.json',
    '/panel/assets/..%2f..%2f..%2fpackage.json',
    '/page/../../package.json',
    '/sample/../package.json',
    '/.env',
    '/api/state/..%2fpanel',
    '/api//commands',
    '/API/COMMANDS',
    '//evil.example/panel',
    '/panel/.git/config',
  ])('%s shows nothing of ours', async (path) => {
    // fetch would tidy the path up before it is sent.
    const { status, text } = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect([200, 301, 302, 400, 401, 403, 404, 503]).toContain(status);
    expect(text).not.toContain('"dependencies"');
    expect(text).not.toContain('root:x:');
    expect(text.toLowerCase()).not.toContain('location: //evil');
    expect(text.toLowerCase()).not.toContain('location: http://evil');
    await stillWell();
  });
  it.each(['/%', '/%ff', '/api/state/%E0%A4%A', '/live/%c0%ae.json', '/setup/%zz'])('400 or 404 %s', async (path) => {
    const { status } = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect([400, 404]).toContain(status);
    await stillWell();
  });
  it('a method that is not there is 404, and changes nothing', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'])
      expect((await server.fetch('/api/commands', { method, headers: headersOf(server.owner, server.url) })).status, method).toBe(404);
    await stillWell();
  });
});

/** One exchange over a bare socket. */
function raw(bytes: string | Uint8Array): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.setTimeout(15_000, () => reject(new Error('no answer')));
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/u.exec(text)?.[1] ?? 0), text }));
    socket.write(bytes);
  });
}
describe('bytes', () => {
  const auth = (): string => `Authorization: Bearer ${server.owner.key}\r\nContent-Type: application/json\r\nConnection: close\r\n`;
  it.each<[string, () => string, number[]]>([
    ['no HTTP', () => 'hello\r\n\r\n', [400]],
    ['TLS on a plain port', () => '\u0016\u0003\u0001\u0002\u0000', [400]],
    ['a line break in a header', () => 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\rb\r\n\r\n', [400]],
    ['a NUL in a header', () => 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n\r\n', [400]],
    ['no host', () => 'GET /healthz HTTP/1.1\r\n\r\n', [400]],
    ['headers without end', () => `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, [431]],
    ['two lengths', () => `POST /api/commands HTTP/1.1\r\nHost: x\r\n${auth()}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, [400]],
    ['a length and chunks', () => `POST /api/commands HTTP/1.1\r\nHost: x\r\n${auth()}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, [400]],
    ['a length below zero', () => `POST /api/commands HTTP/1.1\r\nHost: x\r\n${auth()}Content-Length: -1\r\n\r\n`, [400]],
    ['a chunk that is none', () => `POST /api/commands HTTP/1.1\r\nHost: x\r\n${auth()}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, [400]],
    ['a space in the address', () => 'GET /heal thz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', [400]],
    ['HTTP of the future', () => 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', [400]],
  ])('%s', async (_what, bytes, statuses) => {
    const { status } = await raw(bytes());
    expect(statuses).toContain(status);
    await stillWell();
  });
  it('a line break in a value that comes back does not become a header', async () => {
    const { text } = await raw('GET /healthz?nonce=a%0d%0aSet-Cookie:%20x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(text.toLowerCase()).not.toContain('set-cookie');
    const { text: login } = await raw('GET /setup/a%0d%0aSet-Cookie:%20x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(login.toLowerCase()).not.toContain('set-cookie');
  });
  it('a sender that leaves in the middle is forgotten', async () => {
    const socket = connect(server.port, '127.0.0.1');
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    socket.write(`POST /api/commands HTTP/1.1\r\nHost: x\r\n${auth()}Content-Length: 1000\r\n\r\n{"id":`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await stillWell();
  });
  it('the Host header makes no link', async () => {
    for (const path of ['/', '/panel', '/now', '/setup/x', '/api/session']) {
      const { text } = await raw(`GET ${path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n`);
      expect(text, path).not.toContain('evil.example');
    }
  });
});
