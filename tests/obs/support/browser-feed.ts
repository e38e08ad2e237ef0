import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import sharp from 'sharp';

/**
 * What OBS's browser plugin does, done by Chromium: opens the address that the source was given at the size it was given, and hands
 * its pixels over by a file (browser-standin.c). The kind, its settings and its button are real; the page is the real overlay.
 */
export interface BrowserFeed {
  /** Addresses asked for and their Referer, of every request of every page. */
  readonly requests: readonly { readonly url: string; readonly referer: string }[];
  /** How often "refresh" was pressed. */
  refreshed(): number;
  stop(): Promise<void>;
}
interface Want {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}
const HEADER = 16;

/** `source`: its name in OBS. */
export function feedBrowser(browser: Browser, pixels: string, source: string): BrowserFeed {
  const base = join(pixels, source.replaceAll(/[^0-9A-Za-z_-]/gu, '_'));
  const requests: { url: string; referer: string }[] = [];
  let isStopped = false;
  let page: Page | null = null;
  let shown = '';
  let pressed = 0;
  let seq = 0;

  const wanted = (): Want | null => {
    if (!existsSync(`${base}.want`)) return null;
    try {
      const { url, width, height } = JSON.parse(readFileSync(`${base}.want`, 'utf8')) as Partial<Want>;
      return url === undefined || width === undefined || height === undefined ? null : { url, width, height };
    } catch {
      // Half written: the next look finds it whole.
      return null;
    }
  };
  const open = async (want: Want): Promise<Page> => {
    await page?.context().close();
    const context = await browser.newContext({ viewport: { width: want.width, height: want.height }, deviceScaleFactor: 1 });
    const opened = await context.newPage();
    opened.on('request', (request) => requests.push({ url: request.url(), referer: request.headers()['referer'] ?? '' }));
    await opened.goto(want.url);
    return opened;
  };
  const hand = async (own: Page, want: Want): Promise<void> => {
    const png = await own.screenshot({ omitBackground: true, type: 'png' });
    const { data } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    for (let at = 0; at < data.length; at += 4) {
      const alpha = data[at + 3] ?? 0;
      for (let channel = 0; channel < 3; channel += 1) data[at + channel] = Math.round(((data[at + channel] ?? 0) * alpha) / 255);
    }
    const file = `${base}.frame`;
    const size = HEADER + want.width * want.height * 4;
    if (!existsSync(file) || statSync(file).size !== size) {
      writeFileSync(`${file}.new`, Buffer.alloc(size));
      renameSync(`${file}.new`, file);
    }
    const header = Buffer.alloc(HEADER);
    const put = (): void => {
      header.writeUInt32LE(seq, 0);
      header.writeUInt32LE(want.width, 4);
      header.writeUInt32LE(want.height, 8);
      writeSync(handle, header, 0, HEADER, 0);
    };
    const handle = openSync(file, 'r+');
    // Odd while it is being written.
    seq += 1;
    put();
    writeSync(handle, data, 0, data.length, HEADER);
    seq += 1;
    put();
    closeSync(handle);
  };
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const want = wanted();
      if (want !== null && want.url !== 'https://obsproject.com/browser-source') {
        const key = JSON.stringify(want);
        if (key !== shown) {
          page = await open(want);
          shown = key;
        }
        const now = existsSync(`${base}.refresh`) ? statSync(`${base}.refresh`).size : 0;
        if (now !== pressed) {
          pressed = now;
          // The overlay may be loading itself anew at this very moment: one of the two wins.
          await page?.reload().catch(() => undefined);
        }
        if (page !== null) await hand(page, want);
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  };
  const running = run();
  return {
    requests,
    refreshed: () => pressed,
    stop: async () => {
      isStopped = true;
      await running;
      await page?.context().close();
    },
  };
}
