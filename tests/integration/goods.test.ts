import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '@protocol/time.ts';
import { brokenRules } from '../../server/shop/invariants.ts';
import { openStorefront, usualStorefront, type StorefrontShop } from '../support/storefront-states.ts';

let shop: StorefrontShop;
beforeAll(async () => {
  shop = await openStorefront(usualStorefront);
});
afterAll(() => shop.stop());

const locationOf = (response: Response): string => new URL(response.headers.get('location') ?? '', shop.server.url).pathname;
const tokenIn = (html: string): string => /name="token" value="([^"]+)"/u.exec(html)?.[1] ?? '';
const textOf = (html: string): string => html.replace(/<[^>]+>/gu, ' ').replace(/\s+/gu, ' ');
const page = async (path: string): Promise<string> => (await shop.server.fetch(path)).text();
const post = (path: string, fields: Readonly<Record<string, string>>, cookie: string): Promise<Response> =>
  shop.server.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: shop.server.url, cookie },
    body: new URLSearchParams(fields).toString(),
  });
const variant = (sku: string) => shop.server.started().core.state.variants.get(sku);

describe('a bundle on the page', () => {
  it('S2 S4 is bought with what is inside in sight, fetched from a locker that still takes orders, and picked part by part', async () => {
    const { server } = shop;
    const before = [variant('STICKERS')?.onHand, variant('BAG-BRASS')?.onHand];
    const parts = [{ sku: 'STICKERS', quantity: 2 }, { sku: 'BAG-BRASS', quantity: 1 }]; // prettier-ignore
    await server.done('bundle.save', { sku: 'SET', title: 'Bag and stickers', price: 15_000, parts, picture: null }, server.owner);
    const { pointId } = await server.done(
      'point.save',
      { pointId: null, place: 'Station locker', address: 'Platform 1', kind: 'locker', cutOffMinutes: 60, note: 'The green doors' },
      server.owner,
    );
    const now = server.started().core.now();
    const slot = (startsAt: number) => ({ startsAt, endsAt: startsAt + HOUR, capacity: 5 });
    const { pickupIds } = await server.done('slots.add', { pointId, slots: [slot(now + 30 * MINUTE), slot(now + 26 * HOUR)] }, server.owner);
    const open = server.started().core.state.single('onAir');
    if (open !== null) await server.done('drop.end', { dropId: open }, server.owner);
    const { path, dropId } = await shop.fire({ title: 'Set of the week', lines: [{ sku: 'SET', allotted: 3, price: 14_500 }] }, true);

    const drop = await page(path);
    expect(textOf(drop)).toMatch(/Inside: 2 × Sticker sheet[^,]*, Saddle bag[^<]*/u);
    expect(textOf(drop)).toContain('3 left');
    const { cookie } = server.viewer();
    const held = locationOf(await post(`${path}/hold`, { token: tokenIn(drop), sku: 'SET' }, cookie));
    const hold = await page(held);
    expect(textOf(hold)).toMatch(/Bag and stickers Inside: 2 × Sticker sheet/u);
    // Past its cut-off a time is offered to nobody, and refused to whoever has it from before.
    expect([hold.includes(pickupIds[0] ?? '?'), hold.includes(pickupIds[1] ?? '?')]).toEqual([false, true]);
    const buyer = { token: tokenIn(hold), name: 'Niamh', email: 'niamh@example.com', provider: 'later' };
    const late = await post(held, { ...buyer, delivery: pickupIds[0] ?? '' }, cookie);
    expect([late.status, textOf(await late.text()).includes('takes no more orders')]).toEqual([409, true]);
    const orderPath = locationOf(await post(held, { ...buyer, token: 'another-press-of-it', delivery: pickupIds[1] ?? '' }, cookie));
    const ordered = textOf(await page(orderPath));
    expect(ordered).toMatch(/Bag and stickers Inside: 2 × Sticker sheet/u);
    expect(ordered).toContain('Station locker');
    expect(ordered).toContain('The green doors');

    const orderNumber = Number(orderPath.split('/')[2]);
    const packer = await server.key('packer');
    const snapshot = (await (await server.fetch('/api/state/panel', { headers: { authorization: `Bearer ${packer.key}` } })).json()) as {
      readonly parts: { readonly orders: readonly { readonly orderNumber: number; readonly lines: unknown }[] };
    };
    expect(snapshot.parts.orders.find((order) => order.orderNumber === orderNumber)?.lines).toMatchObject([
      { sku: 'SET', title: 'Bag and stickers', quantity: 1, price: 14_500, parts: [{ sku: 'STICKERS', quantity: 2 }, { sku: 'BAG-BRASS', quantity: 1 }] },
    ]); // prettier-ignore
    await server.done('order.pick', { orderNumber }, packer);
    await server.done('order.pay', { orderNumber, paidBy: 'cash' }, server.owner);
    await server.done('order.hand-over', { orderNumber }, packer);
    expect([variant('STICKERS')?.onHand, variant('BAG-BRASS')?.onHand]).toEqual([(before[0] ?? 0) - 2, (before[1] ?? 0) - 1]);
    expect(server.started().core.state.drops.get(dropId)?.lines[0]).toMatchObject({ left: 2, held: 0, sold: 1 });
    expect(brokenRules(server.started().core.state)).toEqual([]);
  });
});
