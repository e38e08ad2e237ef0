import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, FrameLocator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultOverlay } from '@protocol/overlay-options.ts';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { furnish, midShow, openScene } from '../support/panel-scene.ts';
import type { Scene } from '../support/panel-scene.ts';
import { shoot } from '../support/shot.ts';
import { until } from '../support/until.ts';

/** The overlay in frames of the panel: on the desk's monitors, and beside the form that changes it. */
const shots = join(root, 'test-results/panel');
let scene: Scene;
let browser: Browser;
let hostKey = '';

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs'), 'overlay', 'panel']);
  scene = await openScene();
  await furnish(scene);
  await midShow(scene);
  hostKey = (await scene.server.key('host')).key;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

const drawn = '.overlay-frame[data-drawn="true"]';
const saved = () => scene.server.started().core.state.single('overlay');
const counted = () => {
  const { core, presence } = scene.server.started();
  return presence.parts(core.now()).overlays;
};
const frameIn = (page: Page, place: string): FrameLocator => page.frameLocator(`${place} iframe`);

describe('the desk’s monitors', () => {
  it('show the overlay itself, live on air and as it will look next, and are overlays that nobody counts', async () => {
    const { page, broken } = await openPanel(browser, scene.server, hostKey, desktop);
    page.setDefaultTimeout(60_000);
    await page.goto(`${scene.server.url}/panel/desk`);
    await page.locator(`.monitor-air ${drawn}`).waitFor();
    await page.locator(`.monitor-next ${drawn}`).waitFor();
    const air = frameIn(page, '.monitor-air');
    const next = frameIn(page, '.monitor-next');
    await air.locator('.ticket[data-phase="live"]').waitFor();
    expect(await air.locator('h1').textContent()).toBe('Saddle bag, chestnut');
    expect(await next.locator('h1').textContent()).toBe('Card holder, olive');
    expect(await next.locator('.count').textContent()).toBe('40 left');
    const left = await air.locator('.count').textContent();
    const dropId = scene.server.started().core.state.single('onAir') ?? '';
    await scene.server.done('hold.place', { dropId, lines: [{ sku: 'BAG-BRASS', quantity: 1 }] }, scene.server.viewer());
    await until(async () => (await air.locator('.count').textContent()) !== left);

    // Asked which one it is, a picture of an overlay does not answer; nor does it ever say what it paints.
    await scene.server.done('overlay.identify', { instance: null }, scene.server.owner);
    await page.waitForTimeout(3_000);
    expect(await air.locator('.who-am-i').count()).toBe(0);
    expect(counted()).toEqual([]);
    expect(await page.getByText('none seen').count()).toBeGreaterThan(0);
    await shoot(page, join(shots, 'desk-monitors.png'));
    expect(await axe(page)).toEqual([]);
    expect(broken).toEqual([]);
    await page.context().close();
  });

  it('cost nothing while nobody looks, and stand still then', async () => {
    const { page } = await openPanel(browser, scene.server, hostKey, desktop);
    page.setDefaultTimeout(60_000);
    await page.goto(`${scene.server.url}/panel/desk`);
    await page.locator(`.monitor-air ${drawn}`).waitFor();
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.locator('iframe').first().waitFor({ state: 'detached' });
    expect(await page.locator('.monitor-air .overlay-still .ticket').count()).toBe(1);
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.locator(`.monitor-air ${drawn}`).waitFor();
    await page.context().close();
  });
});

