import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { createLogger } from '../../server/logger.ts';
import { realDeps } from '../../server/real-deps.ts';
import { memoryStores, type OpenStores } from '../../server/stores.ts';

/** Addresses that anyone may send, as they are: a browser's `fetch` would tidy them up first. */
const oddAddresses = ['//', '//x', '///', '//healthz', '/healthz?nonce=//', '/\\\\', '*', 'http://', '//x?nonce=%'];

const toStop: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of toStop.splice(0)) await stop();
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has such an address.
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
function ask(port: number, path: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let body = '';
      response.on('data', (piece: Buffer) => (body += piece.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}
/** An app whose stores open when the gate does. */
function appBehind(port: number, openStores: OpenStores): App {
  const read = readConfig({ PORT: String(port), LOG_LEVEL: 'silent' }, []);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const log = createLogger(read.config.logLevel, { write: () => undefined });
  return createApp(read.config, { ...realDeps(read.config, log), openStores });
}

describe('while the shop is not open yet', () => {
  it('no address ends the process: it is told to come back, and the start goes on', async () => {
    const port = await freePort();
    let openGate = (): void => undefined;
    const gate = new Promise<void>((resolve) => (openGate = resolve));
    const app = appBehind(port, () => gate.then(memoryStores));
    toStop.push(() => app.stop());
    const starting = app.start();
    // The port is the first thing that a start takes.
    let alive = false;
    while (!alive) alive = await ask(port, '/healthz').then((answer) => answer.status === 200, () => new Promise((resolve) => setTimeout(() => resolve(false), 10))); // prettier-ignore
    for (const path of oddAddresses) expect([path, (await ask(port, path)).status]).toEqual([path, path.startsWith('/healthz') ? 200 : 503]);
    expect(JSON.parse((await ask(port, '/healthz?nonce=a1&b=c')).body)).toEqual({ ok: true, nonce: 'a1' });
    openGate();
    await starting;
    for (const path of oddAddresses) expect((await ask(port, path)).status, path).toBeLessThan(500);
    expect((await ask(port, '/readyz')).status).toBe(200);
  });
});
