import { afterEach, describe, expect, it } from 'vitest';
import { brokenRules } from '../../server/shop/invariants.ts';
import { decideWith } from '../../server/shop/decide.ts';
import { LedgerUnavailable, type Ledger } from '../../server/ledger/ledger.ts';
import { memoryStores } from '../../server/stores.ts';
import { firedDrop, headersOf, startServer, stockedShop, until, usual, type ServerOptions, type TestServer } from '../support/server.ts';

/** A crowd at one door, over real HTTP. */
const CROWD = 200;
const UNITS = 50;
const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
async function openDoor(options: ServerOptions): Promise<{ server: TestServer; dropId: string; showId: string }> {
  const server = await startServer(options);
  servers.push(server);
  const { showId } = await stockedShop(server);
  const { dropId, opensAt } = await firedDrop(server, showId, UNITS);
  await until(server, opensAt);
  return { server, dropId, showId };
}
interface Answer {
  readonly status: number;
  readonly body: { readonly ok: boolean; readonly seq?: number; readonly result?: { readonly holdId: string }; readonly refusal?: { readonly code: string } };
}
const claim = async (server: TestServer, dropId: string, cookie: string, id: string): Promise<Answer> => {
  const response = await server.fetch('/api/commands', {
    method: 'POST',
    headers: headersOf({ cookie }, server.url),
    body: JSON.stringify({ id, name: 'hold.place', input: { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] } }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
};
interface Line {
  readonly left: number;
  readonly held: number;
  readonly sold: number;
}
/** What each audience is told of the drop. */
async function countsEverywhere(server: TestServer, dropId: string, showId: string): Promise<readonly Line[]> {
  const parts = async (path: string): Promise<Record<string, { lines: Line[] }>> =>
    ((await (await server.fetch(path, { headers: headersOf(server.owner, server.url) })).json()) as { parts: Record<string, { lines: Line[] }> }).parts;
  const all = await Promise.all(['/api/state/panel', '/api/state/overlay', '/api/state/stage', '/api/state/public', `/live/${showId}.json`].map(parts));
  return all.map((each) => {
    const { left, held, sold } = each[`drop/${dropId}`]?.lines[0] ?? { left: -1, held: -1, sold: -1 };
    return { left, held, sold };
  });
}

describe('200 claims at once on 50 units', () => {
  it('S1 H1 50 holds, 150 refused rightly, one count everywhere; the same ids again change nothing', async () => {
    const { server, dropId, showId } = await openDoor({ ...usual, kept: 'disk' });
    const crowd = Array.from({ length: CROWD }, (_, i) => ({ cookie: server.viewer().cookie, id: `claim-${String(i).padStart(4, '0')}` }));
    const first = await Promise.all(crowd.map(({ cookie, id }) => claim(server, dropId, cookie, id)));
    const held = first.filter(({ status }) => status === 200);
    const refused = first.filter(({ status }) => status !== 200);
    expect(held).toHaveLength(UNITS);
    expect(new Set(held.map(({ body }) => body.result?.holdId)).size).toBe(UNITS);
    expect(refused.map(({ status, body }) => `${status} ${body.refusal?.code}`)).toEqual(Array.from({ length: CROWD - UNITS }, () => '409 all-held'));
    for (const counts of await countsEverywhere(server, dropId, showId)) expect(counts).toEqual({ left: 0, held: UNITS, sold: 0 });

    const seq = server.started().core.health().seq;
    const again = await Promise.all(crowd.map(({ cookie, id }) => claim(server, dropId, cookie, id)));
    expect(again).toEqual(first);
    expect(server.started().core.health().seq).toBe(seq);
    expect(brokenRules(server.started().core.state)).toEqual([]);

    // And from the file alone, after a restart: the same answers.
    await server.restart();
    for (const counts of await countsEverywhere(server, dropId, showId)) expect(counts).toEqual({ left: 0, held: UNITS, sold: 0 });
    const oneOfThem = crowd[first.indexOf(held[0] as Answer)];
    expect(await claim(server, dropId, oneOfThem?.cookie ?? '', oneOfThem?.id ?? '')).toEqual(held[0]);
  });

  it('S1 the negative control: with the guard off, more are held than there are, and the rules say so', async () => {
    const { server, dropId } = await openDoor({ ...usual, deps: { decide: decideWith({ mayHold: () => null }) } });
    const answers = await Promise.all(
      Array.from({ length: CROWD }, (_, i) => claim(server, dropId, server.viewer().cookie, `claim-${String(i).padStart(4, '0')}`)),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(UNITS);
    expect(brokenRules(server.started().core.state)).not.toEqual([]);
  });
});

describe('L7 a store that refuses', () => {
  it('answers 503 “try again” with Retry-After, never sold out; reading goes on; the same id is done once when there is room', async () => {
    let full = false;
    const { server, dropId } = await openDoor({
      ...usual,
      deps: {
        openStores: async () => {
          const stores = await memoryStores();
          const ledger: Ledger = new Proxy(stores.ledger, {
            get: (target, name) => {
              if (full && (name === 'append' || name === 'saveSnapshot')) return () => Promise.reject(new LedgerUnavailable('no space left'));
              const value: unknown = Reflect.get(target, name);
              return typeof value === 'function' ? (value as (...of: unknown[]) => unknown).bind(target) : value;
            },
          });
          return { ...stores, ledger };
        },
      },
    });
    full = true;
    const viewer = server.viewer().cookie;
    const response = await server.fetch('/api/commands', {
      method: 'POST',
      headers: headersOf({ cookie: viewer }, server.url),
      body: JSON.stringify({ id: 'claim-on-full', name: 'hold.place', input: { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] } }),
    });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ ok: false, refusal: { code: 'try-again' } });
    const ready = await server.fetch('/readyz');
    expect(ready.status).toBe(503);
    expect(Number(ready.headers.get('retry-after'))).toBeGreaterThan(0);
    const snapshot = await server.fetch('/api/state/public');
    expect(snapshot.status).toBe(200);
    expect(await snapshot.json()).toMatchObject({ stale: true });
    full = false;
    expect((await claim(server, dropId, viewer, 'claim-on-full')).status).toBe(200);
    expect((await claim(server, dropId, viewer, 'claim-on-full')).status).toBe(200);
    expect(server.started().core.state.drops.get(dropId)?.lines[0]?.held).toBe(1);
    expect((await server.fetch('/readyz')).status).toBe(200);
    expect(await (await server.fetch('/api/state/public')).json()).not.toHaveProperty('stale');
  });
});
