import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firedDrop, startServer, stockedShop, until, usual, type TestServer } from '../support/server.ts';

/** What a deck sees and presses: the real server, by its key. */
let server: TestServer;
let showId = '';
let key = '';
beforeAll(async () => {
  server = await startServer(usual);
  ({ showId } = await stockedShop(server));
  ({ key } = await server.key('producer'));
});
afterAll(async () => server?.stop());

const get = (path: string, as: string | null): Promise<Response> => server.fetch(path, { headers: as === null ? {} : { authorization: `Bearer ${as}` } });
const press = async (button: string): Promise<number> =>
  (await server.fetch(`/api/actions/${button}`, { method: 'POST', headers: { authorization: `Bearer ${key}` } })).status;
interface State {
  readonly panic: boolean;
  readonly onAir: { readonly title: string; readonly state: string; readonly left: number; readonly seconds: number } | null;
  readonly buttons: Readonly<Record<string, { readonly label: string; readonly title: string; readonly why: string | null }>>;
}
// The very answer under test.
const state = async (): Promise<State> => (await (await get('/api/deck', key)).json()) as State;

describe('a deck', () => {
  it('before anything: nothing next, nothing on air, and panic may be pressed', async () => {
    const { onAir, buttons, panic } = await state();
    expect([onAir, panic]).toEqual([null, false]);
    expect(buttons['go']).toEqual({ label: 'GO', title: '', why: 'nothing-next' });
    expect(buttons['panic']?.why).toBeNull();
    expect(await press('go')).toBe(409);
  });

  it('shows what GO would do, then what is on air and how many are left; each button says what its press would', async () => {
    const { dropId, opensAt } = await firedDrop(server, showId, 7);
    expect(await state()).toMatchObject({ onAir: { title: 'Lamps', state: 'opening', left: 7 }, buttons: { undo: { title: 'Lamps', why: null } } });
    await until(server, opensAt);
    await server.done('hold.place', { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] }, server.viewer());
    const live = await state();
    expect(live).toMatchObject({ onAir: { state: 'live', left: 6, held: 1, sold: 0 }, buttons: { pause: { title: 'Lamps', why: null } } });
    expect(live.buttons['resume']?.why).not.toBeNull();
    const picture = await get('/api/deck/pause.svg', key);
    expect(picture.headers.get('content-type')).toContain('image/svg+xml');
    expect(picture.headers.get('cache-control')).toBe('no-store');
    expect(await picture.text()).toContain('6 left');
    expect(await press('pause')).toBe(200);
    expect(await state()).toMatchObject({ onAir: { state: 'paused' }, buttons: { resume: { why: null } } });
    expect(await press('end')).toBe(200);
    expect((await state()).onAir).toBeNull();
  });

  it('what a title says is text', async () => {
    await server.done('product.save', { handle: 'x', title: '<b>&"', body: '', vendor: '', pictures: [], options: [], variants: [{ sku: 'X', options: [], price: 100, compareAt: null, cost: null, grams: null, onHand: 3 }] }, server.owner); // prettier-ignore
    const { dropId } = await server.done(
      'drop.plan',
      { showId, title: '<b>&"', mode: 'hold', lines: [{ sku: 'X', allotted: 2, price: 100 }], minutes: 5, holdSeconds: 300, perViewer: 1 },
      server.owner,
    );
    await server.done('drop.arm', { dropId }, server.owner);
    expect((await state()).buttons['fire']).toEqual({ label: 'Fire', title: '<b>&"', why: null });
    const svg = await (await get('/api/deck/fire.svg', key)).text();
    expect(svg).toContain('&#60;b&#62;&#38;&#34;');
    expect(svg).not.toContain('<b>');
  });

  it('P1 who may not press sees nothing; a button that is none is not there', async () => {
    expect((await get('/api/deck', null)).status).toBe(401);
    for (const role of ['moderator', 'packer', 'overlay', 'bot'] as const)
      expect((await get('/api/deck', (await server.key(role)).key)).status, role).toBe(403);
    expect((await get('/api/deck/go.svg', null)).status).toBe(401);
    for (const path of ['/api/deck/lift.svg', '/api/deck/go.png', '/api/deck/..svg']) expect((await get(path, key)).status, path).toBe(404);
  });
});
