import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrawRecord } from '@protocol/draw.ts';
import type { MeParts } from '@protocol/parts.ts';
import { openStorefront, usualStorefront, type StorefrontShop } from '../support/storefront-states.ts';
import { until } from '../support/until.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/verify-draw.mjs', import.meta.url));
/** The script as anyone runs it, in a process of its own. */
function verify(args: readonly string[], input = ''): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [SCRIPT, ...args]);
    let said = '';
    child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
    child.on('close', (code) => resolve({ code, said }));
    child.stdin.end(input);
  });
}

let shop: StorefrontShop;
beforeAll(async () => {
  shop = await openStorefront(usualStorefront);
});
afterAll(() => shop?.stop());

const post = (path: string, fields: Readonly<Record<string, string>>, cookie: string | null): Promise<Response> =>
  shop.server.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: shop.server.url, ...(cookie === null ? {} : { cookie }) },
    body: new URLSearchParams(fields).toString(),
  });
const textOf = async (path: string, cookie: string): Promise<string> => {
  const response = await shop.server.fetch(path, { headers: { cookie } });
  expect(response.status).toBe(200);
  return (await response.text()).replace(/<[^>]+>/gu, ' ').replace(/\s+/gu, ' ');
};
const mine = async (cookie: string): Promise<MeParts> =>
  ((await (await shop.server.fetch('/api/state/me', { headers: { cookie } })).json()) as { readonly parts: MeParts }).parts;
const recordOf = async (path: string): Promise<DrawRecord> => (await (await shop.server.fetch(`${path}/draw.json`)).json()) as DrawRecord;
const tick = (): Promise<unknown> =>
  shop.server
    .started()
    .core.submit({ kind: 'system', id: 'test', role: 'system', name: 'test' }, { id: `tick-${performance.now()}`, name: 'clock.tick', input: {} });

describe('a draw on a real server', () => {
  it('D4 entered on the page, drawn by itself, won by who the seed says, verified by an independent script; what is left passes on', async () => {
    const { server } = shop;
    const { path, dropId } = await shop.fire({ title: 'Sticker sheet', mode: 'draw', lines: [{ sku: 'STICKERS', allotted: 2, price: 500 }] }, false);
    const { commitment, seed } = await recordOf(path);
    expect(seed).toBeNull();
    // Known before anyone can enter.
    expect((await post(`${path}/enter`, { sku: 'STICKERS' }, server.viewer().cookie)).status).toBe(409);
    shop.pass(9_000);

    const people = Array.from({ length: 12 }, () => server.viewer());
    for (const { cookie } of people) {
      const entered = await post(`${path}/enter`, { sku: 'STICKERS' }, cookie);
      expect([entered.status, entered.headers.get('location')]).toEqual([303, `${path}/mine`]);
    }
    const [first] = people;
    await post(`${path}/leave`, {}, first?.cookie ?? '');
    await post(`${path}/enter`, { sku: 'STICKERS' }, first?.cookie ?? '');
    expect(await textOf(`${path}/mine`, first?.cookie ?? '')).toContain('12 entries so far');
    // A browser without a cookie is given one, and its form is sent once more.
    expect((await post(`${path}/enter`, { sku: 'STICKERS' }, null)).status).toBe(307);
    expect((await verify([`${server.url}${path}`])).code).toBe(2);

    shop.pass(7 * 60_000);
    await tick();
    const record = await recordOf(path);
    expect(record).toMatchObject({ commitment, order: expect.anything() });
    const good = await verify([`${server.url}${path}`, '--commitment', commitment, '--entry', record.order?.[0] ?? '']);
    expect(good, good.said).toMatchObject({ code: 0 });
    expect(good.said).toContain('is number 1 of 12');

    const entries = new Map<string, string>();
    for (const { cookie } of people) entries.set((await mine(cookie)).draws[0]?.entryId ?? '', cookie);
    const inOrder = (record.order ?? []).map((entryId) => entries.get(entryId) ?? '');
    expect(inOrder.filter(Boolean)).toHaveLength(12);
    for (const winner of inOrder.slice(0, 2)) {
      expect(await textOf(`${path}/mine`, winner)).toContain('It is yours to pay for');
      expect((await mine(winner)).holds).toMatchObject([{ by: 'draw', state: 'held', dropId }]);
    }
    expect(await textOf(`${path}/mine`, inOrder[2] ?? '')).toContain('number 3 of 12');
    await server.done('hold.release', { holdId: (await mine(inOrder[0] ?? '')).holds[0]?.holdId ?? '' }, { cookie: inOrder[0] ?? '' });
    await until(async () => (await mine(inOrder[2] ?? '')).holds.length === 1);
    expect(await textOf(path, '')).toContain('Winners are paying now');
  });

  it('D4 the script finds another seed, a swapped place, an entry too many', async () => {
    const { order, ...rest } = await recordOf((await drawn()).path);
    const said = async (record: unknown): Promise<readonly [number | null, string]> => {
      const { code, said: text } = await verify(['-'], JSON.stringify(record));
      return [code, /NOT [a-z ]+/u.exec(text)?.[0] ?? ''];
    };
    const ids = order ?? [];
    const all = await Promise.all([
      said({ ...rest, order }),
      said({ ...rest, order, seed: 'a'.repeat(64) }),
      said({ ...rest, order: [...ids].reverse() }),
      said({ ...rest, order: [...ids, 'one-more'] }),
      said({ ...rest, order: [...ids.slice(1), ids[1]] }),
      verify(['-', '--commitment', 'b'.repeat(64)], JSON.stringify({ ...rest, order })).then(({ code }) => code),
    ]);
    expect(all).toEqual([
      [0, ''],
      [1, 'NOT the seed that was fixed'],
      [1, 'NOT the order that the seed gives'],
      [1, 'NOT the entries that were published'],
      [1, 'NOT one place each'],
      1,
    ]);
  });
  /** Three entries, drawn. */
  async function drawn(): Promise<{ readonly path: string }> {
    const fired = await shop.fire({ title: 'Field mug', mode: 'draw', lines: [{ sku: 'MUG-sea', allotted: 1, price: 3250 }] }, true);
    for (let n = 0; n < 3; n += 1) await shop.server.done('draw.enter', { dropId: fired.dropId, sku: 'MUG-sea' }, shop.server.viewer());
    await shop.server.done('drop.end', { dropId: fired.dropId }, shop.server.owner);
    return fired;
  }
});

