import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECOND } from '@protocol/time.ts';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone, type PanelPage } from '../support/panel-browser.ts';
import { buy, connectChat, furnish, go, midShow, openScene, paint, planEvening, type Evening, type Scene } from '../support/panel-scene.ts';
import { shoot, shootWhole } from '../support/shot.ts';

/** Every screen in every state that matters, at a desk's and a phone's size: drawn, looked at, and clean by axe. */
const shots = join(root, 'test-results/panel');
let scene: Scene;
let browser: Browser;
let unpaint: () => void = () => undefined;
let desk: readonly (PanelPage & { readonly size: string })[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  browser = await openBrowser();
  scene = await openScene();
});
afterAll(async () => {
  unpaint();
  await browser?.close();
  await scene?.close();
});

interface Shot {
  readonly name: string;
  readonly path: string;
  /** What to wait for. */
  readonly see: string;
  /** Pressed by their names, one after the other. */
  readonly press: readonly string[];
}
/** One page per size for all shots: what a screen leaves behind is seen on the next. */
async function opened(key: string | null): Promise<void> {
  await Promise.all(desk.map(({ page }) => page.context().close()));
  desk = [
    { ...(await openPanel(browser, scene.server, key, desktop)), size: '1440' },
    { ...(await openPanel(browser, scene.server, key, phone)), size: '390' },
  ];
}
/** Monitors draw in frames of their own, pictures are loaded as they are seen, and who is there is told a moment after what is there. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => {
    const isSeen = (element: Element): boolean => {
      const { top, bottom, width } = element.getBoundingClientRect();
      return width > 0 && bottom > 0 && top < window.innerHeight;
    };
    const waits = [...document.querySelectorAll('.desk-head .pill')].some((each) => /[·\s]…$/u.test(each.textContent ?? ''));
    const frames = [...document.querySelectorAll('.overlay-frame')].filter(isSeen);
    const pictures = [...document.images].filter(isSeen);
    return !waits && frames.every((frame) => frame.getAttribute('data-drawn') === 'true') && pictures.every((picture) => picture.complete);
  });
}
async function judged(name: string, { page, size, broken }: (typeof desk)[number], fullPage: boolean): Promise<readonly string[]> {
  await settled(page);
  await (fullPage ? shootWhole : shoot)(page, join(shots, `${name}-${size}.png`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const high = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
  return [
    ...(await axe(page)),
    ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []),
    ...(high > 0 && size === '1440' && page.url().endsWith('/desk') ? [`the desk scrolls ${high} px`] : []),
    ...broken.splice(0),
  ].map((each) => `${size} · ${each}`);
}
async function look(shot: Shot): Promise<void> {
  const wrong: string[] = [];
  for (const one of desk) {
    await one.page.goto(`${scene.server.url}/panel${shot.path}`);
    await one.page.getByText(shot.see).first().waitFor();
    for (const name of shot.press) await one.page.getByRole('button', { name, exact: false }).first().click();
    // Where somebody pressed, the window is what they see; else the whole of a phone's page.
    wrong.push(...(await judged(shot.name, one, one.size === '390' && shot.press.length === 0)));
  }
  expect(wrong).toEqual([]);
}
/** What stands on the screens that are open, once `see` does. */
async function state(name: string, see: string | RegExp): Promise<void> {
  const wrong: string[] = [];
  for (const one of desk) {
    await one.page.getByText(see).first().waitFor();
    wrong.push(...(await judged(`state-${name}`, one, false)));
  }
  expect(wrong).toEqual([]);
}
const both = (act: (page: Page) => Promise<unknown>): Promise<unknown> => Promise.all(desk.map(({ page }) => act(page)));

describe('screens of an empty installation', () => {
  it('login', async () => {
    await opened(null);
    await look({ name: 'login', path: '/', see: 'Log in', press: [] });
    await opened(scene.server.owner.key);
  });
  it.each<Shot>([
    { name: 'first-shop', path: '/', see: 'Name your shop', press: ['Later'] },
    { name: 'first-passcode', path: '/', see: 'Name your shop', press: [] },
    { name: 'empty-catalog', path: '/catalog', see: 'Nothing to sell yet', press: ['Later'] },
    { name: 'empty-shows', path: '/shows', see: 'No show planned', press: ['Later'] },
    { name: 'empty-orders', path: '/orders', see: 'No orders yet', press: ['Later'] },
    { name: 'empty-delivery', path: '/delivery', see: 'Name the shop first', press: ['Later'] },
    { name: 'empty-tasks', path: '/tasks', see: 'Nothing to do', press: ['Later'] },
  ])('$name', look);
});

