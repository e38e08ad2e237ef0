import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { overlay as overlayWords, panel as panelWords, server as serverWords } from '@locales/en.json';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { startChild, type Child } from '../support/child.ts';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { openScene, paint, type Scene } from '../support/panel-scene.ts';
import { drawings } from '../support/storefront-pictures.ts';
import { breakages, buildAll, freePort, keepInside } from './support/house.ts';
import { shoot, shootWhole } from '../support/shot.ts';

/** Somebody who never saw any of this: from the set-up link to something on screen, and what happens to whoever stops on the way. */
const w = speaker(panelWords, 'en');
const say = speaker(serverWords, 'en');
const onOverlay = speaker(overlayWords, 'en');
const shots = join(root, 'test-results/first-timer');
const MOST_ACTIONS = 25;

let browser: Browser;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildAll();
  browser = await openBrowser();
}, 600_000);
afterAll(async () => {
  await browser?.close();
});

const sideways = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
/** Nothing here is for people who know a terminal. */
const TERMINAL = /\bnpm\b|\bnpx\b|terminal|command line|localhost:|\.env\b|[A-Z]{2,}_[A-Z]{2,}/u;
/** What is wrong with what stands there: by axe, by its width, by its words. The picture is for whoever looks at it. */
async function judged(page: Page, name: string): Promise<readonly string[]> {
  await page.evaluate(() => document.fonts.ready);
  await shootWhole(page, join(shots, `${name}.png`));
  const words = await page.locator('#content').innerText();
  const wide = await sideways(page);
  return [
    ...(await axe(page)),
    ...(wide === 0 ? [] : [`scrolls ${wide} px sideways`]),
    ...(TERMINAL.test(words) ? [`speaks of ${String(TERMINAL.exec(words)?.[0])}`] : []),
  ].map((each) => `${name} · ${each}`);
}
const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

