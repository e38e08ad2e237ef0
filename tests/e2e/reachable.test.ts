import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panel } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/surfaces.mjs';
import { openBrowser, openPanel } from '../support/panel-browser.ts';
import { connectChat, furnish, midShow, openScene, type Scene } from '../support/panel-scene.ts';
import { outOfReach } from './support/out-of-reach.ts';

/** Whatever can be pressed can be come to, whole, on every screen of the crew at every width, with letters twice as large too. */
const w = speaker(panel, 'en');
const shots = join(root, 'test-results/reachable');
/** The browser's own setting, in pixels: what somebody who sees badly changes once for all pages. */
const LETTERS = { usual: 16, twice: 32 } as const;
type Letters = keyof typeof LETTERS;

let scene: Scene;
let browser: Browser;
let page: Page;
let settings: CDPSession;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildIfStale(['panel', 'overlay', 'stage']);
  browser = await openBrowser();
  scene = await openScene();
  await scene.server.started().people.setPasscode('a short sentence');
  await furnish(scene);
  await connectChat(scene, 6);
  // Three lines to post under the monitors: as little room as the desk ever has.
  for (const label of ['TikTok', 'Instagram', 'Harbour radio'])
    await scene.server.done('channel.by-hand', { channel: null, label, enabled: true, delaySeconds: 0, longest: 150, templates: {} }, scene.server.owner);
  await midShow(scene);
  const opened = await openPanel(browser, scene.server, scene.server.owner.key, { width: 1440, height: 900 });
  page = opened.page;
  settings = await page.context().newCDPSession(page);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

const heights: Readonly<Record<number, number>> = { 300: 860, 390: 844, 1440: 900 };
interface Look {
  readonly width: number;
  readonly letters: Letters;
}
/** A column of 300 px is the dock's; with letters twice as large it is made wider. */
const looks: readonly Look[] = [
  { width: 1440, letters: 'usual' },
  { width: 390, letters: 'usual' },
  { width: 300, letters: 'usual' },
  { width: 1440, letters: 'twice' },
  { width: 390, letters: 'twice' },
];
async function looked({ width, letters }: Look): Promise<void> {
  await settings.send('Page.setFontSizes', { fontSizes: { standard: LETTERS[letters], fixed: LETTERS[letters] } });
  await page.setViewportSize({ width, height: heights[width] ?? 900 });
  // A small window stands beside what opened it, where whoever pressed that looks; it finds its new place a frame after the page has.
  await page.evaluate(() => document.querySelector('[aria-haspopup="dialog"][aria-expanded="true"]')?.scrollIntoView({ block: 'center', inline: 'center' }));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
async function judged(name: string): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const look of looks) {
    await looked(look);
    const found = await outOfReach(page);
    if (found.length > 0) await page.screenshot({ path: join(shots, `${name}-${look.width}-${look.letters}.png`) });
    wrong.push(...found.map((each) => `${name} · ${look.width} px, letters ${look.letters} · ${each}`));
  }
  return wrong;
}

interface Screen {
  readonly name: string;
  readonly path: string;
  /** What to wait for. */
  readonly see: string;
  /** Pressed by their names, one after the other, at the width where everything is in sight. */
  readonly press: readonly string[];
}
const desk = { path: '/panel/desk', see: 'Fire “Card holder, olive”' } as const;
const shows = { path: '/panel/shows', see: 'Sunday bench drop' } as const;

