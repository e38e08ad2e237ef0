import type { Browser } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { adapters } from '../../server/edges/adapters.ts';
import { openBrowser, openPanel, desktop, phone } from '../support/panel-browser.ts';
import { startServer, until as untilClock, usual } from '../support/server.ts';
import { startToyChat } from '../support/toy-chat/toy-chat-server.ts';
import { toyChat } from '../support/toy-chat/toy-chat.ts';
import { startToyPayment } from '../support/toy-payment/toy-payment-server.ts';
import { toyPayment } from '../support/toy-payment/toy-payment.ts';
import { until } from '../support/until.ts';

/** A chat and a way to pay that nobody had thought of, set up, posted to and sold with in a real browser. */
describe('adapters nobody knows by name', () => {
  let browser: Browser;
  const toClose: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const close of toClose.splice(0).reverse()) await close();
  });
  afterAll(() => browser.close());

  it('the panel draws the form, the chat gets the link, the buyer pays on the page and sees it paid', async () => {
    const room = await startToyChat('sesame');
    toClose.push(() => room.close());
    let notifyUrl: string | null = null;
    const bank = await startToyPayment('key-1', 'sign-1', () => notifyUrl);
    toClose.push(() => bank.close());
    const ours = adapters({ twitchIrcUrl: null, random: Math.random });
    const server = await startServer({ ...usual, deps: { adapters: { chats: [...ours.chats, toyChat(1_000)], payments: [...ours.payments, toyPayment()] } } });
    toClose.push(() => server.stop());
    notifyUrl = `${server.url}/webhooks/toy-pay`;
    const { owner, done } = server;
    await done(
      'shop.configure',
      {
        name: 'Toy shop',
        currency: 'EUR',
        locale: 'en',
        timeZone: 'UTC',
        seller: { name: 'Ada', address: '1 Market St', email: 'ada@shop.example' },
        returnsUrl: 'https://shop.example/r',
      },
      owner,
    );
    await done('pickup.save', { pickupId: null, place: 'Stall', address: 'Market', startsAt: Date.now(), endsAt: Date.now() + 3_600_000, capacity: 5 }, owner);
    await done('payment.save', { provider: 'toy-pay', enabled: true, settings: { url: bank.url, apiKey: 'key-1', signingSecret: 'sign-1' } }, owner);

    // Without one the panel asks for it first.
    await server.started().people.setPasscode('lamps at noon');
    const { page: panel } = await openPanel(browser, server, owner.key, desktop);
    toClose.push(() => panel.context().close());
    await panel.goto(`${server.url}/panel/channels`);
    const form = panel.getByRole('form', { name: 'Toy chat' });
    await form.getByLabel('Port').fill(String(room.port));
    await form.getByLabel('Password').fill('sesame');
    await form.getByRole('switch').click();
    await form.getByRole('button', { name: 'Save' }).click();
    await until(() => room.present() === 1);

    const { showId } = await done('show.plan', { title: 'Tonight', startsAt: Date.now(), minutes: 60, reach: 'network' }, owner);
    const { dropId } = await done('drop.quick', { showId, title: 'Toy boat', price: 1_200, count: 5, mediaId: null, minutes: 10 }, owner);
    const { opensAt } = await done('drop.fire', { dropId, expectOnAir: null }, owner);
    await until(() => room.delivered.length === 1);
    const code = /\/d\/(\w+)/u.exec(room.delivered[0] ?? '')?.[1] ?? '';
    await untilClock(server, opensAt);

    // The page's policy lets its form end on https alone, as every provider's page is; the toy's is plain http on loopback.
    const context = await browser.newContext({ viewport: phone, hasTouch: true, bypassCSP: true });
    toClose.push(() => context.close());
    const buyer = await context.newPage();
    await buyer.goto(`${server.url}/d/${code}`);
    await buyer.locator('button.primary').click();
    await buyer.waitForURL(/\/hold\//u);
    await buyer.fill('input[name=name]', 'Lena');
    await buyer.fill('input[name=email]', 'lena@x.ie');
    await buyer.click('button[name=provider][value=toy-pay]');
    await buyer.waitForURL(`${bank.url}/pay/**`);
    expect(await buyer.textContent('li')).toBe('1 × Toy boat');
    await buyer.click('text=Pay now');
    await buyer.waitForURL(/\/order\//u);
    const { core } = server.started();
    await until(() => [...core.state.orders.values()].some((order) => order.state === 'paid'));
    expect(core.state.drops.get(dropId)?.lines[0]).toMatchObject({ left: 4, held: 0, sold: 1 });
  });
});
