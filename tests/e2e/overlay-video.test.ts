import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultOverlay, overlayTheme } from '@protocol/overlay-options.ts';
import { root } from '../../scripts/surfaces.mjs';
import { openBrowser } from '../support/panel-browser.ts';
import { until } from '../support/until.ts';
import { drop, onAir, openStage, type Stage } from './overlay-stage.ts';
import { addStyle, isSettled } from './support/overlay-looks.ts';
import { readQr } from './support/qr.ts';

/** What a viewer's screen gets: the card over a picture that moves and rustles, through the encoder that a stream at home uses. */
const run = promisify(execFile);
const ffmpeg = (args: readonly string[]): Promise<unknown> => run('/usr/bin/ffmpeg', ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', ...args]);
const kept = join(root, 'test-results/overlay-video');
const SIXTY = 'https://shop.saddlery-halm-and-holt.example.com/d/k7Qm2xPz9a';
const SECONDS = 3;
/** A still twice a second: right behind a key frame, in the middle of what follows, and before the next. */
const STILLS = SECONDS * 2;

let folder: string;
let stage: Stage;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  mkdirSync(kept, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'dropcast-video-'));
  stage = await openStage();
  browser = await openBrowser();
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** The card as a browser source hands it to OBS: nothing behind it. Answers where a phone's camera is held. */
async function card(name: string, canvas: { readonly width: number; readonly height: number }, theme: 'paper' | 'night'): Promise<{ file: string; code: Box }> {
  const parts = onAir(drop(stage.now(), {}), { theme: overlayTheme({ ...defaultOverlay, theme }) });
  stage.play({ ...parts, link: { dropId: 'bag', url: SIXTY, short: null } });
  await page.setViewportSize(canvas);
  await page.goto('about:blank');
  await page.goto(`${stage.origin}/overlay/now#key=dc_k1.abcdef`);
  await page.evaluate(addStyle, 'html,body{background:transparent}');
  await until(async () => (await page.evaluate(isSettled).catch(() => false)) || (await page.waitForTimeout(50).then(() => false)));
  await page.locator('.qr').waitFor();
  const file = join(folder, `${name}.png`);
  writeFileSync(file, await page.screenshot({ omitBackground: true }));
  const code = await page.locator('.qr').boundingBox();
  if (code === null) throw new Error('no code on the card');
  return { file, code };
}

describe('the code in a stream', () => {
  it.each([
    ['landscape', 'paper', { width: 1920, height: 1080 }],
    ['landscape', 'night', { width: 1920, height: 1080 }],
    ['portrait', 'paper', { width: 1080, height: 1920 }],
    ['portrait', 'night', { width: 1080, height: 1920 }],
  ] as const)('%s, %s: a link of sixty characters is read from every still after x264 at 2.5 Mbit/s, 720p', async (way, theme, canvas) => {
    expect(SIXTY).toHaveLength(60);
    const name = `${way}-${theme}`;
    const { file, code } = await card(name, canvas, theme);
    // OBS draws at 1080 and sends 720.
    const size = { width: (canvas.width * 2) / 3, height: (canvas.height * 2) / 3 };
    const clip = join(folder, `${name}.mp4`);
    await ffmpeg([
      ...['-f', 'lavfi', '-i', `testsrc2=size=${size.width}x${size.height}:rate=30:duration=${SECONDS}`],
      ...['-i', file],
      '-filter_complex',
      // The same noise in every run.
      `[0]noise=alls=24:allf=t:all_seed=7[moving];[1]scale=${size.width}:${size.height}:flags=bicubic[card];[moving][card]overlay`,
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '60'],
      ...['-b:v', '2500k', '-maxrate', '2500k', '-bufsize', '2500k', clip],
    ]);
    // As a camera is held: the code, and half of its size around it.
    const around = { x: code.x / 1.5, y: code.y / 1.5, width: code.width / 1.5, height: code.height / 1.5 };
    const margin = around.width / 2;
    const x = Math.max(0, Math.round(around.x - margin));
    const y = Math.max(0, Math.round(around.y - margin));
    const width = Math.min(size.width - x, Math.round(around.width + 2 * margin));
    const height = Math.min(size.height - y, Math.round(around.height + 2 * margin));
    for (const old of readdirSync(kept).filter((each) => each.startsWith(`${name}-`))) rmSync(join(kept, old));
    await ffmpeg(['-i', clip, '-vf', `fps=2,crop=${width}:${height}:${x}:${y}`, join(kept, `${name}-%d.png`)]);
    const stills = readdirSync(kept).filter((each) => each.startsWith(`${name}-`));
    expect(stills).toHaveLength(STILLS);
    const read = await Promise.all(stills.map((still) => readQr(readFileSync(join(kept, still)))));
    expect(read).toEqual(stills.map(() => SIXTY));
  });
});
