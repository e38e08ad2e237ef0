import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panel as panelWords } from '@locales/en.json';
import type { CommandInput } from '@protocol/commands.ts';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { adapters } from '../../server/edges/adapters.ts';
import type { PaymentAdapter } from '../../server/ports/payment.ts';
import { startFakeTwitch, type FakeTwitch } from '../support/fake-twitch.ts';
import { hostileTexts } from '../support/hostile.ts';
import { desktop, openBrowser, phone } from '../support/panel-browser.ts';
import { startServer, until as untilClock, usual, type TestServer } from '../support/server.ts';
import { toyPayment } from '../support/toy-payment/toy-payment.ts';
import { until } from '../support/until.ts';
import { buildAll } from './support/house.ts';
import { shoot, shootWhole } from '../support/shot.ts';
import { nowhere } from '../support/nowhere.ts';

/**
 * Whatever hostile text was let in stands somewhere on a page. In real Chromium nothing of it runs, opens, submits, or is asked
 * of another host; and no policy has to stop it, because it never is more than a text.
 */
const w = speaker(panelWords, 'en');
const shots = join(root, 'test-results/hostile');
const SOON = { timeout: 60_000, interval: 50 };
const ROOM = '#gardenstall';

/** The provider of an attacker: what it calls its pay page is no page. */
const evilPay = (): PaymentAdapter => {
  const toy = toyPayment();
  if (toy.page === null) throw new Error('the toy has a page');
  return {
    ...toy,
    manifest: { ...toy.manifest, id: 'evil-pay', label: 'Evil pay' },
    page: { ...toy.page, open: () => Promise.resolve({ payUrl: 'javascript:__pwned(99)' }) },
  };
};

let server: TestServer;
let twitch: FakeTwitch;
let browser: Browser;
let context: BrowserContext;
let files = '';
/** All that happened and must not. */
const heard: string[] = [];

interface Planted {
  readonly kind: string;
  readonly text: string;
  /** As it is kept, where it was let in. */
  readonly dropId: string;
  readonly sku: string;
  readonly code: string;
}
const planted: Planted[] = [];
/** Addresses of holds and orders of theirs. */
const bought: string[] = [];
let overlay: Page;
/** What the card called each, while it was on air. */
const onCard = new Map<string, string>();
const oddOnCard: string[] = [];

