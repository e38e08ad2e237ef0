import { readdirSync, readFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultOverlay, overlayTheme } from '@protocol/overlay-options.ts';
import { root } from '../../scripts/surfaces.mjs';
import { openBrowser } from '../support/panel-browser.ts';
import { shoot } from '../support/shot.ts';
import { until } from '../support/until.ts';
import { drop, line, next, offAir, onAir, openStage } from './overlay-stage.ts';
import type { Stage } from './overlay-stage.ts';
import { states } from './overlay-states.ts';
import { addStyle, fitted, isSettled, small } from './support/overlay-looks.ts';
import { readQr } from './support/qr.ts';

const shots = join(root, 'test-results/overlay');
const built = join(root, 'dist/overlay');
const assets = () => readdirSync(join(built, 'assets'));

let stage: Stage;
let browser: Browser;
const pages: Page[] = [];
/** What broke in a page. */
const broken: string[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  stage = await openStage();
  browser = await openBrowser();
});
afterEach(async () => {
  stage.fallSilent(false);
  stage.refuse(false);
  for (const page of pages.splice(0)) await page.context().close();
  expect(broken.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

interface Look {
  readonly width: number;
  readonly height: number;
  readonly reducedMotion: 'reduce' | 'no-preference';
  readonly hash: string;
}
const at1080: Look = { width: 1920, height: 1080, reducedMotion: 'no-preference', hash: '#key=dc_k1.abcdef' };

/** Not Playwright's own waiting, which evaluates text in the page: the overlay's policy forbids that. */
const becomes = (page: Page, holds: () => boolean): Promise<void> =>
  until(async () => {
    const isSo = await page.evaluate(holds).catch(() => false); // a page that is just loading again has no answer
    if (!isSo) await page.waitForTimeout(50);
    return isSo;
  });

/** The overlay over a busy picture, drawn and at rest. */
async function openOn({ origin }: Stage, look: Look): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, reducedMotion: look.reducedMotion });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => broken.push(error.message));
  await page.goto(`${origin}/overlay/now${look.hash}`);
  await page.evaluate(addStyle, 'html{background:url(/media/busy) center/cover}');
  await becomes(page, isSettled);
  return page;
}
async function open(look: Look): Promise<Page> {
  const page = await openOn(stage, look);
  pages.push(page);
  return page;
}
const playOn = (on: Stage, name: string): void => {
  const parts = states[name];
  if (parts === undefined) throw new Error(`no state ${name}`);
  on.play(parts(on.now()));
};
const play = (name: string): void => playOn(stage, name);

/** Loads the overlay anew with what is played now: every state is seen as a reload would show it. */
async function reopen(page: Page): Promise<void> {
  await page.reload();
  await page.evaluate(addStyle, 'html{background:url(/media/busy) center/cover}');
  await becomes(page, isSettled);
}

