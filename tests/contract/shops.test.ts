import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { externalLink } from '../../server/edges/external-link/external-link.ts';
import { shopify } from '../../server/edges/shopify/shopify.ts';
import { delivery, SECRET, settings, signed, startFakeShopify } from '../support/fake-shopify.ts';

let shop: Awaited<ReturnType<typeof startFakeShopify>>;
beforeAll(async () => {
  shop = await startFakeShopify({ 'A-1': 5, 'A-11': 7, 'B 2': 0 });
});
afterAll(() => shop.close());
const adapter = () => shopify({ url: shop.url });
const stock = () => {
  const own = adapter().stock;
  if (own === null) throw new Error('no stock');
  return own;
};
const known = ['A-1', 'B 2', 'NOT-THERE'].map((sku) => ({ sku, item: null }));

describe('every shop elsewhere', () => {
  it('has an id that can stand in events, and leads nowhere before it was told where', () => {
    for (const each of [externalLink(), adapter()]) {
      expect(each.manifest.id).toMatch(/^[a-z][a-z0-9-]{1,30}$/u);
      expect(each.leave({}, { lines: [{ sku: 'A-1', quantity: 1, variant: null }], url: null, discount: null, code: 'k7', channel: 'qr' })).toBeNull();
    }
  });
});

describe('Shopify', () => {
  it('finds variants by their SKU to the letter, with what is there', async () => {
    const seen = await stock().look(settings, known);
    expect(seen).toMatchObject({ name: 'Harbour & Hide', currency: 'EUR' });
    expect(seen.levels.map(({ sku, level, price }) => [sku, level, price])).toEqual([['A-1', 5, 900], ['B 2', 0, 900]]); // prettier-ignore
  });
  it('E2 a change whose answer was lost is made once, however often it is asked for', async () => {
    const change = { taskId: 'task-1', item: shop.item('A-1'), by: -2 };
    shop.loseAnswers(2);
    for (let i = 0; i < 2; i += 1) await expect(stock().adjust(settings, change)).rejects.toThrow();
    expect(await stock().adjust(settings, change)).toEqual({ done: true, after: 3 });
    expect(await stock().adjust(settings, change)).toEqual({ done: true, after: 3 });
    expect(shop.available('A-1')).toBe(3);
    // Every one of them said from what it starts (nothing) and carried its key: the real one refuses others.
    expect(
      shop.asked.filter(({ raw }) => raw.includes('mutation Adjust')).every(({ raw }) => raw.includes('"key":"task-1"') && raw.includes('changeFromQuantity')),
    ).toBe(true);
  });
  it('what is refused for good is said so, in words that have no token in them; what may pass is asked again', async () => {
    const refused = await stock().adjust(settings, { taskId: 'task-2', item: '1', by: 1 });
    expect(refused).toMatchObject({ done: false });
    const wrong = await stock().adjust({ ...settings, token: 'shpat_wrong_token' }, { taskId: 'task-3', item: shop.item('A-1'), by: 1 });
    expect(wrong.done).toBe(false);
    expect(JSON.stringify([refused, wrong])).not.toMatch(/shpat|no such item/u);
    shop.throttle(2);
    for (let i = 0; i < 2; i += 1) await expect(stock().adjust(settings, { taskId: 'task-4', item: shop.item('A-1'), by: 1 })).rejects.toThrow();
    expect(await stock().adjust(settings, { taskId: 'task-4', item: shop.item('A-1'), by: 1 })).toMatchObject({ done: true });
    expect(await stock().adjust({ ...settings, location: '77' }, { taskId: 'task-5', item: shop.item('A-1'), by: 1 })).toMatchObject({ done: false });
  });
  it('asks for its notices once for each address, and says what it cannot have', async () => {
    expect(await stock().subscribe(settings, 'https://drop.shop/webhooks/shopify')).toEqual([]);
    expect(await stock().subscribe(settings, 'https://drop.shop/webhooks/shopify')).toEqual([]);
    expect(shop.hooks).toHaveLength(4);
    expect(await stock().subscribe(settings, 'http://192.168.0.5/webhooks/shopify')).toHaveLength(4);
  });
  it('leads to a cart of that shop alone, with quantity, discount and where one came from', () => {
    const leave = (sent: object, more: object = {}) =>
      adapter().leave(
        { ...settings, ...sent },
        { lines: [{ sku: 'A-1', quantity: 2, variant: '7000' }], url: 'https://evil.example', discount: 'FLASH 5', code: 'k7&x', channel: 'twitch', ...more },
      );
    expect(leave({})).toBe('https://harbour.myshopify.com/cart/7000:2?discount=FLASH+5&attributes%5Bdropcast%5D=k7%26x&ref=twitch');
    expect(leave({ shop: 'evil.example' })).toBeNull();
    expect(leave({}, { lines: [{ sku: 'A-1', quantity: 1, variant: '7000/../..' }] })).toBeNull();
  });
});

