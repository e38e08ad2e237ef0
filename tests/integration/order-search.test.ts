import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PeopleUnavailable } from '../../server/people/people.ts';
import { headersOf, type As } from '../support/server.ts';
import { ADDRESS, openStorefront, usualStorefront, type StorefrontShop } from '../support/storefront-states.ts';

let shop: StorefrontShop;
let dropId: string;
beforeAll(async () => {
  shop = await openStorefront(usualStorefront);
  ({ dropId } = await shop.fire({ title: 'Sticker sheet', lines: [{ sku: 'STICKERS', allotted: 500, price: 500 }] }, true));
});
afterAll(() => shop.stop());

interface Found {
  readonly orders: readonly { readonly orderNumber: number; readonly person: string | null; readonly pickupCode: string | null }[];
  readonly people: Readonly<Record<string, { readonly name: string; readonly email: string }>>;
}
const ask = (text: unknown, as: As, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  shop.server.fetch('/api/orders/find', { method: 'POST', headers: { ...headersOf(as, shop.server.url), ...headers }, body: JSON.stringify({ text }) });
const found = async (text: string): Promise<Found> => (await (await ask(text, shop.server.owner)).json()) as Found;
const numbers = async (text: string): Promise<readonly number[]> => (await found(text)).orders.map((order) => order.orderNumber);

async function orderOf(name: string, email: string): Promise<number> {
  const held = await shop.hold(dropId, 'STICKERS');
  const pickupId = [...shop.server.started().core.state.pickups.values()][0]?.pickupId ?? '';
  const delivery = name.startsWith('Z') ? { kind: 'ship' as const, address: ADDRESS } : { kind: 'pickup' as const, pickupId };
  const contact = { name, email };
  return (await shop.server.done('checkout.start', { holdId: held.holdId, provider: 'later', contact, delivery, with: null }, held)).orderNumber;
}

describe('finding an order', () => {
  it('by number, by name whatever case and accents, by mail, by pickup code; newest first, with whose it is', async () => {
    const zoe = await orderOf('Zoë Müller', 'zoe@mail.example');
    const ada = await orderOf('Ada Byrne', 'ada.b@post.example');
    const adaAgain = await orderOf('Ada Byrne', 'ada.b@post.example');
    expect(await numbers(String(zoe))).toEqual([zoe]);
    expect(await numbers(`#${ada}`)).toEqual([ada]);
    expect(await numbers(String(zoe).slice(0, 3))).toEqual(expect.arrayContaining([zoe, ada, adaAgain]));
    expect(await numbers('zoe MULLER')).toEqual([zoe]);
    expect(await numbers('ada')).toEqual([adaAgain, ada]);
    expect(await numbers('ada.b@post')).toEqual([adaAgain, ada]);
    const { orders, people } = await found('ada byrne');
    expect(Object.values(people)).toEqual([
      { name: 'Ada Byrne', email: 'ada.b@post.example' },
      { name: 'Ada Byrne', email: 'ada.b@post.example' },
    ]);
    expect(await numbers((orders[0]?.pickupCode ?? '').toLowerCase())).toEqual([adaAgain]);
    expect(await found('nobody at all')).toMatchObject({ orders: [], people: {} });
  });

  it('however old: what the desk’s list has let go is found all the same, and at most fifty at once', async () => {
    const old = await orderOf('Zelda First', 'zelda@mail.example');
    await shop.server.done('order.cancel', { orderNumber: old, reason: 'changed her mind' }, shop.server.owner);
    for (let n = 0; n < 330; n += 1)
      await shop.server.done('sale.record', { lines: [{ sku: 'STICKERS', quantity: 1, price: 500 }], paidBy: 'cash', dropId: null }, shop.server.owner);
    const panel = await shop.server.fetch('/api/state/panel', { headers: headersOf(shop.server.owner, shop.server.url) });
    const { parts } = (await panel.json()) as { readonly parts: { readonly orders: Found['orders'] } };
    expect(parts.orders.some((order) => order.orderNumber === old)).toBe(false);
    expect(await numbers('zelda')).toEqual([old]);
    expect((await numbers('1')).length).toBe(50);
  });

  it('V6 for owner, host, producer, packer; nobody else, and from no other page', async () => {
    for (const role of ['owner', 'host', 'producer', 'packer'] as const)
      expect([role, (await ask('ada', await shop.server.key(role))).status]).toEqual([role, 200]);
    for (const role of ['moderator', 'stage', 'overlay', 'bot'] as const)
      expect([role, (await ask('ada', await shop.server.key(role))).status]).toEqual([role, 403]);
    expect((await ask('ada', shop.server.viewer())).status).toBe(403);
    expect((await ask('ada', null)).status).toBe(401);
    const session = await shop.server.started().people.openSession('host', 'Ana', Date.now() + 10 ** 9, null);
    expect((await ask('ada', { cookie: `dc_session=${session}` })).status).toBe(200);
    expect((await ask('ada', { cookie: `dc_session=${session}` }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask('ada', shop.server.owner)).headers.get('cache-control')).toBe('no-store');
  });

  it('L8 an erased buyer is not found, and no name that was looked for stands in a log', async () => {
    const orderNumber = await orderOf('Quirin Forgotten', 'quirin@mail.example');
    expect(await numbers('quirin')).toEqual([orderNumber]);
    await shop.server.done('person.erase', { orderNumber }, shop.server.owner);
    expect(await numbers('quirin')).toEqual([]);
    expect(shop.server.logged.join('\n')).not.toMatch(/quirin/iu);
  });

  it.each([
    ['', 400],
    ['   ', 400],
    ['x'.repeat(101), 400],
    [7, 400],
    [null, 400],
    [['ada'], 400],
  ])('%j is refused', async (text, status) => {
    expect((await ask(text, shop.server.owner)).status).toBe(status);
  });
  it('L7 a store that does not answer says so', async () => {
    const { people } = shop.server.started();
    const find = people.find.bind(people);
    people.find = () => Promise.reject(new PeopleUnavailable('the disk is full'));
    const answer = await ask('ada', shop.server.owner);
    people.find = find;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  });
});
