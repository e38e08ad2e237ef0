import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultOverlay, overlayTheme } from '@protocol/overlay-options.ts';
import type { OverlayOptions } from '@protocol/overlay-options.ts';
import { root } from '../../scripts/surfaces.mjs';
import { openBrowser } from '../support/panel-browser.ts';
import { shoot } from '../support/shot.ts';
import { until } from '../support/until.ts';
import { drop, onAir, openStage } from './overlay-stage.ts';
import type { Stage } from './overlay-stage.ts';
import { states } from './overlay-states.ts';
import { axeOfOverlay } from './support/overlay-axe.ts';
import { addStyle, crowded, fitted, isSettled, outside } from './support/overlay-looks.ts';
import { readQr } from './support/qr.ts';

/** The overlay as shops want it: every state on every canvas, in both themes, at both ends of its size, with parts left out. */
const shots = join(root, 'test-results/overlay');
const SIXTY = 'https://shop.saddlery-halm-and-holt.example.com/d/k7Qm2xPz9a';

const landscape = { width: 1920, height: 1080 };
const smaller = { width: 1280, height: 720 };
const portrait = { width: 1080, height: 1920 };

let stage: Stage;
let browser: Browser;
let page: Page;
const broken: string[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  stage = await openStage();
  browser = await openBrowser();
  // What moves is another test's.
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => broken.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
  expect(broken).toEqual([]);
});

type Options = Partial<OverlayOptions>;
/** Asked again and again from here: Playwright's own waiting evaluates text in the page, which the overlay's policy forbids. */
const becomes = (holds: () => Promise<boolean>): Promise<void> =>
  until(async () => (await holds().catch(() => false)) || (await page.waitForTimeout(20).then(() => false)));
const settled = (): Promise<void> => becomes(() => page.evaluate(isSettled));

/** Loads the overlay as a browser source does: every state is seen as a reload would show it. */
async function show(name: string, canvas: typeof landscape, options: Options): Promise<void> {
  const parts = states[name];
  if (parts === undefined) throw new Error(`no state ${name}`);
  stage.play({ ...parts(stage.now()), theme: overlayTheme({ ...defaultOverlay, ...options }) });
  await page.setViewportSize(canvas);
  await page.goto('about:blank');
  await page.goto(`${stage.origin}/overlay/now#key=dc_k1.abcdef`);
  await page.evaluate(addStyle, 'html{background:url(/media/busy) center/cover}');
  await settled();
}
/** The state that is shown, as another shop wants it: each differs from the one before in its corner or its theme, by which it is seen to be there. */
async function restyle(name: string, options: Options): Promise<void> {
  const parts = states[name];
  if (parts === undefined) throw new Error(`no state ${name}`);
  const { corner, theme } = { ...defaultOverlay, ...options };
  stage.play({ ...parts(stage.now()), theme: overlayTheme({ ...defaultOverlay, ...options }) });
  await becomes(async () => (await page.locator(`main[data-corner="${corner}"][data-theme="${theme}"]`).count()) === 1);
  await settled();
}
async function resize(canvas: typeof landscape): Promise<void> {
  await page.setViewportSize(canvas);
  await becomes(async () => (await page.evaluate(() => window.innerWidth)) === canvas.width);
}
/** Text smaller than this many pixels of the canvas it is drawn for. */
const smallerThan = (least: number): Promise<string[]> =>
  page.evaluate((pixels) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const size = node.parentElement === null ? 0 : parseFloat(getComputedStyle(node.parentElement).fontSize);
      if (node.textContent?.trim() !== '' && size < pixels - 0.01) found.push(`${node.textContent}: ${size}`);
    }
    return found;
  }, least);
/** What reaches into the player's controls: the lower fifth of a portrait picture. */
const overControls = (): Promise<string[]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll('.ticket, .strip, .mark')).flatMap((element) =>
      element.getBoundingClientRect().bottom > window.innerHeight * 0.8 + (element.matches('.mark') ? window.innerWidth * 0.02 : 1) ? [element.className] : [],
    ),
  );

interface Look {
  readonly name: string;
  readonly options: Options;
  /** States that it would change; null for every one. */
  readonly shown: readonly string[] | null;
}
/** In this order each differs from the next in its corner or its theme. */
const looks: readonly Look[] = [
  { name: 'paper', options: {}, shown: null },
  { name: 'night', options: { theme: 'night' }, shown: null },
  {
    name: 'small',
    options: { scale: 0.8, brand: '#1f6f5b', corner: 'lower-right' },
    shown: ['armed', 'opening', 'live-options', 'last-few', 'all-held', 'sold-out', 'called-off', 'long-words', 'rehearsal', 'also-live'],
  },
  {
    name: 'large',
    options: { scale: 1.5, theme: 'night', brand: '#e07a3f', corner: 'upper-right', background: 'shade', type: 'plain' },
    shown: ['opening', 'live-options', 'last-few', 'all-held', 'sold-out', 'called-off', 'long-words', 'test', 'also-live'],
  },
  {
    name: 'bare',
    options: { stub: 'none', units: 'number', picture: false, price: false, clock: false, next: false, alsoLive: false, corner: 'upper-left' },
    shown: ['opening', 'live-options', 'last-few', 'all-held', 'paused', 'sold-out', 'long-words', 'test'],
  },
  { name: 'link', options: { stub: 'link', units: 'number' }, shown: ['opening', 'live', 'long-words', 'no-link-no-picture'] },
];
interface Screen {
  readonly name: string;
  readonly canvas: typeof landscape;
  /** Text is no smaller, in pixels of this canvas; null where it is another one made smaller. */
  readonly least: number | null;
}
const screens: readonly Screen[] = [
  { name: '1080', canvas: landscape, least: 20 },
  { name: 'portrait', canvas: portrait, least: 26 },
];
const asSmaller: Screen = { name: '720', canvas: smaller, least: null };

