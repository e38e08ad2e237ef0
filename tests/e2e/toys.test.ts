import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page as pageWords, panel as panelWords } from '@locales/en.json';
import type { DoctorLine } from '../../server/ports/manifest.ts';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { adapters } from '../../server/edges/adapters.ts';
import { brokenRules } from '../../server/shop/invariants.ts';
import { desktop, openBrowser, phone } from '../support/panel-browser.ts';
import { startServer, stockedShop, until as untilClock, usual, type TestServer } from '../support/server.ts';
import { jumpingClock, type JumpingClock } from '../support/task-rig.ts';
import { startToyChat, type ToyChatServer } from '../support/toy-chat/toy-chat-server.ts';
import { toyChat } from '../support/toy-chat/toy-chat.ts';
import { startToyPayment, type ToyPaymentServer } from '../support/toy-payment/toy-payment-server.ts';
import { toyPayment } from '../support/toy-payment/toy-payment.ts';
import { breakages, buildAll, keepInside } from './support/house.ts';
import { story } from './support/steps.ts';
import { nowhere } from '../support/nowhere.ts';

/**
 * A chat and a provider that nobody had thought of, each a folder under tests/support and a line in the list: set up in the panel,
 * posted to and sold with in real Chromium. No code of ours knows their names.
 */
const w = speaker(panelWords, 'en');
const onPage = speaker(pageWords, 'en');
const shots = join(root, 'test-results/toys');
const SOON = { timeout: 60_000, interval: 100 };
const SKU = 'LAMP-BRASS';
const UNITS = 5;
const PRICE = 1_200;
const POSTAGE = 490;

let server: TestServer;
let room: ToyChatServer;
let bank: ToyPaymentServer;
let clock: JumpingClock;
let browser: Browser;
/** Where the provider sends its notices; null: they are lost. */
let notifyUrl: string | null = null;
const contexts: BrowserContext[] = [];
const pages = new Map<string, { readonly page: Page; readonly broken: readonly string[] }>();
const { step } = story(async (name) => {
  for (const [who, { page }] of pages) await page.screenshot({ path: join(shots, `failed-${name.slice(0, 30).replaceAll(/[^\w]+/gu, '-')}-${who}.png`) }).catch(() => undefined); // a closed page has no picture
}); // prettier-ignore

async function open(who: string, viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const context = await browser.newContext({
    viewport,
    locale: 'en-IE',
    timezoneId: 'Europe/Dublin',
    hasTouch: viewport.width < 500,
    isMobile: viewport.width < 500,
  });
  contexts.push(context);
  context.setDefaultTimeout(60_000);
  await keepInside(context);
  const page = await context.newPage();
  pages.set(who, { page, broken: breakages(page, () => false) });
  return page;
}
const pageOf = (who: string): Page => {
  const found = pages.get(who);
  if (found === undefined) throw new Error(`nobody called ${who}`);
  return found.page;
};

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildAll();
  room = await startToyChat('sesame');
  bank = await startToyPayment('key-1', 'sign-1', () => notifyUrl);
  clock = jumpingClock(0);
  const ours = adapters({ twitchIrcUrl: 'ws://127.0.0.1:9', twitchIdUrl: 'http://127.0.0.1:9', twitchApiUrl: null, servers: nowhere, random: Math.random });
  // The two lines.
  const deps = { clock, adapters: { chats: [...ours.chats, toyChat(5_000)], payments: [...ours.payments, toyPayment()], shops: [] } };
  server = await startServer({ ...usual, deps });
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await server?.stop();
  await bank?.close();
  await room?.close();
});