describe('the signature of a notice', () => {
  const good = delivery('inventory_levels/update', { inventory_item_id: 9000, location_id: 1, available: 3 });
  const hear = (body: string | Uint8Array, headers: Readonly<Record<string, string>>, secret: string = SECRET) =>
    stock().notices({ ...settings, secret }, typeof body === 'string' ? Buffer.from(body) : body, headers, 'EUR');
  it('is good over the bytes as they came', () => {
    expect(hear(good.body, good.headers)).toEqual({ eventId: good.id, notices: [{ kind: 'stock', item: '9000' }] });
  });
  it('is none after any bit was flipped, in the body or in the signature', () => {
    const bytes = Buffer.from(good.body);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(hear(flipped, good.headers)).toBeNull();
    }
    const mac = Buffer.from(good.headers['x-shopify-hmac-sha256'] ?? '', 'base64');
    for (let bit = 0; bit < mac.length * 8; bit += 1) {
      const flipped = Buffer.from(mac);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(hear(good.body, { ...good.headers, 'x-shopify-hmac-sha256': flipped.toString('base64') })).toBeNull();
    }
  });
  it.each([
    ['written anew with other white space', JSON.stringify(JSON.parse(good.body), null, 1), good.headers, SECRET],
    ['with its keys in another order', JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(good.body) as object).reverse())), good.headers, SECRET],
    ['with another shop’s secret', good.body, { ...good.headers, 'x-shopify-hmac-sha256': signed(good.body, 'another secret') }, SECRET],
    ['where the secret here is another', good.body, good.headers, 'shpss_another_secret'],
    ['without a signature', good.body, { 'x-shopify-topic': good.topic, 'x-shopify-webhook-id': good.id }, SECRET],
    ['with an empty one', good.body, { ...good.headers, 'x-shopify-hmac-sha256': '' }, SECRET],
    ['in hex', good.body, { ...good.headers, 'x-shopify-hmac-sha256': Buffer.from(signed(good.body, SECRET), 'base64').toString('hex') }, SECRET],
    ['with something behind it', good.body, { ...good.headers, 'x-shopify-hmac-sha256': `${signed(good.body, SECRET)} x` }, SECRET],
    ['without an id', good.body, { 'x-shopify-topic': good.topic, 'x-shopify-hmac-sha256': signed(good.body, SECRET) }, SECRET],
    ['of something that is not JSON', 'hello', { ...good.headers, 'x-shopify-hmac-sha256': signed('hello', SECRET) }, SECRET],
    [
      'of an order without an id',
      '{"name":"#1"}',
      { ...good.headers, 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': signed('{"name":"#1"}', SECRET) },
      SECRET,
    ],
  ])('is none %s', (_what, body, headers, secret) => {
    expect(hear(body, headers as Record<string, string>, secret)).toBeNull();
  });
  it('an order comes with its lines, its buyer and the link they came by', () => {
    const code = 'k7';
    shop.buy('A-1', 1, code);
    const sent = shop.outbox.find(({ topic }) => topic === 'orders/paid');
    expect(hear(sent?.body ?? '', sent?.headers ?? {})?.notices).toEqual([
      expect.objectContaining({
        kind: 'paid',
        code,
        lines: [{ sku: 'A-1', quantity: 1, price: 900 }],
        shipping: 490,
        total: 1390,
        contact: { name: 'Mo Byrne', email: 'mo@x.ie' },
      }),
    ]);
  });
});
