import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNames, commands } from '../../server/protocol/commands.ts';
import { refusalStatus } from '../../server/protocol/refusals.ts';
import { firedDrop, freshId, headersOf, startServer, stockedShop, until, usual, type As, type TestServer } from '../support/server.ts';

/** CONTRACT's HTTP table, address by address. */
let server: TestServer;
let showId: string;
beforeAll(async () => {
  server = await startServer();
  ({ showId } = await stockedShop(server));
});
afterAll(() => server.stop());

const post = (path: string, body: unknown, as: As, headers: Record<string, string> = {}): Promise<Response> =>
  server.fetch(path, { method: 'POST', headers: { ...headersOf(as, server.url), ...headers }, body: JSON.stringify(body) });
const command = (name: string, input: unknown, as: As, id = freshId()): Promise<Response> => post('/api/commands', { id, name, input }, as);
const bodyOf = async (response: Response): Promise<Record<string, unknown>> => (await response.json()) as Record<string, unknown>;
const refusalOf = async (response: Response): Promise<string> => ((await bodyOf(response))['refusal'] as { code: string }).code;

describe('POST /api/commands', () => {
  it('200 {ok, seq, result}', async () => {
    const response = await command('stage.say', { text: 'hello' }, server.owner);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await bodyOf(response)).toEqual({ ok: true, seq: expect.any(Number), result: {} });
  });
  it('L4 the same id again answers the same and appends nothing; with other content it is id-reused', async () => {
    const id = freshId();
    const first = await bodyOf(await command('stage.say', { text: 'once' }, server.owner, id));
    expect(await bodyOf(await command('stage.say', { text: 'once' }, server.owner, id))).toEqual(first);
    const other = await command('stage.say', { text: 'twice' }, server.owner, id);
    expect(other.status).toBe(409);
    expect(await refusalOf(other)).toBe('id-reused');
  });
  it('a refusal is {ok:false, refusal:{code, message, details}} under its status', async () => {
    const response = await command('drop.arm', { dropId: 'nowhere' }, server.owner);
    expect(response.status).toBe(409);
    expect(await bodyOf(response)).toEqual({
      ok: false,
      refusal: { code: 'no-such-drop', message: expect.stringMatching(/\w/u), details: expect.any(Object) },
    });
  });
  it('400 malformed says where', async () => {
    const response = await command('stage.say', { text: 7 }, server.owner);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ refusal: { code: 'malformed', details: { where: 'text' } } });
  });
  it('401 without anything, with a key that is none, with a revoked key', async () => {
    for (const as of [null, { key: 'dc_no.thing' }, { key: 'x' }, { cookie: 'dc_session=forged' }, { cookie: 'dc_viewer=v1.forged' }] as As[]) {
      const response = await command('stage.say', { text: 'x' }, as);
      expect(response.status, JSON.stringify(as)).toBe(401);
      expect(await refusalOf(response)).toBe('who-are-you');
    }
    const { keyId, key } = await server.done('key.create', { role: 'host', name: 'gone' }, server.owner);
    await server.done('key.revoke', { keyId }, server.owner);
    expect((await command('stage.say', { text: 'x' }, { key })).status).toBe(401);
  });
  it('a key that is not good is not saved by a cookie beside it', async () => {
    const { cookie } = await logIn();
    const response = await server.fetch('/api/commands', {
      method: 'POST',
      headers: { ...headersOf({ cookie }, server.url), authorization: 'Bearer dc_no.thing' },
      body: JSON.stringify({ id: freshId(), name: 'stage.say', input: { text: 'x' } }),
    });
    expect(response.status).toBe(401);
    const basic = await server.fetch('/api/commands', {
      method: 'POST',
      headers: { ...headersOf({ cookie }, server.url), authorization: 'Basic YTpi' },
      body: '{}',
    });
    expect(basic.status).toBe(400);
  });
  it('403 for a role that may not', async () => {
    const response = await command('shop.reopen', {}, await server.key('moderator'));
    expect(response.status).toBe(403);
    expect(await refusalOf(response)).toBe('not-allowed');
  });
  it('413 above 64 kB, except an import by owner or host, which has 5 MB', async () => {
    const csv = `Handle,Title\n${'x'.repeat(100_000)}`;
    const big = { format: 'shopify-csv', csv, dryRun: true };
    expect((await command('catalog.import', big, server.owner)).status).not.toBe(413);
    expect((await command('catalog.import', big, await server.key('producer'))).status).toBe(413);
    expect((await command('stage.say', { text: 'x'.repeat(70_000) }, server.owner)).status).toBe(413);
    expect((await command('hold.place', { dropId: 'x'.repeat(70_000), lines: [] }, server.viewer())).status).toBe(413);
    const huge = await command('catalog.import', { ...big, csv: 'x'.repeat(5_300_000) }, server.owner);
    expect(huge.status).toBe(413);
    expect(await refusalOf(huge)).toBe('too-large');
  });
  it('429 with Retry-After for a viewer that is too fast; another viewer goes on', async () => {
    const narrow = await startServer({ ...usual, deps: { limits: { perViewer: 5, perNetwork: 1_000, perKey: 1_000, logIns: 3 } } });
    try {
      const viewer = narrow.viewer();
      const send = (as: As): Promise<Response> =>
        narrow.fetch('/api/commands', {
          method: 'POST',
          headers: headersOf(as, narrow.url),
          body: JSON.stringify({ id: freshId(), name: 'hold.release', input: { holdId: 'x' } }),
        });
      const statuses: number[] = [];
      for (let i = 0; i < 6; i += 1) statuses.push((await send(viewer)).status);
      expect(statuses).toEqual([409, 409, 409, 409, 409, 429]);
      const over = await send(viewer);
      expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await send(narrow.viewer())).status).toBe(409);
    } finally {
      await narrow.stop();
    }
  });
});

