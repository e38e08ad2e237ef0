import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page as pageWords, panel as panelWords } from '@locales/en.json';
import type { CommandAnswer, CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import type { PanelParts } from '@protocol/parts.ts';
import { speaker } from '@protocol/words.ts';
import { startChild, startChildIn, type Child } from '../support/child.ts';
import { openIsland, type Island } from '../support/island.ts';
import { browserLaunch, desktop, onlyHere, phone } from '../support/panel-browser.ts';
import { freshId } from '../support/server.ts';
import { breakages, buildAll, freePort } from './support/house.ts';
import { readQr } from './support/qr.ts';
import { story } from './support/steps.ts';

/** A stall in a field: server and browsers in a network that has loopback, a LAN, and no way out. */
const PASSCODE = 'eight pots and a sofa';
const w = speaker(panelWords, 'en');
const onPage = speaker(pageWords, 'en');
const SOON = { timeout: 60_000, interval: 100 };

let island: Island;
let server: Child;
let browser: Browser;
let dataDir: string;
let owner: string;
let local: string;
let near: string;
const contexts: BrowserContext[] = [];
const pages = new Map<string, { readonly page: Page; readonly broken: readonly string[] }>();
const asked = new Set<string>();

const { step } = story(async () => {
  console.info(`${server.stdout()}\n${server.stderr()}`);
  for (const [who, { page }] of pages) await page.screenshot({ path: join(tmpdir(), `no-internet-${who}.png`) }).catch(() => undefined); // a closed page has no picture
});

beforeAll(async () => {
  await buildAll();
  island = await openIsland();
  const port = await freePort();
  local = `http://localhost:${port}`;
  near = `http://${island.address}:${port}`;
  dataDir = mkdtempSync(join(tmpdir(), 'dropcast-island-'));
  server = startChildIn(island.inside, 'main', ['--lan'], { PORT: String(port), DATA_DIR: dataDir, OWNER_PASSCODE: PASSCODE });
  await server.says('╰');
  const tool = startChild('key', ['--role', 'owner', '--name', 'test'], { DATA_DIR: dataDir });
  await tool.ended;
  owner = tool.stdout().trim().split('\n').at(-1) ?? '';
  // There is nothing outside of an island, and its own address is none of loopback's.
  const args = browserLaunch.args.filter((arg) => !arg.includes(onlyHere));
  browser = await chromium.launch({ args, executablePath: island.wrapper(browserLaunch.executablePath) });
}, 300_000);
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  server?.process.kill('SIGTERM');
  await server?.ended;
  await island?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(who: string, viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'en-IE', timezoneId: 'Europe/Dublin', hasTouch: viewport.width < 500 });
  contexts.push(context);
  context.setDefaultTimeout(60_000);
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(?:http|ws)s?:$/u.test(protocol)) asked.add(hostname);
  });
  const page = await context.newPage();
  page.on('websocket', (socket) => asked.add(new URL(socket.url()).hostname));
  pages.set(who, { page, broken: breakages(page, () => false) });
  return page;
}
const pageOf = (who: string): Page => {
  const found = pages.get(who);
  if (found === undefined) throw new Error(`nobody called ${who}`);
  return found.page;
};
/** From a page inside: nobody else is in that network. */
async function done<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandResult<N>> {
  const text = await pageOf('panel').evaluate(
    async ([key, body]) => {
      const response = await fetch('/api/commands', { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` }, body });
      return response.text();
    },
    [owner, JSON.stringify({ id: freshId(), name, input })] as const,
  );
  // Made by the schema of this command.
  const answer = JSON.parse(text) as CommandAnswer<CommandResult<N>>;
  if (!answer.ok) throw new Error(`${name} was refused: ${answer.refusal.message}`);
  return answer.result;
}
async function parts(): Promise<PanelParts> {
  const text = await pageOf('panel').evaluate(async (key) => {
    const response = await fetch('/api/state/panel', { headers: { authorization: `Bearer ${key}` } });
    return response.text();
  }, owner);
  // Built by the views from the types of the parts.
  return (JSON.parse(text) as { readonly parts: PanelParts }).parts;
}

describe('an evening with no network but loopback and the LAN', () => {
  let dropId = '';
  let link = '';

  it(
    'the box shows the address of this network, and its code',
    step(async () => {
      expect(server.stdout()).toContain(`${near}/now`);
      expect(server.stdout()).toContain('▀');
      await Promise.resolve();
    }),
  );

  it(
    'P3 the desk works; a show is planned for this network, whatever address is kept, and nothing warns of the internet',
    step(async () => {
      const panel = await open('panel', desktop);
      await panel.goto(`${local}/panel/`);
      await panel.getByLabel(w('login.secret')).fill(PASSCODE);
      await panel.getByRole('button', { name: w('login.do') }).click();
      await panel.getByRole('heading', { name: w('shop.firstTitle') }).waitFor();
      await done('shop.configure', {
        name: 'The Garden Stall',
        currency: 'EUR',
        locale: 'en',
        timeZone: 'Europe/Dublin',
        seller: { name: 'Aoife', address: '3 Quay Street', email: 'aoife@garden.example' },
        returnsUrl: 'https://garden.example/returns',
      });
      await done('shop.reach', { publicUrl: 'https://garden.example' });
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
        place: 'The stall',
        address: 'Field',
        startsAt: Date.now(),
        endsAt: Date.now() + 4 * 3_600_000,
        capacity: 10,
      });
      const { showId } = await done('show.plan', { title: 'Saturday', startsAt: Date.now(), minutes: 60 });
      expect((await parts()).shows.find((show) => show.showId === showId)?.reach).toBe('network');
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
      await panel.goto(`${local}/panel/desk`);
      await panel.getByText(`${w('health.reach')} · ${w('reach.near')}`).waitFor();
      const go = panel.getByRole('button', { name: w('go.fire', { title: 'Pots' }) });
      await go.hover();
      await panel.mouse.down();
      await expect.poll(async () => (await parts()).onAir, SOON).toBe(dropId);
      await panel.mouse.up();
      link = (await parts())[`drop/${dropId}`]?.links.find(({ channel }) => channel === 'qr')?.url ?? '';
      expect(link).toMatch(new RegExp(`^${near}/d/\\w+$`, 'u'));
    }),
  );

  it(
    'the overlay paints, and its code leads to this network',
    step(async () => {
      const overlay = await open('overlay', { width: 1920, height: 1080 });
      const { key } = await done('key.create', { role: 'overlay', name: 'OBS' });
      await overlay.goto(`${local}/overlay/now#key=${key}`);
      await overlay.locator('.ticket[data-phase=live]').waitFor();
      await expect.poll(async () => readQr(await overlay.locator('.half.stub').screenshot()), SOON).toBe(link);
    }),
  );

  it(
    'H1 a phone in the Wi-Fi reserves and orders over plain http',
    step(async () => {
      const buyer = await open('buyer', phone);
      await buyer.goto(link);
      await buyer.getByRole('button', { name: onPage('button.hold') }).tap();
      await buyer.waitForURL(/\/hold\//u);
      await buyer.getByRole('textbox', { name: onPage('field.name') }).fill('Ana');
      await buyer.getByRole('textbox', { name: onPage('field.email') }).fill('ana@buyer.example');
      await buyer.getByRole('radio', { name: onPage('delivery.pickup', { place: 'The stall' }) }).check();
      await buyer.getByRole('button', { name: onPage('pay.later.pickup') }).tap();
      await buyer.waitForURL(/\/order\/\d+\//u);
      expect(new URL(buyer.url()).origin).toBe(near);
    }),
  );

  it(
    'the till sells, by a phone in the Wi-Fi, and the overlay counts it at once',
    step(async () => {
      const till = await open('till', phone);
      await till.goto(`${near}/panel/till`);
      await till.getByLabel(w('login.secret')).fill(PASSCODE);
      await till.getByRole('button', { name: w('login.do') }).tap();
      await till.getByRole('button', { name: /Pots/u }).first().tap();
      await till.getByRole('button', { name: w('paidBy.cash') }).tap();
      await expect.poll(async () => (await parts())[`drop/${dropId}`]?.lines[0]?.sold, SOON).toBe(2);
      await expect.poll(() => pageOf('overlay').locator('.ticket .ticks b.sold').count(), SOON).toBe(2);
    }),
  );

  it(
    'no page asked anybody else for anything, and nothing broke or warned',
    step(async () => {
      expect([...asked].sort()).toEqual([island.address, 'localhost'].sort());
      expect([...pages].flatMap(([who, { broken }]) => broken.map((each) => `${who} · ${each}`))).toEqual([]);
      expect(await pageOf('panel').getByRole('alert').count()).toBe(0);
    }),
  );
});