describe('the overlay’s form', () => {
  it('shows what is chosen before it is saved, saves it with one button, takes it back, and resets', async () => {
    const { page, broken } = await openPanel(browser, scene.server, hostKey, desktop);
    page.setDefaultTimeout(60_000);
    await page.goto(`${scene.server.url}/panel/overlay`);
    await page.locator(drawn).waitFor();
    const picture = frameIn(page, '.overlay-picture');
    await picture.locator('.ticket[data-phase="live"]').waitFor();

    await page.getByText('Night', { exact: true }).click();
    await picture.locator('[data-theme="night"]').waitFor();
    await page.getByText('Upper right', { exact: true }).click();
    await page.getByRole('switch', { name: 'Price' }).click();
    await picture.locator('[data-corner="upper-right"]').waitFor();
    await until(async () => (await picture.locator('.price').count()) === 0);
    expect(saved()).toBeNull();

    for (const [label, phase] of [
      ['Coming up', 'armed'],
      ['Last few', 'live'],
      ['All reserved', 'all-held'],
      ['Sold out', 'sold-out'],
    ] as const) {
      await page.locator('.overlay-choices').getByText(label, { exact: true }).click();
      await picture.locator(`.ticket[data-phase="${phase}"]`).waitFor();
    }
    await page.locator('.overlay-choices').getByText('Portrait', { exact: true }).click();
    await page.locator(`.overlay-picture.portrait ${drawn}`).waitFor();
    expect(
      await frameIn(page, '.overlay-picture')
        .locator('main')
        .evaluate(() => window.innerHeight > window.innerWidth),
    ).toBe(true);
    await shoot(page, join(shots, 'overlay-portrait.png'));

    await page.getByRole('button', { name: 'Undo changes' }).click();
    await frameIn(page, '.overlay-picture').locator('[data-theme="paper"][data-corner="lower-left"]').waitFor();
    await page.getByText('Night', { exact: true }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await until(() => saved()?.theme === 'night');
    expect(saved()).toEqual({ ...defaultOverlay, theme: 'night' });
    await page.getByRole('button', { name: 'Back to the defaults' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await until(() => saved()?.theme === 'paper');
    await until(() => page.getByRole('button', { name: 'Save', exact: true }).isDisabled());
    expect(counted()).toEqual([]);
    expect(broken).toEqual([]);
    await page.context().close();
  });

  it('says in words that a colour cannot be read on its ticket, and offers the nearest that can', async () => {
    const { page } = await openPanel(browser, scene.server, hostKey, desktop);
    page.setDefaultTimeout(60_000);
    await page.goto(`${scene.server.url}/panel/overlay`);
    await page.locator(drawn).waitFor();
    const colour = page.getByRole('textbox', { name: 'Your colour', exact: true });
    await colour.fill('#e07a3f');
    await page.getByText('Hard to read on this ticket: 2.7 : 1').waitFor();
    expect(await axe(page)).toEqual([]);
    await shoot(page, join(shots, 'overlay-faint.png'));
    await page.getByRole('button', { name: 'Use #b75510' }).click();
    await page.getByText('Reads well: 4.5 : 1 on the ticket').waitFor();
    await frameIn(page, '.overlay-picture').locator('[data-brand]').waitFor();
    // On the night ticket the same colour is another question.
    await page.getByText('Night', { exact: true }).click();
    await page.getByText('Hard to read on this ticket').waitFor();
    await colour.fill('orange');
    await page.getByText('Write it as # and six letters or digits').waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it('hears nobody but the panel around it', async () => {
    const { page } = await openPanel(browser, scene.server, hostKey, desktop);
    page.setDefaultTimeout(60_000);
    await page.goto(`${scene.server.url}/panel/overlay`);
    await page.locator(drawn).waitFor();
    const picture = frameIn(page, '.overlay-picture');
    await picture.locator('.ticket').waitFor();
    // Of the same origin, but not the window around it: the frame itself.
    await picture.locator('main').evaluate(() => {
      window.postMessage({ dropcast: 'preview', now: 1, parts: { panic: true } }, window.location.origin);
      window.dispatchEvent(
        new MessageEvent('message', { data: { dropcast: 'preview', now: 1, parts: { panic: true } }, origin: 'https://evil.example', source: window.parent }),
      );
    });
    await page.waitForTimeout(500);
    expect(await picture.locator('.ticket').count()).toBe(1);
    await page.context().close();
  });

  it('on a phone: the picture first, nothing scrolls sideways, clean for axe', async () => {
    const { page } = await openPanel(browser, scene.server, hostKey, phone);
    page.setDefaultTimeout(60_000);
    await page.goto(`${scene.server.url}/panel/overlay`);
    await page.locator(drawn).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width);
    const [look, form] = [await page.locator('.overlay-look').boundingBox(), await page.locator('.overlay-form').boundingBox()];
    expect(look?.y).toBeLessThan(form?.y ?? 0);
    expect(await axe(page)).toEqual([]);
    await shoot(page, join(shots, 'overlay-390.png'));
    await page.context().close();
  });
});
