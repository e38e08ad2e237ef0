import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page as pageWords, panel as panelWords } from '@locales/en.json';
import type { CommandAnswer, CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import type { PanelParts } from '@protocol/parts.ts';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { makeCaddy, type Caddy } from '../support/caddy.ts';
import { startChild, type Child } from '../support/child.ts';
import { browserLaunch, desktop, onlyHere, phone } from '../support/panel-browser.ts';
import { freshId } from '../support/server.ts';
import { breakages, buildAll, freePort } from './support/house.ts';
import { readQr } from './support/qr.ts';
import { story } from './support/steps.ts';

/**
 * The whole behind a real Caddy with TLS and a name that is not this computer's: what a buyer is given carries the public name, and a
 * proxy that dies in mid-show stops neither the desk nor the overlay.
 */
const NAME = 'shop.example';
const PASSCODE = 'eight pots and a sofa';
const w = speaker(panelWords, 'en');
const onPage = speaker(pageWords, 'en');
const SOON = { timeout: 60_000, interval: 100 };
/** CONTRACT, "Where buyers reach it". */
const TOLD_WITHIN = { timeout: 15_000, interval: 100 };

const shots = join(root, 'test-results/behind-caddy');
let dataDir: string;
let port: number;
let local: string;
let caddy: Caddy;
let server: Child;
let browser: Browser;
let owner: string;
let isAway = false;
const contexts: BrowserContext[] = [];
const pages = new Map<string, { readonly page: Page; readonly broken: readonly string[]; readonly sockets: string[] }>();

const { step } = story(async (name) => {
  const slug = name.slice(0, 40).replaceAll(/[^\w]+/gu, '-');
  for (const [who, { page }] of pages) await page.screenshot({ path: join(shots, `failed-${slug}-${who}.png`) }).catch(() => undefined); // a closed page has no picture
  writeFileSync(join(shots, `failed-${slug}.log`), `${server.stdout()}\n${server.stderr()}\n--- caddy ---\n${caddy.said()}`);
});

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildAll();
  dataDir = mkdtempSync(join(tmpdir(), 'dropcast-caddy-'));
  port = await freePort();
  local = `http://localhost:${port}`;
  caddy = makeCaddy(NAME, await freePort(), port);
  await caddy.start();
  server = startChild('main', [], {
    PORT: String(port),
    DATA_DIR: dataDir,
    PUBLIC_URL: caddy.url,
    TRUST_PROXY: '1',
    OWNER_PASSCODE: PASSCODE,
    FAKE_HOST: NAME,
    NODE_EXTRA_CA_CERTS: caddy.authority,
    NODE_OPTIONS: `--import ${new URL('../support/hosts.mjs', import.meta.url).href}`,
  });
  await server.says('╰');
  const tool = startChild('key', ['--role', 'owner', '--name', 'test'], { DATA_DIR: dataDir });
  await tool.ended;
  owner = tool.stdout().trim().split('\n').at(-1) ?? '';
  browser = await chromium.launch({ ...browserLaunch, args: [...browserLaunch.args, `--host-resolver-rules=MAP ${NAME} 127.0.0.1, ${onlyHere}`] });
}, 300_000);
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  server?.process.kill('SIGTERM');
  await server?.ended;
  await caddy?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(who: string, viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'en-IE', timezoneId: 'Europe/Dublin', ignoreHTTPSErrors: true, hasTouch: viewport.width < 500 });
  contexts.push(context);
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  pages.set(who, { page, broken: breakages(page, () => isAway), sockets });
  return page;
}
const pageOf = (who: string): Page => {
  const found = pages.get(who);
  if (found === undefined) throw new Error(`nobody called ${who}`);
  return found.page;
};
const socketsOf = (who: string): readonly string[] => pages.get(who)?.sockets ?? [];
const cookiesOf = async (who: string) =>
  (await pageOf(who).context().cookies()).map(({ name, domain, secure, sameSite, httpOnly }) => ({ name, domain, secure, sameSite, httpOnly }));

/** By key, past the proxy, as a tool on the same computer does. */
async function done<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandResult<N>> {
  const response = await fetch(`${local}/api/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner}` },
    body: JSON.stringify({ id: freshId(), name, input }),
  });
  // Made by the schema of this command.
  const answer = (await response.json()) as CommandAnswer<CommandResult<N>>;
  if (!answer.ok) throw new Error(`${name} was refused: ${answer.refusal.message}`);
  return answer.result;
}
async function parts(): Promise<PanelParts> {
  const response = await fetch(`${local}/api/state/panel`, { headers: { authorization: `Bearer ${owner}` } });
  // Built by the views from the types of the parts.
  return ((await response.json()) as { readonly parts: PanelParts }).parts;
}
async function logIn(who: string, at: string): Promise<void> {
  const page = pageOf(who);
  await page.goto(`${at}/panel/desk`);
  await page.getByLabel(w('login.secret')).fill(PASSCODE);
  await page.getByRole('button', { name: w('login.do') }).click();
  await page.getByText(w('meter.viewers')).waitFor();
}
const stateOfDrop = async (dropId: string): Promise<string | undefined> => (await parts())[`drop/${dropId}`]?.state;

