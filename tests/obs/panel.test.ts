import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type OBSWebSocket from 'obs-websocket-js/json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { obs as obsWords, panel as panelWords } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { furnish, go, openScene, planEvening, type Evening, type Scene } from '../support/panel-scene.ts';
import { until } from '../support/until.ts';
import { feedBrowser, type BrowserFeed } from './support/browser-feed.ts';
import { CANVAS, openObs, type RealObs } from './support/real-obs.ts';
import { partOf, settled, state } from './support/shop-and-obs.ts';

/** What the host presses, from set-up to the desk and the dock, beside a real OBS. One evening: each step stands on the one before. */
const w = speaker(panelWords, 'en');
const o = speaker(obsWords, 'en');
const shots = 'test-results/obs';
const dock = { width: 300, height: 900 } as const;
const SOURCE = 'Dropcast overlay';
let obs: RealObs;
let look: OBSWebSocket;
let scene: Scene;
let browser: Browser;
let feed: BrowserFeed;
let evening: Evening;
let desk: Page;
const broken: string[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildIfStale(['panel', 'overlay']);
  [obs, scene, browser] = await Promise.all([openObs(true), openScene(), openBrowser()]);
  feed = feedBrowser(browser, obs.pixels, SOURCE);
  await scene.server.started().people.setPasscode('a short sentence');
  await furnish(scene);
  look = await obs.look();
  for (const sceneName of ['Talk', 'Table cam']) await look.call('CreateScene', { sceneName });
  await look.call('SetCurrentProgramScene', { sceneName: 'Table cam' });
  desk = await open(desktop, '/panel/setup/obs');
});
afterAll(async () => {
  await feed?.stop();
  await browser?.close();
  await scene?.close();
  await obs?.stop();
});