describe('every command can be reached, at 300, 390 and 1440 px and with letters twice as large, and nothing scrolls sideways', () => {
  it.each<Screen>([
    { ...desk, name: 'desk', press: [] },
    { ...desk, name: 'desk-stock', press: [w('desk.tabStock')] },
    { ...desk, name: 'desk-extend', press: [w('do.extend')] },
    { ...desk, name: 'desk-till', press: [w('do.till')] },
    { ...desk, name: 'desk-more', press: [w('more.label')] },
    { ...desk, name: 'desk-quick', press: [w('quick.open')] },
    { ...desk, name: 'desk-add', press: [w('add.open')] },
    { ...desk, name: 'desk-units', press: ['Brass'] },
    { ...desk, name: 'desk-overlay', press: ['Overlay ·'] },
    { ...shows, name: 'shows', press: [] },
    { ...shows, name: 'shows-plan', press: [w('shows.plan')] },
    { ...shows, name: 'shows-drop', press: ['Change Numbered clutch'] },
    { ...shows, name: 'shows-talk', press: [w('rundown.addTalk')] },
    { name: 'catalog', path: '/panel/catalog', see: 'Ocean Blue Shirt', press: [] },
    { name: 'catalog-product', path: '/panel/catalog', see: 'Ocean Blue Shirt', press: ['Saddle bag, chestnut'] },
    { name: 'catalog-count', path: '/panel/catalog', see: 'Ocean Blue Shirt', press: ['Count Saddle bag'] },
    { name: 'catalog-import', path: '/panel/catalog', see: 'Ocean Blue Shirt', press: ['Import a file'] },
    { name: 'orders', path: '/panel/orders', see: '#1001', press: [] },
    { name: 'orders-one', path: '/panel/orders', see: '#1001', press: ['#1009'] },
    { name: 'orders-refund', path: '/panel/orders', see: '#1001', press: ['#1009', 'Refund'] },
    { name: 'till', path: '/panel/till', see: 'Card holder', press: ['Saddle bag', 'Brass', 'Nickel'] },
    { name: 'tasks', path: '/panel/tasks', see: 'To do', press: [] },
    { name: 'overlay', path: '/panel/overlay', see: w('nav.overlay'), press: [] },
    { name: 'channels', path: '/panel/channels', see: 'Post in Twitch', press: [] },
    { name: 'payments', path: '/panel/payments', see: 'Offer', press: [] },
    { name: 'mail', path: '/panel/mail', see: 'What they say', press: [] },
    { name: 'shop', path: '/panel/shop', see: 'Buyers see this on every page.', press: [] },
    { name: 'reach', path: '/panel/reach', see: w('way.choose'), press: [] },
    { name: 'crew', path: '/panel/crew', see: w('nav.crew'), press: [] },
    { name: 'keys', path: '/panel/keys', see: 'Keys in use', press: ['Make the overlay address'] },
    { name: 'dock', path: '/dock', see: 'Fire “Card holder, olive”', press: [] },
    { name: 'dock-quick', path: '/dock', see: 'Fire “Card holder, olive”', press: [w('quick.open')] },
    { name: 'remote', path: '/remote', see: 'Fire “Card holder, olive”', press: [] },
    { name: 'remote-extend', path: '/remote', see: 'Fire “Card holder, olive”', press: [w('do.extend')] },
    ...['shop', 'products', 'reach', 'payment', 'overlay', 'obs', 'chat', 'test', 'ready'].map((place): Screen => ({
      name: `set-up-${place}`,
      path: `/panel/setup/${place}`,
      see: '',
      press: [],
    })),
  ])('$name', async ({ name, path, see, press }) => {
    await looked({ width: 1440, letters: 'usual' });
    // What the last one left open is closed, and the page it stood on is good for the next.
    if (page.url() === `${scene.server.url}${path}`) while ((await page.locator('dialog[open], .pop').count()) > 0) await page.keyboard.press('Escape');
    else await page.goto(`${scene.server.url}${path}`);
    await (see === '' ? page.getByRole('heading', { level: 1 }) : page.getByText(see).first()).waitFor({ state: 'attached' });
    for (const each of press)
      await page
        .getByRole('button', { name: each })
        .or(page.getByRole('tab', { name: each }))
        .first()
        .click();
    await page.evaluate(() => document.fonts.ready);
    expect(await judged(name)).toEqual([]);
  });
});
