import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADDRESS, openStorefront, type StorefrontShop } from '../support/storefront-states.ts';

/** What a buyer is told that an order comes to, before and after it is one. */
let shop: StorefrontShop;
const dropIds: string[] = [];
beforeAll(async () => {
  shop = await openStorefront({ ships: false, collects: true, distDir: null });
  const { done, owner } = shop.server;
  const steps = (light: number, heavy: number) => [{ upTo: 500, price: light, cost: 300 }, { upTo: 5_000, price: heavy, cost: 500 }]; // prettier-ignore
  await done(
    'delivery.save',
    {
      zones: [
        { zoneId: null, name: 'Ireland', countries: ['IE'], freeFrom: 6_000, carriers: [{ carrierId: 'post', name: 'An Post', free: true, steps: steps(490, 890) }, { carrierId: 'rush', name: 'Courier', free: false, steps: steps(1_200, 1_500) }] },
        { zoneId: null, name: 'Europe', countries: ['FR', 'DE'], freeFrom: null, carriers: [{ carrierId: 'far', name: 'Parcel', free: true, steps: steps(1_490, 1_990) }] },
      ],
      assumedGrams: 400,
      pickupDiscount: { kind: 'share', share: 1_000 },
    },
    owner,
  ); // prettier-ignore
  await done('tax.save', { rate: 2_300, onTop: false }, owner);
  await done(
    'code.save',
    { code: 'WELCOME', cut: { kind: 'amount', amount: 300 }, on: 'goods', from: null, until: null, minimum: 0, uses: null, perPerson: 1, combines: true, enabled: true },
    owner,
  ); // prettier-ignore
  for (const glaze of ['sea', 'ash']) {
    const { dropId } = await shop.fire({ title: `Mug, ${glaze}`, lines: [{ sku: `MUG-${glaze}`, allotted: 20, price: 3_250 }], perViewer: 2 }, true);
    dropIds.push(dropId);
  }
});
afterAll(() => shop.stop());

const post = (path: string, fields: Readonly<Record<string, string>>, cookie: string): Promise<Response> =>
  shop.server.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: shop.server.url, cookie },
    body: new URLSearchParams(fields).toString(),
  });
