import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panel } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone, type PanelPage } from '../support/panel-browser.ts';
import { furnish, midShow, openScene, type Evening, type Scene } from '../support/panel-scene.ts';
import { until } from '../support/until.ts';
import { shoot } from '../support/shot.ts';

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
  await shoot(page, join(shots, `${name}-${size}.png`));
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

describe('something in the hand becomes a drop', () => {
  const photo = fileURLToPath(new URL('../../docs/pictures/page-live.png', import.meta.url));
  let overlay: Page;
  beforeAll(async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' });
    overlay = await context.newPage();
    overlay.setDefaultTimeout(60_000);
    await overlay.goto(`${scene.server.url}/overlay/now#key=${(await scene.server.key('overlay')).key}`);
    await overlay.locator('.ticket').waitFor();
  });
  afterAll(() => overlay?.context().close());
  const sheet = async ({ page }: PanelPage): Promise<Locator> => {
    await tap(button(page, w('quick.open')));
    return dialogOf(page);
  };

  it.each(both)('D8 photo, price, how many, GO at %s px: on a real overlay, with its picture', async (size, at) => {
    const { page } = at();
    const price = size === '390' ? '18' : '22';
    const title = await (async () => {
      const drops =
        state()
          .shows.get(evening.showId)
          ?.cues.filter((cue) => cue.kind === 'drop').length ?? 0;
      return w('quick.lot', { n: drops + 1 });
    })();
    const began = performance.now();
    const n = await counted(async () => {
      const dialog = await sheet(at());
      const chooser = page.waitForEvent('filechooser');
      await tap(button(dialog, size === '390' ? w('picture.take') : w('picture.choose')));
      await (await chooser).setFiles(photo);
      const field = dialog.getByLabel(/^Price/u);
      await tap(field);
      await field.fill(price);
      await tap(button(dialog, w('quick.more')));
      // GO does not wait for the photo to have arrived: it goes with it.
      await tap(button(dialog, w('quick.go')));
      await dialog.waitFor({ state: 'detached' });
    });
    await overlay.locator('.ticket').getByText(title).first().waitFor();
    console.info(`quick drop at ${size} px: ${n} taps, on the overlay ${((performance.now() - began) / 1000).toFixed(1)} s after the first`);
    expect(n).toBeLessThanOrEqual(5);
    await overlay.waitForFunction(() => [...document.querySelectorAll<HTMLElement>('.ticket *')].some((each) => (each instanceof HTMLImageElement ? each.src : getComputedStyle(each).backgroundImage).includes('/media/'))); // prettier-ignore
    await overlay.locator('.ticket[data-phase="live"]').waitFor();
    await shoot(overlay, join(shots, `overlay-${size}.png`));
    const drop = state().drops.get(state().single('onAir') ?? '');
    expect(drop).toMatchObject({ title, minutes: 5, lines: [{ price: Number(price) * 100, allotted: 2 }] });
    expect(state().products.get(state().variants.get(drop?.lines[0]?.sku ?? '')?.handle ?? '')?.pictures[0]).toMatch(/^\/media\/[0-9a-f]{32}\.webp$/u);
  });

  it('D5 V3 sold out, stamped and folded away, it is back on the card as soon as more came in', async () => {
    const drop = state().drops.get(state().single('onAir') ?? '');
    const sku = drop?.lines[0]?.sku ?? '';
    const dropId = drop?.dropId ?? '';
    await scene.server.done('sale.record', { lines: [{ sku, quantity: drop?.lines[0]?.left ?? 0, price: 100 }], paidBy: 'cash', dropId }, scene.server.owner);
    await overlay.locator('.stamp.on').waitFor();
    await overlay.locator('.ticket').waitFor({ state: 'detached' });
    await scene.server.done('drop.restock', { dropId, sku, add: 3, counted: true }, scene.server.owner);
    await overlay.locator('.ticket[data-phase="live"]').waitFor();
    await overlay.locator('.ticket').getByText('3 left').first().waitFor();
    expect(await overlay.locator('.stamp.on').count()).toBe(0);
  });

  it.each(both)('the sheet as it stands at %s px: everything but the price is there already', async (_size, at) => {
    const { page } = at();
    const dialog = await sheet(at());
    await look('quick', at());
    // The last price is offered; without one it is asked for, and nothing is made.
    await dialog.getByLabel(/^Price/u).fill('');
    const drops = state().drops.size;
    await button(dialog, w('quick.go')).click();
    await dialog.getByText(w('form.price')).waitFor();
    expect(state().drops.size).toBe(drops);
    await close(page);
  });

  it('D8 put next, by keyboard alone: GO takes it when its time has come', async () => {
    const { page } = desk;
    await page.keyboard.press('q');
    const dialog = dialogOf(page);
    await dialog.waitFor();
    await page.keyboard.type('9.50');
    await dialog.getByLabel(w('quick.name'), { exact: true }).focus();
    await page.keyboard.type('Offcuts');
    await button(dialog, w('quick.next')).focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Fire “Offcuts”').first().waitFor();
  });

  it('what cannot go on air is made once, and said to be next', async () => {
    const { page } = desk;
    await scene.server.done('panic', {}, scene.server.owner);
    await page.keyboard.press('q');
    const dialog = dialogOf(page);
    await dialog.getByLabel(/^Price/u).fill('5');
    const drops = state().drops.size;
    await button(dialog, w('quick.go')).click();
    await dialog.getByText(/comes next, but it is not on air/u).waitFor();
    await button(dialog, w('quick.go')).click();
    await dialog.getByText(/comes next, but it is not on air/u).waitFor();
    expect(state().drops.size).toBe(drops + 1);
    await look('quick-waits', desk);
    await button(dialog, w('quick.leave')).click();
    await scene.server.done('panic.lift', { drops: [] }, scene.server.owner);
  });

  it('in a dock of 300 px nothing is cut off', async () => {
    const narrow = await openPanel(browser, scene.server, (await scene.server.key('producer')).key, { width: 300, height: 800 });
    await narrow.page.goto(`${scene.server.url}/dock`);
    await button(narrow.page, w('quick.open')).click();
    await dialogOf(narrow.page).waitFor();
    await look('quick', narrow);
    const cut = await dialogOf(narrow.page).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
    expect(cut).toBeLessThanOrEqual(0);
    await narrow.page.context().close();
  });
});
