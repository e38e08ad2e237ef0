import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, stockedShop, until, usual, type TestServer } from '../support/server.ts';

/** A drop that is bought in any shop that has a link: the way there, as a buyer's browser takes it. */
const ADDRESS = 'https://craft.example/lamps/7?colour=brass';
let server: TestServer;
let code: string;
let dropId: string;
beforeAll(async () => {
  server = await startServer(usual);
  const { showId } = await stockedShop(server);
  const lines = [{ sku: 'LAMP-BRASS', allotted: 2, price: 2400 }];
  const sells = { via: 'external', url: ADDRESS, discount: null };
  ({ dropId } = await server.done(
    'drop.plan',
    { showId, title: 'Lamps', mode: 'hold', lines, minutes: 10, holdSeconds: 300, perViewer: 1, sells },
    server.owner,
  ));
  const { opensAt, links } = await server.done('drop.fire', { dropId, expectOnAir: null }, server.owner);
  code = links.find((link) => link.channel === 'qr')?.code ?? '';
  await until(server, opensAt);
});
afterAll(() => server.stop());

const press = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  server.fetch(`/d/${code}/leave`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.url, ...headers },
    body: new URLSearchParams({ token: `press-${Math.random().toString(36).slice(2)}-0123456789`, sku: 'LAMP-BRASS', ...fields }).toString(),
  });
const went = (): unknown => server.started().core.state.drops.get(dropId)?.leaves;

describe('the way to a shop elsewhere', () => {
  it('promise 4 the page says where it is bought, reserves nothing, counts nothing down, and says who keeps the count', async () => {
    const page = await server.fetch(`/d/${code}`);
    const html = await page.text();
    expect(html).toContain('Buy on craft.example');
    expect(html).toContain('kept by the host');
    expect(html).not.toContain('data-counted');
    expect(html).not.toMatch(/data-of="(endsAt|backAt)"/u);
    expect(html).not.toContain(ADDRESS);
    expect(html).toContain('rel="noopener"');
    // The browser holds the redirect against the page's own rule about forms.
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https:");
  });
  it('a press leads to the address of the plan, counted once, whatever the request says', async () => {
    const answer = await press({ url: 'https://evil.example', to: 'https://evil.example', next: '//evil.example' }, { referer: 'https://evil.example' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(ADDRESS);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(went()).toEqual({ qr: 1 });
  });
  it('L4 two posts of one press count once', async () => {
    const cookie = server.viewer().cookie;
    for (let i = 0; i < 2; i += 1) expect((await press({ token: 'one-press-of-a-thumb' }, { cookie })).status).toBe(303);
    expect(went()).toEqual({ qr: 2 });
  });
  it('a form of another site, an unknown code and a look by GET lead nowhere and count nothing', async () => {
    expect((await press({}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await server.fetch('/d/nothing/leave', { method: 'POST', headers: { origin: server.url } })).status).toBe(404);
    const looked = await server.fetch(`/d/${code}/leave`);
    expect([looked.status, looked.headers.get('location')]).toEqual([303, `/d/${code}`]);
    expect(went()).toEqual({ qr: 2 });
  });
  it('what the host marks is what the page says; the last one closes the way', async () => {
    expect(await server.done('drop.mark', { dropId, sku: 'LAMP-BRASS', by: 1 }, server.owner)).toEqual({ sold: 1, left: 1 });
    expect(await (await server.fetch(`/d/${code}`)).text()).toContain('1 left');
    await server.done('drop.mark', { dropId, sku: 'LAMP-BRASS', by: 1 }, server.owner);
    const answer = await press({});
    expect(answer.status).toBe(409);
    expect(answer.headers.get('location')).toBeNull();
    await server.done('drop.mark', { dropId, sku: 'LAMP-BRASS', by: -1 }, server.owner);
    expect((await press({})).headers.get('location')).toBe(ADDRESS);
  });
  it('P1 a moderator and a viewer mark nothing', async () => {
    for (const as of [await server.key('moderator'), server.viewer()])
      expect(await server.command('drop.mark', { dropId, sku: 'LAMP-BRASS', by: 1 }, as)).toMatchObject({ ok: false, refusal: { code: 'not-allowed' } });
  });
});
