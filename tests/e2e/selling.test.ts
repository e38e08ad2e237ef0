import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panel } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { axe, desktop, openBrowser, openPanel, phone, type PanelPage } from '../support/panel-browser.ts';
import { furnish, midShow, openScene, type Evening, type Scene } from '../support/panel-scene.ts';
import { until } from '../support/until.ts';

/** In the middle of a show, with both hands full: more units, another price, something nobody planned. Every tap is counted. */
const w = speaker(panel, 'en');
const shots = join(root, 'test-results/selling');
let scene: Scene;
let browser: Browser;
let evening: Evening;
let desk: PanelPage;
let mobile: PanelPage;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  browser = await openBrowser();
  scene = await openScene();
  await scene.server.started().people.setPasscode('a short sentence');
  await furnish(scene);
  evening = await midShow(scene);
  const open = async (key: string, size: typeof desktop | typeof phone): Promise<PanelPage> => {
    const opened = await openPanel(browser, scene.server, key, size);
    opened.page.setDefaultTimeout(60_000);
    await opened.page.goto(`${scene.server.url}/panel/desk`);
    await opened.page.getByText('Fire “Card holder, olive”').first().waitFor();
    return opened;
  };
  desk = await open(scene.server.owner.key, desktop);
  mobile = await open((await scene.server.key('producer')).key, phone);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

let taps = 0;
const tap = async (what: Locator): Promise<void> => {
  taps += 1;
  await what.click();
};
/** How many it took. */
async function counted(act: () => Promise<void>): Promise<number> {
  taps = 0;
  await act();
  return taps;
}
const state = () => scene.server.started().core.state;
const bag = () => state().drops.get(evening.drops.bag);
const lineOf = (sku: string) => bag()?.lines.find((line) => line.sku === sku);
const dialogOf = (page: Page): Locator => page.getByRole('dialog');
const button = (scope: Locator | Page, name: string | RegExp): Locator =>
  scope.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const close = (page: Page): Promise<void> => button(dialogOf(page), w('close')).click();
async function look(name: string, { page, broken }: PanelPage): Promise<void> {
  const size = page.viewportSize()?.width ?? 0;
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(shots, `${name}-${size}.png`) });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect([...(await axe(page)), ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []), ...broken.splice(0)]).toEqual([]);
}
/** Each of these on a desk and on a phone. */
const both = [
  ['1440', () => desk],
  ['390', () => mobile],
] as const;

describe('more units', () => {
  it.each(both)('S3 from free stock, at %s px in at most 3 taps', async (_size, at) => {
    const { page } = at();
    const before = lineOf('BAG-BRASS')?.allotted ?? 0;
    const n = await counted(async () => {
      await tap(
        button(page, w('units.open', { name: 'Brass' }))
          .or(page.locator('.line-button').filter({ hasText: 'Brass' }))
          .first(),
      );
      await tap(button(dialogOf(page).getByRole('region', { name: w('units.fromFree') }), w('units.more', { n: 1 })));
      await page
        .getByText(w('units.added', { n: 1, left: lineOf('BAG-BRASS')?.left ?? 0 }))
        .or(page.getByText(/^1 added/u))
        .first()
        .waitFor();
    });
    expect(n).toBeLessThanOrEqual(3);
    expect(lineOf('BAG-BRASS')).toMatchObject({ allotted: before + 1 });
    await look('units', at());
    await close(page);
  });
  it.each(both)('D3 found just now, at %s px in at most 3 taps; the wrong number is taken back', async (_size, at) => {
    const { page } = at();
    const before = state().variants.get('BAG-NICKEL')?.onHand ?? 0;
    const n = await counted(async () => {
      await tap(page.locator('.line-button').filter({ hasText: 'Nickel' }));
      await tap(button(dialogOf(page).getByRole('region', { name: w('units.found') }), w('units.more', { n: 5 })));
      await until(() => state().variants.get('BAG-NICKEL')?.onHand === before + 5);
    });
    expect(n).toBeLessThanOrEqual(3);
    const fewer = button(dialogOf(page).getByRole('region', { name: w('units.found') }), w('units.fewer'));
    await fewer.click();
    await until(() => state().variants.get('BAG-NICKEL')?.onHand === before + 4);
    await page.getByText(/^1 taken back/u).waitFor();
    await close(page);
  });
  it('S3 what is not free cannot be pressed, and what was planned cannot be taken away', async () => {
    const { page } = desk;
    const free = (): number => {
      const row = state().variants.get('BAG-NICKEL');
      return row === undefined ? 0 : row.onHand - row.committed - row.held - row.setAside;
    };
    await page.keyboard.press('r');
    await dialogOf(page).getByText('Nickel', { exact: true }).click();
    const source = dialogOf(page).getByRole('region', { name: w('units.fromFree') });
    expect(await button(source, w('units.more', { n: 5 })).isDisabled()).toBe(free() < 5);
    while (free() > 0) {
      const left = free();
      await button(source, w('units.more', { n: 1 })).click();
      await until(() => free() === left - 1);
    }
    await source.getByText(w('units.fromFreeHint', { n: 0 })).waitFor();
    expect(await button(source, w('units.more', { n: 1 })).isDisabled()).toBe(true);
    await look('none-free', desk);
    await close(page);
  });
});

