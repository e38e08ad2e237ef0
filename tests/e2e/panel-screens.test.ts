import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/surfaces.mjs';
import { axe, desktop, openBrowser, openPanel, phone, type PanelPage } from '../support/panel-browser.ts';
import { connectChat, furnish, midShow, openScene, paint, type Scene } from '../support/panel-scene.ts';

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
async function look(shot: Shot): Promise<void> {
  const wrong: string[] = [];
  for (const { page, size, broken } of desk) {
    await page.goto(`${scene.server.url}/panel${shot.path}`);
    await page.getByText(shot.see).first().waitFor();
    for (const name of shot.press) await page.getByRole('button', { name, exact: false }).first().click();
    await page.evaluate(() => document.fonts.ready);
    // Where somebody pressed, the window is what they see; else the whole of a phone's page.
    await page.screenshot({ path: join(shots, `${shot.name}-${size}.png`), fullPage: size === '390' && shot.press.length === 0 });
    wrong.push(...(await axe(page)).map((each) => `${size} · ${each}`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) wrong.push(`${size} · scrolls ${wide} px sideways`);
    wrong.push(...broken.splice(0).map((each) => `${size} · ${each}`));
  }
  expect(wrong).toEqual([]);
}

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
    { name: 'empty-tasks', path: '/tasks', see: 'Nothing to do', press: ['Later'] },
  ])('$name', look);
});

describe('screens of a shop in the middle of a show', () => {
  beforeAll(async () => {
    await scene.server.started().people.setPasscode('a short sentence');
    await furnish(scene);
    await connectChat(scene, 6);
    await midShow(scene);
    unpaint = paint(scene, true);
    await opened(scene.server.owner.key);
  });
  it.each<Shot>([
    { name: 'desk', path: '/desk', see: 'Fire “Card holder, olive”', press: [] },

    { name: 'desk-extend', path: '/desk', see: 'Fire “Card holder, olive”', press: ['Extend'] },
    { name: 'desk-till', path: '/desk', see: 'Fire “Card holder, olive”', press: ['Till sale'] },
    { name: 'desk-more', path: '/desk', see: 'Fire “Card holder, olive”', press: ['More'] },
    { name: 'desk-overlay', path: '/desk', see: 'Fire “Card holder, olive”', press: ['Overlay ·'] },
    { name: 'shop', path: '/shop', see: 'Where buyers reach you', press: [] },
    { name: 'catalog', path: '/catalog', see: 'Ocean Blue Shirt', press: [] },
    { name: 'catalog-count', path: '/catalog', see: 'Ocean Blue Shirt', press: ['Count Saddle bag'] },
    { name: 'catalog-product', path: '/catalog', see: 'Ocean Blue Shirt', press: ['Saddle bag, chestnut'] },
    { name: 'catalog-import', path: '/catalog', see: 'Ocean Blue Shirt', press: ['Import a file'] },
    { name: 'shows', path: '/shows', see: 'Sunday bench drop', press: [] },
    { name: 'shows-drop', path: '/shows', see: 'Sunday bench drop', press: ['Change Numbered clutch'] },
    { name: 'shows-plan', path: '/shows', see: 'Sunday bench drop', press: ['Plan a show'] },
    { name: 'orders', path: '/orders', see: '#1001', press: [] },
    { name: 'orders-one', path: '/orders', see: '#1001', press: ['#1004'] },
    { name: 'orders-refund', path: '/orders', see: '#1001', press: ['#1004', 'Refund'] },
    { name: 'channels', path: '/channels', see: 'Post in Twitch', press: [] },
    { name: 'payments', path: '/payments', see: 'Offer', press: [] },
    { name: 'keys', path: '/keys', see: 'Keys in use', press: ['Make the overlay address'] },
    { name: 'tasks', path: '/tasks', see: 'To do', press: [] },
  ])('$name', look);
});