describe('behind a real Caddy with TLS and another name', () => {
  let dropId = '';
  let link = '';
  const paths = { hold: '', order: '' };

  it(
    'P3 the desk is logged in by the public name: Secure cookie, secure socket, and it says that buyers get in',
    step(async () => {
      await done('shop.configure', {
        name: 'The Garden Stall',
        currency: 'EUR',
        locale: 'en',
        timeZone: 'Europe/Dublin',
        seller: { name: 'Aoife', address: '3 Quay Street', email: 'aoife@garden.example' },
        returnsUrl: 'https://garden.example/returns',
      });
      await done('product.save', {
        handle: 'pots',
        title: 'Pots',
        body: '',
        vendor: '',
        pictures: [],
        options: [],
        variants: [{ sku: 'POT', options: [], price: 1_000, compareAt: null, cost: null, grams: null, onHand: 8 }],
      });
      await done('pickup.save', {
        pickupId: null,
        place: 'Saturday market',
        address: 'Church Lane',
        startsAt: Date.now(),
        endsAt: Date.now() + 4 * 3_600_000,
        capacity: 10,
      });
      const { showId } = await done('show.plan', { title: 'Saturday', startsAt: Date.now(), minutes: 60 });
      ({ dropId } = await done('drop.plan', {
        showId,
        title: 'Pots',
        mode: 'hold',
        lines: [{ sku: 'POT', allotted: 8, price: 1_000 }],
        minutes: 40,
        holdSeconds: 1_800,
        perViewer: 1,
      }));
      await done('show.start', { showId });
      await open('panel', desktop);
      await logIn('panel', caddy.url);
      expect(new URL(pageOf('panel').url()).origin).toBe(caddy.url);
      expect(await cookiesOf('panel')).toEqual([{ name: 'dc_session', domain: NAME, secure: true, sameSite: 'Strict', httpOnly: true }]);
      await expect.poll(() => socketsOf('panel').length, SOON).toBeGreaterThan(0);
      for (const socket of socketsOf('panel')) expect(socket).toMatch(new RegExp(`^wss://${new URL(caddy.url).host}/`, 'u'));
      await pageOf('panel')
        .getByText(`${w('health.reach')} · ${w('reach.reached')}`)
        .waitFor();
    }),
  );

  it(
    'GO is pressed there; links and the QR code of the overlay on this computer carry the public name',
    step(async () => {
      const overlay = await open('overlay', { width: 1920, height: 1080 });
      const { key } = await done('key.create', { role: 'overlay', name: 'OBS' });
      await overlay.goto(`${local}/overlay/now#key=${key}`);
      const panel = pageOf('panel');
      await panel.getByRole('button', { name: w('go.fire', { title: 'Pots' }) }).hover();
      await panel.mouse.down();
      await expect.poll(async () => (await parts()).onAir, SOON).toBe(dropId);
      await panel.mouse.up();
      const all = (await parts())[`drop/${dropId}`]?.links ?? [];
      expect(all.length).toBeGreaterThan(0);
      for (const { url } of all) expect(url).toMatch(new RegExp(`^${caddy.url}/d/\\w+$`, 'u'));
      link = all.find(({ channel }) => channel === 'qr')?.url ?? '';
      await overlay.locator('.ticket[data-phase=live]').waitFor();
      await expect.poll(async () => readQr(await overlay.locator('.half.stub').screenshot()), SOON).toBe(link);
      for (const socket of socketsOf('overlay')) expect(socket).toMatch(new RegExp(`^ws://localhost:${port}/`, 'u'));
    }),
  );

  it(
    'H1 P2 a phone reserves and orders: every page, redirect, cookie and socket by the public name',
    step(async () => {
      const buyer = await open('buyer', phone);
      const asked: string[] = [];
      buyer.on('request', (request) => asked.push(request.url()));
      await buyer.goto(link);
      await buyer.getByRole('button', { name: onPage('button.hold') }).tap();
      await buyer.waitForURL(/\/hold\//u);
      paths.hold = buyer.url();
      expect(await cookiesOf('buyer')).toEqual([{ name: 'dc_viewer', domain: NAME, secure: true, sameSite: 'Lax', httpOnly: true }]);
      await buyer.getByRole('textbox', { name: onPage('field.name') }).fill('Ana');
      await buyer.getByRole('textbox', { name: onPage('field.email') }).fill('ana@buyer.example');
      await buyer.getByRole('radio', { name: onPage('delivery.pickup', { place: 'Saturday market' }) }).check();
      await buyer.getByRole('button', { name: onPage('pay.later.pickup') }).tap();
      await buyer.waitForURL(/\/order\/\d+\//u);
      paths.order = buyer.url();
      for (const address of [paths.hold, paths.order]) expect(new URL(address).origin).toBe(caddy.url);
      await expect.poll(() => socketsOf('buyer').length, SOON).toBeGreaterThan(0);
      for (const socket of socketsOf('buyer')) expect(socket).toMatch(new RegExp(`^wss://${new URL(caddy.url).host}/`, 'u'));
      for (const address of asked.filter((each) => /^https?:/u.test(each))) expect(new URL(address).origin).toBe(caddy.url);
      await buyer.goto(`${caddy.url}/`);
      expect(buyer.url()).toBe(`${caddy.url}/now`);
      for (const [path, to] of [['/', '/now'], ['/panel', '/panel/']] as const) expect((await caddy.ask('GET', path, {}, null)).headers['location']).toBe(to); // prettier-ignore
    }),
  );

  it(
    'the proxy is killed in mid-show: the desk says so within 15 s and offers to pause; desk and overlay here go on',
    step(async () => {
      const desk = await open('desk', desktop);
      await logIn('desk', local);
      expect(await cookiesOf('desk')).toEqual([{ name: 'dc_session', domain: 'localhost', secure: false, sameSite: 'Strict', httpOnly: true }]);
      await desk.getByText(`${w('health.reach')} · ${w('reach.reached')}`).waitFor();
      const looker = await open('looker', phone);
      await looker.goto(link);
      await looker.getByRole('button', { name: onPage('button.hold') }).waitFor();
      isAway = true;
      await caddy.kill();
      const alert = desk.getByRole('alert').filter({ hasText: w('reach.why.refused') });
      await expect.poll(() => alert.count(), TOLD_WITHIN).toBe(1);
      expect(await alert.textContent()).toMatch(/\d\d:\d\d/u);
      await alert.getByRole('button', { name: w('reach.pause', { title: 'Pots' }) }).click();
      await expect.poll(() => stateOfDrop(dropId), SOON).toBe('paused');
      await pageOf('overlay').locator('.ticket[data-phase=paused]').waitFor();
      await desk.screenshot({ path: join(shots, 'desk-proxy-gone.png') });
    }),
  );

  it(
    'the proxy is back: the desk says that too, sells on, and the phone that waited sees it',
    step(async () => {
      await caddy.start();
      const desk = pageOf('desk');
      const back = desk.locator('.warning-back');
      await back.waitFor();
      await back.getByRole('button', { name: w('reach.resume', { title: 'Pots' }) }).click();
      await expect.poll(() => stateOfDrop(dropId), SOON).toBe('live');
      await pageOf('overlay').locator('.ticket[data-phase=live]').waitFor();
      await pageOf('looker')
        .getByRole('button', { name: onPage('button.hold') })
        .waitFor();
      // The desk that came by the public name is there again as well.
      await expect.poll(() => pageOf('panel').locator('.warning-stale').count(), SOON).toBe(0);
      isAway = false;
    }),
  );

  it(
    'TRUST_PROXY=1: what a caller claims about himself gives him no more guesses at the passcode',
    step(async () => {
      const guess = (n: number): Promise<number> =>
        caddy
          .ask(
            'POST',
            '/api/login',
            { 'content-type': 'application/json', origin: caddy.url, 'x-forwarded-for': `203.0.113.${n}`, 'x-forwarded-proto': 'http' },
            JSON.stringify({ passcode: `guess ${n} of many` }),
          )
          .then(({ status }) => status);
      const answers: number[] = [];
      for (let n = 1; n <= 21; n += 1) answers.push(await guess(n));
      expect(answers.slice(0, 20)).toEqual(Array(20).fill(401));
      expect(answers[20]).toBe(429);
    }),
  );

  it(
    'nothing broke in any page while the proxy was there',
    step(async () => {
      expect([...pages].flatMap(([who, { broken }]) => broken.map((each) => `${who} · ${each}`))).toEqual([]);
      await Promise.resolve();
    }),
  );
});