/** Where a rule says no, it is no: other texts say the rest. */
async function maybe<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && /was refused/u.test(error.message)) return null;
    throw error;
  }
}

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  files = mkdtempSync(join(tmpdir(), 'dropcast-hostile-'));
  await buildAll();
  twitch = await startFakeTwitch(100);
  twitch.mods.add('gardenbot');
  const ours = adapters({ twitchIrcUrl: twitch.url, twitchIdUrl: 'http://127.0.0.1:9', twitchApiUrl: null, servers: nowhere, random: Math.random });
  // Pictures stay where hostile addresses say, and each is named as one that could not be copied.
  const pictures = { fetch: () => Promise.resolve({ ok: false, why: 'not-there', again: false } as const), pausesMs: [] };
  server = await startServer({ ...usual, deps: { pictures, adapters: { chats: ours.chats, payments: [...ours.payments, evilPay()], shops: [] } } });
  browser = await openBrowser();
  context = await browser.newContext({ viewport: desktop, locale: 'en-IE', timezoneId: 'Europe/Dublin', reducedMotion: 'reduce', acceptDownloads: false });
  context.setDefaultTimeout(60_000);
  await context.exposeBinding('__heard', ({ page }, what: string) => void heard.push(`${new URL(page.url()).pathname}: ${what}`));
  await context.addInitScript(() => {
    const tell = (window as unknown as { readonly __heard: (what: string) => Promise<void> }).__heard;
    Object.assign(window, { __pwned: (n: unknown) => void tell(`ran ${String(n)}`) });
    // A policy that has to stop something means that something got that far.
    addEventListener('securitypolicyviolation', (event) => void tell(`stopped by the policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
  });
  context.on('request', (request) => {
    if (!/^(?:https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?\/|data:|blob:|about:)/u.test(request.url())) heard.push(`asked ${request.url()}`);
  });
  context.on('page', (page) => {
    page.on('dialog', (dialog) => {
      heard.push(`${page.url()}: dialog “${dialog.message()}”`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => heard.push(`${page.url()}: opened ${popup.url()}`));
    page.on('download', (download) => heard.push(`${page.url()}: download ${download.url()}`));
    page.on('pageerror', (error) => heard.push(`${page.url()}: ${error.message}`));
  });
  await plant();
}, 600_000);
afterAll(async () => {
  await context?.close();
  await browser?.close();
  await server?.stop();
  await twitch?.close();
  if (files !== '') rmSync(files, { recursive: true, force: true });
});

/** Every text into every place that lets it in: a product, a drop on air, a buyer, a slot, a talk, a key … of its own. */
async function plant(): Promise<void> {
  const { owner, done } = server;
  const shop = (over: Partial<CommandInput<'shop.configure'>>): CommandInput<'shop.configure'> => ({
    name: 'Shop',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'UTC',
    seller: { name: 'Ada', address: '1 Market St', email: 'ada@shop.example' },
    returnsUrl: 'https://127.0.0.1/returns"><script>__pwned(20)</script>',
    ...over,
  });
  await done('shop.configure', shop({}), owner);
  const some = (...kinds: readonly string[]): string => kinds.map((kind) => hostileTexts[kind] ?? '').join(' ');
  await done('shop.configure', shop({ name: some('script tag that closes a text', 'svg').slice(0, 80), seller: { name: some('picture that fails', 'mustache', 'svg').slice(0, 120), address: Object.values(hostileTexts).filter((text) => /[<"'{$]/u.test(text) && text.length < 90).join('\n').slice(0, 400), email: 'ada@shop.example' } }), owner); // prettier-ignore
  await done('shipping.save', { flat: 490 }, owner);
  await done('payment.save', { provider: 'evil-pay', enabled: true, settings: { url: 'http://127.0.0.1:9', apiKey: 'x', signingSecret: 'x' } }, owner);
  const { showId } = await done(
    'show.plan',
    { title: some('picture out of an attribute', 'svg'), startsAt: server.started().core.now(), minutes: 60, reach: 'network' },
    owner,
  );
  const template = `${some('script tag', 'own command')}\nJOIN #evil\r\n{title} {link}`.replaceAll('\r', '');
  await done(
    'channel.save',
    {
      channel: 'twitch',
      enabled: true,
      delaySeconds: 0,
      settings: { channel: 'gardenstall', username: 'gardenbot', token: 'oauth:fresh123' },
      templates: { link: template, stock: template },
    },
    owner,
  );
  await until(() => twitch.present(ROOM) === 1);
  const { key } = await done('key.create', { role: 'overlay', name: 'ov' }, owner);
  overlay = await context.newPage();
  await overlay.setViewportSize({ width: 1920, height: 1080 });
  await overlay.goto(`${server.url}/overlay/now#key=${key}&name=${encodeURIComponent(hostileTexts['picture that fails'] ?? '')}`);

  let at = 0;
  let onAir: string | null = null;
  for (const [kind, text] of Object.entries(hostileTexts)) {
    at += 1;
    const short = text.length > 80 ? text.slice(0, 78) : text;
    await maybe(() => done('show.plan', { title: short, startsAt: server.started().core.now() + at * 3_600_000, minutes: 60, reach: 'network' }, owner));
    await maybe(() =>
      done(
        'pickup.save',
        {
          pickupId: null,
          place: short,
          address: short,
          startsAt: server.started().core.now() + 3_600_000,
          endsAt: server.started().core.now() + 7_200_000,
          capacity: 9,
        },
        owner,
      ),
    );
    await maybe(() => done('key.create', { role: 'packer', name: short.slice(0, 40) }, owner));
    const wild = text.replaceAll(/\s/gu, '').slice(0, 60);
    const saved = (await maybe(() => save(at, short, text, wild))) ?? (await maybe(() => save(at, short, text, `SKU-${at}`)));
    if (saved === null) continue;
    const dropId: string | undefined = (await maybe(() => done('drop.plan', { showId, title: short, mode: 'hold', lines: saved.skus.map((sku) => ({ sku, allotted: 9, price: 1_000 })), minutes: 60, holdSeconds: 3_000, perViewer: 2 }, owner)))?.dropId; // prettier-ignore
    if (dropId === undefined) continue;
    const fired = await done('drop.fire', { dropId, expectOnAir: onAir }, owner);
    onAir = dropId;
    await maybe(() => done('drop.extend', { dropId, minutes: 1, reason: short }, owner));
    await maybe(() => done('variant.adjust', { sku: saved.skus[0] ?? '', onHand: 30, reason: short }, owner));
    const title = server.started().core.state.drops.get(dropId)?.title ?? '';
    planted.push({ kind, text: title, dropId, sku: saved.skus[0] ?? '', code: fired.links[0]?.code ?? '' });
    const shown = async (): Promise<string> => wellFormed(await overlay.evaluate(() => document.querySelector('.ticket h1')?.textContent ?? ''));
    await until(async () => (await shown()) === wellFormed(title));
    onCard.set(kind, await shown());
    oddOnCard.push(...(await oddities(overlay)).map((odd) => `${kind}: ${odd}`));
  }
  await untilClock(server, Math.max(...planted.map(({ dropId }) => server.started().core.state.drops.get(dropId)?.opensAt ?? 0)));
  for (const [at, text] of Object.values(hostileTexts)
    .filter((each) => /[<>"'`{&\p{C}]/u.test(each))
    .entries()) {
    const drop = planted[at % planted.length];
    if (drop === undefined) throw new Error('nothing was planted');
    const as = server.viewer();
    const { holdId } = await done('hold.place', { dropId: drop.dropId, lines: [{ sku: drop.sku, quantity: 1 }] }, as);
    const field = text.slice(0, 60);
    const start = (postcode: string) => ({ holdId, provider: 'later', contact: { name: field, email: 'lena@x.ie' }, delivery: { kind: 'ship' as const, address: { line1: field, line2: field, city: field, postcode, region: field, country: 'IE' } }, with: null }); // prettier-ignore
    const order = (await maybe(() => done('checkout.start', start(text.slice(0, 20)), as))) ?? (await maybe(() => done('checkout.start', start(''), as)));
    // Who may not order under that name still holds it.
    bought.push(order === null ? await pathOfHold(as) : new URL(order.orderUrl, server.url).pathname);
    if (order !== null && at % 3 === 0) await maybe(() => done('order.cancel', { orderNumber: order.orderNumber, reason: field }, owner));
  }
}
/** Half a letter is shown as the sign for none. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
const save = (at: number, short: string, text: string, wild: string) =>
  server.done('product.save', {
    handle: `thing-${at}`, title: short, body: `<p>${text.slice(0, 5_000)}</p>${text.slice(0, 5_000)}`, vendor: short.slice(0, 80),
    // A page lists all that is on: each with its pictures would be a hundred that are not there.
    pictures: at % 20 === 1 ? [`${server.url}/media/${at}.png?");background:url(//evil.example/p.png)`, `${server.url}/media/'onerror='__pwned(21)`] : [],
    options: [short.slice(0, 40), 'Size'],
    variants: [0, 1].map((n) => ({ sku: n === 0 ? wild : `${wild.slice(0, 50)}-${n}`, options: [short, `Size ${n}`], price: 1_000, compareAt: null, cost: null, grams: null, onHand: 20 })),
  }, server.owner); // prettier-ignore
/** The page of what this person holds. */
async function pathOfHold(as: { readonly cookie: string }): Promise<string> {
  const me = (await (await server.fetch('/api/state/me', { headers: { cookie: as.cookie } })).json()) as {
    readonly parts: { readonly holds: readonly { readonly path: string }[] };
  };
  return me.parts.holds[0]?.path ?? '/now';
}

/** What no text of ours ever becomes: looked for in the page as the browser understood it. */
const oddities = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const odd: string[] = [];
    const evil = /^\s*(?:javascript|vbscript|data:text)/iu;
    for (const element of document.querySelectorAll('*')) {
      const name = element.localName;
      // The desk's monitors: frames of our own overlay, and of nothing else.
      const isMonitor = name === 'iframe' && /^\/overlay\/now#preview=(?:air|parts)$/u.test(element.getAttribute('src') ?? '');
      if (!isMonitor && ['iframe', 'object', 'embed', 'base', 'applet', 'portal'].includes(name)) odd.push(element.outerHTML.slice(0, 120));
      if (name === 'meta' && element.getAttribute('http-equiv')?.toLowerCase() === 'refresh' && /url/iu.test(element.getAttribute('content') ?? '')) odd.push(element.outerHTML);
      if (name === 'script' && (element.textContent !== '' || new URL((element as HTMLScriptElement).src).origin !== location.origin)) odd.push(element.outerHTML.slice(0, 120));
      if (name === 'form' && new URL((element as HTMLFormElement).action).origin !== location.origin) odd.push(element.outerHTML.slice(0, 120));
      if (name === 'style' && /evil|pwned/u.test(element.textContent ?? '')) odd.push(element.outerHTML.slice(0, 120));
      for (const attribute of element.attributes) {
        if (/^on/iu.test(attribute.name) || attribute.name === 'srcdoc' || evil.test(attribute.value.replaceAll(/[\u0000-\u0020]/gu, ''))) {
          // A title may say "javascript:" as often as it likes.
          if (/^on|^srcdoc$|^(?:href|src|action|formaction|xlink:href|poster|background|data)$/iu.test(attribute.name)) odd.push(`<${name} ${attribute.name}="${attribute.value.slice(0, 80)}">`);
        }
        if (attribute.name === 'style' && (element as HTMLElement).style.cssText.includes('evil.example') && !/url\("http:\/\/127[^"]*(?:\\"|%22)/u.test((element as HTMLElement).style.cssText)) odd.push(`<${name} style="${attribute.value.slice(0, 160)}">`);
      }
    }
    return odd;
  }); // prettier-ignore
async function look(page: Page, path: string, wrong: string[]): Promise<void> {
  await page.goto(`${server.url}${path}`);
  await page.waitForLoadState('load');
  wrong.push(...(await oddities(page)).map((odd) => `${path}: ${odd}`));
}

describe('hostile texts on every page', () => {
  it('were let in where words are free', () => {
    console.info(
      `${planted.length} drops, ${bought.length} holds and orders of ${Object.keys(hostileTexts).length} texts: ${planted.map(({ kind }) => kind).join(', ')}`,
    );
    expect(planted.length).toBeGreaterThan(45);
    expect(bought.length).toBeGreaterThan(30);
    expect(heard).toEqual([]);
  });

  it('and the trap is set: put into a page as markup, each kind of harm is noticed', async () => {
    const page = await context.newPage();
    await page.goto(`${server.url}/privacy`);
    await page.evaluate((markup) => void (document.body.innerHTML = markup), `${hostileTexts['picture that fails'] ?? ''}${hostileTexts['frame'] ?? ''}<a href="javascript:__pwned(1)">x</a><link rel=stylesheet href=//evil.example/x.css>`); // prettier-ignore
    await expect.poll(() => heard.filter((each) => each.includes('stopped by the policy')).length, SOON).toBeGreaterThan(0);
    expect((await oddities(page)).length).toBeGreaterThanOrEqual(3);
    await page.evaluate(() => {
      (window as unknown as { readonly __pwned: (n: number) => void }).__pwned(50);
      alert('pwned'); // oxlint-disable-line no-alert -- what the trap must catch
    });
    await page.evaluate(() => fetch('http://evil.example/').catch(() => undefined)).catch(() => undefined);
    await expect.poll(() => heard.filter((each) => /ran 50|dialog “pwned”/u.test(each)).length, SOON).toBe(2);
    await page.close();
    heard.length = 0;
  });

  it('the overlay painted each as the title on its ticket', async () => {
    for (const { kind, text } of planted) expect(onCard.get(kind), kind).toBe(wellFormed(text));
    await server.done('overlay.identify', { instance: null }, server.owner);
    await overlay.locator('.who-am-i').waitFor();
    expect(await oddities(overlay)).toEqual([]);
    expect(oddOnCard).toEqual([]);
    await shoot(overlay, join(shots, 'overlay.png'));
    expect(heard).toEqual([]);
    // It goes on painting sixty drops while the pages are looked at.
    await overlay.close();
  });

  it('the product page, the hold and the order show them as texts', async () => {
    const page = await context.newPage();
    await page.setViewportSize(phone);
    const wrong: string[] = [];
    // Every other one, beginning with either; all of them with the full counts.
    const first = Math.round(Math.random());
    const some = <T>(all: readonly T[]): readonly T[] => (process.env['DROPCAST_FULL'] === '1' ? all : all.filter((_, at) => at % 2 === first));
    console.info(`pages: each second one from number ${first}`);
    for (const { kind, text, code } of some(planted)) {
      await look(page, `/d/${code}`, wrong);
      // As HTML shows it: what is white is one space.
      const oneSpace = (words: string): string => words.replaceAll(/\s+/gu, ' ').trim();
      expect(oneSpace((await page.locator('h1').textContent()) ?? ''), kind).toBe(oneSpace(wellFormed(text)));
    }
    for (const path of some(bought)) await look(page, path, wrong);
    for (const path of ['/now', '/privacy']) await look(page, path, wrong);
    await shootWhole(page, join(shots, 'now.png'));
    await page.close();
    expect(wrong).toEqual([]);
    expect(heard).toEqual([]);
  }, 600_000);

  it('a form that comes back with what was typed shows it as typed; a pay page that is no page leads nowhere', async () => {
    const page = await context.newPage();
    const drop = planted[0];
    if (drop === undefined) throw new Error('nothing was planted');
    await page.goto(`${server.url}/d/${drop.code}`);
    await page.locator('button.primary').click();
    await page.waitForURL(/\/hold\//u);
    const typed = `"><img src=x onerror=__pwned(30)>'`;
    const fill = async (email: string): Promise<void> => {
      await page.locator('input[name=name]').fill(typed);
      await page.locator('input[name=email]').evaluate((field, value) => {
        (field as HTMLInputElement).type = 'text';
        (field as HTMLInputElement).value = value;
        (field as HTMLInputElement).form?.setAttribute('novalidate', '');
      }, email);
      await page.locator('input.ship').check();
      for (const name of ['line1', 'city']) await page.locator(`input[name=${name}]`).fill(typed);
      await page.locator('select[name=country]').selectOption('IE');
    };
    await fill(typed);
    await page.locator('button[name=provider][value=later]').click();
    await page.getByRole('alert').first().waitFor();
    expect(await page.locator('input[name=name]').inputValue()).toBe(typed);
    expect(await page.locator('input[name=email]').inputValue()).toBe(typed);
    expect(await oddities(page)).toEqual([]);
    await fill('lena@x.ie');
    await page.locator('button[name=provider][value=evil-pay]').click();
    await expect.poll(() => [...server.started().core.state.orders.values()].some((order) => order.provider === 'evil-pay'), SOON).toBe(true);
    const order = [...server.started().core.state.orders.values()].find((each) => each.provider === 'evil-pay');
    await page.waitForURL(/\/order\//u);
    expect(server.started().core.state.orders.get(String(order?.orderNumber))?.payUrl ?? null).toBeNull();
    expect(await oddities(page)).toEqual([]);
    await page.close();
    expect(heard).toEqual([]);
  }, 300_000);

  it('every screen of the panel lists them', async () => {
    const page = await context.newPage();
    const answer = await context.request.post(`${server.url}/api/login`, { data: { key: server.owner.key }, headers: { origin: server.url } });
    expect(answer.ok()).toBe(true);
    await server.started().people.setPasscode('a short sentence');
    const wrong: string[] = [];
    for (const path of ['desk', 'shows', 'catalog', 'orders', 'tasks', 'channels', 'payments', 'shop', 'keys']) {
      await look(page, `/panel/${path}`, wrong);
      await page.getByRole('main').first().waitFor();
      // Until its parts are there and drawn.
      await expect.poll(() => page.evaluate(() => document.body.innerText.length), SOON).toBeGreaterThan(400);
      wrong.push(...(await oddities(page)).map((odd) => `${path}: ${odd}`));
      if (path === 'desk') {
        await page.getByRole('tab').last().click();
        await page.getByRole('table').first().waitFor();
        wrong.push(...(await oddities(page)).map((odd) => `${path}, stock: ${odd}`));
      }
      await shoot(page, join(shots, `panel-${path}.png`));
    }
    await page.goto(`${server.url}/panel/orders`);
    const rows = page.locator('.order-list button');
    await rows.first().waitFor();
    for (let row = 0; row < (await rows.count()); row += 1) {
      await rows.nth(row).click();
      await page.getByText('lena@x.ie').first().waitFor();
      wrong.push(...(await oddities(page)).map((odd) => `order ${row}: ${odd}`));
    }
    expect(await rows.count()).toBeGreaterThan(25);
    expect(wrong).toEqual([]);
    expect(heard).toEqual([]);
  }, 600_000);

  it('a product file full of them, and called so, is shown before it is taken', async () => {
    const page = await context.newPage();
    const cell = (text: string): string => `"${text.slice(0, 2_000).replaceAll('"', '""')}"`;
    const rows = Object.values(hostileTexts).map((text, at) =>
      [`file-${at}`, text || 'x', `<p>${text}</p>`, text, 'Kind', text || 'x', `F-${at}`, '1', '9.00', 'https://127.0.0.1/x.png?"onerror="__pwned(40)']
        .map(cell)
        .join(','),
    );
    // A slash alone cannot stand in a file's name.
    const path = join(files, `<img src=x onerror=__pwned(41)>.csv`);
    writeFileSync(
      path,
      ['Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src', ...rows].join('\n'),
    );
    await page.goto(`${server.url}/panel/catalog`);
    await page
      .getByRole('button', { name: w('import.open') })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[type=file]').setInputFiles(path);
    await dialog.getByText(w('import.newVariants'), { exact: true }).waitFor();
    expect(await oddities(page)).toEqual([]);
    await shoot(page, join(shots, 'import.png'));
    await dialog.locator('.modal-actions button').last().click();
    await dialog.waitFor({ state: 'detached' });
    // And once more, now that it is known: before and after stand side by side.
    writeFileSync(
      path,
      [
        'Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src',
        ...rows.map((row) => row.replace('<p>', '<p>again ')),
      ].join('\n'),
    );
    await page
      .getByRole('button', { name: w('import.open') })
      .first()
      .click();
    await dialog.locator('input[type=file]').setInputFiles(path);
    await dialog.getByText(w('import.newVariants'), { exact: true }).waitFor();
    expect(await oddities(page)).toEqual([]);
    await page.close();
    expect(heard).toEqual([]);
  }, 300_000);

  it('addresses that are texts lead to a page that is none of theirs', async () => {
    const page = await context.newPage();
    const wrong: string[] = [];
    for (const text of [hostileTexts['script tag'], hostileTexts['picture out of an attribute'], hostileTexts['mustache']]) {
      const part = encodeURIComponent(text ?? '');
      for (const path of [
        `/d/${part}`,
        `/hold/${part}`,
        `/order/1001/${part}`,
        `/setup/${part}`,
        `/panel/${part}`,
        `/overlay/${part}#key=${part}&name=${part}`,
        `/now?${part}#${part}`,
      ])
        await look(page, path, wrong);
    }
    await page.close();
    expect(wrong).toEqual([]);
    expect(heard).toEqual([]);
  }, 300_000);

  it('the chat got one line for each, whatever was in it: none smuggled a line of its own', async () => {
    await expect.poll(() => twitch.delivered.length, SOON).toBeGreaterThan(0);
    twitch.say(ROOM, 'somebody', '!stock', { mod: false, badges: '', userId: null });
    await expect.poll(() => twitch.delivered.length, SOON).toBeGreaterThan(1);
    const strange = twitch.received.filter((line) => !/^(?:CAP |PASS |NICK |USER |JOIN #gardenstall$|PING|PONG|(?:@\S+ )?PRIVMSG #gardenstall :)/u.test(line));
    expect(strange).toEqual([]);
    // Nothing that a chat takes for a command, ours among them.
    expect(twitch.delivered.map(({ text }) => text).filter((text) => /^[/\\.!]/u.test(text))).toEqual([]);
  });
});
