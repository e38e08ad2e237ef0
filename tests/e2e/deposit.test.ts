import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page as pageWords, panel as panelWords, stripe as stripeWords } from '@locales/en.json';
import { MINUTE } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { adapters } from '../../server/edges/adapters.ts';
import { brokenRules } from '../../server/shop/invariants.ts';
import { startFakeStripe, type FakeStripeServer } from '../support/fake-stripe.ts';
import { nowhere } from '../support/nowhere.ts';
import { openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { startServer, stockedShop, until as untilClock, usual, type TestServer } from '../support/server.ts';
import { shoot, shootWhole } from '../support/shot.ts';
import { buildAll, keepInside } from './support/house.ts';

/** A deposit from the plan to the last penny, all of it on phones: the host's and the buyer's. */
const w = speaker(panelWords, 'en');
const onPage = speaker(pageWords, 'en');
const said = speaker(stripeWords, 'en');
const shots = join(root, 'test-results/deposit');
const KEY = 'rk_test_0123456789abcdef';
const SOON = { timeout: 60_000, interval: 100 };

let server: TestServer;
let bank: FakeStripeServer;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildAll();
  bank = await startFakeStripe(
    KEY,
    () => Date.now(),
    () => true,
  );
  const servers = { ...nowhere, stripe: bank.url };
  const list = adapters({ twitchIrcUrl: 'ws://127.0.0.1:9', twitchIdUrl: 'http://127.0.0.1:9', twitchApiUrl: null, servers, random: Math.random });
  server = await startServer({ ...usual, env: { OWNER_PASSCODE: 'sea glass and lamps' }, deps: { adapters: list } });
  await server.done('shop.reach', { publicUrl: server.url }, server.owner);
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await server?.stop();
  await bank?.close();
});
const isWithin = async (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

describe('a deposit', () => {
  it('promise 4 planned, said before paying, paid, and the rest of it paid on the order’s page', async () => {
    const { done, owner } = server;
    const { showId } = await stockedShop(server);
    const now = server.started().core.now();
    await done('pickup.save', { pickupId: null, place: 'Quay stall', address: '3 Quay Street', startsAt: now + 60 * MINUTE, endsAt: now + 300 * MINUTE, capacity: 9 }, owner); // prettier-ignore

    const { page: panel, broken } = await openPanel(browser, server, owner.key, phone);
    contexts.push(panel.context());
    await panel.goto(`${server.url}/panel/payments`);
    const form = panel.getByRole('form', { name: said('label') });
    await form.getByLabel(said('key.title')).fill(KEY);
    await form.getByRole('button', { name: w('payments.setUp') }).click();
    await form.getByText(said('setUp.tried')).waitFor();

    const deposit = { cut: { kind: 'share' as const, share: 2_500 }, due: null, kept: true };
    const lines = [{ sku: 'LAMP-BRASS', allotted: 2, price: 2_400 }];
    const { dropId } = await done('drop.plan', { showId, title: 'Lamps to come', mode: 'hold', lines, minutes: 60, holdSeconds: 600, perViewer: 1, deposit }, owner); // prettier-ignore
    // The dialog knows what was planned, and fits a phone.
    await panel.goto(`${server.url}/panel/shows`);
    await panel.getByRole('button', { name: w('plan.edit', { title: 'Lamps to come' }) }).click();
    await panel.getByText(w('drop.more')).click();
    expect(await panel.getByLabel(w('deposit.share')).isChecked()).toBe(true);
    await panel.getByText(w('deposit.keptHint')).scrollIntoViewIfNeeded();
    await shoot(panel, join(shots, 'plan.png'));
    expect(await isWithin(panel)).toBe(true);

    const { opensAt, links } = await done('drop.fire', { dropId, expectOnAir: null }, owner);
    await untilClock(server, opensAt);
    const context = await browser.newContext({ viewport: phone, locale: 'en-IE', timezoneId: 'Europe/Dublin', hasTouch: true, isMobile: true });
    contexts.push(context);
    context.setDefaultTimeout(60_000);
    await keepInside(context);
    const buyer = await context.newPage();
    await buyer.goto(`${server.url}/d/${links[0]?.code ?? ''}`);
    expect(await buyer.locator('main').innerText()).toContain(
      '25% of the goods now. The rest at pickup or before it is sent. The deposit is not given back if the rest is not paid.',
    );
    await shootWhole(buyer, join(shots, 'product.png'));
    await buyer.getByRole('button', { name: onPage('button.hold') }).tap();
    await buyer.waitForURL(/\/hold\//u);
    await buyer.getByRole('textbox', { name: onPage('field.name') }).fill('Ana');
    await buyer.getByRole('textbox', { name: onPage('field.email') }).fill('ana@buyer.example');
    const sums = await buyer.locator('.order').innerText();
    for (const part of ['€24', onPage('deposit.now'), '€6', 'Later, at pickup', '€18', onPage('deposit.kept')]) expect(sums).toContain(part);
    await shootWhole(buyer, join(shots, 'hold.png'));
    await buyer.getByRole('button', { name: onPage('pay.page'), exact: true }).tap();
    await buyer.waitForURL(`${bank.url}/c/pay/**`);
    await buyer.getByRole('button', { name: 'Pay' }).tap();
    await buyer.waitForURL(/\/order\//u);
    await expect.poll(() => buyer.locator('.tag').first().innerText(), SOON).toBe(onPage('order.tag.deposit'));
    await shootWhole(buyer, join(shots, 'deposit-paid.png'));
    expect(server.started().core.state.single('takings')).toEqual({ paid: 600, unpaid: 1_800, orders: 1 });

    // The desk: what is there, what is to come.
    await panel.goto(`${server.url}/panel/orders`);
    await panel.getByText(w('order.deposit')).first().click();
    const sheet = panel.locator('.order-sheet');
    await sheet.getByText(w('orders.rest'), { exact: true }).waitFor();
    await sheet.getByRole('button', { name: w('orders.remind') }).waitFor();
    await shootWhole(panel, join(shots, 'sheet.png'));
    expect(await isWithin(panel)).toBe(true);
    await sheet.getByRole('button', { name: w('orders.cancel') }).click();
    await panel.getByText(w('cancelOrder.keep')).waitFor();
    await shoot(panel, join(shots, 'cancel.png'));
    await panel.keyboard.press('Escape');

    await buyer.getByRole('button', { name: onPage('deposit.pay', { amount: '€18' }) }).tap();
    await buyer.waitForURL(`${bank.url}/c/pay/**`);
    await buyer.getByRole('button', { name: 'Pay' }).tap();
    await buyer.waitForURL(/\/order\//u);
    await expect.poll(() => buyer.locator('.tag').first().innerText(), SOON).toBe(onPage('order.tag.paid'));
    await shootWhole(buyer, join(shots, 'paid.png'));
    const { state } = server.started().core;
    expect(state.single('takings')).toEqual({ paid: 2_400, unpaid: 0, orders: 1 });
    expect([...bank.fake.sessions.values()].filter(({ payment }) => payment !== null).map(({ payment }) => payment?.amount)).toEqual([600, 1_800]);
    expect(brokenRules(state)).toEqual([]);
    expect(broken).toEqual([]);
  }, 120_000);
});
