import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panel } from '@locales/en.json';
import type { DropPart } from '@protocol/parts.ts';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { openBrowser, openPanel, phone, type PanelPage } from '../support/panel-browser.ts';
import { furnish, midShow, openScene, type Evening, type Scene } from '../support/panel-scene.ts';
import { until } from '../support/until.ts';
import { shoot } from '../support/shot.ts';

/** The counter beside the stream: who stands there sells with two taps what the stream sells at the same time. */
const w = speaker(panel, 'en');
const shots = join(root, 'test-results/till');
const tablet = { width: 1024, height: 768 } as const;
let scene: Scene;
let browser: Browser;
let evening: Evening;
/** A packer's phone and the crew's tablet. */
let pages: readonly (PanelPage & { readonly size: string; readonly asked: string[] })[] = [];
/** Whether what others do reaches the screens: between a tap and the next somebody on the stream may be faster. */
let isBehind = false;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  browser = await openBrowser();
  scene = await openScene();
  await scene.server.started().people.setPasscode('a short sentence');
  await furnish(scene);
  evening = await midShow(scene);
  const open = async (role: 'packer' | 'producer', size: typeof phone | typeof tablet) => {
    const opened = await openPanel(browser, scene.server, (await scene.server.key(role)).key, size);
    const asked: string[] = [];
    opened.page.on('request', (request) => asked.push(request.url()));
    opened.page.setDefaultTimeout(60_000);
    await opened.page.routeWebSocket(/socket\.io/u, (socket) => {
      const behind = socket.connectToServer();
      behind.onMessage((message) => {
        if (!(isBehind && typeof message === 'string' && message.includes('["patch"'))) socket.send(message);
      });
    });
    await opened.page.goto(`${scene.server.url}/panel/till`);
    await opened.page.locator('.tile').first().waitFor();
    return { ...opened, asked, size: String(size.width) };
  };
  pages = [await open('packer', phone), await open('producer', tablet)];
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
const pageOf = (size: string): Page => {
  const found = pages.find((each) => each.size === size);
  if (found === undefined) throw new Error(`no page of ${size} px`);
  return found.page;
};
const tile = (page: Page, name: string): Locator => page.locator('.tile').getByRole('button', { name: new RegExp(name, 'u') });
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const state = () => scene.server.started().core.state;
const lineOf = (sku: string) =>
  state()
    .drops.get(evening.drops.bag)
    ?.lines.find((line) => line.sku === sku);
/** What everybody is told of the drop on air. */
async function onStream(sku: string): Promise<number | undefined> {
  const answer = await scene.server.fetch('/api/state/public');
  const { parts } = (await answer.json()) as { readonly parts: Readonly<Record<string, DropPart>> };
  return parts[`drop/${evening.drops.bag}`]?.lines.find((line) => line.sku === sku)?.left;
}
const viewer = () => scene.server.viewer();
const buy = (sku: string, quantity: number) =>
  scene.server.done('sale.record', { lines: [{ sku, quantity, price: 100 }], paidBy: 'cash', dropId: null }, scene.server.owner);
