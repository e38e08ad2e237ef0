import { afterEach, describe, expect, it } from 'vitest';
import { LedgerUnavailable, type Ledger } from '../../server/ledger/ledger.ts';
import { memoryStores } from '../../server/stores.ts';
import { firedDrop, headersOf, startServer, stockedShop, until, usual, type ServerOptions, type TestServer } from '../support/server.ts';

const UNITS = 50;
const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
async function openDoor(options: ServerOptions): Promise<{ server: TestServer; dropId: string }> {
  const server = await startServer(options);
  servers.push(server);
  const { showId } = await stockedShop(server);
  const { dropId, opensAt } = await firedDrop(server, showId, UNITS);
  await until(server, opensAt);
  return { server, dropId };
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
