import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStorefront, usualStorefront, type StorefrontShop } from '../support/storefront-states.ts';

let shop: StorefrontShop;
beforeAll(async () => {
  shop = await openStorefront(usualStorefront);
});
afterAll(() => shop.stop());

const formOf = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', origin: shop.server.url, ...headers },
  body: new URLSearchParams(fields).toString(),
});
const post = (path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  shop.server.fetch(path, formOf(fields, headers));
const locationOf = (response: Response): string => new URL(response.headers.get('location') ?? '', shop.server.url).pathname;
const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';
const tokenIn = (html: string): string => /name="token" value="([^"]+)"/u.exec(html)?.[1] ?? '';
const textOf = (html: string): string =>
  html
    .replace(/<script[^>]*>|<style.*?<\/style>|<[^>]+>/gu, ' ')
    .replace(/&#x27;|&#39;/gu, '’')
    .replace(/\s+/gu, ' ');

async function stickers(allotted: number, perViewer = 1): Promise<{ readonly dropId: string; readonly path: string; readonly code: string }> {
  const open = shop.server.started().core.state.single('onAir');
  if (open !== null) await shop.server.done('drop.end', { dropId: open }, shop.server.owner);
  return shop.fire({ title: 'Sticker sheet', lines: [{ sku: 'STICKERS', allotted, price: 500 }], perViewer }, true);
}

describe('the page of a drop', () => {
  it('is the same for everyone, cacheable for a second, and sets no cookie', async () => {
    const { path } = await stickers(5);
    const response = await shop.server.fetch(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, s-maxage=1, stale-while-revalidate=1, stale-if-error=60');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("form-action 'self'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const tag = response.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/u);
    const html = await response.text();
    // Inline script or style would be dead under the policy: there is none.
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=/u);
    expect(textOf(html)).toContain('5 left');
  });

  it('P2 pages that open to whoever has the address are kept nowhere and tell nobody', async () => {
    const { dropId } = await stickers(5);
    const held = await shop.hold(dropId, 'STICKERS');
    for (const path of [held.path, (await shop.order(dropId, 'STICKERS', 'pickup')).orderPath]) {
      const response = await shop.server.fetch(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(await response.text()).toContain('noindex');
    }
    expect((await shop.server.fetch('/now')).headers.get('cache-control')).toBe('private, no-store');
  });

  it('a link that is not ours, a hold or an order that is not there: a useful page, and 404', async () => {
    for (const path of ['/d/nosuch', '/hold/x.y', '/hold/none', '/order/1001/guess', '/order/99999999/guess', '/order/x/y', '/d/%F0%9F%8E%81']) {
      const response = await shop.server.fetch(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(textOf(await response.text())).toContain('Bench & Awl Ltd'.replace('&', '&amp;'));
    }
    expect((await shop.server.fetch('/d/%E0%A4%A')).status).toBe(400);
  });

  it('seller, returns and privacy stand on every page', async () => {
    const { path, dropId } = await stickers(5);
    const held = await shop.hold(dropId, 'STICKERS');
    const order = await shop.order(dropId, 'STICKERS', 'ship');
    for (const page of [path, '/now', '/privacy', '/d/nosuch', held.path, order.orderPath, `${order.orderPath}/cancel`]) {
      const html = await (await shop.server.fetch(page)).text();
      expect([
        page,
        html.includes('12 Mill Lane'),
        html.includes('mailto:hello@benchandawl.example'),
        html.includes('https://benchandawl.example/returns'),
        html.includes('href="/privacy"'),
      ]).toEqual([page, true, true, true, true]);
    }
  });

  it('D6 a link to what was called off says so', async () => {
    const open = shop.server.started().core.state.single('onAir');
    if (open !== null) await shop.server.done('drop.end', { dropId: open }, shop.server.owner);
    const fired = await shop.fire({ title: 'Sticker sheet', lines: [{ sku: 'STICKERS', allotted: 2, price: 500 }] }, false);
    await shop.server.done('drop.undo', { dropId: fired.dropId }, shop.server.owner);
    expect(textOf(await (await shop.server.fetch(fired.path)).text())).toContain('called off before it opened');
    // V6: what it may become is nobody's business until it is fired again.
    await shop.server.done(
      'drop.change',
      { dropId: fired.dropId, title: 'Sticker sheet', mode: 'hold', minutes: 5, holdSeconds: 60, perViewer: 1, lines: [{ sku: 'STICKERS', allotted: 2, price: 31_337 }] },
      shop.server.owner,
    ); // prettier-ignore
    for (const state of ['planned', 'armed']) {
      if (state === 'armed') await shop.server.done('drop.arm', { dropId: fired.dropId }, shop.server.owner);
      const page = await shop.server.fetch(fired.path);
      expect([state, page.status, /313[.,]37/u.test(await page.text())]).toEqual([state, 200, false]);
    }
    await shop.server.done('drop.disarm', { dropId: fired.dropId }, shop.server.owner);
  });
});

describe('what is said of privacy', () => {
  it('L8 is what is done: handles stand in clear, and a backup is not rewritten', async () => {
    const page = textOf(await (await shop.server.fetch('/privacy')).text());
    expect(page).not.toMatch(/from backups too|kept as a random number/u);
    expect(page).toContain('Only where it reserves something for you is your handle kept');
    expect(page).toContain('Name, mail, address and chat handle are then erased. They stay in a backup until newer ones take its place');
  });
});

describe('the page of a test', () => {
  it('D10 says that nothing is for sale, and afterwards that it was a test', async () => {
    const open = shop.server.started().core.state.single('onAir');
    if (open !== null) await shop.server.done('drop.end', { dropId: open }, shop.server.owner);
    await shop.server.done('drop.test', { showId: null }, shop.server.owner);
    const during = await shop.server.fetch('/d/test');
    expect([during.status, textOf(await during.text())]).toEqual([200, expect.stringContaining('Nothing is for sale here')]);
    shop.pass(61_000);
    await shop.server.done('stage.say', { text: '' }, shop.server.owner);
    expect(textOf(await (await shop.server.fetch('/d/test')).text())).toContain('That was a test.');
    expect((await post('/d/test/hold', { sku: 'STICKERS' }, { cookie: shop.server.viewer().cookie })).status).toBe(409);
  });
});

describe('buying without a script', () => {
  it('H1 a first press gets a cookie, then a hold; pressed twice it is one', async () => {
    const { path, dropId, code } = await stickers(5);
    const token = tokenIn(await (await shop.server.fetch(path)).text());
    const fields = { token, sku: 'STICKERS' };
    const first = await post(`${path}/hold`, fields);
    expect(first.status).toBe(307);
    expect(first.headers.get('set-cookie')).toMatch(/^dc_viewer=[^;]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/u);
    const cookie = cookieOf(first);
    const [one, two] = await Promise.all([post(`${path}/hold?again=1`, fields, { cookie }), post(`${path}/hold?again=1`, fields, { cookie })]);
    expect([one.status, two.status]).toEqual([303, 303]);
    expect(locationOf(one)).toMatch(/^\/hold\//u);
    expect(locationOf(two)).toBe(locationOf(one));
    expect(shop.server.started().core.state.drops.get(dropId)?.lines[0]?.held).toBe(1);
    const { state } = shop.server.started().core;
    expect([...state.holds.values()].find((hold) => hold.dropId === dropId)?.channel).toBe(state.codes.get(code)?.channel);
    // Where one lands who loads the address of the press again.
    expect(locationOf(await shop.server.fetch(`${path}/hold`, { headers: { cookie } }))).toBe(locationOf(one));
    expect(locationOf(await shop.server.fetch(`${path}/hold`))).toBe(path);
  });

  it('a browser that keeps no cookies is served all the same', async () => {
    const { path } = await stickers(5);
    const placed = await post(`${path}/hold?again=1`, { sku: 'STICKERS' });
    expect(placed.status).toBe(303);
    expect((await shop.server.fetch(locationOf(placed))).status).toBe(200);
  });

  it('a hold given back can be placed again from the page that was kept open', async () => {
    const { path, dropId } = await stickers(5);
    const { cookie } = shop.server.viewer();
    const fields = { token: 'a-token-that-is-kept-open', sku: 'STICKERS' };
    const first = locationOf(await post(`${path}/hold`, fields, { cookie }));
    expect((await post(`${first}/release`, {})).status).toBe(303);
    expect(textOf(await (await shop.server.fetch(first)).text())).toContain('Given back');
    const second = locationOf(await post(`${path}/hold`, fields, { cookie }));
    expect(second).toMatch(/^\/hold\//u);
    expect(second).not.toBe(first);
    expect(shop.server.started().core.state.drops.get(dropId)?.lines[0]?.held).toBe(1);
  });

  it('a refusal is said on the page, under its status', async () => {
    const { path } = await stickers(1);
    await post(`${path}/hold`, { sku: 'STICKERS' }, { cookie: shop.server.viewer().cookie });
    const refused = await post(`${path}/hold`, { sku: 'STICKERS' }, { cookie: shop.server.viewer().cookie });
    expect(refused.status).toBe(409);
    expect(refused.headers.get('cache-control')).toBe('private, no-store');
    expect(textOf(await refused.text())).toMatch(/All are reserved right now\. 1 may come back/u);
    for (const sku of ['', 'NOPE', '<script>alert(1)</script>']) {
      const response = await post(`${path}/hold`, { sku }, { cookie: shop.server.viewer().cookie });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(await response.text()).not.toContain('<script>alert');
    }
  });

  it('a form on another site neither holds anything nor takes the buyer’s cookie away', async () => {
    const { path, dropId } = await stickers(3);
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }]) {
      const response = await post(`${path}/hold`, { sku: 'STICKERS' }, headers);
      expect(response.status).toBe(403);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
    expect(shop.server.started().core.state.drops.get(dropId)?.lines[0]?.held).toBe(0);
  });

  it('what is missing is said beside its field, and what was typed comes back', async () => {
    const { dropId } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    const response = await post(held.path, { name: 'Ann <b>', email: 'nope', delivery: 'ship', line1: '', city: 'Galway', country: 'IE', provider: 'later' });
    expect(response.status).toBe(400);
    const html = await response.text();
    expect(html).toContain('value="Ann &lt;b&gt;"');
    expect(html).toContain('value="Galway"');
    expect(html.match(/aria-invalid="true"/gu)?.length).toBe(2);
    expect(textOf(html)).toContain('2 fields need another look.');
  });

  it('an order pressed twice is one; its page has the code, the amounts and what happens next', async () => {
    const { dropId } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    const page = await (await shop.server.fetch(held.path)).text();
    expect(page).toContain('Order, pay at pickup');
    const pickupId = [...shop.server.started().core.state.pickups.values()][0]?.pickupId ?? '';
    const fields = { token: tokenIn(page), name: 'Niamh', email: 'niamh@example.com', delivery: pickupId, provider: 'later' };
    const orders = shop.server.started().core.state.orders.size;
    const [one, two] = await Promise.all([post(held.path, fields), post(held.path, fields)]);
    expect([one.status, two.status]).toEqual([303, 303]);
    expect(locationOf(one)).toMatch(/^\/order\/\d+\/[\w-]{22}$/u);
    expect(locationOf(two)).toBe(locationOf(one));
    expect(shop.server.started().core.state.orders.size).toBe(orders + 1);
    const order = textOf(await (await shop.server.fetch(locationOf(one))).text());
    expect(order).toMatch(/Your pickup code [0-9A-Z]{5} /u);
    expect(order).toContain('Saturday market, stall 14');
    expect(order).toContain('Niamh');
    expect(order).toContain('What happens next');
    // The hold's address leads there from now on.
    expect(locationOf(await shop.server.fetch(held.path))).toBe(locationOf(one));
  });

  it('an unpaid order is cancelled in two steps, and only then', async () => {
    const { dropId } = await stickers(3);
    const order = await shop.order(dropId, 'STICKERS', 'ship');
    const ask = await shop.server.fetch(`${order.orderPath}/cancel`);
    expect(textOf(await ask.text())).toContain(`Cancel order ${order.orderNumber}?`);
    expect(shop.server.started().core.state.orders.get(String(order.orderNumber))?.state).toBe('unpaid');
    expect((await post(`${order.orderPath}/cancel`, { token: 'cancel-token-cancel-token' })).status).toBe(303);
    expect(textOf(await (await shop.server.fetch(order.orderPath)).text())).toContain('This order was cancelled');
    // Again: it is what it is.
    expect((await post(`${order.orderPath}/cancel`, { token: 'cancel-token-other-token' })).status).toBe(303);
  });

  it('a hold whose time is over says so, and leads back', async () => {
    const { dropId, path } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    shop.pass(301_000);
    const over = await shop.server.fetch(held.path);
    expect(over.status).toBe(200);
    const html = await over.text();
    expect(textOf(html)).toContain('The time is over');
    expect(html).toContain(`href="${path}"`);
    expect(
      (await post(held.path, { name: 'Ann', email: 'ann@example.com', delivery: 'ship', line1: '1', city: 'G', country: 'IE', provider: 'later' })).status,
    ).toBe(409);
  });

  it('/now shows this browser’s own, and nobody else’s', async () => {
    const { dropId } = await stickers(5);
    const mine = await shop.order(dropId, 'STICKERS', 'pickup');
    const others = await shop.order(dropId, 'STICKERS', 'pickup');
    const html = await (await shop.server.fetch('/now', { headers: { cookie: mine.cookie } })).text();
    expect(html).toContain(mine.orderPath);
    expect(html).not.toContain(others.orderPath);
    expect(await (await shop.server.fetch('/now', { headers: { cookie: 'dc_viewer=forged.AAAAAAAAAAAAAAAAAAAAAA' } })).text()).not.toContain('/order/');
  });
});

describe('a hold in another browser', () => {
  const carry = (path: string, cookie: string | null, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    post(`${path}/carry`, {}, { ...(cookie === null ? {} : { cookie }), ...headers });
  const paidAtPickup = (html: string): Readonly<Record<string, string>> => ({
    token: tokenIn(html),
    name: 'Niamh',
    email: 'niamh@example.com',
    delivery: [...shop.server.started().core.state.pickups.values()][0]?.pickupId ?? '',
    provider: 'later',
  });

  it('H1 carried over by its address it is the same hold in both, said on both sides; looked at alone it is nobody’s', async () => {
    const { dropId, path } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    const phone = shop.server.viewer();
    const shown = async (cookie: string): Promise<readonly string[]> => {
      const html = await (await shop.server.fetch(held.path, { headers: { cookie } })).text();
      return [...html.matchAll(/<p class="note" data-note="(\w+)" role="status">/gu)].map((match) => match[1] ?? '');
    };
    expect(await shown(held.cookie)).toEqual([]);
    // A preview in a chat looks at the address and is nobody's browser.
    expect(await shown(phone.cookie)).toEqual([]);
    expect(shop.server.started().core.state.holds.get(held.holdId)?.also).toEqual([]);
    expect(await (await carry(held.path, held.cookie)).text()).toBe('yours');
    expect(await (await carry(held.path, phone.cookie)).text()).toBe('carried');
    expect(await (await carry(held.path, phone.cookie)).text()).toBe('yours');
    expect([await shown(held.cookie), await shown(phone.cookie)]).toEqual([['shared'], ['carried']]);
    expect(await (await shop.server.fetch('/now', { headers: { cookie: phone.cookie } })).text()).toContain(held.path);
    // A press there is the very same hold.
    expect(locationOf(await post(`${path}/hold`, { sku: 'STICKERS' }, { cookie: phone.cookie }))).toBe(held.path);
    expect(shop.server.started().core.state.drops.get(dropId)?.lines[0]).toMatchObject({ left: 2, held: 1 });
  });

  it('H1 a browser with a hold of its own keeps that one, and can finish the other all the same', async () => {
    const { dropId } = await stickers(3);
    const [one, two] = [await shop.hold(dropId, 'STICKERS'), await shop.hold(dropId, 'STICKERS')];
    expect(await (await carry(one.path, two.cookie)).text()).toBe('apart');
    const page = await (await shop.server.fetch(one.path, { headers: { cookie: two.cookie } })).text();
    const placed = await post(one.path, paidAtPickup(page), { cookie: two.cookie });
    expect(locationOf(placed)).toMatch(/^\/order\//u);
    const order = [...shop.server.started().core.state.orders.values()].at(-1);
    expect(order).toMatchObject({ viewer: one.viewerId, also: [], by: null });
  });

  it('a browser that keeps no cookies is told so and carries nothing; one without any yet is given one', async () => {
    const { dropId } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    const first = await carry(held.path, null);
    expect([first.status, locationOf(first)]).toEqual([307, `${held.path}/carry`]);
    expect(await (await post(`${held.path}/carry?again=1`, {})).text()).toBe('unkept');
    expect(shop.server.started().core.state.holds.get(held.holdId)?.also).toEqual([]);
    expect(await (await post(`${held.path}/carry?again=1`, {}, { cookie: cookieOf(first) })).text()).toBe('carried');
  });

  it('another site can neither carry its own hold here nor take the buyer’s cookie away', async () => {
    const { dropId } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    const response = await carry(held.path, null, { origin: 'https://evil.example' });
    expect([response.status, response.headers.get('set-cookie')]).toEqual([403, null]);
    expect((await carry('/hold/none.none', shop.server.viewer().cookie)).status).toBe(409);
  });

  it('finished there without a script it is in the lists of both', async () => {
    const { dropId } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    const phone = shop.server.viewer();
    const page = await (await shop.server.fetch(held.path, { headers: { cookie: phone.cookie } })).text();
    const path = locationOf(await post(held.path, paidAtPickup(page), { cookie: phone.cookie }));
    for (const cookie of [held.cookie, phone.cookie]) {
      const now = textOf(await (await shop.server.fetch('/now', { headers: { cookie } })).text());
      expect(now).toMatch(/Your order #\d+ Not paid yet · €5/u);
    }
    expect(path).toMatch(/^\/order\//u);
  });

  it('P2 its QR code is kept nowhere, as the page is; where nothing is reserved any more there is none', async () => {
    const { dropId } = await stickers(3);
    const held = await shop.hold(dropId, 'STICKERS');
    const code = await shop.server.fetch(`${held.path}/qr.svg`);
    expect([code.status, code.headers.get('content-type'), code.headers.get('cache-control'), code.headers.get('referrer-policy')]).toEqual([200, 'image/svg+xml; charset=utf-8', 'private, no-store', 'no-referrer']); // prettier-ignore
    expect(await code.text()).toMatch(/^<svg /u);
    await shop.server.done('hold.release', { holdId: held.holdId }, held);
    expect((await shop.server.fetch(`${held.path}/qr.svg`)).status).toBe(404);
  });
});

describe('a link that was lost', () => {
  it('P2 renewed by the host: the old one says so under 410, the hold’s address with it, and the new one opens', async () => {
    const { dropId } = await stickers(3);
    const order = await shop.order(dropId, 'STICKERS', 'ship');
    const { orderNumber } = order;
    const { orderUrl } = await shop.server.done('order.relink', { orderNumber }, await shop.server.key('host'));
    const path = new URL(orderUrl).pathname;
    expect(path).not.toBe(order.orderPath);
    expect((await shop.server.fetch(path)).status).toBe(200);
    for (const old of [order.orderPath, `${order.orderPath}/cancel`, `${order.orderPath}/pickup.ics`, order.path]) {
      const response = await shop.server.fetch(old);
      expect([old, response.status]).toEqual([old, 410]);
      const html = await response.text();
      expect(textOf(html)).toContain('This link was renewed');
      expect(html).not.toContain(path);
    }
    expect((await post(`${order.orderPath}/cancel`, { token: 'renewed-token-renewed' })).status).toBe(410);
    // The browser it was ordered with has lost nothing.
    expect(await (await shop.server.fetch('/now', { headers: { cookie: order.cookie } })).text()).toContain(path);
    expect(locationOf(await shop.server.fetch(order.path, { headers: { cookie: order.cookie } }))).toBe(path);
    // Once more: both before it are over, a guess is still none of ours.
    const again = new URL((await shop.server.done('order.relink', { orderNumber }, shop.server.owner)).orderUrl).pathname;
    expect([(await shop.server.fetch(again)).status, (await shop.server.fetch(path)).status, (await shop.server.fetch(order.orderPath)).status]).toEqual([200, 410, 410]); // prettier-ignore
    expect((await shop.server.fetch(`/order/${orderNumber}/AAAAAAAAAAAAAAAAAAAAAA`)).status).toBe(404);
  });

  it('L4 P1 asked again with the same id it is the same link; only owner and host renew', async () => {
    const { dropId } = await stickers(9);
    const { orderNumber } = await shop.order(dropId, 'STICKERS', 'ship');
    const ask = async (id: string): Promise<unknown> => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.server.owner.key}` } };
      const body = JSON.stringify({ id, name: 'order.relink', input: { orderNumber } });
      return ((await (await shop.server.fetch('/api/commands', { ...init, body })).json()) as { readonly result: unknown }).result;
    };
    const first = await ask('relink-the-first');
    expect(await ask('relink-the-second')).not.toEqual(first);
    expect(await ask('relink-the-first')).toEqual(first);
    for (const role of ['producer', 'moderator', 'packer', 'bot'] as const) {
      const answer = await shop.server.command('order.relink', { orderNumber }, await shop.server.key(role));
      expect([role, answer.ok || answer.refusal.code]).toEqual([role, 'not-allowed']);
    }
  });
});

describe('an order, kept and handed on', () => {
  it('the pickup is a calendar’s entry, without breaking its format', async () => {
    const { dropId } = await stickers(3);
    const order = await shop.order(dropId, 'STICKERS', 'pickup');
    const response = await shop.server.fetch(`${order.orderPath}/pickup.ics`);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'text/calendar; charset=utf-8', 'private, no-store']); // prettier-ignore
    const text = await response.text();
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const whole = text.replaceAll('\r\n ', '');
    expect(whole).toContain(`SUMMARY:Pick up order #${order.orderNumber} at Bench & Awl\r\n`);
    expect(whole).toContain('LOCATION:Saturday market\\, stall 14\\, Church Lane\\, Galway\r\n');
    expect(whole).toMatch(/DTSTART:\d{8}T100000Z\r\nDTEND:\d{8}T120000Z\r\n/u);
    expect(whole).toMatch(new RegExp(`DESCRIPTION:Pickup code [0-9A-Z]{5}\\\\nhttp://[^/]+${order.orderPath}\r\n`, 'u'));
    // What is sent has no pickup.
    expect((await shop.server.fetch(`${(await shop.order(dropId, 'STICKERS', 'ship')).orderPath}/pickup.ics`)).status).toBe(404);
  });

  it('P2 what is shared is the drop while it sells, then the shop: never the order’s secret', async () => {
    const { dropId, code } = await stickers(3);
    const order = await shop.order(dropId, 'STICKERS', 'pickup');
    const shared = async (): Promise<string> => /<a class="second" href="([^"]+)" data-share/u.exec(await (await shop.server.fetch(order.orderPath)).text())?.[1] ?? ''; // prettier-ignore
    expect(await shared()).toMatch(new RegExp(`^http://[^/]+/d/${code}$`, 'u'));
    await shop.server.done('drop.end', { dropId }, shop.server.owner);
    expect(await shared()).toMatch(/^http:\/\/[^/]+\/now$/u);
  });
});

describe('what the video is behind by', () => {
  it('T1 is said on the page whose link came with a delayed stream, and on no other', async () => {
    const { owner, done } = shop.server;
    await done('channel.save', { channel: 'stream', enabled: true, delaySeconds: 12, settings: { word: 'x' }, templates: {} }, owner);
    const open = shop.server.started().core.state.single('onAir');
    if (open !== null) await done('drop.end', { dropId: open }, owner);
    const fired = await shop.fire({ title: 'Sticker sheet', lines: [{ sku: 'STICKERS', allotted: 3, price: 500 }] }, true);
    expect(textOf(await (await shop.server.fetch(fired.streamPath)).text())).toContain('The video runs about 12 s behind. This page is exact.');
    expect(textOf(await (await shop.server.fetch(fired.path)).text())).not.toContain('The video runs');
    await done('drop.end', { dropId: fired.dropId }, owner);
    expect(textOf(await (await shop.server.fetch(fired.streamPath)).text())).not.toContain('The video runs');
    await done('channel.save', { channel: 'stream', enabled: false, delaySeconds: 0, settings: { word: 'x' }, templates: {} }, owner);
  });
});

describe('malformed posts', () => {
  it.each([
    ['json', { 'content-type': 'application/json' }, '{"sku":"STICKERS"}'],
    ['no body', { 'content-type': 'application/x-www-form-urlencoded' }, ''],
    ['too large', { 'content-type': 'application/x-www-form-urlencoded' }, `sku=${'x'.repeat(20_000)}`],
    ['too many fields', { 'content-type': 'application/x-www-form-urlencoded' }, Array.from({ length: 60 }, (_none, at) => `f${at}=1`).join('&')],
    ['twice the same field', { 'content-type': 'application/x-www-form-urlencoded' }, 'sku=STICKERS&sku=STICKERS'],
    ['a huge quantity', { 'content-type': 'application/x-www-form-urlencoded' }, 'sku=STICKERS&quantity=1e9'],
    ['no number', { 'content-type': 'application/x-www-form-urlencoded' }, 'sku=STICKERS&quantity=NaN'],
    ['a prototype', { 'content-type': 'application/x-www-form-urlencoded' }, '__proto__[sku]=STICKERS&constructor=1'],
    ['bad encoding', { 'content-type': 'application/x-www-form-urlencoded' }, 'sku=%E0%A4%A'],
    ['unknown charset', { 'content-type': 'application/x-www-form-urlencoded; charset=klingon' }, 'sku=STICKERS'],
  ])('%s is refused in words and holds nothing', async (_name, headers, body) => {
    const { path, dropId } = await stickers(3);
    for (const target of [`${path}/hold`, `/hold/none.none`]) {
      const response = await shop.server.fetch(target, {
        method: 'POST',
        headers: { ...headers, origin: shop.server.url, cookie: shop.server.viewer().cookie },
        body,
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get('content-type')).toContain('text/html');
    }
    expect(shop.server.started().core.state.drops.get(dropId)?.lines[0]?.held).toBe(0);
  });
});
