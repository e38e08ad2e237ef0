import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '@protocol/time.ts';
import { CONSENT_WORDING } from '../../server/people/consent.ts';
import { headersOf } from '../support/server.ts';
import { ADDRESS, openStorefront, usualStorefront, type StorefrontShop } from '../support/storefront-states.ts';

/** MONEY's eight promises, each on the pages that a real server serves. */
let shop: StorefrontShop;
beforeAll(async () => {
  shop = await openStorefront(usualStorefront);
});
afterAll(() => shop.stop());

const html = async (path: string): Promise<string> => (await shop.server.fetch(path)).text();
const text = async (path: string): Promise<string> =>
  (await html(path))
    .replace(/<script[^>]*>|<style.*?<\/style>|<[^>]+>/gu, ' ')
    .replace(/&#x27;|&#39;/gu, '’')
    .replace(/\s+/gu, ' ');
const post = (path: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  shop.server.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: shop.server.url },
    body: new URLSearchParams(fields).toString(),
  });
const tokenIn = (page: string): string => /name="token" value="([^"]+)"/u.exec(page)?.[1] ?? '';
const state = () => shop.server.started().core.state;

async function clear(): Promise<void> {
  const open = state().single('onAir');
  if (open !== null) await shop.server.done('drop.end', { dropId: open }, shop.server.owner);
}
async function stickers(allotted: number, price = 500, was: number | null = null) {
  await clear();
  return shop.fire({ title: 'Sticker sheet', lines: [{ sku: 'STICKERS', allotted, price, ...(was === null ? {} : { was }) }], perViewer: 2 }, true);
}
const showId = (): string => state().single('showId') ?? '';
const planOf = (title: string, price: number, was: number | null) => ({
  showId: showId(), title, mode: 'hold' as const, lines: [{ sku: 'STICKERS', allotted: 2, price, was }], minutes: 5, holdSeconds: 60, perViewer: 1,
}); // prettier-ignore

