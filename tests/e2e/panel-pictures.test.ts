import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/surfaces.mjs';
import { pretendPictures } from '../../server/edges/media/pretend-pictures.ts';
import type { FetchedPicture } from '../../server/ports/media.ts';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone, type PanelPage } from '../support/panel-browser.ts';
import { startServer, stockedShop, usual, type TestServer } from '../support/server.ts';
import { clip, longClip, phonePhoto } from '../support/some-media.ts';
import { until } from '../support/until.ts';
import { buildAll } from './support/house.ts';
import { shoot } from '../support/shot.ts';

/** The catalog's pictures in a real browser: sent from the form, and copied from elsewhere while one looks on. */
const shots = join(root, 'test-results/panel');
let browser: Browser;
let server: TestServer;
let desk: PanelPage;
let hand: PanelPage;
/** What other servers answer: each address waits here until it is let go. */
const waiting = new Map<string, (answer: FetchedPicture) => void>();
const letGo = async (url: string, answer: 'here' | 'gone'): Promise<void> => {
  await until(() => waiting.has(url));
  waiting.get(url)?.(answer === 'here' ? await pretendPictures(url) : { ok: false, why: 'not-there', again: false });
  waiting.delete(url);
};

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildAll();
  const fetch = (url: string) => new Promise<FetchedPicture>((resolve) => waiting.set(url, resolve));
  server = await startServer({ ...usual, deps: { pictures: { fetch, pausesMs: [] } } });
  await stockedShop(server);
  await server.started().people.setPasscode('a short sentence');
  browser = await openBrowser();
  desk = await openPanel(browser, server, server.owner.key, desktop);
  hand = await openPanel(browser, server, server.owner.key, phone);
});
afterAll(async () => {
  await browser?.close();
  for (const resolve of waiting.values()) resolve({ ok: false, why: 'slow', again: false });
  await server?.stop();
});

/** Both sizes: drawn for the eye, clean by axe, nothing broken, nothing to scroll sideways. */
async function judged(name: string, pages: readonly (readonly [string, PanelPage])[]): Promise<void> {
  const wrong: string[] = [];
  for (const [size, { page, broken }] of pages) {
    await page.evaluate(() => document.fonts.ready);
    await shoot(page, join(shots, `pictures-${name}-${size}.png`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    // A refused file is what one of these shows.
    wrong.push(
      ...[
        ...(await axe(page)),
        ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []),
        ...broken.splice(0).filter((line) => !line.includes('status of 422')),
      ].map((each) => `${size} · ${each}`),
    );
  }
  expect(wrong).toEqual([]);
}
const both = (): readonly (readonly [string, PanelPage])[] => [['1440', desk], ['390', hand]]; // prettier-ignore
const catalog = (page: Page) => page.goto(`${server.url}/panel/catalog`);
const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer });

