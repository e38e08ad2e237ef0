import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { panel as words } from '@locales/en.json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { ADDRESS, openStorefront, usualStorefront, type StorefrontShop } from '../support/storefront-states.ts';
import { readQr } from './support/qr.ts';
import { shoot } from '../support/shot.ts';

/** A buyer writes: "I lost the link". What the host does then. */
const shots = join(root, 'test-results/panel');
let shop: StorefrontShop;
let browser: Browser;
let distDir: string;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'page', 'panel']);
  // A copy: a build that somebody starts meanwhile gives its files other names.
  distDir = mkdtempSync(join(tmpdir(), 'dropcast-orders-'));
  for (const name of ['page', 'panel']) cpSync(join(root, 'dist', name), join(distDir, name), { recursive: true });
  browser = await openBrowser();
  shop = await openStorefront({ ...usualStorefront, distDir });
});
afterAll(async () => {
  await browser?.close();
  await shop?.stop();
  rmSync(distDir, { recursive: true, force: true });
});

async function ordered(dropId: string, name: string, email: string): Promise<{ readonly orderNumber: number; readonly path: string }> {
  const held = await shop.hold(dropId, 'STICKERS');
  const delivery = { kind: 'ship' as const, address: ADDRESS };
  const { orderNumber, orderUrl } = await shop.server.done('checkout.start', { holdId: held.holdId, provider: 'later', contact: { name, email }, delivery, with: null }, held); // prettier-ignore
  return { orderNumber, path: new URL(orderUrl).pathname };
}

describe('a lost link', () => {
  it.each([
    ['1440', desktop],
    ['390', phone],
  ])('P2 is found by name and renewed: copied, scanned, sent; the old one is over (%s px)', async (size, viewport) => {
    const open = shop.server.started().core.state.single('onAir');
    if (open !== null) await shop.server.done('drop.end', { dropId: open }, shop.server.owner);
    const { dropId } = await shop.fire({ title: 'Sticker sheet', lines: [{ sku: 'STICKERS', allotted: 40, price: 500 }] }, true);
    await ordered(dropId, 'Ada Byrne', 'ada@example.com');
    const zoe = await ordered(dropId, `Zoë Müller ${size}`, 'zoe@example.com');
    for (const name of ['Cem Aydın', 'Dea Rossi', 'Eli Brandt']) await ordered(dropId, name, 'someone@example.com');
    const { page, broken } = await openPanel(browser, shop.server, (await shop.server.key('host')).key, viewport);
    await page.goto(`${shop.server.url}/panel/orders`);
    await page.getByText('#1001').first().waitFor();
    const search = page.getByRole('searchbox', { name: words['orders.search'] });
    const wrong: string[] = [];
    const judge = async (name: string): Promise<void> => {
      await shoot(page, join(shots, `lost-link-${name}-${size}.png`));
      wrong.push(...(await axe(page)));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) wrong.push(`${name} scrolls ${wide} px sideways`);
    };
    await search.fill('nobody at all');
    await page.getByText(words['orders.noMatch']).waitFor();
    await search.fill(`muller ${size}`);
    const row = page.getByRole('button', { name: new RegExp(`#${zoe.orderNumber}.*Zoë Müller`, 'u') });
    await row.waitFor();
    expect(await page.locator('.order-list li').count()).toBe(1);
    await judge('found');
    await row.click();
    await page.getByText('zoe@example.com').waitFor();
    await page.getByRole('button', { name: words['orders.relink'] }).click();
    await page.getByText(words['relink.text']).waitFor();
    await judge('ask');
    // Not before it was pressed.
    expect((await shop.server.fetch(zoe.path)).status).toBe(200);
    await page.getByRole('button', { name: words['relink.do'] }).click();
    await page.getByText(words['relink.done']).waitFor();
    await judge('done');
    const url = await page.getByRole('textbox', { name: words['relink.label'].replace('{number}', String(zoe.orderNumber)) }).inputValue();
    const code = page.getByRole('img', { name: words['relink.qr'].replace('{number}', String(zoe.orderNumber)) });
    expect(await readQr(await code.screenshot())).toBe(url);
    const mail = new URL((await page.getByRole('link', { name: words['relink.mail'] }).getAttribute('href')) ?? '');
    expect([mail.protocol, decodeURIComponent(mail.pathname)]).toEqual(['mailto:', 'zoe@example.com']);
    expect(mail.searchParams.get('body')).toContain(url);
    expect([(await shop.server.fetch(zoe.path)).status, (await shop.server.fetch(new URL(url).pathname)).status]).toEqual([410, 200]);
    await page.getByRole('button', { name: words['relink.close'] }).click();
    expect([...wrong, ...broken]).toEqual([]);
    await page.context().close();
  });

  it('P1 a producer finds it, and has nothing to renew it with', async () => {
    const { page } = await openPanel(browser, shop.server, (await shop.server.key('producer')).key, desktop);
    await page.goto(`${shop.server.url}/panel/orders`);
    await page.getByRole('searchbox', { name: words['orders.search'] }).fill('muller');
    await page.getByRole('button', { name: /Zoë Müller/u }).first().click(); // prettier-ignore
    await page.getByText('zoe@example.com').waitFor();
    expect(await page.getByRole('button', { name: words['orders.relink'] }).count()).toBe(0);
    await page.context().close();
  });
});