describe('a race and the waiting list on a real server', () => {
  it('D4 200 who open the payment at once: as many pay as there are units, and a line forms behind them', async () => {
    const { server } = shop;
    const { path, dropId } = await shop.fire({ title: 'Field mug', mode: 'race', lines: [{ sku: 'MUG-moss', allotted: 3, price: 3250 }] }, true);
    await server.done('payment.save', { provider: 'page', enabled: true, settings: {} }, server.owner);
    const people = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const who = server.viewer();
        const { holdId } = await server.done('hold.place', { dropId, lines: [{ sku: 'MUG-moss', quantity: 1 }] }, who);
        return { ...who, holdId };
      }),
    );
    const address = { line1: '4 Quay Street', line2: '', city: 'Galway', postcode: 'H91', region: '', country: 'IE' };
    const answers = await Promise.all(
      people.map((who) =>
        server.command('checkout.start', { holdId: who.holdId, provider: 'page', contact: { name: 'N', email: 'n@x.ie' }, delivery: { kind: 'ship', address }, with: null }, who),
      ),
    ); // prettier-ignore
    expect(answers.filter((answer) => answer.ok)).toHaveLength(3);
    expect(new Set(answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.code])))).toEqual(new Set(['all-held']));
    const { state } = server.started().core;
    expect(state.drops.get(dropId)?.lines[0]).toMatchObject({ left: 0, held: 3, sold: 0 });

    const losers = people.filter((_who, n) => answers[n]?.ok === false);
    for (const who of losers.slice(0, 2)) {
      await server.done('hold.release', { holdId: who.holdId }, who);
      expect((await post(`${path}/wait`, { sku: 'MUG-moss', email: 'n@x.ie' }, who.cookie)).headers.get('location')).toBe(`${path}/mine`);
    }
    const [one, two] = losers;
    expect(await textOf(`${path}/mine`, two?.cookie ?? '')).toContain('You are number 2 in line');
    await server.done('drop.restock', { dropId, sku: 'MUG-moss', add: 1, counted: true }, server.owner);
    await until(async () => (await mine(one?.cookie ?? '')).holds.length === 1);
    expect(await textOf(`${path}/mine`, one?.cookie ?? '')).toContain('It is your turn');
    expect(await textOf(`${path}/mine`, two?.cookie ?? '')).toContain('You are next in line');
    expect(await textOf(path, '')).toContain('1 reserved for the waiting list.');
  });
});
