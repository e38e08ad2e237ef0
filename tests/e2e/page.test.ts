import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { page as words } from '@locales/en.json';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { openBrowser, wholeBrowserLaunch } from '../support/panel-browser.ts';
import { readQr } from './support/qr.ts';
import { everyState, openStorefront, usualStorefront, type Fired, type StorefrontShop } from '../support/storefront-states.ts';
import { shootWhole } from '../support/shot.ts';

/** A buyer's phone: real Chromium, 390 px wide, on a real server. */
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let browser: Browser;
let shop: StorefrontShop;
let distDir: string;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'page']);
  // A copy: a build that somebody starts meanwhile gives its files other names.
  distDir = mkdtempSync(join(tmpdir(), 'dropcast-page-'));
  cpSync(join(root, 'dist/page'), join(distDir, 'page'), { recursive: true });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(distDir, { recursive: true, force: true });
});
beforeEach(async () => {
  complaints.length = 0;
  shop = await openStorefront({ ...usualStorefront, distDir });
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  await shop.stop();
});

async function phone(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ ...PHONE, ...options, baseURL: shop.server.url });
  contexts.push(context);
  const page = await context.newPage();
  // A page that breaks its own policy or throws is broken, whatever it looks like.
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('the server responded with a status of 4')) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return page;
}
const bag = (open: boolean, change: { readonly brass?: number; readonly perViewer?: number; readonly minutes?: number } = {}): Promise<Fired> =>
  shop.fire(
    {
      title: 'Saddle bag, chestnut',
      lines: [
        { sku: 'BAG-BRASS', allotted: change.brass ?? 2, price: 14800 },
        { sku: 'BAG-NICKEL', allotted: 3, price: 14800 },
      ],
      perViewer: change.perViewer ?? 1,
      minutes: change.minutes ?? 6,
    },
    open,
  );
const heldOf = (dropId: string): number =>
  shop.server
    .started()
    .core.state.drops.get(dropId)
    ?.lines.reduce((sum, line) => sum + line.held, 0) ?? -1;
const isLive = (page: Page): Promise<unknown> => page.getByText('counted just now').first().waitFor();
/** What a camera reads once the picture is there. */
async function until(read: () => Promise<string | null>): Promise<string> {
  for (;;) {
    const text = await read();
    if (text !== null) return text;
  }
}
const choose = (page: Page, name: string): Promise<void> => page.getByRole('radio', { name }).check();
async function fillIn(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill('Niamh Byrne');
  await page.getByRole('textbox', { name: 'Mail' }).fill('niamh@example.com');
}

