import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page as words, refusal } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { openBrowser, phone } from '../support/panel-browser.ts';
import { firedDrop, startServer, stockedShop, until, usual, type TestServer } from '../support/server.ts';

/** A buyer on a phone whose network has reserved a lot already. The proxy in front says so of everybody who comes by it. */
const t = speaker(words, 'en');
const NETWORK = '81.2.69.142';
const shots = join(root, 'test-results/page');
let server: TestServer;
let browser: Browser;
let proxy: Server;
let url = '';
let code = '';
let dropId = '';

/** What a proxy does: passes on, and adds who called. */
function openProxy(to: number): Server {
  const forwarded = (headers: NodeJS.Dict<string | string[]>): NodeJS.Dict<string | string[]> => ({
    ...headers,
    // Its own port is not one of the shop's origins.
    ...(headers['origin'] === undefined ? {} : { origin: `http://localhost:${to}` }),
    'x-forwarded-for': NETWORK,
  });
  const passing = createServer((incoming, outgoing) => {
    const ahead = request({ host: '127.0.0.1', port: to, method: incoming.method, path: incoming.url, headers: forwarded(incoming.headers) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    ahead.on('error', () => outgoing.destroy());
    incoming.pipe(ahead);
  });
  passing.on('upgrade', (incoming, line, head) => {
    const ahead = request({ host: '127.0.0.1', port: to, path: incoming.url, headers: forwarded(incoming.headers) });
    ahead.on('upgrade', (answer, beyond, first) => {
      line.write(`HTTP/1.1 101 Switching Protocols\r\n${Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')}\r\n`); // prettier-ignore
      if (first.length > 0) line.write(first);
      beyond.pipe(line).pipe(beyond);
      beyond.on('error', () => line.destroy());
      line.on('error', () => beyond.destroy());
      if (head.length > 0) beyond.write(head);
    });
    ahead.on('error', () => line.destroy());
    ahead.end();
  });
  return passing;
}

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildIfStale(['page']);
  browser = await openBrowser();
  server = await startServer({ ...usual, env: { PUBLIC_URL: 'https://shop.example', TRUST_PROXY: '1' } });
  await stockedShop(server);
  const { showId } = await server.done('show.plan', { title: 'For everyone', startsAt: Date.now(), minutes: 60, reach: 'public' }, server.owner);
  const fired = await firedDrop(server, showId, 10);
  ({ code, dropId } = fired);
  proxy = openProxy(server.port);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(proxy.address() as AddressInfo).port}`;
  await until(server, fired.opensAt);
  for (const name of ['ana', 'ben'])
    await server
      .started()
      .core.submit(
        { kind: 'viewer', id: name, role: 'viewer', name, network: NETWORK },
        { id: `first-of-${name}`, name: 'hold.place', input: { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] } },
      );
}, 120_000);
afterAll(async () => {
  await browser.close();
  proxy.closeAllConnections();
  proxy.close();
  await server.stop();
});

async function pageWith(options: Parameters<Browser['newContext']>[0]): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const context = await browser.newContext({ viewport: phone, locale: 'en-IE', reducedMotion: 'reduce', ...options });
  return { page: await context.newPage(), context };
}
const press = (page: Page): Promise<void> => page.locator('[data-press]').first().click();
const solved = (): number => server.started().core.state.crowds.get(dropId)?.solved ?? 0;

describe('a buyer whose network reserved a lot', () => {
  it('presses once: the phone works a moment, stays usable, and the unit is theirs', async () => {
    const { page, context } = await pageWith({});
    await page.goto(`${url}/d/${code}`);
    await expect.poll(() => page.locator('[data-counted]').first().textContent(), { timeout: 10_000 }).toBe(t('counted.now'));
    // How long the page itself was held up while it worked.
    await page.evaluate(() => {
      let last = performance.now();
      const seen = window as unknown as { longest: number };
      seen.longest = 0;
      setInterval(() => {
        seen.longest = Math.max(seen.longest, performance.now() - last);
        last = performance.now();
      }, 10);
    });
    const began = performance.now();
    await press(page);
    await page.getByText(t('prove').slice(0, 40)).waitFor();
    await page.screenshot({ path: join(shots, 'prove-390.png') });
    const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest);
    await page.waitForURL(/\/hold\//u, { timeout: 30_000 });
    console.info(`from the press to the reservation ${Math.round(performance.now() - began)} ms; the page was held up for ${Math.round(longest)} ms at most`);
    expect(solved()).toBe(1);
    expect(await page.locator('[data-clock]').count()).toBeGreaterThan(0);
    await context.close();
  }, 60_000);
  it('without the line the form does the same, by itself', async () => {
    const { page, context } = await pageWith({});
    await page.routeWebSocket(/.*/u, (line) => void line.close());
    await page.goto(`${url}/d/${code}`);
    await press(page);
    await page.waitForURL(/\/hold\/[\w.-]+$/u, { timeout: 30_000 });
    expect(solved()).toBe(2);
    await context.close();
  }, 60_000);
  it('without script they are told what to do', async () => {
    const { page, context } = await pageWith({ javaScriptEnabled: false });
    await page.goto(`${url}/d/${code}`);
    await press(page);
    expect(await page.locator('[data-refusal] p').first().textContent()).toBe(refusal['prove-first']);
    await context.close();
  }, 60_000);
  it('is read by everybody', async () => {
    const { page, context } = await pageWith({});
    await page.goto(`${url}/d/${code}`);
    await page.evaluate((text) => {
      const told = document.querySelector<HTMLElement>('[data-refusal]');
      told?.querySelector('p')?.replaceChildren(text);
      if (told !== null) told.hidden = false;
    }, t('prove'));
    expect(await axe(page)).toEqual([]);
    await context.close();
  }, 60_000);
});