const page = async (path: string, cookie: string): Promise<string> => (await shop.server.fetch(path, { headers: { cookie } })).text();
const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`, 'u').exec(html)?.[1] ?? '';
const textOf = (html: string): string => html.replace(/<[^>]+>/gu, ' ').replace(/\s+/gu, ' ');
const buyer = { name: 'Niamh Byrne', email: 'niamh@example.com', ...ADDRESS, provider: 'later' };
const held = (at: number) => shop.hold(dropIds[at] ?? '', at === 0 ? 'MUG-sea' : 'MUG-ash');
const orderPath = (response: Response): string => new URL(response.headers.get('location') ?? '', shop.server.url).pathname;

describe('the price on the pages', () => {
  it('promise 4 the drop’s page says what comes on top for each zone before anything is reserved', async () => {
    const drop = shop.server.started().core.state.drops.get(dropIds[1] ?? '');
    const text = textOf(await page(`/d/${drop?.links[0]?.code ?? ''}`, ''));
    expect(text).toContain('tax included, delivery from €4.90, free pickup');
    expect(text).toContain('Ireland: from €4.90, free from €60');
    expect(text).toContain('Europe: from €14.90');
  });

  it('promise 4 each way it can come stands with its whole sum before an address is typed, and another country has its own', async () => {
    const { path, cookie } = await held(0);
    const html = await page(path, cookie);
    expect(hidden(html, 'shown').split(' ')).toEqual(['none=3250', 'pickup=2925', 'ship:post=3740', 'ship:rush=4450']);
    expect(textOf(html)).toContain('€27.50 more and delivery is free.');
    expect(textOf(html)).toContain('of which 23 % tax');
    // Without a script: the button shows the prices for France, keeps what was typed and orders nothing.
    const france = await (await post(path, { ...buyer, country: 'FR', price: '1' }, cookie)).text();
    expect(hidden(france, 'shown').split(' ')).toEqual(['none=3250', 'pickup=2925', 'ship=4740']);
    expect(france).toContain('value="Niamh Byrne"');
    expect(shop.server.started().core.state.orders.size).toBe(0);
    const unserved = await (await post(path, { ...buyer, country: 'US', price: '1' }, cookie)).text();
    expect(textOf(unserved)).toContain('This shop does not deliver there');
  });

  it('promise 4 nobody is charged more than the page they ordered from said', async () => {
    const { path, cookie } = await held(0);
    const html = await page(path, cookie);
    const fields = { ...buyer, token: hidden(html, 'token'), shown: hidden(html, 'shown').replace('ship:post=3740', 'ship:post=3000'), delivery: 'ship:post' };
    const dearer = await post(path, fields, cookie);
    expect(dearer.status).toBe(409);
    const again = await dearer.text();
    expect(textOf(again)).toContain('The price has changed since you saw it');
    expect(hidden(again, 'shown')).toContain('ship:post=3740');
  });

  it('a code is typed and tried without a script; the order has it by name, once for each person', async () => {
    const { path, cookie } = await held(0);
    const wrong = await (await post(path, { ...buyer, codes: 'NOPE', price: '1' }, cookie)).text();
    expect(textOf(wrong)).toContain('The code NOPE is not known here.');
    const html = await (await post(path, { ...buyer, codes: 'welcome', price: '1', delivery: 'ship:post' }, cookie)).text();
    expect(textOf(html)).toContain('Code WELCOME − €3');
    const ordered = await post(path, { ...buyer, codes: 'welcome', token: hidden(html, 'token'), shown: hidden(html, 'shown'), delivery: 'ship:post' }, cookie);
    expect(ordered.status).toBe(303);
    const text = textOf(await page(orderPath(ordered), cookie));
    expect(text).toContain('Code WELCOME − €3');
    expect(text).toContain('Delivery €4.90');
    expect(text).toContain('Total €34.40');
    await shop.server.done('hold.place', { dropId: dropIds[1] ?? '', lines: [{ sku: 'MUG-ash', quantity: 1 }] }, { cookie });
    const next = (await (await shop.server.fetch('/api/state/me', { headers: { cookie } })).json()) as {
      readonly parts: { readonly holds: readonly { readonly path: string }[] };
    };
    const twice = await (await post(next.parts.holds[0]?.path ?? '', { ...buyer, codes: 'WELCOME', price: '1' }, cookie)).text();
    expect(textOf(twice)).toContain('WELCOME is good once for each person, and you have used it.');
  });

  it('one parcel is offered in words with its sum, nothing of it ticked, and pays the difference', async () => {
    const first = await held(0);
    const { orderNumber } = await shop.server.done(
      'checkout.start',
      { holdId: first.holdId, provider: 'later', contact: { name: 'Niamh', email: 'n@example.com' }, delivery: { kind: 'ship', address: ADDRESS }, with: null },
      first,
    );
    await shop.server.done('hold.place', { dropId: dropIds[1] ?? '', lines: [{ sku: 'MUG-ash', quantity: 1 }] }, first);
    const me = (await (await shop.server.fetch('/api/state/me', { headers: { cookie: first.cookie } })).json()) as {
      readonly parts: { readonly holds: readonly { readonly path: string }[] };
    };
    const path = me.parts.holds[0]?.path ?? '';
    const html = await page(path, first.cookie);
    // Two mugs are 65 euros: both together are sent for nothing, and what the first paid comes back.
    expect(textOf(html)).toContain(`In one parcel with your order ${orderNumber}`);
    expect(textOf(html)).toContain('€32.50 in all, and €4.90 of that order’s delivery comes back to you');
    expect(html).not.toMatch(/<input[^>]*(?:\schecked)/u);
    const way = `with:${orderNumber}`;
    const { line1: _, ...noAddress } = buyer;
    const joined = await post(path, { ...noAddress, token: hidden(html, 'token'), shown: hidden(html, 'shown'), delivery: way }, first.cookie);
    expect(joined.status).toBe(303);
    expect(textOf(await page(orderPath(joined), first.cookie))).toContain(`In one parcel with order ${orderNumber}`);
    // A stranger who was given the address of the reservation is offered no parcel of somebody else's.
    const strange = await held(1);
    const seen = await page(strange.path, shop.server.viewer().cookie);
    expect(textOf(seen)).not.toContain('In one parcel');
  });
});