describe('without a script', () => {
  it('a phone claims, orders and has its pickup code', async () => {
    const { path, dropId } = await bag(true);
    const page = await phone({ javaScriptEnabled: false });
    await page.goto(path);
    await choose(page, 'Nickel');
    await page.getByRole('button', { name: words['button.hold'] }).click();
    await page.waitForURL(/\/hold\//u);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(words['hold.title']);
    expect(heldOf(dropId)).toBe(1);
    await fillIn(page);
    await choose(page, 'Pick it up at Saturday market');
    await page.getByRole('button', { name: 'Order, pay at pickup' }).click();
    await page.waitForURL(/\/order\//u);
    expect(await page.locator('.code').textContent()).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}$/u);
    expect(await page.locator('.lines').textContent()).toContain('Nickel');
    expect(heldOf(dropId)).toBe(0);
    // And it is found again from the shop's own page.
    await page.goto('/now');
    await page.getByRole('link', { name: /^Your order #\d+/u }).click();
    await page.waitForURL(/\/order\//u);
    expect(complaints).toEqual([]);
  });

  it('an address is asked for only where it is sent, and the total names the delivery', async () => {
    const { path } = await bag(true);
    const page = await phone({ javaScriptEnabled: false });
    await page.goto(path);
    await page.getByRole('button', { name: words['button.hold'] }).click();
    await page.waitForURL(/\/hold\//u);
    expect(await page.getByLabel('Street and number').isVisible()).toBe(false);
    await choose(page, 'Have it sent');
    expect(await page.locator('.order .sum:visible').innerText()).toMatch(/Total with delivery\s+€152\.90/u);
    await fillIn(page);
    await page.getByRole('button', { name: 'Order, pay by the seller’s invoice' }).click();
    expect(await page.getByText('Write the street and number.').isVisible()).toBe(true);
    await page.getByLabel('Street and number').fill('4 Quay Street');
    await page.getByLabel('Town').fill('Galway');
    await page.getByRole('button', { name: 'Order, pay by the seller’s invoice' }).click();
    await page.waitForURL(/\/order\//u);
    expect(await page.locator('.facts').textContent()).toContain('4 Quay Street, Galway, Ireland');
  });
});

describe('with the script', () => {
  it('T1 D2 a page that was opened early opens by itself, and a press goes over the line', async () => {
    const { path, dropId, code } = await bag(false);
    const page = await phone();
    const posts: string[] = [];
    page.on('request', (request) => void (request.method() === 'POST' && posts.push(new URL(request.url()).pathname)));
    await page.goto(path);
    const button = page.getByRole('button', { name: words['button.hold'] });
    await button.waitFor();
    await isLive(page);
    await button.click();
    await page.waitForURL(/\/hold\//u);
    expect(heldOf(dropId)).toBe(1);
    // No form was posted: /api/seen brought the cookie, the claim went over the socket.
    expect(posts).toEqual(['/api/seen']);
    // Back on the page it is one's own.
    await page.goto(`/d/${code}`);
    const yours = page.getByRole('link', { name: /^Yours · \d:\d\d to pay/u });
    await yours.waitFor();
    expect(await page.getByRole('button', { name: words['button.hold'] }).isVisible()).toBe(false);
    await yours.click();
    await page.waitForURL(/\/hold\//u);
    await fillIn(page);
    await choose(page, 'Pick it up at Saturday market');
    await page.getByRole('button', { name: 'Order, pay at pickup' }).click();
    await page.waitForURL(/\/order\//u);
    expect(complaints).toEqual([]);
  });

  it('V2 counts and ticks change in place while somebody looks, and what is gone cannot be chosen', async () => {
    const { path, dropId } = await bag(true);
    const page = await phone();
    await page.goto(path);
    await isLive(page);
    await page.evaluate(() => document.querySelector('main')?.setAttribute('data-same', 'yes'));
    expect(await page.locator('.claim .ticks b.left').count()).toBe(5);
    const held = [await shop.hold(dropId, 'BAG-BRASS'), await shop.hold(dropId, 'BAG-BRASS')] as const;
    const left = page.locator('.claim [data-count=left]');
    await left.filter({ hasText: /^3 left$/u }).waitFor();
    expect(await page.locator('.claim .ticks b.held').count()).toBe(2);
    expect(await page.locator('[data-line=BAG-BRASS]').textContent()).toContain(words['line.held'].other.replace('{n}', '2'));
    expect(await page.locator('[data-line=BAG-BRASS] input').isDisabled()).toBe(true);
    await shop.server.done('hold.release', { holdId: held[0].holdId }, held[0]);
    await left.filter({ hasText: /^4 left$/u }).waitFor();
    expect(await page.locator('[data-line=BAG-BRASS] input').isDisabled()).toBe(false);
    // All of it in the markup that came first.
    expect(await page.locator('main').getAttribute('data-same')).toBe('yes');
    expect(complaints).toEqual([]);
  });

  it('D5 all held, then open again, then sold out: each as the ledger says, without a reload', async () => {
    const { dropId, path } = await shop.fire({ title: 'Field mug', lines: [{ sku: 'MUG-sea', allotted: 1, price: 3250 }] }, true);
    const page = await phone();
    await page.goto(path);
    await isLive(page);
    const held = await shop.hold(dropId, 'MUG-sea');
    await page.getByText(/1 is being paid for and may come back in \d:\d\d/u).waitFor();
    expect(await page.locator('[data-press]').isDisabled()).toBe(true);
    await shop.server.done('hold.release', { holdId: held.holdId }, held);
    await page.getByRole('button', { name: words['button.hold'] }).waitFor();
    expect(await page.locator('[data-press]').isDisabled()).toBe(false);
    await shop.order(dropId, 'MUG-sea', 'pickup');
    await page.locator('.stamp').waitFor();
    expect(await page.locator('.lead').textContent()).toBe('The only one has found someone.');
    expect(complaints).toEqual([]);
  });

  it('V3 paused, resumed, extended, ended: the server’s own markup takes its place, and what was chosen stays', async () => {
    const { path, dropId } = await bag(true);
    const { done, owner } = shop.server;
    const page = await phone();
    await page.goto(path);
    await isLive(page);
    await done('drop.pause', { dropId }, owner);
    await page.getByText('Selling is paused for a moment.').waitFor();
    await done('drop.resume', { dropId }, owner);
    await page.getByRole('button', { name: words['button.hold'] }).waitFor();
    await choose(page, 'Nickel');
    await done('drop.extend', { dropId, minutes: 2, reason: 'the stream stuttered' }, owner);
    await page.getByText('Goes on longer: the stream stuttered').waitFor();
    expect(await page.locator('[data-line=BAG-NICKEL] input').isChecked()).toBe(true);
    await done('drop.end', { dropId }, owner);
    await page.getByText('This is over.').waitFor();
    // What comes next appears where somebody waits.
    await shop.fire({ title: 'Field mug', lines: [{ sku: 'MUG-ash', allotted: 4, price: 3250 }] }, true);
    await page.locator('.on-now', { hasText: 'Field mug' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('a refusal is said in place, and heard', async () => {
    const { path, dropId } = await bag(true, { brass: 1 });
    const page = await phone();
    await page.goto(path);
    await isLive(page);
    // Bought already: the limit is one.
    await page.getByRole('button', { name: words['button.hold'] }).click();
    await page.waitForURL(/\/hold\//u);
    await fillIn(page);
    await choose(page, 'Pick it up at Saturday market');
    await page.getByRole('button', { name: 'Order, pay at pickup' }).click();
    await page.waitForURL(/\/order\//u);
    await page.goto(path);
    await isLive(page);
    await page.getByRole('link', { name: /^Your order #\d+/u }).waitFor();
    await page.getByRole('button', { name: words['button.hold'] }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/1 per person/u);
    expect(await alert.getByRole('link', { name: 'Your reservations and orders' }).isVisible()).toBe(true);
    expect(heldOf(dropId)).toBe(0);
  });

  it('S2 two of them in one press, and the button says so before', async () => {
    const { path, dropId } = await bag(true, { brass: 4, perViewer: 3 });
    const page = await phone();
    await page.goto(path);
    await isLive(page);
    await page.getByLabel('How many').selectOption('2');
    await page.getByRole('button', { name: `${words['button.hold-some']} 2 × €148` }).click();
    await page.waitForURL(/\/hold\//u);
    expect(await page.locator('.lines').innerText()).toMatch(/2 × Saddle bag, chestnut · Brass\s+€296/u);
    expect(heldOf(dropId)).toBe(2);
  });

  it('V4 where the socket is refused the page reads the cached snapshot instead', async () => {
    const { path, dropId } = await bag(true);
    const page = await phone();
    await noSockets(page);
    const polled = page.waitForResponse(/\/live\/.*\.json/u);
    await page.goto(path);
    await polled;
    await shop.hold(dropId, 'BAG-NICKEL');
    await page.getByText('4 left', { exact: true }).first().waitFor();
    expect(await page.locator('[data-away]').isVisible()).toBe(false);
    // A press falls back to the form.
    await page.getByRole('button', { name: words['button.hold'] }).click();
    await page.waitForURL(/\/hold\//u);
    expect(heldOf(dropId)).toBe(2);
  });

  it('V4 a server that is away is said to be, and the counts say how old they are; back, it heals by itself', async () => {
    const { path } = await bag(true);
    const page = await phone();
    await page.goto(path);
    await isLive(page);
    const context = page.context();
    await context.setOffline(true);
    await page.getByText('The shop does not answer right now.').waitFor();
    expect(await page.locator('[data-counted]').first().textContent()).toMatch(/^counted \d+ s ago$/u);
    await context.setOffline(false);
    await isLive(page);
    expect(await page.locator('[data-away]').isVisible()).toBe(false);
  });

  it('screen readers hear the stock at most every ten seconds', async () => {
    const { path, dropId } = await bag(true, { brass: 12 });
    const page = await phone();
    await page.goto(path);
    await isLive(page);
    await page.locator('[data-aloud]').filter({ hasText: '15 left' }).waitFor({ state: 'attached' });
    await page.evaluate(() => {
      const region = document.querySelector('[data-aloud]');
      if (region === null) throw new Error('no region');
      const heard: string[] = [];
      new MutationObserver(() => heard.push(region.textContent ?? '')).observe(region, { childList: true, characterData: true, subtree: true });
      Object.assign(window, { heard });
    });
    for (let i = 0; i < 5; i += 1) {
      await shop.hold(dropId, 'BAG-BRASS');
      await page
        .getByText(`${14 - i} left`, { exact: true })
        .first()
        .waitFor();
    }
    await page.locator('[data-aloud]').filter({ hasText: '10 left, 5 being paid for' }).waitFor({ state: 'attached' });
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard.length)).toBeLessThanOrEqual(2);
  });

  it('reduced motion: nothing moves when a unit is held', async () => {
    const { path, dropId } = await bag(true);
    const page = await phone({ reducedMotion: 'reduce' });
    await page.goto(path);
    await isLive(page);
    await shop.hold(dropId, 'BAG-NICKEL');
    await page.locator('.ticks b.held').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });

  it('by keyboard alone: choose, press, fill in, order', async () => {
    const { path } = await bag(true);
    const page = await phone({ hasTouch: false, isMobile: false });
    await page.goto(path);
    await isLive(page);
    const until = async (name: RegExp | string): Promise<void> => {
      for (let i = 0; i < 40; i += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const element = document.activeElement;
          if (element === null || element === document.body) return '';
          const style = getComputedStyle(element.matches('input[type=radio]') ? (element.nextElementSibling ?? element) : element);
          return `${element.getAttribute('name') ?? ''}|${element.textContent ?? ''}|${style.outlineStyle}`;
        });
        if (focused.match(name) !== null) {
          // Where one is can always be seen.
          expect(focused).toMatch(/\|solid$/u);
          return;
        }
      }
      throw new Error(`never reached ${String(name)}`);
    };
    await until(/^sku\|/u);
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('[data-line=BAG-NICKEL] input').isChecked()).toBe(true);
    await until(new RegExp(words['button.hold'], 'u'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/hold\//u);
    await until(/^name\|/u);
    await page.keyboard.type('Niamh');
    await until(/^email\|/u);
    await page.keyboard.type('niamh@example.com');
    await until(/^delivery\|/u);
    await page.keyboard.press('Space');
    await until(/Order, pay at pickup/u);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/order\//u);
  });
});

/** As some offices and hotels have it: the page has no way to the shop but what is cached. */
const noSockets = (page: Page): Promise<void> => page.routeWebSocket(/socket\.io/u, (socket) => void socket.close());

describe('a hold in two browsers', () => {
  it('H1 opened in another one it is there, too, and each is told; finished there, the first one follows', async () => {
    const { path, dropId } = await bag(true);
    const first = await phone();
    await first.goto(path);
    await isLive(first);
    await first.getByRole('button', { name: words['button.hold'] }).click();
    await first.waitForURL(/\/hold\//u);
    await first.getByText(words['elsewhere'], { exact: true }).click();
    // What another device's camera sees is this very page.
    const code = first.getByRole('img', { name: words['elsewhere.qr'] });
    await code.scrollIntoViewIfNeeded();
    const address = await until(async () => readQr(await code.screenshot()));
    expect(new URL(address).pathname).toBe(new URL(first.url()).pathname);
    await first.getByRole('textbox', { name: 'Name' }).fill('Niamh');

    const second = await phone();
    await second.goto(new URL(address).pathname);
    await second.getByText(words['hold.carried']).waitFor();
    await first.getByText(words['hold.shared']).waitFor();
    // What was typed meanwhile stays.
    expect(await first.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Niamh');
    // On the drop's page it is theirs, too; on /now it waits.
    await second.goto(path);
    await second.getByRole('link', { name: /^Yours · \d:\d\d to pay/u }).waitFor();
    await second.goto('/now');
    await second.locator('.yours-list .waits').click();
    await fillIn(second);
    await choose(second, 'Pick it up at Saturday market');
    await second.getByRole('button', { name: 'Order, pay at pickup' }).click();
    await second.waitForURL(/\/order\//u);
    await first.waitForURL(/\/order\//u);
    expect(first.url()).toBe(second.url());
    expect(heldOf(dropId)).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('P2 a renewed link: the old one says so; the browser that ordered finds the new one', async () => {
    const { dropId } = await bag(true);
    const order = await shop.order(dropId, 'BAG-BRASS', 'pickup');
    await shop.server.done('order.relink', { orderNumber: order.orderNumber }, shop.server.owner);
    const page = await phone();
    await page.context().addCookies([{ name: 'dc_viewer', value: order.cookie.slice(order.cookie.indexOf('=') + 1), url: shop.server.url }]);
    await page.goto(order.orderPath);
    await page.getByRole('heading', { name: words['renewed.title'] }).waitFor();
    await page.getByRole('link', { name: words['renewed.look'] }).click();
    await page.getByRole('link', { name: `Your order #${order.orderNumber}` }).click();
    await page.getByText(words['order.code'], { exact: true }).waitFor();
    expect(new URL(page.url()).pathname).not.toBe(order.orderPath);
  });
});

describe('where the socket is refused', () => {
  it('V4 claim, counts, clock, what is one’s own and the end of it: all by the cached snapshot and forms', async () => {
    const { path, dropId } = await bag(true);
    const page = await phone();
    await noSockets(page);
    await page.goto(path);
    await page.getByText('5 left', { exact: true }).first().waitFor();
    const held = await shop.hold(dropId, 'BAG-NICKEL');
    await page.getByText('4 left', { exact: true }).first().waitFor();
    await shop.server.done('hold.release', { holdId: held.holdId }, held);
    await page.getByText('5 left', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: words['button.hold'] }).click();
    await page.waitForURL(/\/hold\//u);
    expect(heldOf(dropId)).toBe(1);
    const holdUrl = page.url();
    await page.goto(path);
    await page.getByRole('link', { name: /^Yours · \d:\d\d to pay/u }).click();
    await page.waitForURL(holdUrl);
    // Its time runs out while somebody looks: the clock that came with the page knows.
    shop.pass(4 * 60_000 + 50_000);
    await page.reload();
    await page.getByRole('heading', { name: words['over.expired'] }).waitFor();
    await page.getByRole('link', { name: words['over.again'] }).click();
    await page.getByText('5 left', { exact: true }).first().waitFor();
    await shop.server.done('drop.end', { dropId }, shop.server.owner);
    await page.getByText('This is over.').waitFor();
    expect(complaints.filter((text) => !text.includes('WebSocket'))).toEqual([]);
  });

  it('without a script the time runs out as well, and the page says so by itself', async () => {
    const { dropId } = await bag(true);
    const held = await shop.hold(dropId, 'BAG-NICKEL');
    const page = await phone({ javaScriptEnabled: false });
    shop.pass(4 * 60_000 + 57_000);
    await page.goto(held.path);
    await page.getByRole('heading', { name: words['over.expired'] }).waitFor();
  });
});

describe('a browser that keeps no cookies', () => {
  it.each([true, false])('P2 claims, orders and has its code by the addresses alone (script: %s)', async (javaScriptEnabled) => {
    // As an in-app browser that blocks them: the browser's own setting, not an imitation.
    const profile = mkdtempSync(join(tmpdir(), 'dropcast-nocookie-'));
    mkdirSync(join(profile, 'Default'));
    writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }));
    const context = await chromium.launchPersistentContext(profile, {
      ...wholeBrowserLaunch,
      ...PHONE,
      viewport: { width: 360, height: 560 },
      javaScriptEnabled,
      baseURL: shop.server.url,
    });
    try {
      const { path, dropId } = await bag(true);
      const page = await context.newPage();
      await page.goto(path);
      if (javaScriptEnabled) await isLive(page);
      await page.getByRole('button', { name: words['button.hold'] }).click();
      await page.waitForURL(/\/hold\//u);
      expect(await context.cookies()).toEqual([]);
      // One press, one hold: nobody is counted twice for having no name.
      expect(heldOf(dropId)).toBe(1);
      if (javaScriptEnabled) await page.getByText(words['hold.unkept']).waitFor();
      await fillIn(page);
      await choose(page, 'Pick it up at Saturday market');
      await page.getByRole('button', { name: 'Order, pay at pickup' }).click();
      await page.waitForURL(/\/order\//u);
      expect(await page.locator('.code').textContent()).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}$/u);
      expect(heldOf(dropId)).toBe(0);
    } finally {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    }
  });
});

describe('keeping and handing on', () => {
  it('P2 the order’s own address is copied, the drop’s is shared; where nothing may be copied the address is shown', async () => {
    const { dropId, code } = await bag(true);
    const order = await shop.order(dropId, 'BAG-BRASS', 'pickup');
    const page = await phone();
    await page.addInitScript(() => {
      const shared: unknown[] = [];
      Object.assign(window, { shared });
      Object.defineProperty(navigator, 'share', { value: (what: unknown) => Promise.resolve(void shared.push(what)) });
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } });
    });
    await page.goto(order.orderPath);
    await page.getByRole('link', { name: 'Share Saddle bag, chestnut' }).click();
    const shared = await page.evaluate(() => (window as unknown as { shared: readonly { readonly url: string }[] }).shared);
    expect(shared).toEqual([{ title: 'Saddle bag, chestnut', url: expect.stringMatching(new RegExp(`/d/${code}$`, 'u')) }]);
    await page.getByRole('button', { name: words['keep.copy'] }).click();
    expect(await page.getByRole('textbox', { name: words['keep.copy'] }).inputValue()).toContain(order.orderPath);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: words['keep.calendar'] }).click();
    expect((await download).suggestedFilename()).toBe(`order-${order.orderNumber}.ics`);
  });
});

describe('every page in every state', () => {
  it('is clean for axe, scrolls down only, in small windows and large text too, and has targets for thumbs', { timeout: 900_000 }, async () => {
    const pages = await everyState(shop);
    expect(pages.size).toBeGreaterThan(38);
    // All of them before the verdict: one run tells everything there is to mend.
    const wrong: string[] = [];
    for (const [name, { path, cookie, ready, away, arrange, leave, act }] of pages) {
      const page = await phone();
      if (cookie !== null)
        await page.context().addCookies([{ name: 'dc_viewer', value: cookie.slice(cookie.indexOf('=') + 1), url: new URL(path, shop.server.url).origin }]);
      await page.goto(arrange === null ? path : await arrange(), { waitUntil: 'load' });
      if (away) {
        await isLive(page);
        await page.context().setOffline(true);
      }
      if (ready !== null) await page.locator(ready).first().waitFor();
      if (act !== null) await act(page);
      await shootWhole(page, join(root, 'test-results/page', `${name}-390.png`));
      wrong.push(...(await axe(page)).map((each) => `${name} ${each}`));
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a, select, summary, input:not([type=hidden])')]
          // Links within a line of text are as high as the line.
          .filter((element) => element.offsetParent !== null && element.closest('.body, .buy > p, dd') === null)
          .filter((element) => element.getBoundingClientRect().height < 43.5)
          .map((element) => `${element.outerHTML.slice(0, 80)} ${element.getBoundingClientRect().height}`),
      );
      wrong.push(...small.map((element) => `${name} ${element}`));
      const wide = async (how: string, most: number): Promise<void> => {
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > most) wrong.push(`${name} is ${width} wide ${how}`);
      };
      await wide('at 390', 390);
      for (const [width, height] of [
        [320, 560],
        [740, 360],
      ] as const) {
        await page.setViewportSize({ width, height });
        await wide(`at ${width}`, width);
      }
      // Text of twice the size, as the reader set it.
      await page.setViewportSize({ width: 390, height: 844 });
      await page.evaluate(() => void (document.documentElement.style.fontSize = '200%'));
      await wide('at 200 % text', 390);
      await page.context().close();
      if (leave !== null) await leave();
    }
    expect(wrong).toEqual([]);
    expect(complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  });
});

describe('hostile texts', () => {
  it('in every field of a shop, a product and a buyer: shown as text, nothing runs', async () => {
    const { done, owner } = shop.server;
    const nasty = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}';
    await done(
      'shop.configure',
      {
        name: nasty,
        currency: 'EUR',
        locale: 'en-IE',
        timeZone: 'Europe/Dublin',
        seller: { name: nasty, address: nasty, email: 'a@b.example' },
        returnsUrl: 'https://b.example/?"><script>alert(3)</script>',
      },
      owner,
    );
    await done(
      'product.save',
      {
        handle: 'nasty',
        title: nasty,
        body: `<p onclick="alert(4)">${nasty}</p><a href="javascript:alert(5)">x</a><iframe src="javascript:alert(6)"></iframe><svg onload=alert(7)></svg>`,
        vendor: nasty,
        pictures: [],
        options: [nasty.slice(0, 40)],
        variants: ['A', 'B'].map((name) => ({
          sku: `N"><script>alert(8)</script>${name}`,
          options: [`${name}${nasty}`],
          price: 100,
          compareAt: null,
          cost: null,
          grams: null,
          onHand: 5,
        })),
      },
      owner,
    );
    await done(
      'pickup.save',
      { pickupId: null, place: nasty, address: nasty, startsAt: Date.now() + 60_000, endsAt: Date.now() + 600_000, capacity: 3 },
      owner,
    );
    const { path } = await shop.fire(
      { title: nasty, lines: ['A', 'B'].map((name) => ({ sku: `N"><script>alert(8)</script>${name}`, allotted: 2, price: 100 })) },
      true,
    );
    const page = await phone();
    await page.goto(path);
    await isLive(page);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(nasty);
    await page.getByRole('button', { name: words['button.hold'] }).click();
    await page.waitForURL(/\/hold\//u);
    await page.getByRole('textbox', { name: 'Name' }).fill(nasty);
    await page.getByRole('textbox', { name: 'Mail' }).fill('niamh@example.com');
    await page.locator('.deliveries input').first().check();
    await page.getByRole('button', { name: 'Order, pay at pickup' }).click();
    await page.waitForURL(/\/order\//u);
    expect(await page.locator('main').textContent()).toContain(nasty);
    await page.goto('/now');
    await page.goto(path);
    await isLive(page);
    // The sanitiser took the handlers out; the policy would have stopped them.
    expect(await page.locator('[onclick], [onerror], [onload], iframe, main script').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe('weight', () => {
  it('every page, its stylesheet and all of its script: under 30 kB gzipped before pictures and fonts', async () => {
    const pages = await everyState(shop);
    const seen = new Map<string, number>();
    for (const [name, { path, arrange }] of pages) {
      const html = await (await fetch(new URL(arrange === null ? path : await arrange(), shop.server.url))).text();
      let sum = gzipSync(html).length;
      const queue = [...html.matchAll(/(?:src|href)="(\/page\/[^"]+\.(?:js|css))"/gu)].map((match) => match[1] ?? '');
      const loaded = new Set<string>();
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        if (loaded.has(file)) continue;
        loaded.add(file);
        const text = await (await shop.server.fetch(file)).text();
        sum += gzipSync(text).length;
        // What it loads later counts as well; not what draws a draw again, which is loaded by whoever presses for it.
        if (file.endsWith('.js'))
          for (const match of text.matchAll(/["'`](?:\.\/|\/page\/assets\/|assets\/)(?!verify-)([\w.-]+\.js)["'`]/gu))
            queue.push(`/page/assets/${match[1] ?? ''}`);
      }
      // Page, style, line, and the work against hoarding.
      expect(loaded.size).toBe(4);
      seen.set(name, sum);
    }
    const heaviest = [...seen].sort((a, b) => b[1] - a[1])[0];
    console.log(`heaviest: ${heaviest?.[0]} ${heaviest?.[1]} bytes`);
    for (const [name, sum] of seen) expect([name, sum < 30_000, sum]).toEqual([name, true, sum]);
  });
});