describe('the canvas', () => {
  it('is fitted, whatever its size', async () => {
    play('also-live');
    const page = await open(at1080);
    for (const [width, height] of [
      [2560, 1440],
      [3440, 1440],
      [1366, 768],
      [800, 600],
    ] as const) {
      await page.setViewportSize({ width, height });
      await reopen(page);
      const box = await page.locator('.ticket').boundingBox();
      const scale = Math.min(width / 1920, height / 1080);
      expect(box?.width).toBeCloseTo(1032 * scale, -1);
      expect(box?.x).toBeCloseTo(width * 0.05, 0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(width);
      await shoot(page, join(shots, `canvas-${width}x${height}.png`));
    }
  });

  it('is transparent where it shows nothing, and in a panic', async () => {
    const page = await open(at1080);
    for (const name of ['nothing', 'panic']) {
      play(name);
      await reopen(page);
      await page.evaluate(addStyle, 'html{background:transparent!important}');
      const image = await page.screenshot({ omitBackground: true });
      const { channels } = await sharp(image).stats();
      expect(channels, name).toHaveLength(4);
      expect(channels[3]?.max, name).toBe(0);
    }
  });
});

describe('the code', () => {
  it.each(['live', 'long-words', 'opening', 'sold-out'])('is read by a camera from the picture of %s, at every size', async (name) => {
    play(name);
    const page = await open(at1080);
    for (const [width, height] of [
      [1920, 1080],
      [1280, 720],
      [800, 600],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.evaluate(fitted);
      const box = await page.locator('.qr').boundingBox();
      expect(box?.width).toBeGreaterThanOrEqual(220 * Math.min(width / 1920, height / 1080));
      const read = await readQr(await page.locator('.half.stub').screenshot());
      expect(read).toBe(name === 'long-words' ? 'https://shop.saddlery-halm-and-holt.example.com/d/k7Qm2xPz' : 'https://drop.shop/d/k7Qm2x');
    }
  });

  it('is read on the night ticket too', async () => {
    stage.play(onAir(drop(stage.now(), {}), { theme: overlayTheme({ ...defaultOverlay, theme: 'night', corner: 'upper-right' }) }));
    const page = await open(at1080);
    expect(await readQr(await page.locator('.half.stub').screenshot())).toBe('https://drop.shop/d/k7Qm2x');
    await shoot(page, join(shots, 'theme-1080.png'));
    const box = await page.locator('.ticket').boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeCloseTo(1920 * 0.95, 0);
    expect(box?.y).toBeCloseTo(1080 * 0.05, 0);
  });
});

describe('movement', () => {
  const running = (page: Page) =>
    page.evaluate(() =>
      document
        .getAnimations()
        .map((animation) =>
          'transitionProperty' in animation ? String(animation.transitionProperty) : 'animationName' in animation ? String(animation.animationName) : 'other',
        ),
    );
  /** Notes every animation that begins from now on, by what moves. */
  const note = (page: Page) =>
    page.evaluate(() => {
      const noted: string[] = [];
      Object.assign(window, { noted });
      const name = (target: EventTarget | null) => (target instanceof Element ? (target.className.toString().split(' ')[0] ?? '') : '');
      addEventListener('transitionrun', (event) => noted.push(`${name(event.target)} ${event.propertyName}`));
      addEventListener('animationstart', (event) => noted.push(`${name(event.target)} ${event.animationName}`));
    });
  const noted = (page: Page) => page.evaluate(() => [...new Set((window as unknown as { noted: string[] }).noted)]);

  it('V3 a reload at any moment shows the same pixels, and moves nothing', async () => {
    // At the size it was drawn for: shrunk, the edge of a letter is not drawn to the last bit each time, and no reload is to blame.
    const page = await open(at1080);
    await page.addInitScript(() => {
      const noted: string[] = [];
      Object.assign(window, { noted });
      addEventListener('transitionrun', (event) => noted.push(event.propertyName));
      addEventListener('animationstart', (event) => noted.push(event.animationName));
    });
    // Clocks go on; everything else must be the same.
    const still = 'html{background:url(/media/busy) center/cover} .clock{visibility:hidden} .count{color:transparent}';
    const shot = async () => {
      await page.reload();
      await page.evaluate(addStyle, still);
      await becomes(page, isSettled);
      await page.evaluate(fitted);
      return page.screenshot();
    };
    for (const name of ['armed', 'last-few', 'all-held', 'paused', 'sold-out', 'called-off', 'rehearsal']) {
      play(name);
      const before = await shot();
      const after = await shot();
      expect(before.equals(after), `${name} differs after a reload`).toBe(true);
      expect(await noted(page), name).toEqual([]);
    }
  });

  it('turns over when it opens, seen by the clock alone', async () => {
    play('armed');
    const page = await open(at1080);
    expect(await page.locator('.main .leaf.down').count()).toBe(1);
    await note(page);
    const now = stage.now();
    const opening = drop(now, { firedAt: now, opensAt: now + 2_500, endsAt: now + 300_000, lines: [line(24, 0, 0, {})] });
    stage.play({ ...onAir(opening, {}), link: null });
    await page.waitForSelector('.main .leaf.up');
    await until(async () => (await noted(page)).includes('leaf transform'));
    expect(await noted(page)).toEqual(['leaf transform']);
  });

  it('moves one thing at a time: hold, last few, sold out, fold', async () => {
    const now = stage.now();
    stage.play(onAir(drop(now, { lines: [line(9, 4, 11, {})] }), {}));
    const page = await open(at1080);

    await note(page);
    stage.play(onAir(drop(now, { lines: [line(8, 5, 11, {})] }), {}));
    await becomes(page, () => document.querySelector('.count')?.textContent === '8 left');
    await until(async () => (await noted(page)).length > 0);
    // One tick, two layers of it: solid goes, stripes come.
    expect(await noted(page)).toEqual(['held opacity']);

    await note(page);
    stage.play(onAir(drop(now, { lines: [line(5, 8, 11, {})] }), {}));
    await page.waitForSelector('.count.grown');
    await until(async () => (await noted(page)).includes('count transform'));

    // A machine that stood still for the length of a movement has not seen it: nothing moves afterwards, and this is asked again.
    const folds = async (): Promise<readonly string[]> => {
      stage.play(onAir(drop(now, { settledAt: stage.now(), lines: [line(0, 0, 24, {})] }), {}));
      await page.waitForSelector('.stamp.on');
      await note(page);
      // It has stood for a while.
      stage.play(onAir(drop(now, { settledAt: stage.now() - 7_500, lines: [line(0, 0, 24, {})] }), {}));
      await becomes(page, () => document.querySelector('.ticket') === null);
      return (await noted(page)).filter((movement) => movement.endsWith('fold'));
    };
    let seen: readonly string[] = [];
    for (let tries = 0; tries < 5 && seen.length === 0; tries += 1) seen = await folds();
    expect(seen).toEqual(['ticket fold']);
    expect(await running(page)).toEqual([]);
  });

  it('reduced motion swaps movement for a cut', async () => {
    const now = stage.now();
    stage.play(onAir(drop(now, {}), {}));
    const page = await open({ ...at1080, reducedMotion: 'reduce' });
    await note(page);
    stage.play(onAir(drop(now, { settledAt: stage.now(), lines: [line(0, 0, 24, {})] }), {}));
    await page.waitForSelector('.stamp.on');
    stage.play(offAir({}));
    await becomes(page, () => document.querySelector('.ticket') === null);
    expect(await noted(page)).toEqual([]);
  });

  it('D9 a panic is a cut', async () => {
    play('live');
    const page = await open(at1080);
    await note(page);
    play('panic');
    await becomes(page, () => document.querySelector('.ticket') === null);
    expect(await noted(page)).toEqual([]);
  });
});

describe('the line', () => {
  it('P2 the key goes in the hello and nowhere else', async () => {
    play('live');
    const asked: string[] = [];
    const context = await browser.newContext();
    const page = await context.newPage();
    pages.push(page);
    page.on('request', (request) => asked.push(`${request.url()} ${JSON.stringify(request.headers())}`));
    await page.goto(`${stage.origin}/overlay/sh_42#key=dc_secret.part`);
    await page.waitForSelector('.ticket');
    expect(stage.hellos.at(-1)).toMatchObject({ audience: 'overlay', show: 'sh_42', key: 'dc_secret.part', protocol: 1 });
    expect(asked.filter((line) => line.includes('secret'))).toEqual([]);
  });

  it('comes back by itself after the server hung up', async () => {
    play('live');
    const page = await open(at1080);
    const before = stage.hellos.length;
    stage.hangUp();
    await until(() => stage.hellos.length > before);
    play('all-held');
    await page.waitForSelector('.tag.held');
  });

  it('says to whoever sets it up, in a corner, that its address is not good', async () => {
    stage.refuse(true);
    const page = await open(at1080);
    expect(await page.locator('.stopped').textContent()).toContain('Copy it again');
    await shoot(page, join(shots, 'stopped-1080.png'));
  });

  it('shows hostile titles as text', async () => {
    const hostile = '<img src=x onerror=document.title="owned">&lt;b&gt; {n} \u202e”';
    stage.play(
      onAir(drop(stage.now(), { title: hostile, lines: [line(9, 4, 11, { title: hostile })], pictures: ['javascript:alert(1)'] }), {
        next: { ...next(stage.now()), title: hostile, kind: 'drop', at: null },
      }),
    );
    const page = await open(at1080);
    // A picture that cannot be loaded is no picture.
    await page.waitForSelector('.front.plain');
    await expect.poll(() => page.locator('h1').textContent(), { timeout: 30_000 }).toBe(hostile);
    expect(await page.title()).toBe('Dropcast overlay');
  });
});

describe.concurrent('the line, over seconds: each on a stage of its own, all at once', () => {
  const apart = (look: Look, work: (on: { readonly page: Page; readonly stage: Stage }) => Promise<void>) => async (): Promise<void> => {
    const own = await openStage();
    playOn(own, 'live');
    const page = await openOn(own, look);
    try {
      await work({ page, stage: own });
    } finally {
      await page.context().close();
      await own.stop();
    }
  };

  it(
    'V5 says every 2 s what it paints',
    apart({ ...at1080, width: 1280, height: 720 }, async ({ stage }) => {
      const before = stage.painted.length;
      await until(() => stage.painted.length > before + 1);
      expect(stage.painted.at(-1)).toMatchObject({ visible: true, width: 1280, height: 720 });
      expect(stage.painted.at(-1)?.fps).toBeGreaterThan(0);
    }),
  );

  it(
    'V4 silent for more than 5 s: the card stays and says how old its count is; heard again, it says so no more',
    apart(at1080, async ({ page, stage }) => {
      stage.fallSilent(true);
      await becomes(page, () => /^counted \d+ s ago$/u.test(document.querySelector('.rest')?.textContent ?? ''));
      expect(await page.locator('.count').textContent()).toBe('9 left');
      await shoot(page, join(shots, 'stale-1080.png'));
      stage.fallSilent(false);
      await becomes(page, () => document.querySelector('.rest')?.textContent === '4 being paid for · 11 sold');
    }),
  );

  it(
    'says which one it is for 5 s, and loads again when asked',
    apart({ ...at1080, hash: '#key=dc_k1.abcdef&name=Scene%20two' }, async ({ page, stage }) => {
      stage.ask('identify');
      expect(await page.locator('.who-am-i').textContent()).toContain('Scene two');
      expect(await page.evaluate(small)).toEqual([]);
      await shoot(page, join(shots, 'identify-1080.png'));
      await page.waitForSelector('.who-am-i', { state: 'detached' });
      const loaded = page.waitForEvent('load');
      stage.ask('reload');
      await loaded;
      await page.waitForSelector('.ticket');
    }),
  );

  it(
    'shows viewers no fault: sent away with a card it keeps the card, and its count grows old',
    apart(at1080, async ({ page, stage }) => {
      stage.bye({ reason: 'key-revoked', retry: false });
      await becomes(page, () => (document.querySelector('.rest')?.textContent ?? '').startsWith('counted'));
      expect(await page.locator('.stopped').count()).toBe(0);
      expect(await page.locator('.ticket').count()).toBe(1);
    }),
  );
});

describe('the build', () => {
  it('JavaScript and CSS together are under 100 kB gzipped', () => {
    const sizes = assets().filter((file) => /\.(?:js|css)$/u.test(file)).map((file) => gzipSync(readFileSync(join(built, 'assets', file)), { level: 9 }).length); // prettier-ignore
    const whole = sizes.reduce((sum, size) => sum + size, 0);
    console.info(`overlay: ${(whole / 1000).toFixed(1)} kB gzipped; fonts ${assets().filter((file) => file.endsWith('.woff2')).map((file) => `${file} ${(readFileSync(join(built, 'assets', file)).length / 1000).toFixed(1)} kB`).join(', ')}`); // prettier-ignore
    expect(whole).toBeLessThan(100_000);
  });

  it('asks for nothing that Chromium 103 has not', () => {
    const css = assets().filter((file) => file.endsWith('.css')).map((file) => readFileSync(join(built, 'assets', file), 'utf8')).join('\n'); // prettier-ignore
    const js = assets().filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(built, 'assets', file), 'utf8')).join('\n'); // prettier-ignore
    expect(css).not.toMatch(
      /:has\(|@container|container-type|oklch|oklab|color-mix|light-dark|@layer|@scope|@starting-style|text-wrap|[{;](?:translate|rotate|scale):|\d(?:dvh|dvw|svh|cqw)\b|&/u,
    );
    expect(css).toContain('-webkit-mask');
    expect(js).not.toMatch(
      /\.(?:toSorted|toReversed|toSpliced|findLastIndex\w|groupBy|isWellFormed)\(|Promise\.withResolvers|Array\.fromAsync|structuredClone\(|\.union\(/u,
    );
    // Classes of zod: only types may come from files that import it.
    expect(js).not.toContain('ZodError');
  });

  it('moves by transform and opacity alone', () => {
    const css = readFileSync(join(root, 'overlay/overlay.css'), 'utf8');
    for (const [, properties = ''] of css.matchAll(/transition:([^;]+);/gu)) {
      for (const part of properties.split(',')) expect(part.trim()).toMatch(/^(?:transform|opacity|none) ?/u);
    }
    expect(css).not.toContain('infinite');
  });
});
