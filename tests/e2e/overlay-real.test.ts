import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/surfaces.mjs';
import { openBrowser } from '../support/panel-browser.ts';
import { startServer, stockedShop } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** The overlay on the real server: what the ledger does is what the ticket shows, without a reload and with one. */
let server: TestServer;
let browser: Browser;
let page: Page;
let showId = '';
let dropId = '';

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs'), 'overlay']);
  server = await startServer({ kept: 'disk', env: { PUBLIC_URL: 'https://drop.example' }, deps: {} });
  ({ showId } = await stockedShop(server));
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  page.setDefaultTimeout(60_000);
  const { key } = await server.key('overlay');
  await page.goto(`${server.url}/overlay/now#key=${key}`);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const phase = (name: string): Promise<unknown> => page.locator(`.ticket[data-phase="${name}"]`).waitFor();
const count = (): Promise<string | null> => page.locator('.ticket .count').textContent();
// Four commands with one input.
const did = <N extends 'drop.arm' | 'drop.undo' | 'drop.pause' | 'drop.resume' | 'drop.end'>(name: N) => server.done(name, { dropId } as never, server.owner);

describe('an evening on the ticket', () => {
  it('armed, opening, called off, and opening again', async () => {
    ({ dropId } = await server.done(
      'drop.plan',
      { showId, title: 'Lamps', mode: 'hold', lines: [{ sku: 'LAMP-BRASS', allotted: 6, price: 2400 }], minutes: 10, holdSeconds: 300, perViewer: 1 },
      server.owner,
    ));
    expect(await page.locator('.ticket').count()).toBe(0);
    await did('drop.arm');
    await phase('armed');
    await server.done('drop.fire', { dropId, expectOnAir: null }, server.owner);
    await phase('opening');
    await did('drop.undo');
    await phase('called-off');
    await server.done('drop.fire', { dropId, expectOnAir: null }, server.owner);
    await phase('opening');
    await page.locator('.stub .leaf.up .qr').waitFor();
  });

  it('D2 it turns over when selling opens, by the server’s clock; a hold turns a tick amber, a sale hollows one out', async () => {
    await phase('live');
    expect(await count()).toBe('6 left');
    await server.done('hold.place', { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] }, server.viewer());
    await page.locator('.ticks .held').waitFor();
    await server.done('sale.record', { lines: [{ sku: 'LAMP-BRASS', quantity: 2, price: 2400 }], paidBy: 'cash', dropId }, server.owner);
    await page.locator('.ticks .sold').first().waitFor();
    expect(
      await page.locator('.ticks .left, .ticks .held, .ticks .sold').evaluateAll((ticks: Element[]) => ticks.map((tick) => tick.className).join(' ')),
    ).toBe('left left left held sold sold');
    expect(await count()).toBe('3 left');
  });

  it('paused and going on, and the server gone for a while: healed without a hand', async () => {
    await did('drop.pause');
    await phase('paused');
    await did('drop.resume');
    await phase('live');
    await server.restart();
    // The test's own kept-alive connections died with it: the first use of each says so.
    await until(() => server.fetch('/healthz').then((answer) => answer.ok, () => false)); // prettier-ignore
    await server.done('sale.record', { lines: [{ sku: 'LAMP-BRASS', quantity: 3, price: 2400 }], paidBy: 'cash', dropId }, server.owner);
    await phase('all-held');
    expect(await count()).toMatch(/^1 may come back in \d:\d\d$/u);
  });

  it('V3 sold out is stamped, after a reload too, and folds away', async () => {
    const snapshot = (await (await server.fetch('/api/state/overlay', { headers: { authorization: `Bearer ${server.owner.key}` } })).json()) as {
      parts: Record<string, { lines?: { held: number }[] }>;
    };
    expect(snapshot.parts[`drop/${dropId}`]?.lines?.[0]?.held).toBe(1);
    const holdId = [...server.started().core.state.holds.values()][0]?.holdId ?? '';
    await server.done('hold.release', { holdId }, server.owner);
    await phase('live');
    await server.done('sale.record', { lines: [{ sku: 'LAMP-BRASS', quantity: 1, price: 2400 }], paidBy: 'cash', dropId }, server.owner);
    await page.locator('.stamp.on').waitFor();
    await page.reload();
    await page.locator('.stamp.on').waitFor();
    await page.locator('.ticket').waitFor({ state: 'detached' });
  });

  it('D10 a test drop is marked, and asked to, the overlay says which one it is', async () => {
    await did('drop.end');
    await server.done('drop.test', { showId: null }, server.owner);
    await page.locator('.mark[data-mark="test"]').waitFor();
    await phase('live');
    await server.done('overlay.identify', { instance: null }, server.owner);
    await page.locator('.who-am-i').waitFor();
  });
});