describe('what the shop promises', () => {
  it('promise 4 the total is shown early: tax and delivery stand beside the price, and the whole sum before the last press', async () => {
    const { path, dropId } = await stickers(5);
    expect(await text(path)).toMatch(/€5 .*tax included.*delivery/u);
    const held = await shop.hold(dropId, 'STICKERS');
    expect(await text(held.path)).toMatch(/Total/u);
  });

  it('promise 5 seller, returns and withdrawal stand on every page where one can buy', async () => {
    const { path, dropId } = await stickers(5);
    const held = await shop.hold(dropId, 'STICKERS');
    for (const page of [path, '/now', held.path]) {
      const shown = await html(page);
      for (const needed of ['12 Mill Lane', 'https://benchandawl.example/returns', 'You may withdraw within 14 days'])
        expect([page, shown.includes(needed)]).toEqual([page, true]);
    }
  });
  it('promise 5 withdrawal is two steps without a log-in, and is confirmed with its time', async () => {
    const { dropId } = await stickers(3);
    const order = await shop.order(dropId, 'STICKERS', 'ship');
    expect(await html(order.orderPath)).not.toContain('/withdraw"');
    await shop.server.done('order.pay', { orderNumber: order.orderNumber, paidBy: 'transfer' }, shop.server.owner);
    expect(await html(order.orderPath)).toContain(`${order.orderPath}/withdraw`);
    const step = await html(`${order.orderPath}/withdraw`);
    expect(step).toContain('Confirm withdrawal');
    expect(state().orders.get(String(order.orderNumber))?.withdrawnAt).toBeUndefined();
    const answer = await post(`${order.orderPath}/withdraw`, { token: tokenIn(step) });
    expect(answer.status).toBe(303);
    expect(state().orders.get(String(order.orderNumber))?.withdrawnAt).toBeGreaterThan(0);
    expect(await text(order.orderPath)).toMatch(/You withdrew from this order on .*\d{1,2}:\d{2}/u);
    expect([...state().tasks.values()].some((task) => task.kind === 'host.withdrawal' && task.orderNumber === order.orderNumber)).toBe(true);
    // Pressed twice it is one, and offered no more.
    expect((await post(`${order.orderPath}/withdraw`, { token: 'another-token-another' })).status).toBe(303);
    expect(await html(order.orderPath)).not.toContain('/withdraw"');
  });
  it('promise 5 what the law leaves out says so before one buys', async () => {
    const { path } = await stickers(3);
    const handle = state().variants.get('STICKERS')?.handle ?? '';
    await shop.server.done('withdrawal.save', { days: 14, excluded: [handle] }, shop.server.owner);
    expect(await text(path)).toContain('There is no right to withdraw for these goods.');
    await shop.server.done('withdrawal.save', { days: 14, excluded: [] }, shop.server.owner);
    expect(await text(path)).not.toContain('There is no right');
  });

  it('promise 6 promise 8 nothing is ticked beforehand: and of choices only how goods come', async () => {
    const { path, dropId } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    for (const page of [path, held.path, '/now']) {
      const inputs = [...(await html(page)).matchAll(/<input[^>]*>/gu)].map(([input]) => input);
      expect(inputs.filter((input) => input.includes('type="checkbox"') && /\schecked/u.test(input))).toEqual([]);
      expect(
        inputs.filter(
          (input) => input.includes('type="radio"') && /\schecked/u.test(input) && !input.includes('name="sku"') && !input.includes('name="delivery"'),
        ),
      ).toEqual([]);
    }
  });

  it('promise 8 being told of the next drop is a box of its own: never needed, dated with its words, shown, taken back with one press, listed for the owner alone', async () => {
    const { dropId } = await stickers(4);
    const { server } = shop;
    const order = async (name: string, email: string, news: boolean): Promise<{ readonly path: string; readonly orderNumber: number; readonly person: string }> => {
      const held = await shop.hold(dropId, 'STICKERS');
      const page = await html(held.path);
      expect(page).toMatch(/<input type="checkbox" name="news" value="1"\/>/u);
      const sent = await post(held.path, { token: tokenIn(page), name, email, delivery: 'ship', ...ADDRESS, provider: 'later', ...(news ? { news: '1' } : {}) });
      expect([sent.status, sent.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/order\//u)]);
      const path = sent.headers.get('location') ?? '';
      const orderNumber = Number(path.split('/')[2]);
      return { path, orderNumber, person: state().orders.get(String(orderNumber))?.person ?? '' };
    };
    const list = async (headers: Readonly<Record<string, string>>): Promise<string> => (await server.fetch('/api/consents.csv', { headers })).text();
    const owner = headersOf(server.owner, server.url);
    const consentOf = (id: string) => server.started().people.consentOf(id, 'mail');

    const plain = await order('Noor', 'noor@x.ie', false);
    const ana = await order('=Ana', 'ana@x.ie', true);
    const again = await order('Ana', 'ANA+more@x.ie', true);
    expect(await consentOf(plain.person)).toBeNull();
    expect(await consentOf(ana.person)).toMatchObject({ wording: CONSENT_WORDING, endedAt: null, at: expect.any(Number) as number });
    // In no event: neither the words, nor that it was given.
    expect(JSON.stringify([...state().orders.values()])).not.toMatch(/news|consent/iu);
    expect(await (await server.fetch(`/api/people/${ana.person}`, { headers: owner })).json()).toMatchObject({ news: { wording: CONSENT_WORDING } });
    expect(await list(owner)).toMatch(/^Name,Email,By,Agreed,Wording\r\nAna,ANA\+more@x\.ie,mail,[\dT:.-]+Z,[\w-]{8}$/u);
    for (const nobody of [{}, { cookie: server.viewer().cookie }]) expect(await list(nobody)).not.toContain('ana@');
    const host = await server.done('key.create', { role: 'host', name: 'host' }, server.owner);
    expect(await list({ authorization: `Bearer ${host.key}` })).not.toContain('x.ie');

    expect(await text(plain.path)).not.toContain('Stop telling me');
    expect(await text(ana.path)).toMatch(/You agreed to hear of the next drop by mail: .*\d{1,2}:\d{2}.*Stop telling me/u);
    expect((await post(`${ana.path}/no-news`, {})).status).toBe(303);
    // For that mail, whichever order it was given with.
    for (const { path } of [ana, again]) expect(await text(path)).not.toContain('Stop telling me');
    expect(await consentOf(again.person)).toMatchObject({ endedAt: expect.any(Number) as number });
    expect(await list(owner)).not.toContain('x.ie');

    const zoe = await order('Zoe', 'zoe@x.ie', true);
    expect(await list(owner)).toContain('zoe@x.ie');
    await server.done('person.erase', { orderNumber: zoe.orderNumber }, server.owner);
    expect(await consentOf(zoe.person)).toBeNull();
    expect(await list(owner)).not.toContain('x.ie');
    // Whose order was refused is nobody's buyer.
    const left = await server.started().people.put({ name: 'Left', email: 'left@x.ie', address: null }, 1);
    await server.started().people.consent(left, 'mail', 'w', 2);
    expect(await list(owner)).not.toContain('x.ie');
  }); // prettier-ignore
  it('promise 8 what was ticked comes back ticked where the rest of the form is wrong', async () => {
    const { dropId } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    const tried = await post(held.path, { token: tokenIn(await html(held.path)), name: '', email: 'no', delivery: 'ship', ...ADDRESS, provider: 'later', news: '1' });
    expect([tried.status, /<input[^>]*name="news"[^>]*checked/u.test(await tried.text())]).toEqual([400, true]);
  }); // prettier-ignore

  it('promise 7 the last button names the duty to pay', async () => {
    const { dropId } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    const buttons = [...(await html(held.path)).matchAll(/<button[^>]*name="provider"[^>]*>(.*?)<\/button>/gu)].map(([, inside = '']) => inside);
    expect(buttons.length).toBeGreaterThan(0);
    for (const button of buttons) expect(button).toMatch(/Order, pay at pickup|Order, pay by the seller|Order and pay/u);
  });

  it('promise 2 a countdown has one stored end; an extension is shown with its reason', async () => {
    const { path, dropId } = await stickers(5);
    const ends = (): string => String(state().drops.get(dropId)?.endsAt);
    expect(await html(path)).toContain(`data-ends="${ends()}"`);
    const before = ends();
    await shop.server.done('drop.extend', { dropId, minutes: 2, reason: 'the chat was down' }, shop.server.owner);
    expect(ends()).not.toBe(before);
    expect(await html(path)).toContain(`data-ends="${ends()}"`);
    expect(await text(path)).toContain('Goes on longer: the chat was down');
    expect(
      state()
        .single('log')
        .some((entry) => entry.what === 'DropExtended' && entry.blanks['reason'] === 'the chat was down'),
    ).toBe(true);
  });

  it('promise 3 counts are the ledger’s, units kept back are said, and more of them are announced with their time', async () => {
    const { path, dropId } = await stickers(2);
    expect(await text(path)).toContain('2 in this drop. The shop has more, which may come another time.');
    await shop.server.done('drop.restock', { dropId, sku: 'STICKERS', add: 1, counted: false }, shop.server.owner);
    expect(await text(path)).toMatch(/1 more came in at \d{1,2}:\d{2}/u);
  });

  it('promise 1 a price is struck through only where it is the lowest of 30 days; else it is called the live price', async () => {
    const first = await stickers(2);
    expect(await text(first.path)).toContain('live price');
    expect(await html(first.path)).not.toContain('<s>');
    await clear();
    shop.pass(31 * DAY);
    const catalog = state().variants.get('STICKERS')?.price ?? 0;
    const refused = await shop.server.command('drop.plan', planOf('Stickers', catalog - 100, catalog + 900), shop.server.owner);
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'false-discount', details: { prior: catalog } } });
    expect(refused.ok ? '' : refused.refusal.message).toContain('live price');
    const second = await stickers(2, catalog - 100, catalog);
    expect(await html(second.path)).toContain('<s>');
    expect(await text(second.path)).toContain('was the lowest price of the 30 days before');
    expect(await text(second.path)).not.toContain('live price');
  });
});
