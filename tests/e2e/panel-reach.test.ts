import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { panel as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import type { Answer } from '../../server/nonce.ts';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { firedDrop, startServer, stockedShop, until, type TestServer } from '../support/server.ts';
import { buildAll } from './support/house.ts';
import { readQr } from './support/qr.ts';

/** What the desk says of how buyers get in. The look itself is played: here it answers what the test wants. */
const w = speaker(words, 'en');
const narrow = { width: 300, height: 700 } as const;
const ours: Answer = { who: 'ours', seesHttps: true };

let browser: Browser;
let server: TestServer;
let answer: Answer = ours;
const broken: string[] = [];
beforeAll(async () => {
  await buildAll();
  browser = await openBrowser();
  server = await startServer({
    kept: 'memory',
    env: { OWNER_PASSCODE: 'correct horse battery' },
    deps: { askReach: () => ({ answer: Promise.resolve(answer), stage: () => 'answer' }) },
  });
  await stockedShop(server);
}, 600_000);
afterAll(async () => {
  await browser.close();
  await server.stop();
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  expect(broken.splice(0)).toEqual([]);
});
async function open(path: string, viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const opened = await openPanel(browser, server, server.owner.key, viewport);
  pages.push(opened.page);
  await opened.page.goto(`${server.url}/panel${path}`);
  opened.page.on('close', () => broken.push(...opened.broken));
  return opened.page;
}
const sideways = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('how buyers get in', () => {
  it('without an address: this computer only, and the four ways by keyboard', async () => {
    await server.done('shop.reach', { publicUrl: null }, server.owner);
    const page = await open('/reach', desktop);
    await page.getByText(w('reach.onlyHere')).waitFor();
    const ways = page.getByRole('group', { name: w('way.choose') }).getByRole('radio');
    expect(await ways.count()).toBe(4);
    await ways.first().focus();
    for (const way of ['tunnel', 'address', 'server'] as const) {
      await page.keyboard.press('ArrowRight');
      await page.getByRole('heading', { level: 2, name: w(`way.${way}.how`) }).waitFor();
    }
    expect(await axe(page)).toEqual([]);
  });

  it('an address that is kept is looked at, and its code leads a phone there', async () => {
    const page = await open('/reach', desktop);
    await page.getByText(w('way.address'), { exact: true }).click();
    await page.getByLabel(w('reach.label')).fill('https://drop.example.com');
    await page.getByRole('button', { name: w('save') }).click();
    await page.getByText(w('reach.yes')).waitFor();
    const code = await page.getByRole('img', { name: w('reach.qrLabel', { address: 'https://drop.example.com' }) }).screenshot();
    expect(await readQr(code)).toBe('https://drop.example.com/now');
    answer = { who: 'other', why: 'gateway', detail: '502' };
    await page.getByRole('button', { name: w('reach.look') }).click();
    await page.getByText(w('reach.why.gateway', { detail: '502' })).waitFor();
    answer = { who: 'ours', seesHttps: false };
    await page.getByRole('button', { name: w('reach.look') }).click();
    await page.getByText(w('reach.unheard')).waitFor();
    expect(await axe(page)).toEqual([]);
    answer = ours;
  });

  it.each([desktop, phone, narrow])('fits $width px in every state, and reads well aloud', async (viewport) => {
    await server.done('shop.reach', { publicUrl: 'https://drop.example.com' }, server.owner);
    const page = await open('/reach', viewport);
    for (const each of [ours, { who: 'silent', why: 'timeout', detail: '' }] as const) {
      answer = each;
      await page.getByRole('button', { name: w('reach.look') }).click();
      await page.getByText(each === ours ? w('reach.yes') : w('reach.why.timeout')).waitFor();
      expect(await sideways(page)).toBe(0);
      expect(await axe(page)).toEqual([]);
    }
    answer = ours;
  });
});

describe('in a show', () => {
  it('the desk says since when nobody gets in, pauses by one press, and says when they do again', async () => {
    await server.done('shop.reach', { publicUrl: 'https://drop.example.com' }, server.owner);
    const showId = (await server.done('show.plan', { title: 'Tonight', startsAt: Date.now(), minutes: 60 }, server.owner)).showId;
    await server.done('show.start', { showId }, server.owner);
    const { dropId, opensAt } = await firedDrop(server, showId, 5);
    await until(server, opensAt);
    answer = ours;
    const page = await open('/desk', desktop);
    await page.getByText(`${w('health.reach')} · ${w('reach.reached')}`).waitFor();
    answer = { who: 'silent', why: 'refused', detail: 'ECONNREFUSED' };
    const alert = page.getByRole('alert');
    await alert.getByText(w('reach.why.refused')).waitFor();
    expect(await alert.textContent()).toMatch(/since \d\d:\d\d\./u);
    await page.getByText(`${w('health.reach')} · ${w('reach.failing')}`).waitFor();
    expect(await axe(page)).toEqual([]);
    await alert.getByRole('button', { name: w('reach.pause', { title: 'Lamps' }) }).click();
    await expect.poll(() => server.started().core.state.drops.get(dropId)?.state).toBe('paused');

    answer = ours;
    const back = page.locator('.warning-back');
    await back.waitFor();
    expect(await back.textContent()).toMatch(/again since \d\d:\d\d\./u);
    expect(await axe(page)).toEqual([]);
    await back.getByRole('button', { name: w('reach.resume', { title: 'Lamps' }) }).click();
    await expect.poll(() => server.started().core.state.drops.get(dropId)?.state).toBe('live');
    await back.getByRole('button', { name: w('close') }).click();
    await back.waitFor({ state: 'detached' });
  });

  it('a moderator reads it and presses nothing', async () => {
    const opened = await openPanel(browser, server, (await server.key('moderator')).key, phone);
    pages.push(opened.page);
    await opened.page.goto(`${server.url}/panel/desk`);
    await opened.page.getByText(w('meter.viewers')).waitFor();
    answer = { who: 'dropcast' };
    const alert = opened.page.getByRole('alert');
    await alert.getByText(w('reach.why.stranger')).waitFor();
    expect(await alert.getByRole('button').count()).toBe(0);
    expect(await sideways(opened.page)).toBe(0);
    answer = ours;
  });
});
