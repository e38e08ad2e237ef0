import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultOverlay, overlayTheme } from '@protocol/overlay-options.ts';
import type { OverlayOptions } from '@protocol/overlay-options.ts';
import { root } from '../../scripts/surfaces.mjs';
import { openBrowser } from '../support/panel-browser.ts';
import { until } from '../support/until.ts';
import { drop, onAir, openStage } from './overlay-stage.ts';
import type { Stage } from './overlay-stage.ts';
import { states } from './overlay-states.ts';
import { addStyle, crowded, isSettled, outside } from './support/overlay-looks.ts';
import { readQr } from './support/qr.ts';

/** The overlay as shops want it: every state on both canvases, in both themes, at both ends of its size, with parts left out. */
const shots = join(root, 'test-results/overlay');
const SIXTY = 'https://shop.saddlery-halm-and-holt.example.com/d/k7Qm2xPz9a';

const landscape = { width: 1920, height: 1080 };
const portrait = { width: 1080, height: 1920 };

let stage: Stage;
let browser: Browser;
let page: Page;
const broken: string[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  stage = await openStage();
  browser = await openBrowser();
  page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => broken.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
  expect(broken).toEqual([]);
});

async function show(name: string, canvas: typeof landscape, options: Partial<OverlayOptions>): Promise<void> {
  const parts = states[name];
  if (parts === undefined) throw new Error(`no state ${name}`);
  stage.play({ ...parts(stage.now()), theme: overlayTheme({ ...defaultOverlay, ...options }) });
  await page.setViewportSize(canvas);
  await page.goto('about:blank');
  await page.goto(`${stage.origin}/overlay/now#key=dc_k1.abcdef`);
  await page.evaluate(addStyle, 'html{background:url(/media/busy) center/cover}');
  await until(async () => (await page.evaluate(isSettled).catch(() => false)) || (await page.waitForTimeout(50).then(() => false)));
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

const everyState = Object.keys(states);
const looks: readonly { readonly name: string; readonly options: Partial<OverlayOptions>; readonly shown: readonly string[] }[] = [
  {
    name: 'night',
    options: { theme: 'night' },
    shown: everyState,
  },
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

describe('as shops want it', () => {
  it.each(looks)('$name, 1920 × 1080: inside the safe edges, nothing cut off, nothing under 20 px', async ({ name, options, shown }) => {
    for (const state of shown) {
      await show(state, landscape, options);
      await page.screenshot({ path: join(shots, `${name}-${state}-1080.png`) });
      expect(await page.evaluate(outside), state).toEqual([]);
      expect(await page.evaluate(crowded), state).toEqual([]);
      expect(await smallerThan(20), state).toEqual([]);
    }
  });

  it.each([{ name: 'paper', options: {}, shown: everyState }, ...looks])(
    '$name, 1080 × 1920: a layout of its own, clear of the player’s controls, nothing under 26 px',
    async ({ name, options, shown }) => {
      for (const state of shown) {
        await show(state, portrait, options);
        await page.screenshot({ path: join(shots, `${name}-${state}-portrait.png`) });
        expect(await page.evaluate(outside), state).toEqual([]);
        expect(await page.evaluate(crowded), state).toEqual([]);
        expect(await smallerThan(26), state).toEqual([]);
        expect(await overControls(), state).toEqual([]);
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
    const after = await page.locator('.ticket').boundingBox();
    expect(after?.width).toBeCloseTo((before?.width ?? 0) * 1.5, -1);
    expect((after?.x ?? 0) + (after?.width ?? 0)).toBeCloseTo(1920 * 0.95, 0);
  });

  it('both themes are clean for axe, portrait too', async () => {
    for (const [state, canvas] of [
      ['live-options', landscape],
      ['all-held', portrait],
      ['paused', landscape],
      ['opening', portrait],
    ] as const) {
      for (const theme of ['night', 'paper'] as const) {
        await show(state, canvas, { theme, brand: theme === 'night' ? '#e07a3f' : '#1f6f5b' });
        // Legacy: its usual way opens a page of its own, which the overlay's policy forbids. What is paused is faint on purpose.
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).exclude('.dimmed .money').exclude('.dimmed .name').analyze();
        expect(violations.map((violation) => `${state} ${theme}: ${violation.id} ${violation.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
      }
    }
  });
});

describe('the code, with a link of sixty characters', () => {
  it.each([
    ['1920 × 1080', landscape],
    ['1280 × 720', { width: 1280, height: 720 }],
    ['1080 × 1920', portrait],
    ['720 × 1280', { width: 720, height: 1280 }],
  ] as const)('is read at %s, at every size of the ticket and in both themes, and never under 220 px of 1080', async (_name, canvas) => {
    expect(SIXTY).toHaveLength(60);
    for (const [scale, theme] of [
      [0.8, 'paper'],
      [0.8, 'night'],
      [1, 'paper'],
      [1.5, 'night'],
    ] as const) {
      await show('live', canvas, { scale, theme });
      stage.play({
        ...onAir(drop(stage.now(), {}), { theme: overlayTheme({ ...defaultOverlay, scale, theme }) }),
        link: { dropId: 'bag', url: SIXTY, short: null },
      });
      await page.getByText('or scan this').waitFor();
      const box = await page.locator('.qr').boundingBox();
      expect(box?.width).toBeGreaterThanOrEqual((220 * Math.min(canvas.width, canvas.height)) / 1080);
      expect(await readQr(page, await page.locator('.half.stub').screenshot())).toBe(SIXTY);
    }
  });
});
