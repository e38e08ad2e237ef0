import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/surfaces.mjs';
import { openBrowser } from '../support/panel-browser.ts';
import { openStorefront, usualStorefront, type StorefrontShop } from '../support/storefront-states.ts';

let browser: Browser;
let shop: StorefrontShop;
let distDir: string;
beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'page']);
  // A copy: a build that somebody starts meanwhile gives its files other names.
  distDir = mkdtempSync(join(tmpdir(), 'dropcast-draw-'));
  cpSync(join(root, 'dist/page'), join(distDir, 'page'), { recursive: true });
  browser = await openBrowser();
  shop = await openStorefront({ ...usualStorefront, distDir });
});
afterAll(async () => {
  await browser?.close();
  await shop?.stop();
  rmSync(distDir, { recursive: true, force: true });
});

it('D4 a phone enters, wins, and draws again by itself; a record that was changed is found out', async () => {
  const { server, pass, fire } = shop;
  const { path, dropId } = await fire({ title: 'Sticker sheet', mode: 'draw', lines: [{ sku: 'STICKERS', allotted: 40, price: 500 }] }, true);
  for (let n = 0; n < 20; n += 1) await server.done('draw.enter', { dropId, sku: 'STICKERS' }, server.viewer());
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, baseURL: server.url });
  const page = await context.newPage();
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(error.message));
  // As in a stall's plain http: nothing of it is needed.
  await page.addInitScript(() => Object.defineProperty(crypto, 'subtle', { value: undefined }));
  await page.goto(path);
  await page.getByRole('button', { name: 'Enter the draw' }).click();
  await page.getByRole('heading', { name: 'You are in the draw' }).waitFor();
  // Everybody who comes by sees the count, and this browser that it is in.
  await page.goto(path);
  await page.getByText('21 entries').waitFor();
  await page.getByRole('link', { name: 'You are in this draw' }).click();

  pass(7 * 60_000);
  // The open page tells by itself.
  await page.getByRole('heading', { name: 'It is yours to pay for' }).waitFor();
  const check = async (): Promise<string> => {
    await page.getByText('Check this draw').click();
    await page.getByRole('button', { name: 'Draw again on this device' }).click();
    return page.locator('[data-verdict]:visible').innerText();
  };
  await page.goto(path);
  expect(await check()).toContain('The same order came out');

  await context.route('**/draw.json', async (route) => {
    const record = (await (await route.fetch()).json()) as { order: string[] };
    await route.fulfill({ json: { ...record, order: record.order.toReversed() } });
  });
  await page.goto(path);
  expect(await check()).toContain('Another order came out');
  expect(broken).toEqual([]);
  await context.close();
}, 120_000);