describe('CSRF', () => {
  const from = async (headers: Record<string, string>): Promise<number> => {
    const { cookie } = await logIn();
    return (
      await server.fetch('/api/commands', {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: JSON.stringify({ id: freshId(), name: 'stage.say', input: { text: 'x' } }),
      })
    ).status;
  };
  it.each([
    ['an origin of ours', { origin: 'OURS' }, 200],
    ['localhost by name', { origin: 'LOCALHOST' }, 200],
    ['same-origin by the browser', { 'sec-fetch-site': 'same-origin' }, 200],
    ['a form of a no-referrer page of ours', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 200],
    ['no origin at all', {}, 403],
    ['another site', { origin: 'https://evil.example' }, 403],
    ['ours as a prefix', { origin: 'http://127.0.0.1:1' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['another port of this computer', { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' }, 403],
    ['a Host that lies', { origin: 'https://evil.example', host: 'evil.example' }, 403],
  ])('a cookie from %s', async (_name, headers, status) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value === 'OURS' ? server.url : value === 'LOCALHOST' ? `http://localhost:${server.port}` : value]),
    );
    expect(await from(filled)).toBe(status);
  });
  it('a key needs none, and a foreign page cannot make a visitor', async () => {
    expect(
      (await post('/api/commands', { id: freshId(), name: 'stage.say', input: { text: 'x' } }, server.owner, { origin: 'https://evil.example' })).status,
    ).toBe(200);
    expect((await post('/api/seen', { code: 'abc' }, null, { origin: 'https://evil.example' })).status).toBe(403);
  });
});