async function doctor(about: string): Promise<readonly DoctorLine[]> {
  const response = await server.fetch('/api/doctor', { headers: { authorization: `Bearer ${server.owner.key}` } });
  const { lines } = (await response.json()) as { readonly lines: readonly DoctorLine[] };
  return lines.filter(({ what }) => what.startsWith(about));
}
const state = () => server.started().core.state;
const orderOf = (orderNumber: number) => state().orders.get(String(orderNumber));
const newest = (): number => Math.max(...[...state().orders.values()].map((each) => each.orderNumber));
let dropId = '';
let link = '';
const counts = (): unknown => {
  const { left, held, sold } = state().drops.get(dropId)?.lines[0] ?? { left: -1, held: -1, sold: -1 };
  return { left, held, sold };
};
/** What `/live` says, which is what everybody is told. */
async function told(showId: string): Promise<unknown> {
  const { parts } = (await (await server.fetch(`/live/${showId}.json`)).json()) as {
    readonly parts: Readonly<Record<string, { readonly lines: readonly { left: number; held: number; sold: number }[] }>>;
  };
  const { left, held, sold } = parts[`drop/${dropId}`]?.lines[0] ?? { left: -1, held: -1, sold: -1 };
  return { left, held, sold };
}
/** From the link in the chat to the provider's own page. */
async function toThePayPage(who: string): Promise<Page> {
  const buyer = await open(who, phone);
  await buyer.goto(link);
  await buyer.getByRole('button', { name: onPage('button.hold') }).tap();
  await buyer.waitForURL(/\/hold\//u);
  await buyer.getByRole('textbox', { name: onPage('field.name') }).fill(who);
  await buyer.getByRole('textbox', { name: onPage('field.email') }).fill(`${who}@buyer.example`);
  await buyer.getByRole('textbox', { name: onPage('field.line1') }).fill('3 Quay Street');
  await buyer.getByRole('textbox', { name: onPage('field.city') }).fill('Galway');
  await buyer.getByRole('combobox', { name: onPage('field.country') }).selectOption('IE');
  await buyer.getByRole('button', { name: onPage('pay.page'), exact: true }).tap();
  await buyer.waitForURL(`${bank.url}/pay/**`);
  return buyer;
}
const pressPay = (buyer: Page): Promise<void> => buyer.getByRole('button', { name: 'Pay now' }).tap();

describe('adapters that nobody knows by name', () => {
  let showId = '';

  it(
    'the doctor has a line for each before it is set up',
    step(async () => {
      expect(await doctor('Toy chat')).toEqual([{ ok: true, what: 'Toy chat: not set up', mend: 'Fill in the form under Channels.' }]);
      expect(await doctor('Toy pay')).toEqual([{ ok: true, what: 'Toy pay: not set up', mend: 'Fill in the form under Payment.' }]);
    }),
  );

  it(
    'the panel draws the chat’s form from its manifest, and the chat connects',
    step(async () => {
      ({ showId } = await stockedShop(server));
      await server.done('shipping.save', { flat: POSTAGE }, server.owner);
      await server.started().people.setPasscode('a short sentence');
      const panel = await open('panel', desktop);
      expect((await panel.context().request.post(`${server.url}/api/login`, { data: { key: server.owner.key }, headers: { origin: server.url } })).ok()).toBe(
        true,
      );
      await panel.goto(`${server.url}/panel/channels`);
      await panel.getByText(w('channels.connect', { label: 'Toy chat' })).click();
      const form = panel.getByRole('form', { name: 'Toy chat', exact: true });
      await form.getByLabel('Port', { exact: true }).fill(String(room.port));
      expect(await form.getByText('Where the toy listens on this machine.').count()).toBe(1);
      const password = form.getByLabel('Password', { exact: true });
      expect(await password.getAttribute('type')).toBe('password');
      await password.fill('wrong');
      await form.getByRole('switch').click();
      await form.getByRole('button', { name: w('save') }).click();
      await form.getByText('The password is wrong.').waitFor();
      await password.fill('sesame');
      await form.getByRole('button', { name: w('save') }).click();
      await expect.poll(() => room.present(), SOON).toBe(1);
      await form.getByText('Connected', { exact: false }).first().waitFor();
      // What is secret never comes back.
      await panel.reload();
      expect(await password.inputValue()).toBe('');
      expect(await password.getAttribute('placeholder')).toBe(w('settings.kept'));
      expect(await form.getByLabel('Port', { exact: true }).inputValue()).toBe(String(room.port));
      await panel.screenshot({ path: join(shots, 'channels.png'), fullPage: true });
    }),
  );

  it(
    'the panel draws the provider’s form, refuses what it refuses, and the doctor says both are ready',
    step(async () => {
      const panel = pageOf('panel');
      await panel.getByRole('link', { name: w('nav.payments') }).click();
      const form = panel.getByRole('form', { name: 'Toy pay' });
      await form.getByLabel('Key', { exact: true }).fill('key-1');
      await form.getByLabel('Signing secret', { exact: true }).fill('sign-1');
      await form.getByLabel('Address', { exact: true }).fill('https://elsewhere.example');
      await form.getByRole('switch').click();
      await form.getByRole('button', { name: w('save') }).click();
      await form.getByRole('alert').waitFor();
      await form.getByLabel('Address', { exact: true }).fill(bank.url);
      await form.getByRole('button', { name: w('save') }).click();
      await expect.poll(async () => (await doctor('Toy pay')).map(({ what }) => what), SOON).toEqual(['Toy pay: ready']);
      expect((await doctor('Toy chat')).map(({ what }) => what)).toEqual(['Toy chat: set up']);
      await panel.screenshot({ path: join(shots, 'payments.png'), fullPage: true });
      notifyUrl = `${server.url}/webhooks/toy-pay`;
    }),
  );

  it(
    'D2 E1 a fired drop is posted in the toy chat, once, with a link of its own; a question there is answered',
    step(async () => {
      const { done, owner } = server;
      ({ dropId } = await done(
        'drop.plan',
        { showId, title: 'Desk lamps', mode: 'hold', lines: [{ sku: SKU, allotted: UNITS, price: PRICE }], minutes: 120, holdSeconds: 300, perViewer: 1 },
        owner,
      ));
      const { opensAt, links } = await done('drop.fire', { dropId, expectOnAir: null }, owner);
      link = links.find(({ channel }) => channel === 'toy-chat')?.url ?? '';
      await expect.poll(() => room.delivered, SOON).toHaveLength(1);
      expect(room.delivered[0]).toContain(link);
      expect(links.filter(({ url }) => url === link)).toHaveLength(1);
      await untilClock(server, opensAt);
      room.say('u1', false, '!stock');
      await expect.poll(() => room.delivered[1] ?? '', SOON).toContain(`${UNITS} left`);
      await pageOf('panel').goto(`${server.url}/panel/desk`);
      await pageOf('panel')
        .getByRole('button', { name: w('health.pill', { label: 'Toy chat', state: 'connected' }) })
        .waitFor();
    }),
  );

  it(
    'H3 H5 a phone pays on the provider’s page: the notice arrives, and the page it returns to says paid',
    step(async () => {
      const ana = await toThePayPage('ana');
      expect(await ana.locator('li').textContent()).toContain('1 × Desk lamp');
      expect(await ana.locator('p').textContent()).toContain(String(PRICE + POSTAGE));
      expect(orderOf(newest())?.state).toBe('paying');
      expect(await told(showId)).toEqual({ left: UNITS - 1, held: 1, sold: 0 });
      // Time to pay is at least five minutes, from when the pay page was asked for.
      const paying = orderOf(newest());
      expect((paying?.payBy ?? 0) - (paying?.placedAt ?? 0)).toBeGreaterThanOrEqual(5 * MINUTE);
      await pressPay(ana);
      await ana.waitForURL(/\/order\/\d+\//u);
      await ana.getByText(onPage('order.tag.paid'), { exact: true }).waitFor();
      expect(orderOf(newest())).toMatchObject({ state: 'paid', paidBy: 'toy-pay', total: PRICE + POSTAGE });
      expect(bank.notices).toHaveLength(1);
      expect(await told(showId)).toEqual({ left: UNITS - 1, held: 0, sold: 1 });
      await ana.screenshot({ path: join(shots, 'paid.png'), fullPage: true });
    }),
  );

  it(
    'H4 the same notice again, and one that nobody signed, change nothing',
    step(async () => {
      const { seq } = server.started().core.health();
      const [notice] = bank.notices;
      if (notice === undefined) throw new Error('no notice came');
      await bank.sendAgain(notice);
      const forged = await server.fetch('/webhooks/toy-pay', {
        method: 'POST',
        body: new Uint8Array(notice.raw),
        headers: { ...notice.headers, 'toy-signature': `t=${Math.floor(Date.now() / 1_000)},v1=${'0'.repeat(64)}` },
      });
      expect(forged.status).toBeGreaterThanOrEqual(400);
      expect(orderOf(newest())?.state).toBe('paid');
      expect(counts()).toEqual({ left: UNITS - 1, held: 0, sold: 1 });
      expect(server.started().core.health().seq).toBe(seq);
    }),
  );

  it(
    'E2 a refund goes back through the provider',
    step(async () => {
      const order = orderOf(newest());
      await server.done('order.refund', { orderNumber: newest(), lines: [{ sku: SKU, quantity: 1 }], restock: false }, server.owner);
      await expect.poll(() => bank.sessions.get(order?.reference ?? '')?.refunded ?? 0, SOON).toBeGreaterThanOrEqual(PRICE);
      expect(counts()).toEqual({ left: UNITS - 1, held: 0, sold: 1 });
    }),
  );

  it(
    'H3 at payBy the units stay held while the provider does not answer, and are free once it says that nobody can pay',
    step(async () => {
      const ben = await toThePayPage('ben');
      const number = newest();
      const order = orderOf(number);
      expect(counts()).toEqual({ left: UNITS - 2, held: 1, sold: 1 });
      bank.breakDown(true);
      clock.jump((order?.payBy ?? 0) - clock.now() + SECOND);
      const expiring = () => [...state().tasks.values()].find((task) => task.kind === 'pay.expire' && task.orderNumber === number);
      await expect.poll(() => expiring()?.attempt ?? 0, SOON).toBeGreaterThanOrEqual(1);
      // Its time is over, and the money may still come: nobody else gets the unit.
      await expect.poll(() => told(showId), SOON).toEqual({ left: UNITS - 2, held: 1, sold: 1 });
      expect(orderOf(number)?.state).toBe('paying');
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      expect(counts()).toEqual({ left: UNITS - 2, held: 1, sold: 1 });
      expect(bank.sessions.get(order?.reference ?? '')?.state).toBe('open');

      bank.breakDown(false);
      await expect.poll(counts, SOON).toEqual({ left: UNITS - 1, held: 0, sold: 1 });
      expect(bank.sessions.get(order?.reference ?? '')?.state).toBe('expired');
      expect(orderOf(number)?.state).toBe('cancelled');
      expect(await told(showId)).toEqual({ left: UNITS - 1, held: 0, sold: 1 });
      // Whoever comes back to it finds it over, there and here.
      expect((await ben.reload())?.status()).toBe(410);
      await ben.goto(new URL('/now', link).href);
      await ben.getByRole('link', { name: new RegExp(String(number), 'u') }).click();
      await ben.getByText(onPage('order.tag.time-up'), { exact: true }).waitFor();
    }),
  );

  it(
    'H4 H5 who paid in time keeps it, though the notice was lost: asked at payBy, the provider says paid',
    step(async () => {
      notifyUrl = null;
      const cem = await toThePayPage('cem');
      const number = newest();
      await pressPay(cem);
      await cem.waitForURL(/\/order\/\d+\//u);
      await cem.getByText(onPage('order.tag.paying'), { exact: true }).waitFor();
      clock.jump((orderOf(number)?.payBy ?? 0) - clock.now() + SECOND);
      await expect.poll(() => orderOf(number)?.state, SOON).toBe('paid');
      await cem.getByText(onPage('order.tag.paid'), { exact: true }).waitFor();
      // The notice comes after all, as it does for days.
      notifyUrl = `${server.url}/webhooks/toy-pay`;
      const late = bank.notices.at(-1);
      if (late === undefined) throw new Error('no notice was kept');
      await bank.sendAgain(late);
      expect(orderOf(number)?.state).toBe('paid');
      expect(brokenRules(state())).toEqual([]);
    }),
  );

  it(
    'nothing broke in any page',
    step(async () => {
      // The provider’s own page of a session that is over answers 410, and a browser says so.
      expect([...pages].flatMap(([who, { broken }]) => broken.filter((each) => !each.includes('410')).map((each) => `${who} · ${each}`))).toEqual([]);
      await Promise.resolve();
    }),
  );
});