describe('states of the desk', () => {
  let evening: Evening;
  const done = (...args: Parameters<Scene['server']['done']>) => scene.server.done(...args);
  beforeAll(async () => {
    await scene.server.started().people.setPasscode('a short sentence');
    await furnish(scene);
    await both((page) => page.goto(`${scene.server.url}/panel/desk`));
  });

  it('no show', () => state('no-show', 'No show yet'));
  it('a show that waits for its time', async () => {
    unpaint = paint(scene, true);
    evening = await planEvening(scene);
    await state('planned', 'Next: Hello');
  });
  it('a talk', async () => {
    await go(scene, evening.showId);
    await state('talk', 'Fire “Belt');
  });
  it('D2 fired, with the seconds until selling opens', async () => {
    await connectChat(scene, 20);
    await go(scene, evening.showId);
    await state('opening', 'until selling opens');
  });
  it('paused', async () => {
    await scene.pass(25 * SECOND);
    await done('drop.pause', { dropId: evening.drops.belt }, scene.server.owner);
    await state('paused', 'paused · the end does not move');
  });
  it('D5 all reserved is not sold out', async () => {
    await done('drop.resume', { dropId: evening.drops.belt }, scene.server.owner);
    for (const sku of ['BELT-S', 'BELT-S', 'BELT-M', 'BELT-M', 'BELT-M']) await buy(scene, evening.drops.belt, sku, 1, sku === 'BELT-S');
    await state('all-reserved', /may come back in/u);
  });
  it('D9 panic, and how it is lifted', async () => {
    await done('panic', {}, scene.server.owner);
    await state('panic', 'All paused, overlay blank');
    await both((page) => page.getByRole('button', { name: 'Go on …' }).click());
    await state('lift', 'Choose for each drop.');
    await both((page) => page.getByRole('button', { name: 'Close' }).click());
    await done('panic.lift', { drops: [{ dropId: evening.drops.belt, then: 'resume' }] }, scene.server.owner);
  });
  it('D10 after the show, a test', async () => {
    await done('drop.end', { dropId: evening.drops.belt }, scene.server.owner);
    await done('show.end', { showId: evening.showId }, scene.server.owner);
    await state('over', 'The show is over');
    await done('drop.test', { showId: null }, scene.server.owner);
    await state('test', 'This is a test');
    await scene.pass(70 * SECOND);
  });
  it('a window that keys do not reach says so', async () => {
    await both((page) =>
      page.evaluate(() => {
        document.hasFocus = () => false;
        window.dispatchEvent(new Event('blur'));
      }),
    );
    await state('unheard', 'Keys do not reach this window.');
  });
  it('a file before it is imported', async () => {
    await both(async (page) => {
      await page.goto(`${scene.server.url}/panel/catalog`);
      await page.getByRole('button', { name: 'Import a file' }).click();
      await page.locator('input[type=file]').setInputFiles(fileURLToPath(new URL('../support/data/shopify/home-and-garden.csv', import.meta.url)));
    });
    await state('import', 'new products');
  });
});

describe('screens of a shop in the middle of a show', () => {
  beforeAll(async () => {
    await connectChat(scene, 6);
    await midShow(scene);
    await opened(scene.server.owner.key);
  });
  it.each<Shot>([
    { name: 'desk', path: '/desk', see: 'Fire “Card holder, olive”', press: [] },

    { name: 'desk-extend', path: '/desk', see: 'Fire “Card holder, olive”', press: ['Extend'] },
    { name: 'desk-till', path: '/desk', see: 'Fire “Card holder, olive”', press: ['Till sale'] },
    { name: 'desk-more', path: '/desk', see: 'Fire “Card holder, olive”', press: ['More'] },
    { name: 'desk-overlay', path: '/desk', see: 'Fire “Card holder, olive”', press: ['Overlay ·'] },
    { name: 'desk-crowd', path: '/desk', see: 'Fire “Card holder, olive”', press: ['Keep it fair'] },
    { name: 'desk-restrict', path: '/desk', see: 'Fire “Card holder, olive”', press: ['Stop the buyer of'] },
    { name: 'shop', path: '/shop', see: 'Buyers see this on every page.', press: [] },
    { name: 'catalog', path: '/catalog', see: 'Ocean Blue Shirt', press: [] },
    { name: 'catalog-count', path: '/catalog', see: 'Ocean Blue Shirt', press: ['Count Saddle bag'] },
    { name: 'catalog-product', path: '/catalog', see: 'Ocean Blue Shirt', press: ['Saddle bag, chestnut'] },
    { name: 'catalog-import', path: '/catalog', see: 'Ocean Blue Shirt', press: ['Import a file'] },
    { name: 'shows', path: '/shows', see: 'Sunday bench drop', press: [] },
    { name: 'shows-drop', path: '/shows', see: 'Sunday bench drop', press: ['Change Numbered clutch'] },
    { name: 'shows-plan', path: '/shows', see: 'Sunday bench drop', press: ['Plan a show'] },
    { name: 'shows-obs', path: '/shows', see: 'Sunday bench drop', press: ['What OBS does at Numbered clutch', 'Add something'] },
    { name: 'orders', path: '/orders', see: '#1001', press: [] },
    { name: 'orders-one', path: '/orders', see: '#1001', press: ['#1009'] },
    { name: 'orders-refund', path: '/orders', see: '#1001', press: ['#1009', 'Refund'] },
    { name: 'channels', path: '/channels', see: 'Post in Twitch', press: [] },
    { name: 'obs', path: '/obs', see: 'OBS is not open', press: [] },
    { name: 'payments', path: '/payments', see: 'Offer', press: [] },
    { name: 'delivery', path: '/delivery', see: 'Where you send to', press: [] },
    { name: 'delivery-zone', path: '/delivery', see: 'Where you send to', press: ['Change'] },
    { name: 'delivery-code', path: '/delivery', see: 'Where you send to', press: ['Add a code'] },
    { name: 'keys', path: '/keys', see: 'Keys in use', press: ['Make the overlay address'] },
    { name: 'tasks', path: '/tasks', see: 'To do', press: [] },
  ])('$name', look);
});