describe('roles', () => {
  const staff = ['owner', 'host', 'producer', 'moderator', 'packer', 'stage', 'overlay', 'bot'] as const;
  it('P1 every command × every role: 403 exactly where the table says no', async () => {
    const keys = new Map<string, As>(await Promise.all(staff.map(async (role) => [role, await server.key(role)] as const)));
    for (const name of commandNames) {
      // One viewer may only ask so often.
      for (const [role, as] of [...keys, ['viewer', server.viewer()] as const]) {
        // Of no schema: whoever may ask is told that it is malformed, and nothing happens.
        const response = await command(name, { nothing: 'like this' }, as);
        const may = (commands[name].roles as readonly string[]).includes(role);
        expect(response.status, `${name} by ${role}`).toBe(may ? 400 : 403);
        expect(await refusalOf(response)).toBe(may ? 'malformed' : 'not-allowed');
      }
    }
  });
  it('CONTRACT’s own table, row by row', async () => {
    const all = (roles: string, ...names: string[]): [string, string[]][] => names.map((name) => [name, roles.split(' ')]);
    const rows = [
      ...all(
        'owner',
        'shop.configure',
        'shop.reopen',
        'shop.move',
        'shop.reach',
        'key.create',
        'key.revoke',
        'key.rotate',
        'payment.save',
        'person.erase',
        'mail.save',
        'mail.test',
      ),
      ...all(
        'owner host',
        'catalog.import',
        'product.save',
        'pickup.save',
        'shipping.save',
        'channel.save',
        'channel.remove',
        'order.refund',
        'order.pay',
        'mail.again',
        'task.done',
        'task.repeat',
      ),
      ...all('owner host producer packer', 'variant.adjust', 'sale.record', 'sale.undo', 'order.hand-over', 'order.pick', 'order.pack'),
      ...all(
        'owner host producer',
        'show.plan',
        'show.start',
        'show.end',
        'rundown.arrange',
        'cue.go',
        'drop.plan',
        'drop.quick',
        'drop.arm',
        'drop.fire',
        'drop.undo',
        'drop.pause',
        'drop.resume',
        'drop.extend',
        'drop.restock',
        'drop.reprice',
        'drop.add',
        'drop.end',
        'drop.test',
        'panic',
        'panic.lift',
        'overlay.identify',
        'overlay.reload',
        'overlay.configure',
      ),
      ...all('owner host producer moderator', 'stage.say'),
      ...all('owner host producer moderator viewer', 'hold.release'),
      ...all('owner host bot viewer', 'hold.place'),
      ...all('bot viewer', 'checkout.start', 'checkout.extend'),
      ...all('system', 'clock.tick', 'clock.gap', 'ledger.opened', 'task.take', 'task.close', 'payment.notice', 'chat.line', 'attention.note'),
    ];
    for (const [name, roles] of rows) expect([...commands[name as keyof typeof commands].roles].sort(), name).toEqual([...roles].sort());
  });
  it('P1 whoever is not a viewer reserves for somebody, never for themselves', async () => {
    const response = await command('hold.place', { dropId: 'any', lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] }, server.owner);
    expect(response.status).toBe(403);
  });
  it('hold.place for somebody else is refused to a viewer', async () => {
    const response = await command('hold.place', { dropId: 'any', lines: [{ sku: 'LAMP-BRASS', quantity: 1 }], onBehalfOf: 'twitch:1' }, server.viewer());
    expect(response.status).toBe(403);
  });
});

describe('GET /api/state/:audience', () => {
  const read = async (audience: string, as: As): Promise<Response> =>
    server.fetch(`/api/state/${audience}`, { headers: as === null ? {} : headersOf(as, server.url) });
  it('is the snapshot {epoch, rev, now, parts}, never kept', async () => {
    const response = await read('panel', server.owner);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await bodyOf(response)).toEqual({
      epoch: expect.stringMatching(/\w/u),
      rev: expect.any(Number),
      now: expect.any(Number),
      parts: expect.objectContaining({ catalog: expect.any(Array) }),
    });
  });
  it.each([
    ['owner', ['panel', 'overlay', 'stage', 'public']],
    ['host', ['panel', 'overlay', 'stage', 'public']],
    ['producer', ['panel', 'overlay', 'stage', 'public']],
    ['moderator', ['panel', 'overlay', 'stage', 'public']],
    ['packer', ['panel', 'public']],
    ['stage', ['stage', 'public']],
    ['overlay', ['overlay', 'public']],
    ['bot', ['public']],
  ] as const)('%s reads %j and no other', async (role, mine) => {
    const key = await server.key(role);
    for (const audience of ['panel', 'overlay', 'stage', 'public', 'me']) {
      const status = (await read(audience, key)).status;
      expect(status, audience).toBe((mine as readonly string[]).includes(audience) ? 200 : audience === 'me' ? 401 : 403);
    }
  });
  it('nobody reads public, a viewer public and me', async () => {
    expect((await read('public', null)).status).toBe(200);
    for (const audience of ['panel', 'overlay', 'stage', 'me']) expect((await read(audience, null)).status).toBe(401);
    expect((await read('me', server.viewer())).status).toBe(200);
    expect((await read('panel', server.viewer())).status).toBe(403);
    expect((await read('everything', server.owner)).status).toBe(404);
  });
  it('V6 no cost, key, person or plan outside the panel', async () => {
    for (const audience of ['public', 'overlay', 'stage']) {
      const text = JSON.stringify(((await bodyOf(await read(audience, server.owner)))['parts'] as object) ?? {});
      for (const word of ['cost', '"keys"', 'person', 'rundown', '"orders"', 'pickupCode']) expect(text, `${word} in ${audience}`).not.toContain(word);
    }
  });
});