describe('another price', () => {
  it.each(both)('H1 at %s px in at most 3 taps; who has reserved keeps the old one, and that is said', async (size, at) => {
    const { page } = at();
    const price = size === '390' ? 13_900 : 14_200;
    const held = lineOf('BAG-BRASS')?.held ?? 0;
    const kept = [...state().holds.values()].filter((hold) => hold.lines.some((line) => line.sku === 'BAG-BRASS')).map((hold) => hold.total);
    const n = await counted(async () => {
      await tap(page.locator('.line-button').filter({ hasText: 'Brass' }));
      await page.getByText(w('units.priceHeld', { n: held })).waitFor();
      const field = dialogOf(page).getByLabel(/^Price/u);
      await tap(field);
      await field.fill(String(price / 100));
      await tap(button(dialogOf(page), w('units.reprice')));
      await page.getByText(w('units.repriced', { price: `€${price / 100}` })).waitFor();
    });
    expect(n).toBeLessThanOrEqual(3);
    expect(lineOf('BAG-BRASS')).toMatchObject({ price });
    expect([...state().holds.values()].filter((hold) => hold.lines.some((line) => line.sku === 'BAG-BRASS')).map((hold) => hold.total)).toEqual(kept);
    await look('price', at());
    await close(page);
  });
  it('a product page that is open shows it without a reload', async () => {
    await scene.server.done('drop.reprice', { dropId: evening.drops.bag, sku: 'BAG-BRASS', price: 13_900 }, scene.server.owner);
    const code = bag()?.links.find((link) => link.channel === 'copy')?.code ?? '';
    const context = await browser.newContext({ viewport: phone });
    const page = await context.newPage();
    await page.goto(`${scene.server.url}/d/${code}`);
    await page.getByText('from €139').first().waitFor();
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
    await scene.server.done('drop.reprice', { dropId: evening.drops.bag, sku: 'BAG-BRASS', price: 13_500 }, scene.server.owner);
    await page.getByText('from €135').first().waitFor();
    expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);
    await context.close();
  });
});

describe('something of the catalog that nobody planned', () => {
  it.each(both)('S3 into the drop on air, at %s px in 3 taps', async (size, at) => {
    const { page } = at();
    const sku = size === '390' ? 'FOB-TAN' : 'FOB-BLACK';
    const n = await counted(async () => {
      await tap(button(page, w('add.open')));
      await dialogOf(page)
        .getByRole('searchbox')
        .fill(`fob ${size === '390' ? 'tan' : 'black'}`);
      await tap(dialogOf(page).getByRole('button', { name: /^Key fob/u }));
      await look('add', at());
      await tap(button(dialogOf(page), w('add.toDrop', { title: 'Saddle bag, chestnut' })));
      await dialogOf(page).waitFor({ state: 'detached' });
    });
    expect(n).toBe(3);
    expect(lineOf(sku)).toMatchObject({ left: state().variants.get(sku)?.setAside });
  });
  it.each(both)('D8 as the next drop, at %s px in 3 taps', async (size, at) => {
    const { page } = at();
    const n = await counted(async () => {
      await tap(button(page, w('add.open')));
      await dialogOf(page)
        .getByRole('searchbox')
        .fill(size === '390' ? 'belt l' : 'clutch');
      await tap(dialogOf(page).getByRole('button', { name: size === '390' ? /^Belt · L/u : /^Numbered clutch/u }));
      await tap(button(dialogOf(page), w('add.asNext')));
      await dialogOf(page).waitFor({ state: 'detached' });
    });
    expect(n).toBe(3);
    await page
      .getByText(size === '390' ? 'Fire “Belt”' : 'Fire “Numbered clutch”')
      .first()
      .waitFor();
  });
});