describe('a first-timer', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dropcast-first-'));
  const photo = join(dataDir, 'from a phone.jpg');
  let child: Child;
  let context: BrowserContext;
  afterAll(async () => {
    await context?.close();
    child?.process.kill('SIGTERM');
    await child?.ended;
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(`D10 gets from the set-up link to a test drop on the overlay in at most ${MOST_ACTIONS} clicks and fields`, async () => {
    // Drawn by the browser: a shop in this process lets sharp read no SVG.
    const easel = await browser.newPage({ viewport: { width: 1600, height: 1600 } });
    await easel.setContent(`<style>body { margin: 0 } svg { width: 1600px; height: 1600px }</style>${drawings['mug.svg']}`);
    await easel.screenshot({ path: photo, type: 'jpeg' });
    await easel.close();
    child = startChild('main', [], { PORT: String(await freePort()), DATA_DIR: dataDir });
    await child.says('╰');
    const link = /http:\/\/localhost:\d+\/setup\/\S+/u.exec(child.stdout())?.[0] ?? '';
    context = await browser.newContext({ viewport: desktop, locale: 'en-IE', timezoneId: 'Europe/Dublin' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    context.setDefaultTimeout(60_000);
    await keepInside(context);
    const page = await context.newPage();
    const broken = breakages(page, () => false);
    const wrong: string[] = [];
    const seen = async (name: string): Promise<void> => void wrong.push(...(await judged(page, name)));

    const done: string[] = [];
    const began = performance.now();
    let looking = 0;
    /** What the test itself does meanwhile is no time of the person's. */
    const aside = async (work: () => Promise<void>): Promise<void> => {
      const from = performance.now();
      await work();
      looking += performance.now() - from;
    };
    const press = async (target: Locator): Promise<void> => {
      done.push(`press ${await target.innerText()}`);
      await target.click();
    };
    const fill = async (label: string, text: string): Promise<void> => {
      done.push(`fill ${label}`);
      await page.getByLabel(label, { exact: true }).fill(text);
    };
    const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
    const onTo = (step: string): Locator => page.getByRole('link', { name: w('setup.next', { step }) });

    await page.goto(link);
    await press(button(say('setup.button')));
    await button(w('passcode.do')).waitFor();
    await aside(() => seen('0-passcode'));
    await fill(w('passcode.first'), 'a mug in the morning');
    await fill(w('passcode.second'), 'a mug in the morning');
    await press(button(w('passcode.do')));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await heading(page, w('shop.firstTitle'));
    await aside(() => seen('1-shop'));

    await fill(w('shop.name'), 'Clay & Co');
    await fill(w('shop.sellerName'), 'Nora Clay');
    await fill(w('shop.sellerEmail'), 'nora@clay.example');
    await fill(w('shop.sellerAddress'), '2 Kiln Lane\nCork');
    await fill(w('shop.returnsUrl'), 'clay.example/returns');
    await press(button(w('shop.open')));

    await heading(page, w('setup.products.title'));
    await aside(() => seen('2-products-empty'));
    done.push('choose a photo');
    await page.locator('input[type=file]').first().setInputFiles(photo);
    await page.getByAltText(w('picture.chosen')).waitFor();
    await fill(w('field.title'), 'Blue mug');
    await fill(w('product.price', { currency: '€' }), '24.50');
    await fill(w('quick.count'), '12');
    await aside(() => seen('2-products-typed'));
    await press(button(w('product.save')));
    await page.getByText(w('setup.products.facts', { price: '€24.50', n: 12 })).waitFor();
    await aside(() => seen('2-products-done'));
    await press(onTo(w('setup.step.reach')));

    await heading(page, w('setup.reach.title'));
    await page.getByText(w('reach.onlyHere'), { exact: true }).waitFor();
    await aside(() => seen('3-reach'));
    await press(onTo(w('setup.step.overlay')));

    await heading(page, w('setup.overlay.title'));
    await aside(() => seen('4-overlay-none'));
    await press(button(w('overlay.make')));
    await press(button(w('copy.do')));
    await button(w('copy.done')).waitFor();
    const address = await page.evaluate(() => navigator.clipboard.readText());
    expect(address).toMatch(/^http:\/\/localhost:\d+\/overlay\/now#key=dc_/u);
    // In OBS the address is pasted; here a page is what OBS would open.
    const overlay = await context.newPage();
    await overlay.setViewportSize({ width: 1920, height: 1080 });
    await overlay.goto(address);
    await page.bringToFront();
    await page.getByText(w('setup.seen.yes')).waitFor();
    await page
      .getByText(/painted \d\.\d s ago/u)
      .first()
      .waitFor();
    await aside(() => seen('4-overlay-seen'));
    await press(onTo(w('setup.step.chat')));

    await heading(page, w('setup.chat.title'));
    await button('YouTube').waitFor();
    await aside(() => seen('5-chat-none'));
    await press(button('YouTube'));
    await onTo(w('setup.step.test')).waitFor();
    await aside(() => seen('5-chat-done'));
    await press(onTo(w('setup.step.test')));

    await heading(page, w('setup.test.title'));
    await aside(() => seen('6-test-before'));
    await press(button(w('setup.test.do')));
    await page.getByText(w('setup.test.arrived')).waitFor();
    await overlay.getByText(onOverlay('mark.test'), { exact: true }).waitFor();
    await overlay.locator('.ticket').waitFor();
    const took = performance.now() - began - looking;
    await aside(() => seen('6-test-arrived'));
    await shoot(overlay, join(shots, '6-overlay.png'));

    await page.getByRole('link', { name: w('setup.toReady') }).click();
    await heading(page, w('setup.ready.almost'));
    await aside(() => seen('7-ready'));
    console.info(`${done.length} actions in ${(took / 1_000).toFixed(1)} s:\n${done.join('\n')}`);
    expect(done.length).toBeLessThanOrEqual(MOST_ACTIONS);
    expect(wrong).toEqual([]);
    expect(broken).toEqual([]);
    // And no one is led through it again.
    await page.getByRole('link', { name: w('setup.ready.show') }).click();
    await page.getByRole('heading', { name: w('nav.shows'), exact: true }).waitFor();
    expect(await page.getByRole('link', { name: w('nav.setup'), exact: true }).count()).toBe(0);
  }, 300_000);
});

describe('on the way', () => {
  let scene: Scene;
  const pages: Page[] = [];
  const broken: string[] = [];
  beforeAll(async () => {
    scene = await openScene();
    await scene.server.started().people.setPasscode('a short sentence');
  });
  afterAll(async () => {
    await scene?.close();
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    expect(broken.splice(0)).toEqual([]);
  });
  async function open(key: { readonly key: string }, path: string, viewport: { readonly width: number; readonly height: number }): Promise<Page> {
    const opened = await openPanel(browser, scene.server, key.key, viewport);
    pages.push(opened.page);
    opened.page.on('close', () => broken.push(...opened.broken));
    opened.page.setDefaultTimeout(60_000);
    await opened.page.goto(`${scene.server.url}/panel${path}`);
    return opened.page;
  }
  const at = (page: Page): string => new URL(page.url()).pathname.replace('/panel', '');

  it.each(['producer', 'packer', 'moderator', 'host'] as const)('P1 a %s is not sent there, before the shop has a name', async (role) => {
    const key = await scene.server.key(role);
    for (const path of ['/', '/setup/overlay']) {
      const page = await open(key, path, desktop);
      await page.locator('main h1').waitFor();
      expect(at(page)).not.toContain('/setup');
      await page.context().close();
    }
  });

  it('nothing but the name is needed: the rest is told what is missing without it, and passed over', async () => {
    const { owner, done } = scene.server;
    const page = await open(owner, '/', phone);
    await heading(page, w('shop.firstTitle'));
    const wrong = [...(await judged(page, '390-1-shop'))];
    // The others wait for it.
    await page.goto(`${scene.server.url}/panel/setup/chat`);
    await heading(page, w('shop.firstTitle'));
    await done(
      'shop.configure',
      {
        name: 'Clay & Co',
        currency: 'EUR',
        locale: 'en-IE',
        timeZone: 'Europe/Dublin',
        seller: { name: 'Nora Clay', address: '2 Kiln Lane', email: 'nora@clay.example' },
        returnsUrl: 'https://clay.example/returns',
      },
      owner,
    );
    await page.getByRole('link', { name: w('setup.next', { step: w('setup.step.products') }) }).click();
    for (const step of ['products', 'reach', 'overlay', 'chat', 'test'] as const) {
      await heading(page, w(`setup.${step}.title`));
      // Focus goes along, for whoever does not see the page change.
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
      await page.getByText(w(`setup.${step}.without`)).waitFor();
      if (step === 'chat') await page.getByRole('button', { name: 'YouTube' }).waitFor();
      wrong.push(...(await judged(page, `390-${step}`)));
      const on = step === 'reach' ? w('setup.next', { step: w('setup.step.overlay') }) : w('setup.skip');
      await page.getByRole('link', { name: on, exact: true }).click();
    }
    await heading(page, w('setup.ready.nothing'));
    wrong.push(...(await judged(page, '390-ready')));
    for (const place of ['payment', 'obs'] as const) {
      await page.goto(`${scene.server.url}/panel/setup/${place}`);
      await heading(page, w(`setup.${place}.title`));
      wrong.push(...(await judged(page, `390-${place}`)));
    }
    await page.getByRole('button', { name: w('setup.all') }).click();
    await page.getByRole('link', { name: w('setup.step.payment') }).waitFor();
    wrong.push(...(await judged(page, '390-list')));
    expect(wrong).toEqual([]);
  });

  it('whoever leaves comes back to where they were, and does not find asked again what they passed over', async () => {
    const { owner, done } = scene.server;
    const variant = { sku: 'MUG', options: [], price: 2_450, compareAt: null, cost: null, grams: null, onHand: 12 };
    const page = await open(owner, '/', desktop);
    await heading(page, w('setup.products.title'));
    await done('product.save', { handle: 'mug', title: 'Blue mug', body: '', vendor: '', pictures: [], options: [], variants: [variant] }, owner);
    await page.getByText('Blue mug').waitFor();
    await page.getByRole('link', { name: w('setup.leave') }).click();
    await page.getByText(w('setup.strip', { n: 2, of: 6 })).waitFor();
    await page.getByRole('link', { name: w('setup.goOn') }).click();
    await heading(page, w('setup.reach.title'));
    await done('key.create', { role: 'overlay', name: 'Overlay' }, owner);
    // Another browser, another day: nothing was kept but the shop itself.
    const again = await open(owner, '/', desktop);
    await heading(again, w('setup.chat.title'));
    const entry = again.getByRole('link', { name: w('setup.step.reach') });
    expect(await entry.innerText()).toContain(w('reach.here'));
    await entry.click();
    await heading(again, w('setup.reach.title'));
    // What is done outside has its steps on a page of its own, with a way back to where one was; after a new start it is there again.
    await again.getByText(w('way.tunnel'), { exact: true }).click();
    await again.getByText(w('setup.reach.anew')).waitFor();
    await again.reload();
    await again.getByText(w('setup.reach.anew')).waitFor();
    const wrong = [...(await judged(again, '1440-reach-tunnel'))];
    await again.getByRole('link', { name: w('setup.reach.steps') }).click();
    await again.getByText(w('way.tunnel.install'), { exact: true }).waitFor();
    await again.getByText(w('way.server'), { exact: true }).click();
    await again.getByRole('link', { name: w('setup.reach.back') }).click();
    await heading(again, w('setup.reach.title'));
    await again.getByText(w('setup.reach.moves')).waitFor();
    await again.getByText(w('way.address'), { exact: true }).click();
    wrong.push(...(await judged(again, '1440-reach-address')));
    await again.getByLabel(w('reach.label')).fill('https://clay.example');
    await again.getByRole('button', { name: w('save') }).click();
    await again.getByRole('link', { name: w('setup.next', { step: w('setup.step.overlay') }) }).waitFor();
    wrong.push(...(await judged(again, '1440-reach-done')));
    expect(wrong).toEqual([]);
  });

  it.each([desktop, phone])('no overlay after half a minute: what to look at, at $width px; hidden, and seen again', async (viewport) => {
    const page = await open(scene.server.owner, '/setup/overlay', viewport);
    await page.getByText(w('setup.seen.waiting')).waitFor();
    await scene.pass(31 * SECOND);
    await page.getByText(w('setup.seen.missing')).waitFor();
    await page.getByText(w('setup.check.eye')).waitFor();
    const wrong = [...(await judged(page, `${viewport.width}-overlay-missing`))];
    const hide = paint(scene, false);
    await page.getByText(w('setup.seen.but')).waitFor();
    wrong.push(...(await judged(page, `${viewport.width}-overlay-hidden`)));
    hide();
    const stop = paint(scene, true);
    await page.getByText(w('setup.seen.yes')).waitFor();
    stop();
    await scene.pass(11 * SECOND);
    await page.getByText(w('setup.seen.waiting')).waitFor();
    expect(wrong).toEqual([]);
  });

  it('D10 a test that no overlay paints says so, by keyboard alone', async () => {
    const page = await open(scene.server.owner, '/setup/test', desktop);
    const button = page.getByRole('button', { name: w('setup.test.do') });
    await button.waitFor();
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByText(w('setup.test.nowhere')).waitFor();
    const wrong = [...(await judged(page, '1440-test-nowhere'))];
    await scene.pass(31 * SECOND);
    await page.getByText(w('setup.check.whole')).waitFor();
    wrong.push(...(await judged(page, '1440-test-missing')));
    await scene.pass(MINUTE);
    await page.getByText(w('setup.test.was')).waitFor();
    wrong.push(...(await judged(page, '1440-test-over')));
    expect(wrong).toEqual([]);
  });
});