describe('GET /live/:show.json', () => {
  it('is the public snapshot without now, cacheable for a second', async () => {
    const response = await server.fetch(`/live/${showId}.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, s-maxage=1, stale-while-revalidate=1, stale-if-error=60');
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('set-cookie')).toBeNull();
    const body = await bodyOf(response);
    expect(Object.keys(body).sort()).toEqual(['epoch', 'parts', 'rev']);
    expect(response.headers.get('etag')).toBe(`"${String(body['epoch'])}-${String(body['rev'])}"`);
    expect(body['parts']).toEqual((await bodyOf(await server.fetch('/api/state/public')))['parts']);
    expect(Math.abs(Date.parse(response.headers.get('date') ?? '') - server.started().core.now())).toBeLessThan(5_000);
  });
  it('304 while nothing changed, 200 once something has', async () => {
    const tag = (await server.fetch(`/live/${showId}.json`)).headers.get('etag') ?? '';
    const again = await server.fetch(`/live/${showId}.json`, { headers: { 'if-none-match': `"other", W/${tag}` } });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(tag);
    expect(again.headers.get('cache-control')).toContain('s-maxage=1');
    await server.done('stage.say', { text: `tick ${freshId()}` }, server.owner);
    expect((await server.fetch(`/live/${showId}.json`, { headers: { 'if-none-match': tag } })).status).toBe(200);
  });
  it('answers the show at hand as `now` too, and 404 under the name of any other', async () => {
    const hand = await startServer();
    try {
      expect((await hand.fetch('/live/now.json')).status).toBe(200);
      const { showId: first } = await stockedShop(hand);
      const { showId: second } = await hand.done('show.plan', { title: 'Later', startsAt: Date.now() + 1_000, minutes: 10, reach: 'network' }, hand.owner);
      await hand.done('show.start', { showId: second }, hand.owner);
      expect(hand.started().core.state.single('showId')).toBe(second);
      expect((await bodyOf(await hand.fetch(`/live/${second}.json`)))['parts']).toEqual((await bodyOf(await hand.fetch('/live/now.json')))['parts']);
      const other = await hand.fetch(`/live/${first}.json`);
      expect(other.status).toBe(404);
      expect(other.headers.get('cache-control')).toBe('no-store');
      expect(await bodyOf(other)).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    } finally {
      await hand.stop();
    }
  });
  it('404 for a show that is none', async () => {
    for (const path of ['/live/nowhere.json', '/live/..%2f..%2fetc%2fpasswd', '/live/x', '/live/%00.json'])
      expect((await server.fetch(path)).status, path).toBe(404);
  });
});

describe('POST /api/actions/:action', () => {
  const act = (action: string, as: As): Promise<Response> => server.fetch(`/api/actions/${action}`, { method: 'POST', headers: headersOf(as, server.url) });
  const apart = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_050));
  it('go, pause, resume, end, undo and panic do what the desk shows; a second press within 1 s is the first', async () => {
    const show = await server.done('show.plan', { title: 'Deck', startsAt: Date.now(), minutes: 60, reach: 'network' }, server.owner);
    const { dropId } = await server.done(
      'drop.plan',
      { showId: show.showId, title: 'One', mode: 'hold', lines: [{ sku: 'LAMP-STEEL', allotted: 2, price: 2400 }], minutes: 5, holdSeconds: 60, perViewer: 1 },
      server.owner,
    );
    await server.done('show.start', { showId: show.showId }, server.owner);
    const deck = await server.key('producer');
    const [one, two] = await Promise.all([act('go', deck), act('go', deck)]);
    expect([one.status, two.status], JSON.stringify(await one.clone().json())).toEqual([200, 200]);
    expect(await bodyOf(one)).toEqual(await bodyOf(two));
    expect(server.started().core.state.single('onAir')).toBe(dropId);
    const third = await act('go', deck);
    expect(third.status).toBe(200);

    await until(server, server.started().core.state.drops.get(dropId)?.opensAt ?? 0);
    const steps = [
      ['pause', 'paused'],
      ['resume', 'live'],
      ['panic', 'paused'],
    ] as const;
    for (const [action, state] of steps) {
      expect((await act(action, deck)).status, action).toBe(200);
      expect(server.started().core.state.drops.get(dropId)?.state).toBe(state);
    }
    await server.done('panic.lift', { drops: [{ dropId, then: 'resume' }] }, server.owner);
    expect((await act('end', deck)).status).toBe(200);
    expect(server.started().core.state.drops.get(dropId)?.state).toBe('ended');
    await apart();
    const nothing = await act('end', deck);
    expect(nothing.status).toBe(409);
    const next = await act('go', deck);
    expect(next.status).toBe(409);
    expect(await refusalOf(next)).toBe('nothing-next');
    await server.done('show.end', { showId: show.showId }, server.owner);
  }, 40_000);
  it('fire fires the armed drop, undo takes it back', async () => {
    const show = await server.done('show.plan', { title: 'Deck 2', startsAt: Date.now(), minutes: 60, reach: 'network' }, server.owner);
    const { dropId } = await server.done(
      'drop.plan',
      { showId: show.showId, title: 'Two', mode: 'hold', lines: [{ sku: 'LAMP-STEEL', allotted: 1, price: 2400 }], minutes: 5, holdSeconds: 60, perViewer: 1 },
      server.owner,
    );
    await server.done('show.start', { showId: show.showId }, server.owner);
    const deck = await server.key('host');
    expect((await act('fire', deck)).status).toBe(409);
    await server.done('drop.arm', { dropId }, server.owner);
    await apart();
    expect((await act('fire', deck)).status).toBe(200);
    expect((await act('undo', deck)).status).toBe(200);
    expect(server.started().core.state.drops.get(dropId)?.state).toBe('planned');
    await server.done('show.end', { showId: show.showId, endLive: true }, server.owner);
  });
  it('is for owner, host and producer; an action that is none is 404', async () => {
    for (const role of ['moderator', 'packer', 'stage', 'overlay', 'bot'] as const) expect((await act('panic', await server.key(role))).status, role).toBe(403);
    expect((await act('panic', server.viewer())).status).toBe(403);
    expect((await act('panic', null)).status).toBe(401);
    expect((await act('explode', server.owner)).status).toBe(404);
  });
});

describe('POST /api/seen', () => {
  it('makes a viewer once, with a cookie no script reads', async () => {
    const response = await post('/api/seen', { code: 'none1' }, null);
    expect(response.status).toBe(200);
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^dc_viewer=[^;]+;/u);
    expect(cookie).toMatch(/HttpOnly/iu);
    expect(cookie).toMatch(/SameSite=Lax/iu);
    expect(cookie).toMatch(/Path=\//iu);
    expect(cookie).not.toMatch(/Secure/iu);
    const mine = cookie.split(';')[0] ?? '';
    expect((await post('/api/seen', { code: 'none1' }, { cookie: mine })).headers.get('set-cookie')).toBeNull();
    expect((await server.fetch('/api/state/me', { headers: { cookie: mine } })).status).toBe(200);
    expect((await post('/api/seen', { code: 'none1' }, { cookie: 'dc_viewer=v.forged' })).headers.get('set-cookie')).toMatch(/^dc_viewer=/u);
  });
  it('counts a click on a code that is one', async () => {
    const { code, dropId } = await firedDrop(server, showId, 5);
    expect(code).not.toBe('');
    server.started().presence.takeClicks();
    const viewer = server.viewer();
    await post('/api/seen', { code }, viewer);
    await post('/api/seen', { code }, viewer);
    await post('/api/seen', { code }, server.viewer());
    await post('/api/seen', { code: 'nocode' }, viewer);
    expect(server.started().presence.takeClicks()).toEqual({ [code]: 2 });
    await server.done('drop.undo', { dropId }, server.owner).catch(() => server.done('drop.end', { dropId }, server.owner));
  });
  it('behind a proxy that is believed, the cookie is Secure exactly on https', async () => {
    const proxied = await startServer({ ...usual, env: { TRUST_PROXY: '1', PUBLIC_URL: 'https://shop.example' } });
    try {
      const send = async (proto: string): Promise<Response> =>
        proxied.fetch('/api/seen', {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: 'https://shop.example', 'x-forwarded-proto': proto, 'x-forwarded-for': '203.0.113.9' },
          body: '{"code":"x1"}',
        });
      const secure = await send('https');
      expect(secure.headers.get('set-cookie')).toMatch(/; Secure/iu);
      expect(secure.headers.get('strict-transport-security')).toMatch(/max-age/u);
      const plain = await send('http');
      expect(plain.headers.get('set-cookie')).not.toMatch(/; Secure/iu);
      expect(plain.headers.get('strict-transport-security')).toBeNull();
    } finally {
      await proxied.stop();
    }
    const direct = await server.fetch('/api/seen', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
      body: '{"code":"x1"}',
    });
    expect(direct.headers.get('set-cookie')).not.toMatch(/; Secure/iu);
  });
});

/** Through the panel's own door. */
async function logIn(): Promise<{ cookie: string }> {
  const response = await post('/api/login', server.owner, null);
  expect(response.status).toBe(200);
  return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}
describe('log-in', () => {
  it('by key, with a strict cookie; log-out ends it', async () => {
    const response = await post('/api/login', server.owner, null);
    expect(response.headers.get('set-cookie')).toMatch(/^dc_session=[^;]+;.*HttpOnly.*SameSite=Strict/iu);
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const session = async (): Promise<unknown> => bodyOf(await server.fetch('/api/session', { headers: { cookie } }));
    expect(await session()).toMatchObject({ role: 'owner' });
    expect((await post('/api/logout', {}, { cookie })).status).toBe(200);
    expect(await session()).toMatchObject({ role: null });
  });
  it('by a passcode the owner chose; a wrong one is 401, many are 429', async () => {
    const own = await startServer({ ...usual, deps: { limits: { perViewer: 100, perNetwork: 1_000, perKey: 1_000, logIns: 4 } } });
    const tell = (path: string, body: unknown, as: As): Promise<Response> =>
      own.fetch(path, { method: 'POST', headers: headersOf(as, own.url), body: JSON.stringify(body) });
    try {
      expect((await tell('/api/passcode', { passcode: 'correct horse' }, await own.key('host'))).status).toBe(403);
      expect((await tell('/api/passcode', { passcode: 'short' }, own.owner)).status).toBe(400);
      expect((await tell('/api/passcode', { passcode: 'correct horse' }, own.owner)).status).toBe(200);
      expect((await tell('/api/login', { passcode: 'wrong horse' }, null)).status).toBe(401);
      const loggedIn = async (): Promise<{ readonly cookie: string }> => {
        const answer = await tell('/api/login', { passcode: 'correct horse' }, null);
        expect(answer.status).toBe(200);
        return { cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
      };
      const [mine, lost] = [await loggedIn(), await loggedIn()];
      const sees = async (as: As): Promise<number> => (await own.fetch('/api/state/panel', { headers: headersOf(as, own.url) })).status;
      expect([await sees(mine), await sees(lost)]).toEqual([200, 200]);
      expect((await tell('/api/passcode', { passcode: 'correct horse' }, mine)).status).toBe(200);
      expect([await sees(mine), await sees(lost)]).toEqual([200, 401]);
      const statuses: number[] = [];
      for (let i = 0; i < 5; i += 1) statuses.push((await tell('/api/login', { passcode: 'wrong horse' }, null)).status);
      expect(statuses).toEqual([401, 401, 401, 401, 429]);
    } finally {
      await own.stop();
    }
  });
  it('by the one-time link: looking does not use it up, pressing does', async () => {
    const own = await startServer();
    try {
      const path = new URL(own.started().setUpUrl ?? '').pathname;
      for (let i = 0; i < 3; i += 1) {
        const looked = await own.fetch(path);
        expect(looked.status).toBe(200);
        expect(looked.headers.get('set-cookie')).toBeNull();
        expect(await looked.text()).toContain('<form method="post">');
      }
      const press = (headers: Record<string, string>): Promise<Response> =>
        own.fetch(path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });
      expect((await press({ origin: 'https://evil.example' })).status).toBe(403);
      const pressed = await press({ origin: own.url });
      expect(pressed.status).toBe(303);
      expect(pressed.headers.get('location')).toBe('/panel/');
      const cookie = (pressed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      expect(await bodyOf(await own.fetch('/api/session', { headers: { cookie } }))).toMatchObject({ role: 'owner', hasPasscode: false });
      expect((await press({ origin: own.url })).status).toBe(410);
      expect((await own.fetch('/setup/guess', { method: 'POST', headers: { origin: own.url } })).status).toBe(410);
    } finally {
      await own.stop();
    }
  });
  it('OWNER_PASSCODE is the passcode, and then there is no link', async () => {
    const own = await startServer({ ...usual, env: { OWNER_PASSCODE: 'from the environment' } });
    try {
      expect(own.started().setUpUrl).toBeNull();
      const response = await own.fetch('/api/login', {
        method: 'POST',
        headers: headersOf(null, own.url),
        body: JSON.stringify({ passcode: 'from the environment' }),
      });
      expect(response.status).toBe(200);
    } finally {
      await own.stop();
    }
  });
});

describe('what the desk reads', () => {
  it('V6 a buyer’s name for owner, host, producer, packer; nobody else', async () => {
    const id = await server.started().people.put({ name: 'Grace', email: 'grace@mail.example', address: null }, server.started().core.now());
    const read = async (as: As): Promise<Response> => server.fetch(`/api/people/${id}`, { headers: as === null ? {} : headersOf(as, server.url) });
    for (const role of ['owner', 'host', 'producer', 'packer'] as const) {
      const response = await read(await server.key(role));
      expect(response.status, role).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await bodyOf(response)).toMatchObject({ name: 'Grace', email: 'grace@mail.example', address: null });
    }
    for (const role of ['moderator', 'stage', 'overlay', 'bot'] as const) expect((await read(await server.key(role))).status, role).toBe(403);
    expect((await read(server.viewer())).status).toBe(403);
    expect((await read(null)).status).toBe(401);
    expect((await server.fetch('/api/people/nobody', { headers: headersOf(server.owner, server.url) })).status).toBe(404);
  });
  it('the adapters’ forms; a saved secret never comes back', async () => {
    const secret = 'oauth:canarysecret123';
    await server
      .done(
        'channel.save',
        { channel: 'twitch', enabled: false, delaySeconds: 5, settings: { channel: 'shop', username: 'bot', token: secret }, templates: {} },
        server.owner,
      )
      .catch(() => undefined);
    const response = await server.fetch('/api/adapters', { headers: headersOf(server.owner, server.url) });
    const text = await response.text();
    expect(text).not.toContain('canarysecret');
    const { chats, payments } = JSON.parse(text) as { chats: { id: string; fields: { name: string; secret: boolean }[] }[]; payments: { id: string }[] };
    expect(chats.map(({ id }) => id)).toEqual(['twitch', 'youtube', 'discord', 'kick', 'signed-hook']);
    expect(payments.map(({ id }) => id)).toEqual(expect.arrayContaining(['later', 'stripe']));
    expect(chats[0]?.fields.some((field) => field.secret)).toBe(true);
    expect((await server.fetch('/api/adapters', { headers: headersOf(await server.key('producer'), server.url) })).status).toBe(403);
    expect((await server.fetch('/api/adapters')).status).toBe(401);
  });
  it('the doctor’s lines', async () => {
    const response = await server.fetch('/api/doctor', { headers: headersOf(await server.key('host'), server.url) });
    expect(response.status).toBe(200);
    const { lines } = (await bodyOf(response)) as unknown as { lines: { ok: boolean; what: string; mend: string }[] };
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line.ok || line.mend !== '', line.what).toBe(true);
    expect((await server.fetch('/api/doctor', { headers: headersOf(await server.key('moderator'), server.url) })).status).toBe(403);
  });
});

describe('openapi', () => {
  it('lists every public command with input, result, roles and refusals, from the schemas', async () => {
    const response = await server.fetch('/api/openapi.json');
    expect(response.status).toBe(200);
    const api = (await bodyOf(response)) as {
      openapi: string;
      paths: Record<string, { post: { requestBody: { content: { 'application/json': { schema: { oneOf: { $ref: string }[] } } } } } }>;
      components: { schemas: Record<string, Record<string, never>> };
    };
    expect(api.openapi).toMatch(/^3\.1/u);
    const refs = api.paths['/api/commands']?.post.requestBody.content['application/json'].schema.oneOf.map(({ $ref }) => $ref.split('/').at(-1) ?? '') ?? [];
    const listed = new Map(
      refs.map((ref) => [
        (api.components.schemas[ref] as unknown as { properties: { name: { const: string } } }).properties.name.const,
        api.components.schemas[ref] as unknown as Record<string, unknown>,
      ]),
    );
    const open = commandNames.filter((name) => commands[name].roles.some((role) => role !== 'system'));
    expect([...listed.keys()].sort()).toEqual([...open].sort());
    for (const name of open) {
      const schema = listed.get(name) ?? {};
      expect(schema['x-roles'], name).toEqual(commands[name].roles);
      const codes = (schema['x-refusals'] as { code: keyof typeof refusalStatus; status: number }[]).map(({ code }) => code);
      for (const code of commands[name].refusals) expect(codes, name).toContain(code);
      for (const { code, status } of schema['x-refusals'] as { code: keyof typeof refusalStatus; status: number }[]) expect(status).toBe(refusalStatus[code]);
      expect((schema['properties'] as { input: { type?: string } }).input.type, name).toBe('object');
    }
    expect(Object.keys(api.components.schemas)).toContain('HoldPlaceDone');
  });
});

describe('health', () => {
  it('/healthz gives a nonce back with a proof that only this shop has, and nothing else', async () => {
    expect(await bodyOf(await server.fetch('/healthz?nonce=abc-1'))).toEqual({
      ok: true,
      nonce: 'abc-1',
      proof: expect.stringMatching(/^[\w-]{22}$/u),
      https: false,
    });
    for (const query of ['', '?nonce=<b>', '?nonce=a&nonce=b', `?nonce=${'x'.repeat(65)}`])
      expect(await bodyOf(await server.fetch(`/healthz${query}`))).toEqual({ ok: true, nonce: null });
  });
  it('/readyz says writable and caught up', async () => {
    const response = await server.fetch('/readyz');
    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toMatchObject({ ok: true, writable: true, closed: false });
  });
  it('/metrics has the shop’s numbers, and no address in a label', async () => {
    await server.fetch('/order/1043/canarysecretinapath');
    const text = await (await server.fetch('/metrics', { headers: headersOf(server.owner, server.url) })).text();
    expect(text).toMatch(/^dropcast_ready 1$/mu);
    expect(text).toMatch(/^dropcast_ledger_seq \d+$/mu);
    expect(text).toContain('dropcast_http_commands_total{status="200"}');
    expect(text).not.toContain('canary');
  });
  it('P1 /metrics is for owner and host, not for whoever knows the address', async () => {
    const status = async (as: As): Promise<number> => (await server.fetch('/metrics', { headers: headersOf(as, server.url) })).status;
    expect(await status(null)).toBe(401);
    expect(await status(server.viewer())).toBe(403);
    expect(await status(await server.key('bot'))).toBe(403);
    expect(await status(await server.key('producer'))).toBe(403);
    expect(await status(await server.key('host'))).toBe(200);
  });
});

describe('webhooks', () => {
  it('404 for a provider that is none or has no page', async () => {
    for (const provider of ['stripe', 'later', '..', '%00'])
      expect((await server.fetch(`/webhooks/${provider}`, { method: 'POST', body: '{}' })).status, provider).toBe(404);
  });
});

describe('headers', () => {
  it('every answer is closed up', async () => {
    for (const path of ['/healthz', '/api/state/public', '/nowhere', '/api/openapi.json', '/panel/']) {
      const { headers } = await server.fetch(path);
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('x-powered-by'), path).toBeNull();
      expect(headers.get('referrer-policy'), path).toMatch(/same-origin|no-referrer/u);
    }
  });
  it('404 in the shape of a refusal; a page for who reads pages', async () => {
    const page = await server.fetch('/nothing', { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('href="/now"');
    const response = await server.fetch('/api/nothing', { headers: { accept: 'text/html' } });
    expect(response.status).toBe(404);
    expect(await refusalOf(response)).toBe('not-found');
  });
});
