import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale } from '../../scripts/build.mjs';
import { loaderPage } from '../../control-panel/paper/overlay/loader-page.ts';
import { openBrowser } from '../support/panel-browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** The file on OBS's own computer, opened as OBS does: from the disk, with a shop that comes and goes. */
let server: TestServer;
let browser: Browser;
let folder = '';
/** Where the shop is reached: a port behind which there is the shop, a proxy with nothing behind it, or nobody. */
let door = 0;
let key = '';
let open: { close(): Promise<void> } | null = null;

const listening = (own: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    own.once('error', reject);
    own.listen(port, '127.0.0.1', () => resolve((own.address() as AddressInfo).port));
  });
const closing = (own: Server, sockets: ReadonlySet<Socket>) => ({
  close: () =>
    new Promise<void>((resolve) => {
      own.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }),
});
async function shopIsThere(): Promise<void> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // A line that is cut is what this is about.
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const own = createServer((near) => {
    const far = keep(connect(server.port, '127.0.0.1'));
    keep(near).on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await listening(own, door);
  open = closing(own, sockets);
}
async function onlyProxyIsThere(): Promise<void> {
  const sockets = new Set<Socket>();
  const own = createHttpServer((_request, response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'));
  own.on('connection', (socket) => sockets.add(socket));
  await listening(own, door);
  open = closing(own, sockets);
}
async function nobodyIsThere(): Promise<void> {
  await open?.close();
  open = null;
}

beforeAll(async () => {
  await buildIfStale(['overlay']);
  const probe = createServer();
  door = await listening(probe, 0);
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  server = await startServer({ kept: 'memory', env: { PUBLIC_URL: `http://127.0.0.1:${door}` }, deps: {} });
  ({ key } = await server.key('overlay'));
  folder = mkdtempSync(join(tmpdir(), 'dropcast-loader-'));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await open?.close();
  await server?.stop();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});
const address = (): string => `http://127.0.0.1:${door}/overlay/now#key=${key}`;
const file = (text: string): string => {
  const path = join(folder, 'obs-loader.html');
  writeFileSync(path, text);
  return pathToFileURL(path).href;
};
const newPage = async (): Promise<{ readonly page: Page; readonly asked: string[] }> => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  return { page, asked };
};
const paints = (): boolean => server.started().presence.parts(server.started().core.now()).overlays.length > 0;
const isThere = async (page: Page): Promise<void> => {
  await page.waitForURL(address());
  await page.locator('main.canvas[data-status="live"]').waitFor({ state: 'attached' });
  await until(paints);
};

describe('obs-loader.html', () => {
  it('waits while nobody answers and while a proxy has nothing behind it, says so without the key, and goes there', async () => {
    const { page, asked } = await newPage();
    await page.goto(file(loaderPage(address())));
    await page.locator('#said:not([hidden])').waitFor();
    expect(await page.locator('#said').textContent()).toBe(`Waiting for the shop at 127.0.0.1:${door}`);
    await onlyProxyIsThere();
    const before = asked.length;
    await until(() => asked.length > before + 2);
    expect(page.url()).toMatch(/^file:/u);
    await nobodyIsThere();
    await shopIsThere();
    await isThere(page);
    // The key stands in the fragment, and in no request.
    expect(asked.filter((url) => url.includes(key) && !url.endsWith(`#key=${key}`))).toEqual([]);
    await page.context().close();
  });

  it('a shop that goes away and comes back is found by the overlay itself; a source refreshed meanwhile, by the file', async () => {
    const { page } = await newPage();
    const loader = file(loaderPage(address()));
    await page.goto(loader);
    await isThere(page);
    await nobodyIsThere();
    await page.locator('main.canvas[data-status="stale"]').waitFor({ state: 'attached' });
    await shopIsThere();
    await page.locator('main.canvas[data-status="live"]').waitFor({ state: 'attached' });
    await nobodyIsThere();
    await page.goto(loader);
    await page.locator('#said:not([hidden])').waitFor();
    await shopIsThere();
    await isThere(page);
    await page.context().close();
  });

  it('the address may be typed behind the name; without one, and with one that is none, it says so', async () => {
    const { page } = await newPage();
    const bare = file(loaderPage(''));
    await page.goto(bare);
    expect(await page.locator('#said').textContent()).toContain('does not know where the shop is');
    await page.goto('about:blank');
    await page.goto(`${bare}#javascript:document.title='x'`);
    expect(await page.locator('#said').textContent()).toContain('does not know where the shop is');
    await page.goto('about:blank');
    await page.goto(`${bare}#${address()}`);
    await isThere(page);
    await page.context().close();
  });

  it('what stands in an address is data', async () => {
    const { page } = await newPage();
    await page.goto(file(loaderPage('</script><script>document.title="broken"</script>')));
    expect(await page.title()).not.toBe('broken');
    await page.context().close();
  });
});

describe('a key that is changed under an overlay that is open', () => {
  it('P1 the page takes it over and comes with it after a reload by its old address, also when the old one is over', async () => {
    const { page } = await newPage();
    const { keyId, key: old } = await server.done('key.create', { role: 'overlay', name: 'Main' }, server.owner);
    const at = `http://127.0.0.1:${door}/overlay/now#key=${old}&name=Main`;
    await page.goto(at);
    await page.locator('main.canvas[data-status="live"]').waitFor({ state: 'attached' });
    const { keyId: nextId } = await server.done('key.rotate', { keyId, hours: 24 }, server.owner);
    const stored = () => page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
    await until(async () => (await stored()).includes(nextId));
    // Nothing that was stored gives the old key away.
    expect(await stored()).not.toContain(old);
    const { core } = server.started();
    await until(() => core.state.keys.get(keyId)?.next === nextId);
    await page.reload();
    await page.locator('main.canvas[data-status="live"]').waitFor({ state: 'attached' });
    // A stored one that is no good: the address has the last word.
    await page.evaluate((name) => localStorage.setItem(name, 'dc_gone.aaaaaaaaaaaaaaaaaaaaaa'), `dropcast key dc_${keyId}`);
    await page.reload();
    await page.locator('main.canvas[data-status="live"]').waitFor({ state: 'attached' });
    await until(async () => (await stored()).includes(nextId));
    await server.done('key.revoke', { keyId: nextId }, server.owner);
    await page.locator('main.canvas[data-status="ended"]').waitFor({ state: 'attached' });
    await page.reload();
    await page.locator('main.canvas[data-status="refused"]').waitFor({ state: 'attached' });
    await page.context().close();
  });
});