async function look(name: string): Promise<void> {
  const wrong: string[] = [];
  for (const { page, size, broken } of pages) {
    await page.evaluate(() => document.fonts.ready);
    await shoot(page, join(shots, `${name}-${size}.png`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    wrong.push(...[...(await axe(page)), ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []), ...broken.splice(0)].map((each) => `${size} · ${each}`));
  }
  expect(wrong).toEqual([]);
}

describe('the till', () => {
  it('what is on air stands first, big enough to hit, and no picture is asked of anybody else', async () => {
    await look('till');
    for (const { page, asked, size } of pages) {
      expect(await page.locator('.tile').first().innerText(), size).toContain('Saddle bag');
      const small = await page
        .locator('.till button:visible')
        .evaluateAll((buttons) => buttons.filter((each) => each.getBoundingClientRect().height < 44).length);
      expect(small, size).toBe(0);
      expect(asked.filter((url) => !url.startsWith(scene.server.url) && !url.startsWith('data:'))).toEqual([]);
    }
  });

  it.each(['390', '1024'])('S3 one piece is sold in two taps at %s px: the thing, and how it was paid', async (size) => {
    const page = pageOf(size);
    const before = state().variants.get('CARD-OLIVE');
    taps = 0;
    await tap(tile(page, '^Card holder'));
    await tap(button(page, w('paidBy.cash')));
    await page.getByText(/^#\d+ sold, €29, from free stock\.$/u).waitFor();
    expect(taps).toBe(2);
    const sold = [...state().orders.values()].at(-1);
    expect(sold).toMatchObject({ paidBy: 'cash', total: 2_900, dropId: null, delivery: { kind: 'till' }, fulfilment: 'handed-over' });
    expect(state().variants.get('CARD-OLIVE')?.onHand).toBe((before?.onHand ?? 0) - 1);
  });

  it('D3 a kind of what is on air comes out of the drop, and the stream sees it at once', async () => {
    const page = pageOf('390');
    const left = lineOf('BAG-NICKEL')?.left ?? 0;
    taps = 0;
    await tap(tile(page, '^On air'));
    await tap(page.locator('.kind').filter({ hasText: 'Nickel' }));
    await look('basket');
    await tap(button(page, w('paidBy.reader')));
    await page.getByText(/^#\d+ sold, €148, from “Saddle bag, chestnut”\.$/u).waitFor();
    expect(taps).toBe(3);
    expect(await onStream('BAG-NICKEL')).toBe(left - 1);
    expect([...state().orders.values()].at(-1)).toMatchObject({ dropId: evening.drops.bag, paidBy: 'reader' });
  });

  it('S3 a basket is split over where its pieces are, at another price where one was agreed', async () => {
    const page = pageOf('1024');
    await tile(page, '^Key fob').click();
    await page.locator('.kind').filter({ hasText: 'Tan' }).click();
    await page.locator('.kind').filter({ hasText: 'Tan' }).click();
    await tile(page, '^On air').click();
    await page.locator('.kind').filter({ hasText: 'Brass' }).click();
    await page.getByRole('button', { name: w('till.changePrice', { name: 'Key fob · Tan' }) }).click();
    await page.getByLabel(w('till.priceOf', { name: 'Key fob · Tan' })).fill('10');
    await page.keyboard.press('Enter');
    await page.getByText('€168').waitFor();
    await look('split');
    await button(page, w('paidBy.other')).click();
    await page.getByText(/^#\d+ sold, €148, from “Saddle bag, chestnut”\.$/u).waitFor();
    await page.getByText(/^#\d+ sold, €20, from free stock\.$/u).waitFor();
  });

  it('S1 somebody on the stream was faster: said in words before the tap, or after it, and nothing is sold twice', async () => {
    const page = pageOf('390');
    // The clutch is down to one, and it lies in the basket.
    await buy('CLUTCH', 5);
    await tile(page, '^Numbered clutch').filter({ hasText: '1 there' }).waitFor();
    await tile(page, '^Numbered clutch').click();
    await buy('CLUTCH', 1);
    await page.getByText(w('till.short', { n: 0 })).waitFor();
    expect(await button(page, w('paidBy.cash')).getAttribute('aria-disabled')).toBe('true');
    await look('short');
    await page.getByRole('button', { name: w('till.less', { name: 'Numbered clutch' }) }).click();
    // And when the news is slower than the finger.
    const orders = state().orders.size;
    const brass = lineOf('BAG-BRASS')?.left ?? 0;
    const free = state().variants.get('BAG-BRASS');
    const there = (free?.onHand ?? 0) - (free?.committed ?? 0) - (free?.held ?? 0) - (free?.setAside ?? 0);
    if (there > 0) await buy('BAG-BRASS', there);
    await tile(page, '^On air').click();
    await page
      .locator('.kind')
      .filter({ hasText: 'Brass' })
      .filter({ hasText: `${brass} there` })
      .click();
    isBehind = true;
    for (let n = 0; n < brass; n += 1)
      await scene.server.done('hold.place', { dropId: evening.drops.bag, lines: [{ sku: 'BAG-BRASS', quantity: 1 }] }, viewer());
    await button(page, w('paidBy.cash')).click();
    await page.getByText(w('till.faster', { n: 0, name: 'Saddle bag, chestnut · Brass' })).waitFor();
    await shoot(page, join(shots, 'faster-390.png'));
    isBehind = false;
    await page.getByText(w('till.short', { n: 0 })).waitFor();
    expect(state().orders.size).toBe(orders + (there > 0 ? 1 : 0));
    await page.getByRole('button', { name: /^One less of Saddle bag/u }).click();
  });

  it('a slip is taken back by who made it, packer or crew: goods and money', async () => {
    const page = pageOf('390');
    const before = { onHand: state().variants.get('BELT-M')?.onHand, paid: state().single('takings').paid };
    await tile(page, '^Belt').click();
    await page.locator('.kind').filter({ hasText: /^M/u }).click();
    await button(page, w('paidBy.cash')).click();
    await page.getByText(/^#\d+ sold, €65, from free stock\.$/u).waitFor();
    const sold = [...state().orders.values()].at(-1);
    const row = page.locator('.last-sales li').filter({ hasText: `#${sold?.orderNumber}` });
    // Where the thumb is, and in the list.
    await row.getByRole('button', { name: w('till.takeBack') }).waitFor();
    const back = page.locator('.just-sold').getByRole('button', { name: w('till.takeBack') });
    await look('sold');
    await back.focus();
    await page.keyboard.down('Enter');
    await until(() => state().orders.get(String(sold?.orderNumber))?.state === 'refunded');
    await page.keyboard.up('Enter');
    await row.getByText(w('till.isBack')).waitFor();
    await page
      .locator('.just-sold')
      .getByText(w('till.takenBack', { number: String(sold?.orderNumber) }))
      .waitFor();
    expect({ onHand: state().variants.get('BELT-M')?.onHand, paid: state().single('takings').paid }).toEqual(before);
    await look('last');
  });

  it('a whole sale by keyboard alone', async () => {
    const page = pageOf('1024');
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('card');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await button(page, w('paidBy.cash')).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^#\d+ sold, €29, from free stock\.$/u).waitFor();
  });

  it('the desk’s till is the same one: sold, and the desk is back under the keys', async () => {
    const page = pageOf('1024');
    await page.goto(`${scene.server.url}/panel/desk`);
    await page.getByText('Fire “Card holder, olive”').first().waitFor();
    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog');
    await dialog.locator('.tile').first().waitFor();
    await look('dialog');
    await dialog.getByRole('button', { name: /^Card holder/u }).click();
    await button(page, w('paidBy.reader')).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/^#\d+ sold, €29, from free stock\.$/u).waitFor();
    expect(await page.evaluate(() => document.querySelector('dialog[open]'))).toBeNull();
  });
});
