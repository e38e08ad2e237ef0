import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { page as pageWords, panel as words } from '@locales/en.json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { openStorefront, type StorefrontShop } from '../support/storefront-states.ts';

/** The host says what delivery costs; a buyer on a phone sees it before anything is typed, and pays no more. */
let shop: StorefrontShop;
let browser: Browser;
let distDir: string;
beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'page', 'panel']);
  // A copy: a build that somebody starts meanwhile gives its files other names.
  distDir = mkdtempSync(join(tmpdir(), 'dropcast-delivery-'));
  for (const name of ['page', 'panel']) cpSync(join(root, 'dist', name), join(distDir, name), { recursive: true });
  browser = await openBrowser();
  shop = await openStorefront({ ships: false, collects: true, distDir });
});
afterAll(async () => {
  await browser?.close();
  await shop?.stop();
  rmSync(distDir, { recursive: true, force: true });
});

describe('delivery and tax', () => {
  it('promise 4 is set up on one screen, and the buyer sees each sum before ordering', async () => {
    const { page, broken } = await openPanel(browser, shop.server, (await shop.server.key('owner')).key, desktop);
    await page.goto(`${shop.server.url}/panel/delivery`);
    await page.getByText(words['zones.none']).waitFor();
    await page.getByRole('button', { name: words['passcode.later'], exact: true }).click();
    const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).first().click();
    const zone = async (name: string, country: string, price: string, heavy: string): Promise<void> => {
      await press(words['zones.add']);
      const dialog = page.getByRole('dialog');
      const type = async (label: string, text: string, at: number): Promise<void> => dialog.getByLabel(label, { exact: true }).nth(at).fill(text);
      await type(words['zones.name'], name, 0);
      const rest = dialog.getByRole('switch', { name: words['zones.rest'] });
      if (await rest.isChecked()) await rest.uncheck();
      await dialog.getByLabel(words['zones.country'], { exact: true }).selectOption({ label: country });
      await type(words['carrier.name'], 'Post', 0);
      await dialog.getByRole('button', { name: words['carrier.stepAdd'] }).click();
      const euro = (sentence: string): string => sentence.replace('{sign}', '€');
      await type(words['carrier.upTo'], '1000', 0);
      await type(euro(words['carrier.price']), price, 0);
      await type(euro(words['carrier.cost']), '3.20', 0);
      await type(euro(words['carrier.price']), heavy, 1);
      await dialog.getByRole('button', { name: words['save'], exact: true }).click();
      await page.getByText(name).first().waitFor();
      await dialog.waitFor({ state: 'detached' });
    };
    await zone('Ireland', 'Ireland', '4.90', '8.90');
    await zone('Europe', 'France', '14.90', '19');
    expect(await axe(page)).toEqual([]);
    const { zones } = shop.server.started().core.state.single('pricing');
    expect(zones.map(({ name, countries }) => [name, countries])).toEqual([['Ireland', ['IE']], ['Europe', ['FR']]]); // prettier-ignore
    expect(zones[0]?.carriers[0]?.steps).toEqual([{ upTo: 1_000, price: 490, cost: 320 }, { upTo: null, price: 890, cost: null }]); // prettier-ignore
    await page.getByLabel(words['tax.rate'], { exact: true }).fill('23');
    await page.locator('form', { has: page.getByLabel(words['tax.rate'], { exact: true }) }).getByRole('button', { name: words['save'], exact: true }).click(); // prettier-ignore
    await expect.poll(() => shop.server.started().core.state.single('pricing').tax).toEqual({ rate: 2_300, onTop: false });
    await press(words['codes.add']);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words['codes.code'], { exact: true }).fill('welcome');
    await dialog.getByLabel(words['cut.size'].replace('{sign}', '%'), { exact: true }).fill('10');
    await dialog.getByRole('button', { name: words['save'], exact: true }).click();
    await page.getByText('WELCOME').waitFor();
    expect(broken).toEqual([]);

    const { dropId } = await shop.fire({ title: 'Field mug', lines: [{ sku: 'MUG-sea', allotted: 5, price: 3_250 }] }, true);
    const held = await shop.hold(dropId, 'MUG-sea');
    const context = await browser.newContext({ viewport: phone, locale: 'en-IE', hasTouch: true });
    const [name, value] = held.cookie.split('=');
    await context.addCookies([{ name: name ?? '', value: value ?? '', url: shop.server.url }]);
    const buyer = await context.newPage();
    await buyer.goto(shop.server.url + held.path);
    const total = buyer.locator('.for-ship .sum dd');
    await buyer.locator('input.ship').check();
    await expect.poll(() => total.textContent()).toBe('€37.40');
    // Another country by the script: the new prices come by themselves, and the way is chosen anew.
    await buyer.locator('select[name=country]').selectOption('FR');
    await expect.poll(() => buyer.getByText('€47.40').first().isVisible()).toBe(true);
    await buyer.locator('select[name=country]').selectOption('IE');
    await expect.poll(() => buyer.locator('input[name=shown]').getAttribute('value')).toContain('ship=3740');
    await buyer.getByText(pageWords['hold.codes']).click();
    await buyer.locator('input[name=codes]').fill('welcome');
    await buyer.getByRole('button', { name: pageWords['hold.codes-use'], exact: true }).click();
    await expect.poll(() => buyer.locator('input[name=shown]').getAttribute('value')).toContain('ship=3415');
    for (const [field, text] of [['name', 'Niamh Byrne'], ['email', 'niamh@example.com']] as const) await buyer.locator(`input[name=${field}]`).fill(text); // prettier-ignore
    await buyer.locator('input.ship').check();
    for (const [field, text] of [
      ['line1', '4 Quay Street'],
      ['city', 'Galway'],
    ] as const)
      await buyer.locator(`input[name=${field}]`).fill(text);
    expect(await axe(buyer)).toEqual([]);
    await buyer.locator('button[name=provider]').click();
    await buyer.getByText('€34.15').first().waitFor();
    const [order] = [...shop.server.started().core.state.orders.values()];
    expect(order).toMatchObject({
      total: 3_415,
      shipping: 490,
      discounts: [{ name: 'WELCOME', amount: 325 }],
      sent: { zone: 'Ireland', carrier: 'Post', cost: 320 },
    });
    await context.close();
  });
});
