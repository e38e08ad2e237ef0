import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panel as words } from '@locales/en.json';
import { SECOND } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { connectChat, furnish, openScene, paint, planEvening, type Scene } from '../support/panel-scene.ts';
import { until } from '../support/until.ts';

/** D2: how late each channel is, changed in mid-show and measured with a mark on the stream. */
const w = speaker(words, 'en');
let scene: Scene;
let browser: Browser;
let page: Page;
let broken: readonly string[];
let reels = '';
beforeAll(async () => {
  await buildIfStale(['panel', 'overlay']);
  scene = await openScene();
  const { server } = scene;
  await furnish(scene);
  await server.started().people.setPasscode('correct horse battery');
  const { showId } = await planEvening(scene);
  await server.done('show.start', { showId }, server.owner);
  await connectChat(scene, 5);
  ({ channel: reels } = await server.done(
    'channel.by-hand',
    { channel: null, label: 'Reels', enabled: true, delaySeconds: 15, longest: 150, templates: {} },
    server.owner,
  ));
  browser = await openBrowser();
  ({ page, broken } = await openPanel(browser, server, server.owner.key, desktop));
  page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

const kept = (channel: string): number | undefined => scene.server.started().core.state.channels.get(channel)?.delayMs;

describe('the stream delay', () => {
  it('D2 is changed on the desk as the platform says, by a second and by hand, and what is no delay changes nothing', async () => {
    await page.goto(`${scene.server.url}/panel/desk`);
    await page.locator('.pill', { hasText: 'Twitch' }).click();
    const row = page.getByRole('group', { name: 'Twitch', exact: true });
    await row.getByRole('button', { name: w('delay.preset', { name: w('delay.normal'), delay: 8 }) }).click();
    await until(() => kept('twitch') === 8 * SECOND);
    // Each press counts from what the desk shows.
    await expect.poll(() => page.getByLabel(w('delay.of', { label: 'Twitch' })).inputValue()).toBe('8');
    await row.getByRole('button', { name: w('delay.more', { label: 'Twitch' }) }).click();
    await until(() => kept('twitch') === 9 * SECOND);
    const field = page.getByLabel(w('delay.of', { label: 'Reels' }));
    await field.fill('45');
    await field.press('Enter');
    await until(() => kept(reels) === 45 * SECOND);
    // Heard of on the desk, too.
    await page.locator('.pill-look', { hasText: w('chat.slow', { delay: 45 }) }).waitFor();
    await field.fill('soon');
    await field.press('Enter');
    expect(await field.inputValue()).toBe('45');
    // Who is later than selling waits is named on the desk at once.
    await page.locator('.pill-look', { hasText: w('chat.slow', { delay: 45 }) }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('D2 is measured on the phone: a mark is flashed, and each channel tapped when it is seen there', async () => {
    const stop = paint(scene, true);
    await page.setViewportSize(phone);
    await page.goto(`${scene.server.url}/remote`);
    await page.getByRole('button', { name: w('delay.title') }).click();
    await page.getByRole('button', { name: w('delay.flash') }).click();
    await page.getByRole('button', { name: w('delay.see', { label: 'Reels' }) }).click();
    const keep = page.getByRole('group', { name: 'Reels', exact: true }).locator('.delay-measured button');
    await keep.waitFor();
    expect(await page.getByRole('button', { name: w('delay.see', { label: 'Reels' }) }).count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    await keep.click();
    await until(() => (kept(reels) ?? Infinity) < 45 * SECOND);
    await keep.waitFor({ state: 'detached' });
    stop();
    expect(broken).toEqual([]);
  });
});
