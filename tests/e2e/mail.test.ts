import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mail as mailWords, panel as panelWords } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { later } from '../../server/edges/later/later.ts';
import { smtp } from '../../server/edges/smtp/smtp.ts';
import { localhostCertificate, startFakeSmtp, type FakeSmtp } from '../support/fake-smtp.ts';
import { openBrowser } from '../support/panel-browser.ts';
import { firedDrop, startServer, stockedShop, until as untilTime, usual, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { looksWell, openBoth, type SizedPanel } from './support/both-sizes.ts';
import { buildAll } from './support/house.ts';

/** Mail is set up, tried and looked at in a real browser, against a real mail server. */
const w = speaker(panelWords, 'en');
const m = speaker(mailWords, 'en');
const shots = join(root, 'test-results/mail');
let browser: Browser;
let server: TestServer;
let post: FakeSmtp;
let panels: readonly SizedPanel[] = [];
const page = (): Page => {
  const [first] = panels;
  if (first === undefined) throw new Error('no panel');
  return first.page;
};

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildAll();
  post = await startFakeSmtp({ tls: 'upgrade', logIn: { user: 'shop', password: 'hush-hush' } });
  const mail = smtp({ timings: { connectMs: 2_000, silenceMs: 500, wholeMs: 3_000 }, ca: localhostCertificate });
  server = await startServer({ ...usual, deps: { adapters: { chats: [], payments: [later()], shops: [], mail } } });
  await server.started().people.setPasscode('a short sentence');
  browser = await openBrowser();
  panels = await openBoth(browser, server);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await post?.close();
});

const looked = (name: string): Promise<void> => looksWell(panels, shots, name);
const everywhere = async (look: (each: Page) => Promise<unknown>): Promise<void> => {
  for (const { page: each } of panels) await look(each);
};

describe('mail in the panel', () => {
  it('is set up from the form that nobody wrote, and a test mail says whether it works', async () => {
    const { showId } = await stockedShop(server);
    await server.done('shop.reach', { publicUrl: 'https://drop.shop' }, server.owner);
    await everywhere(async (each) => {
      await each.goto(`${server.url}/panel/mail`);
      await each.getByRole('form', { name: m('smtp.label') }).waitFor();
    });
    await looked('form');
    const form = page().getByRole('form', { name: m('smtp.label') });
    const fill = async (label: string, text: string): Promise<void> => form.getByLabel(label).fill(text);
    await form.getByText(w('mail.on')).click();
    // Something is missing: nothing is switched on.
    await form.getByRole('button', { name: w('save') }).click();
    await form.getByRole('alert').waitFor();
    await fill(m('smtp.host'), 'localhost');
    await form.getByLabel(w('settings.optional', { title: m('smtp.port') })).fill(String(post.port));
    await form.getByLabel(w('settings.optional', { title: m('smtp.user') })).fill('shop');
    await fill(m('smtp.password'), 'wrong');
    await fill(m('smtp.from'), 'orders@shop.example');
    await form.getByRole('button', { name: w('save') }).click();
    await page()
      .getByRole('button', { name: w('mail.testSend') })
      .click();
    await page().getByText('does not take the user name and password').waitFor();
    await form.getByLabel(m('smtp.password')).fill('hush-hush');
    await form.getByRole('button', { name: w('save') }).click();
    await page().getByText(w('saved')).first().waitFor();
    await page()
      .getByRole('button', { name: w('mail.testSend') })
      .click();
    await until(() => post.arrived.length === 1);
    await everywhere((each) =>
      each
        .getByRole('status')
        .filter({ hasText: /^sent \d/u })
        .waitFor(),
    );
    expect(post.arrived[0]?.to).toEqual(['ada@shop.example']);
    // What was typed as a password does not come back.
    expect(await (await server.fetch('/api/adapters', { headers: { authorization: `Bearer ${server.owner.key}` } })).text()).not.toContain('hush-hush');
    await firedDrop(server, showId, 10).then(({ opensAt }) => untilTime(server, opensAt));
  });

  it('shows what each mail says, in a frame that runs nothing', async () => {
    const title = '<img src=x onerror=alert(1)> lamp';
    const variant = { sku: 'LAMP-STEEL', options: ['Steel'], price: 2400, compareAt: null, cost: 900, grams: 500, onHand: 3 };
    const brass = { ...variant, sku: 'LAMP-BRASS', options: ['Brass'] };
    await server.done(
      'product.save',
      { handle: 'lamp', title, body: '', vendor: '', pictures: [], options: ['Colour'], variants: [brass, variant] },
      server.owner,
    );
    await everywhere((each) => each.reload());
    const frame = page().frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Your order 1001 is in' }).waitFor();
    await page().getByLabel(w('mail.which'), { exact: true }).selectOption('ready');
    await frame.getByRole('heading', { name: 'Order 1001 is packed' }).waitFor();
    await frame.getByText(title).first().waitFor();
    expect(await frame.locator('img, script').count()).toBe(0);
    await page().getByText('Changed your mind?').first().waitFor();
    await everywhere((each) => each.frameLocator('iframe').getByRole('heading').first().waitFor());
    await looked('sent');
    // Nobody but owner and host reads what stands in an order.
    for (const role of ['producer', 'packer', 'moderator', 'viewer'] as const) {
      const as = role === 'viewer' ? {} : { authorization: `Bearer ${(await server.key(role)).key}` };
      for (const path of ['/api/mails', '/api/mails/paid.html']) expect([401, 403]).toContain((await server.fetch(path, { headers: as })).status);
    }
    const html = await server.fetch('/api/mails/paid.html', { headers: { authorization: `Bearer ${server.owner.key}` } });
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/u);
    expect((await server.fetch('/api/mails/nothing.html', { headers: { authorization: `Bearer ${server.owner.key}` } })).status).toBe(404);
  });

  it('an order says what its buyer was told, and what nobody knows is sent again', async () => {
    const viewer = { cookie: server.viewer().cookie };
    const dropId = server.started().core.state.single('onAir') ?? '';
    await server.done('shipping.save', { flat: 490 }, server.owner);
    post.mood = { at: 'recipient', code: 451, says: 'Greylisted' };
    const { holdId } = await server.done('hold.place', { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] }, viewer);
    const address = { line1: '1 Lane', line2: '', city: 'Cork', postcode: 'T12', region: '', country: 'IE' };
    const { orderNumber } = await server.done(
      'checkout.start',
      { holdId, provider: 'later', contact: { name: 'Bo', email: 'bo@buyer.example' }, delivery: { kind: 'ship', address }, with: null },
      viewer,
    );
    await everywhere((each) => each.getByText(w('mail.unsent', { n: 1 })).waitFor());
    post.mood = 'takes';
    await page()
      .getByRole('button', { name: w('mail.sendAll') })
      .click();
    await until(() => post.arrived.length === 2);
    post.mood = 'silent';
    await server.done('order.pay', { orderNumber, paidBy: 'cash' }, server.owner);
    await everywhere(async (each) => {
      await each.goto(`${server.url}/panel/orders`);
      await each.getByText(`#${orderNumber}`).first().click();
      await each.getByText('may have gone out').waitFor();
    });
    await looked('order');
    post.mood = 'takes';
    await page()
      .getByRole('button', { name: w('tasks.sendAgain') })
      .click();
    await page()
      .getByText(`${w('mail.kind.paid')} · sent`)
      .waitFor();
    expect(post.arrived.map(({ mail }) => mail.subject)).toEqual([
      'Mail from Corner Shop works',
      `Order ${orderNumber} at Corner Shop`,
      `Order ${orderNumber} at Corner Shop is paid`,
    ]);
  });
});