describe('pictures sent from the product form', () => {
  it('a phone’s photo is made small before it is sent, is there once it is, and is the one in the table', async () => {
    const { page } = hand;
    const photo = await phonePhoto();
    const sent: { readonly size: number; readonly tells: boolean }[] = [];
    // Only who stands in its way is shown what is sent.
    await page.route('**/api/media', (route) => {
      const body = route.request().postDataBuffer();
      sent.push({ size: body?.length ?? 0, tells: body?.includes('Fruit') ?? true });
      return route.continue();
    });
    await catalog(page);
    await page.getByRole('button', { name: 'Desk lamp', exact: true }).click();
    await page.locator('.product-pictures input[type=file]').setInputFiles([file('IMG_0001.jpg', 'image/jpeg', photo), file('talk.mp4', 'video/mp4', clip())]);
    await page.getByRole('img', { name: 'Desk lamp, first picture' }).waitFor();
    await page.getByLabel('Desk lamp, picture 2', { exact: true }).waitFor();
    expect(sent[0]?.size).toBeGreaterThan(0);
    expect(sent[0]?.size).toBeLessThan(photo.length);
    expect(sent[0]?.tells).toBe(false);
    await page.unroute('**/api/media');
    await judged('form', [['390', hand]]);
    await page.getByRole('button', { name: 'Save the product' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const [first = '', second = ''] = server.started().core.state.products.get('lamp')?.pictures ?? [];
    expect([/^\/media\/[a-f0-9]{32}\.webp$/u.test(first), /^\/media\/[a-f0-9]{32}\.mp4$/u.test(second)]).toEqual([true, true]);
    const shown = page.locator('table.catalog img').first();
    expect(await shown.getAttribute('src')).toBe(first.replace('.webp', '.640.webp'));
    // Upright: higher than wide.
    await until(async () => (await shown.evaluate((img: HTMLImageElement) => img.naturalHeight)) === 640);
    expect(await shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(480);
  });

  it('the order is theirs, by keyboard too; what is wrong is said in words, and the rest goes on', async () => {
    const { page } = desk;
    await catalog(page);
    await page.getByRole('button', { name: 'Desk lamp', exact: true }).click();
    await page
      .locator('.product-pictures input[type=file]')
      .setInputFiles([file('long.mp4', 'video/mp4', longClip()), file('lamp.png', 'image/png', Buffer.from(await pretendBytes()))]);
    await page.getByRole('alert').filter({ hasText: 'runs 33 seconds' }).waitFor();
    await page.getByRole('img', { name: 'Desk lamp, picture 3' }).waitFor();
    await judged('form-wrong', [['1440', desk]]);
    await page.getByRole('button', { name: 'Put first: Desk lamp, picture 3' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove: Desk lamp, picture 2' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Add by web address').click();
    await page.getByLabel('Web address of a picture').fill('lamp dot jpg');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'no web address' }).waitFor();
    const before = server.started().core.state.products.get('lamp')?.pictures ?? [];
    await page.getByRole('button', { name: 'Save the product' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const after = server.started().core.state.products.get('lamp')?.pictures ?? [];
    expect([after.length, after.includes(before[0] ?? ''), after[1]]).toEqual([2, false, before[1]]);
  });
});

describe('pictures of an import', () => {
  const url = (n: number): string => `https://cdn.shop.example/${n}.jpg`;
  const csv = ['Handle,Title,Variant SKU,Variant Price,Image Src', ...[1, 2, 3, 4, 5, 6].map((n) => `mug-${n},Mug ${n},MUG-${n},9.00,${url(n)}`)].join('\n');
  it('one goes on working while they are copied, and sees how far it is', async () => {
    await catalog(hand.page);
    await catalog(desk.page);
    await desk.page.getByRole('button', { name: 'Import a file' }).click();
    // Let go over the field, as from a folder on the desk.
    const dataTransfer = await desk.page.evaluateHandle((text) => {
      const dragged = new DataTransfer();
      dragged.items.add(new File([text], 'mugs.csv', { type: 'text/csv' }));
      return dragged;
    }, csv);
    await desk.page.locator('dialog .drop-file').dispatchEvent('drop', { dataTransfer });
    await desk.page.getByRole('button', { name: /Import 6/u }).click();
    await desk.page.getByText('0 of 6 pictures copied').waitFor();
    for (const n of [1, 2]) await letGo(url(n), 'here');
    for (const [, { page }] of both()) await page.getByText('2 of 6 pictures copied').waitFor();
    await judged('copying', both());
  });

  it('what could not be had is named, with why, and asked for again by one press', async () => {
    for (const n of [3, 4]) await letGo(url(n), 'gone');
    for (const n of [5, 6]) await letGo(url(n), 'here');
    for (const [, { page }] of both()) await page.getByText('2 pictures could not be copied').waitFor();
    const { page } = desk;
    await page.getByRole('listitem').filter({ hasText: 'Mug 3' }).getByText('It is no longer there.').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Mug 4' }).getByRole('link', { name: 'cdn.shop.example' }).waitFor();
    await judged('failed', both());
    await page.getByRole('button', { name: 'Try all 2 again' }).click();
    await page.getByText('0 of 2 pictures copied').waitFor();
    for (const n of [3, 4]) await letGo(url(n), 'here');
    for (const one of both()) await one[1].page.locator('.picture-progress').waitFor({ state: 'hidden' });
    // Every thumbnail is ours now: this browser asked nobody else since.
    await until(async () => (await page.locator('table.catalog img[src^="/media/"]').count()) === 7);
  });

  it('a producer sees how it goes and has no button for it', async () => {
    await server.done('product.save', { handle: 'jug', title: 'Jug', body: '', vendor: '', pictures: [url(7)], options: [], variants: [{ sku: 'JUG', options: [], price: 900, compareAt: null, cost: null, grams: null, onHand: 1 }] }, server.owner); // prettier-ignore
    await letGo(url(7), 'gone');
    const theirs = await openPanel(browser, server, (await server.key('producer')).key, desktop);
    await catalog(theirs.page);
    await theirs.page.getByText('1 picture could not be copied').waitFor();
    expect(await theirs.page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await theirs.page.context().close();
  });
});

async function pretendBytes(): Promise<Uint8Array> {
  const drawn = await pretendPictures('lamp');
  return drawn.ok ? drawn.bytes : new Uint8Array();
}
