import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panel as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/surfaces.mjs';
import { builtOverlay } from '../../server/built-overlay.ts';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel } from '../support/panel-browser.ts';
import { startServer, stockedShop, usual, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** What the desk says of overlays, and what of keys may be seen on a screen that is on the stream. */
const w = speaker(words, 'en');
let server: TestServer;
let browser: Browser;
let page: Page;
let broken: readonly string[];
beforeAll(async () => {
  await buildIfStale(['panel', 'overlay']);
  server = await startServer(usual);
  const { showId } = await stockedShop(server);
  await server.started().people.setPasscode('correct horse battery');
  await server.done('show.start', { showId }, server.owner);
  browser = await openBrowser();
  ({ page, broken } = await openPanel(browser, server, server.owner.key, desktop));
  page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

function paint(instance: string, change: { readonly width: number; readonly height: number; readonly name: string }, build: string | null): () => void {
  const { core, presence } = server.started();
  const once = (): void =>
    presence.overlayPainted(
      instance,
      build ?? builtOverlay(join(root, 'dist'))() ?? '',
      { rev: core.health().seq, fps: 30, visible: true, ...change },
      core.now(),
    );
  once();
  const timer = setInterval(once, 500);
  return () => {
    clearInterval(timer);
    presence.overlayGone(instance);
  };
}
const pill = (state: string | RegExp) =>
  page.getByRole('button', { name: typeof state === 'string' ? w('health.pill', { label: w('health.overlay'), state }) : state });

describe('the desk', () => {
  it('names each overlay with its troubles, and asks one of them alone', async () => {
    const stopMain = paint('aaaa1111', { width: 1920, height: 1080, name: 'Main' }, null);
    const stopSmall = paint('bbbb2222', { width: 800, height: 600, name: 'Side' }, 'older');
    await page.goto(`${server.url}/panel/desk`);
    await pill(w('overlay.small')).click();
    const list = page.getByRole('list', { name: w('overlay.list') });
    expect(await list.getByRole('listitem').count()).toBe(2);
    const side = list.getByRole('listitem').filter({ hasText: w('overlay.row', { name: 'Side' }) });
    expect(await side.textContent()).toContain(w('overlay.smallText'));
    expect(await side.textContent()).toContain(w('overlay.oldText'));
    const { core } = server.started();
    await side.getByRole('button', { name: w('overlay.identify') }).click();
    await until(() => core.state.single('ask')?.instance === 'bbbb2222');
    await page.screenshot({ path: 'test-results/overlay-pop.png' });
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    stopSmall();
    // Gone while nobody asked for it: that is told too, until somebody says that they did.
    await page.locator('.pill-alarm').click();
    await page.getByRole('button', { name: w('overlay.tookAway') }).click();
    await page.locator('.pill-alarm').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await pill(/painted/u).waitFor();
    stopMain();
  });

  it('is red within 10 s of the last sign of the one that was on air, and says so', async () => {
    const stop = paint('cccc3333', { width: 1920, height: 1080, name: 'Main' }, null);
    await pill(/painted/u).waitFor();
    stop();
    const { core } = server.started();
    await page.locator('.pill-alarm').waitFor();
    const gone = server
      .started()
      .presence.parts(core.now())
      .overlaysGone.find(({ name }) => name === 'Main');
    // The server's own account of it, however busy the machine that draws it.
    expect(gone?.name).toBe('Main');
    await page.locator('.pill-alarm').click();
    await page.getByText(/\(Main\) is gone since/u).waitFor();
    await page.screenshot({ path: 'test-results/overlay-gone.png' });
    await page.keyboard.press('Escape');
    const again = paint('dddd4444', { width: 1920, height: 1080, name: 'Main' }, null);
    await page.locator('.pill-alarm').waitFor({ state: 'detached' });
    again();
  });
});

describe('keys on a screen that may be on the stream', () => {
  const security = (label: string): Promise<string> =>
    page.getByLabel(label, { exact: true }).evaluate((field) => getComputedStyle(field).getPropertyValue('-webkit-text-security'));
  it('are masked, copied without being shown, and shown while one keeps pressing', async () => {
    await page.goto(`${server.url}/panel/deck`);
    await page.getByRole('button', { name: w('deck.make') }).click();
    const field = page.getByLabel(w('deck.keyOf'), { exact: true });
    await field.waitFor();
    expect(await security(w('deck.keyOf'))).toBe('disc');
    expect(await security(w('deck.value'))).toBe('disc');
    await page.screenshot({ path: 'test-results/deck.png', fullPage: true });
    expect(await axe(page)).toEqual([]);
    const show = page.getByRole('button', { name: w('secret.show') }).first();
    await show.hover();
    await page.mouse.down();
    await until(async () => (await security(w('deck.keyOf'))) === 'none');
    await page.mouse.up();
    await until(async () => (await security(w('deck.keyOf'))) === 'disc');
    const key = await field.inputValue();
    const answer = await server.fetch('/api/deck', { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(200);
  });
  it('the file for OBS is made in the page; codes to scan are veiled while a show is live, and not where that is switched off', async () => {
    await page.goto(`${server.url}/panel/keys`);
    await page.getByRole('button', { name: w('overlay.make') }).click();
    const address = await page.getByLabel(w('overlay.address'), { exact: true }).inputValue();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: w('loader.get') }).click()]);
    expect(download.suggestedFilename()).toBe('obs-loader.html');
    expect(readFileSync(await download.path(), 'utf8')).toContain(JSON.stringify(address));
    await page.getByRole('button', { name: w('stage.make') }).click();
    const veiled = page.locator('.veiled');
    await veiled.waitFor();
    await page.screenshot({ path: 'test-results/keys.png', fullPage: true });
    await page.getByRole('switch', { name: w('keys.streamer') }).click();
    await until(async () => (await veiled.count()) === 0);
    expect(await axe(page)).toEqual([]);
  });
  it('a key is changed with two presses, and the list says until when the old one works', async () => {
    await page.getByText(w('keys.change'), { exact: true }).first().click();
    await page
      .getByRole('button', { name: w('keys.changeSlow') })
      .first()
      .click();
    await page.getByText(/The key before it works until/u).waitFor();
    expect(broken).toEqual([]);
  });
});
