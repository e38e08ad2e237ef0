import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page as pageWords, panel as panelWords, stripe as stripeWords } from '@locales/en.json';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { adapters } from '../../server/edges/adapters.ts';
import { brokenRules } from '../../server/shop/invariants.ts';
import { shoot, shootWhole } from '../support/shot.ts';
import { startFakeStripe, type FakeStripeServer } from '../support/fake-stripe.ts';
import { nowhere } from '../support/nowhere.ts';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { firedDrop, startServer, stockedShop, until as untilClock, usual, type TestServer } from '../support/server.ts';
import { jumpingClock, type JumpingClock } from '../support/task-rig.ts';
import { buildAll, keepInside } from './support/house.ts';

/** The whole way of the money: a key pasted on the desk, a phone that pays on the provider's page, one that is too late, and the desk again. */
const w = speaker(panelWords, 'en');
const onPage = speaker(pageWords, 'en');
const said = speaker(stripeWords, 'en');
const shots = join(root, 'test-results/pay-page');
const KEY = 'rk_test_0123456789abcdef';
const SOON = { timeout: 60_000, interval: 100 };
const PRICE = 2_400;

let server: TestServer;
let bank: FakeStripeServer;
let clock: JumpingClock;
let browser: Browser;
const contexts: BrowserContext[] = [];
let code = '';

async function open(viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const isPhone = viewport.width < 500;
  const context = await browser.newContext({ viewport, locale: 'en-IE', timezoneId: 'Europe/Dublin', hasTouch: isPhone, isMobile: isPhone });
  contexts.push(context);
  context.setDefaultTimeout(60_000);
  await keepInside(context);
  return context.newPage();
}
const orders = () => [...server.started().core.state.orders.values()];
async function toThePayPage(who: string): Promise<Page> {
  const buyer = await open(phone);
  await buyer.goto(`${server.url}/d/${code}`);
  await buyer.getByRole('button', { name: onPage('button.hold') }).tap();
  await buyer.waitForURL(/\/hold\//u);
  await buyer.getByRole('textbox', { name: onPage('field.name') }).fill(who);
  await buyer.getByRole('textbox', { name: onPage('field.email') }).fill(`${who}@buyer.example`);
  // H3: until when, before one leaves.
  expect(await buyer.locator('.checkout').innerText()).toMatch(/reserved for you until \d/u);
  await buyer.getByRole('button', { name: onPage('pay.page'), exact: true }).tap();
  await buyer.waitForURL(`${bank.url}/c/pay/**`);
  return buyer;
}

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildAll();
  clock = jumpingClock(0);
  bank = await startFakeStripe(
    KEY,
    () => clock.now(),
    () => true,
  );
  const list = adapters({
    twitchIrcUrl: 'ws://127.0.0.1:9',
    twitchIdUrl: 'http://127.0.0.1:9',
    twitchApiUrl: null,
    servers: { ...nowhere, stripe: bank.url },
    random: Math.random,
  });
  server = await startServer({ ...usual, env: { OWNER_PASSCODE: 'sea glass and lamps' }, deps: { clock, adapters: list } });
  await server.done('shop.reach', { publicUrl: server.url }, server.owner);
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await server?.stop();
  await bank?.close();
});

describe('paying on the provider’s page', () => {
  it('from a key on the desk to a paid order on a phone, a late buyer, and the desk that says all of it', async () => {
    const { done, owner } = server;
    const { showId } = await stockedShop(server);
    const now = server.started().core.now();
    await done(
      'pickup.save',
      { pickupId: null, place: 'Quay stall', address: '3 Quay Street', startsAt: now + 60 * MINUTE, endsAt: now + 300 * MINUTE, capacity: 9 },
      owner,
    );

    // One key, pasted; what was made and tried stands there line by line.
    const { page: panel, broken } = await openPanel(browser, server, owner.key, desktop);
    contexts.push(panel.context());
    await panel.goto(`${server.url}/panel/payments`);
    const form = panel.getByRole('form', { name: said('label') });
    await form.getByLabel(said('key.title')).fill(KEY);
    await form.getByRole('button', { name: w('payments.setUp') }).click();
    await expect
      .poll(() => form.locator('.set-up-lines b').allInnerTexts(), SOON)
      .toEqual([said('setUp.test'), said('setUp.tried'), said('setUp.refunds'), said('setUp.webhook', { url: `${server.url}/webhooks/stripe` })]);
    await form.getByText(w('payments.silent', { label: said('label') })).waitFor();
    await shootWhole(panel, join(shots, 'set-up.png'));

    const fired = await firedDrop(server, showId, 2);
    code = fired.code;
    clock.jump(10 * SECOND);
    await untilClock(server, fired.opensAt);

    // Paid: the notice, or the return to our page, whichever is first.
    const ana = await toThePayPage('ana');
    await shoot(ana, join(shots, 'provider.png'));
    await ana.getByRole('button', { name: 'Pay' }).tap();
    await ana.waitForURL(/\/order\//u);
    await expect.poll(() => ana.locator('.tag').first().innerText(), SOON).toBe(onPage('order.tag.paid'));
    await shootWhole(ana, join(shots, 'paid.png'));
    expect(server.started().core.state.payments.get('stripe')?.heard).toBe(true);

    // Too late: the page is ended, the unit is free again, and the way back says how many there are.
    const ben = await toThePayPage('ben');
    const back = (await ben.getByRole('link', { name: 'Back' }).getAttribute('href')) ?? '';
    clock.jump(6 * MINUTE);
    await expect.poll(() => orders().at(-1)?.state, SOON).toBe('cancelled');
    await ben.reload();
    expect(await ben.locator('h1').innerText()).toMatch(/expired/u);
    await ben.goto(back);
    expect(await ben.locator('main').innerText()).toContain(onPage('order.time-up.left', { n: 1 }));
    await shootWhole(ben, join(shots, 'time-up.png'));
    await ben.getByRole('link', { name: onPage('order.again') }).tap();
    await ben.getByRole('button', { name: onPage('button.hold') }).waitFor();

    // A refund here goes there, and a dispute there comes here.
    const [paid] = orders().filter(({ state }) => state === 'paid');
    bank.fake.dispute(paid?.reference ?? '', 'open');
    await expect.poll(() => orders().find(({ state }) => state === 'paid')?.dispute?.state, SOON).toBe('open');
    bank.fake.dispute(paid?.reference ?? '', 'won');
    await expect.poll(() => orders().find(({ state }) => state === 'paid')?.dispute?.state, SOON).toBe('won');
    await done('order.refund', { orderNumber: paid?.orderNumber ?? 0, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }], restock: true }, owner);
    await expect.poll(() => bank.fake.refunded(paid?.reference ?? ''), SOON).toBe(PRICE);
    await expect.poll(() => ana.reload().then(() => ana.locator('.tag').first().innerText()), SOON).toBe(onPage('order.tag.refunded'));
    expect(brokenRules(server.started().core.state)).toEqual([]);

    // What was paid there is what stands here, and the desk says so.
    await form.getByRole('button', { name: w('payments.compare') }).click();
    await form.getByText(w('payments.compared', { n: 1, found: 0, different: 0, when: '' }).slice(-60)).waitFor();
    await shootWhole(panel, join(shots, 'compared.png'));
    expect(broken).toEqual([]);
  }, 120_000);
});