/** What is wrong with the picture as it stands; empty is nothing. */
async function faults({ canvas, least }: Screen, isJudged: boolean): Promise<string[]> {
  await page.evaluate(fitted);
  return [
    ...(await page.evaluate(outside)),
    ...(await page.evaluate(crowded)),
    ...(least === null ? [] : await smallerThan(least)),
    ...(canvas === portrait ? await overControls() : []),
    ...(isJudged ? await axeOfOverlay(page) : []),
  ];
}

describe('as shops want it', () => {
  it.each(Object.keys(states))(
    '%s: in every look inside the safe edges, clear of a portrait player’s controls, nothing cut off, nothing under 20 px (portrait 26), clean for axe',
    async (state) => {
      await show(state, landscape, {});
      for (const { name, options } of looks.filter((look) => look.shown?.includes(state) ?? true)) {
        await restyle(state, options);
        for (const screen of name === 'paper' ? [...screens, asSmaller] : screens) {
          await resize(screen.canvas);
          // Their colours are the same on the other canvases.
          const isJudged = screen.canvas === landscape || (screen.canvas === portrait && name === 'paper');
          expect(await faults(screen, isJudged), `${name} ${screen.name}`).toEqual([]);
          await shoot(page, join(shots, `${name}-${state}-${screen.name}.png`));
        }
      }
    },
  );

  it('the parts that a shop leaves out are not there, and the rest is', async () => {
    await show('also-live', landscape, { stub: 'none', units: 'number', picture: false, price: false, clock: false, next: false, alsoLive: false });
    for (const part of ['.stub', '.ticks', '.picture', '.price', '.clock', '.strip']) expect(await page.locator(part).count(), part).toBe(0);
    expect(await page.locator('.count').textContent()).toBe('9 left');
    expect(await page.locator('h1').textContent()).toBe('Saddle bag, chestnut');
    await show('also-live', landscape, {});
    for (const part of ['.stub .qr', '.ticks', '.picture', '.price', '.clock', '.strip.next']) expect(await page.locator(part).count(), part).toBe(1);
  });

  it('D9 a panic leaves nothing, not even the shade', async () => {
    await show('panic', landscape, { background: 'shade' });
    expect(await page.locator('main > *').count()).toBe(0);
    await show('nothing', landscape, { background: 'shade' });
    expect(await page.locator('.shade.on').count()).toBe(0);
  });

  it('a change on the desk is there at once, with what is on the card', async () => {
    await show('live', landscape, {});
    const before = await page.locator('.ticket').boundingBox();
    stage.play(onAir(drop(stage.now(), {}), { theme: overlayTheme({ ...defaultOverlay, corner: 'upper-right', scale: 1.5, theme: 'night' }) }));
    await page.locator('[data-theme="night"] .ticket').waitFor();
    await page.evaluate(fitted);
    const after = await page.locator('.ticket').boundingBox();
    expect(after?.width).toBeCloseTo((before?.width ?? 0) * 1.5, -1);
    expect((after?.x ?? 0) + (after?.width ?? 0)).toBeCloseTo(1920 * 0.95, 0);
  });
});

describe('the code, with a link of sixty characters', () => {
  it.each([
    [0.8, 'paper'],
    [0.8, 'night'],
    [1, 'paper'],
    [1.5, 'night'],
  ] as const)('is read at %s of its size on the %s ticket, on every canvas, and is never under 220 px of 1080', async (scale, theme) => {
    expect(SIXTY).toHaveLength(60);
    await show('live', landscape, { scale, theme });
    stage.play({
      ...onAir(drop(stage.now(), {}), { theme: overlayTheme({ ...defaultOverlay, scale, theme }) }),
      link: { dropId: 'bag', url: SIXTY, short: null },
    });
    await page.getByText('or scan this').waitFor();
    for (const canvas of [landscape, smaller, portrait, { width: 720, height: 1280 }]) {
      await resize(canvas);
      await page.evaluate(fitted);
      const box = await page.locator('.qr').boundingBox();
      const where = `${canvas.width} × ${canvas.height}`;
      expect(box?.width, where).toBeGreaterThanOrEqual((220 * Math.min(canvas.width, canvas.height)) / 1080);
      expect(await readQr(await page.locator('.half.stub').screenshot()), where).toBe(SIXTY);
    }
  });
});