async function open(viewport: { readonly width: number; readonly height: number }, path: string): Promise<Page> {
  const opened = await openPanel(browser, scene.server, scene.server.owner.key, viewport);
  opened.page.setDefaultTimeout(60_000);
  opened.page.on('close', () => broken.push(...opened.broken));
  await opened.page.goto(`${scene.server.url}${path}`);
  return opened.page;
}
/** A picture of it, and what is wrong with it. */
async function judged(page: Page, name: string): Promise<readonly string[]> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(shots, `${name}-${page.viewportSize()?.width ?? 0}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [...(await axe(page)), ...(wide > 0 ? [`scrolls ${wide} px sideways`] : [])].map((each) => `${name} · ${each}`);
}
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe('set-up', () => {
  it('looks by itself, says what to open where nobody answers, and finds it at another address', async () => {
    await desk.getByText(o('trouble.unreachable')).waitFor();
    await desk.getByText(o('mend.unreachable')).waitFor();
    const wrong = [...(await judged(desk, 'set-up-missing'))];
    await desk.getByText(w('obs.otherAddress')).click();
    await desk.getByLabel(w('obs.address')).fill(obs.address);
    await button(desk, w('obs.find.again')).click();
    await desk.getByText(w('obs.find.found')).waitFor();
    wrong.push(...(await judged(desk, 'set-up-found')));
    expect(wrong).toEqual([]);
  });

  it('asks for the password, says that it was a wrong one, and takes the right one', async () => {
    const password = desk.getByLabel(w('obs.password'));
    await password.fill('not this one');
    await button(desk, w('obs.connect')).click();
    await desk.getByText(o('trouble.password')).waitFor();
    const wrong = [...(await judged(desk, 'set-up-password'))];
    await password.fill(obs.password);
    await button(desk, w('obs.connect')).click();
    await desk.getByText(w('obs.state.up'), { exact: true }).waitFor();
    await desk.getByText(w('obs.by.server')).waitFor();
    expect(wrong).toEqual([]);
  });

  it('puts the overlay in at the canvas’s size and sees its mark on air; nobody copied an address', async () => {
    await button(desk, w('obs.overlay.add')).click();
    await desk.getByText(w('obs.overlay.added', { source: SOURCE, scene: 'Table cam', width: String(CANVAS.width), height: String(CANVAS.height) })).waitFor();
    const { server } = scene;
    await until(() => server.started().presence.parts(server.started().core.now()).overlays.length === 1);
    await button(desk, w('obs.check.do')).click();
    await desk.getByText(w('obs.check.on-air')).waitFor();
    const wrong = [...(await judged(desk, 'set-up-done'))];
    const small = await open(phone, '/panel/setup/obs');
    await small.getByText(w('obs.state.up'), { exact: true }).waitFor();
    wrong.push(...(await judged(small, 'set-up-done')));
    await small.context().close();
    expect(wrong).toEqual([]);
  });
});

describe('a show', () => {
  it('a cue is told what it does in OBS by OBS’s own names, tried, and kept', async () => {
    evening = await planEvening(scene);
    await desk.goto(`${scene.server.url}/panel/shows`);
    await desk.getByRole('button', { name: w('plan.obsOf', { title: 'Hello' }) }).click();
    await button(desk, w('obs.cue.add')).click();
    // A field to type in, until OBS has said what it has.
    await desk
      .locator('select')
      .and(desk.getByLabel(w('obs.cue.scene'), { exact: true }))
      .selectOption('Talk');
    await desk.getByRole('button', { name: w('obs.cue.tryOf', { n: 1 }) }).click();
    await until(async () => (await look.call('GetCurrentProgramScene')).currentProgramSceneName === 'Talk');
    await button(desk, w('obs.cue.add')).click();
    await desk.getByLabel(w('obs.cue.do', { n: 2 })).selectOption('hide');
    await button(desk, w('save')).click();
    await desk.getByText(w('obs.cue.missing')).waitFor();
    await desk
      .locator('select')
      .and(desk.getByLabel(w('obs.cue.inScene'), { exact: true }))
      .selectOption('Table cam');
    await desk
      .locator('select')
      .and(desk.getByLabel(w('obs.cue.source'), { exact: true }))
      .selectOption(SOURCE);
    const wrong = [...(await judged(desk, 'cue'))];
    await desk.setViewportSize(phone);
    wrong.push(...(await judged(desk, 'cue')));
    await desk.setViewportSize(desktop);
    await button(desk, w('save')).click();
    await desk.locator('.plan-obs', { hasText: 'OBS: switch to “Talk”' }).waitFor();
    wrong.push(...(await judged(desk, 'plan')));
    expect(wrong).toEqual([]);
    expect(partOf(scene.server).scene).toBe('Talk');
  });

  it('the desk has OBS’s own picture on air, and what it does', async () => {
    const { server } = scene;
    await look.call('SetCurrentProgramScene', { sceneName: 'Table cam' });
    await go(scene, evening.showId);
    await until(async () => (await look.call('GetCurrentProgramScene')).currentProgramSceneName === 'Talk');
    await settled(server);
    await look.call('StartRecord');
    await desk.goto(`${server.url}/panel/desk`);
    const picture = desk.getByRole('img', { name: w('monitor.obs', { scene: 'Talk' }) });
    await picture.waitFor();
    const first = await picture.getAttribute('src');
    await until(async () => (await picture.getAttribute('src')) !== first);
    // A busy machine may drop frames, which comes first there.
    const pill = desk.getByRole('button', { name: /^OBS · (?:“?Talk.*recording|.* dropped)/u });
    await pill.click();
    await desk.getByText(w('obs.fact.dropped')).waitFor();
    expect(await judged(desk, 'desk')).toEqual([]);
    const small = await open(phone, '/panel/obs');
    await small.getByText(w('obs.now')).waitFor();
    const wrong = await judged(small, 'settings');
    await small.context().close();
    await look.call('StopRecord');
    expect(wrong).toEqual([]);
  });

  it('closed in mid-show: the desk says so and falls back to the overlay itself', async () => {
    await obs.quit();
    await desk.getByText(w('health.pill', { label: w('health.obs'), state: w('obs.down') })).waitFor();
    await desk.locator('.monitor-off .overlay-frame, .monitor-air .overlay-frame').first().waitFor();
    await obs.start();
    await state(scene.server, 'up');
    look = await obs.look();
  });
});

describe('driven by a dock', () => {
  it('which keeps the password, and takes it from a panel with one press', async () => {
    const { server } = scene;
    const port = new URL(obs.address).port;
    const passes = async (page: Page, password: string): Promise<void> => {
      await button(page, w('obs.bridge.start')).click();
      await page.getByLabel(w('obs.password')).fill(password);
      if (!(await page.getByLabel(w('obs.port')).isVisible())) await page.getByText(w('obs.otherPort')).click();
      await page.getByLabel(w('obs.port')).fill(port);
      await button(page, w('obs.bridge.start')).click();
    };
    await server.done('obs.configure', { place: 'off', address: '', password: null }, server.owner);
    const small = await open(dock, '/dock');
    await button(small, w('obs.bridge.start')).waitFor();
    const wrong = [...(await judged(small, 'dock-off'))];
    await passes(small, 'not this one');
    await small.getByText(o('trouble.password')).first().waitFor();
    wrong.push(...(await judged(small, 'dock-password')));
    await button(small, w('obs.bridge.password')).click();
    await small.getByLabel(w('obs.password')).fill(obs.password);
    await button(small, w('obs.bridge.start')).click();
    await small.getByText(w('obs.bridge.drives')).waitFor();
    await state(server, 'up');
    expect(partOf(server)).toMatchObject({ place: 'bridge', holder: { who: 'Ana', surface: 'dock' } });
    wrong.push(...(await judged(small, 'dock-drives')));

    await desk.goto(`${server.url}/panel/obs`);
    await desk
      .getByText(w('obs.by.dock', { who: 'Ana' }))
      .first()
      .waitFor();
    wrong.push(...(await judged(desk, 'settings-dock')));
    await passes(desk, obs.password);
    await until(() => partOf(server).holder?.surface === 'panel');
    await small
      .getByText(w('obs.by.panel', { who: 'Ana' }))
      .first()
      .waitFor();
    wrong.push(...(await judged(small, 'dock-waits')));
    await button(small, w('obs.bridge.start')).click();
    await until(() => partOf(server).holder?.surface === 'dock' && partOf(server).state === 'up');
    // Who reloads comes back by itself; the panel drove meanwhile.
    await small.reload();
    await until(() => partOf(server).waiting.some(({ surface }) => surface === 'dock') && partOf(server).state === 'up');
    expect(server.logged.some((line) => line.includes(obs.password))).toBe(false);
    await small.context().close();
    await desk.context().close();
    expect(wrong).toEqual([]);
    expect(broken.filter((each) => !each.includes('WebSocket connection'))).toEqual([]);
  });
});
