import type { Page } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BareIoCalls } from './support/bare-io.ts';
import { launched } from './support/browser.ts';
import { startChild } from './support/children.ts';
import type { Figure } from './support/figure.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, pairs, quantile, rounded } from './support/sums.ts';

const FIRES = 6;
/** Set by the watcher in our overlay's page and by the bare page itself. */
const paintedAt = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const all = Reflect.get(window, 'painted') as number[];
    return all.shift() ?? 0;
  });
async function waited(page: Page): Promise<number> {
  for (let tries = 0; tries < 500; tries += 1) {
    const at = await paintedAt(page);
    if (at > 0) return at;
    await sleep(10);
  }
  throw new Error('nothing was painted');
}

/** From `drop.fire` handed to the shop (or the message to socket.io) until the frame that shows it was drawn; one machine, one clock. */
export const painted: Figure = {
  name: 'painted',
  about: 'fire to painted in Chromium',
  run: async (count) => {
    const shop = await startChild<ShopCalls>('shop');
    const bare = await startChild<BareIoCalls>('bare-io');
    const port = await shop.ask('open', {});
    const barePort = await bare.ask('open');
    const dropId = await shop.ask('planned');
    const [key] = await shop.ask('keys', 1, 'overlay');
    const browser = await launched();
    try {
      const open = async (url: string): Promise<Page> => {
        const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
        await page.goto(url);
        return page;
      };
      const overlay = await open(`http://127.0.0.1:${port}/overlay/now#key=${key ?? ''}`);
      const plain = await open(`http://127.0.0.1:${barePort}/`);
      await overlay.evaluate(() => {
        const painted: number[] = [];
        Reflect.set(window, 'painted', painted);
        let was = false;
        new MutationObserver(() => {
          const is = document.querySelector('.ticket[data-phase="opening"]') !== null;
          if (is && !was)
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => painted.push(performance.timeOrigin + performance.now());
              port2.postMessage(0);
            });
          was = is;
        }).observe(document, { subtree: true, childList: true, attributes: true });
      });
      await sleep(1_500);
      const ourTimes: number[] = [];
      const plainTimes: number[] = [];
      await pairs(
        count,
        async () => {
          for (let fire = 0; fire < FIRES; fire += 1) {
            const at = await shop.ask('fire', dropId);
            ourTimes.push((await waited(overlay)) - at);
            await shop.ask('undo', dropId);
            await overlay.locator('.ticket[data-phase="opening"]').waitFor({ state: 'detached' });
            await sleep(80 + Math.random() * 100);
          }
        },
        async () => {
          for (let fire = 0; fire < FIRES; fire += 1) {
            const at = await bare.ask('tell', 'Lamps, 100 left');
            plainTimes.push((await waited(plain)) - at);
            await bare.ask('tell', '');
            await sleep(80 + Math.random() * 100);
          }
        },
      );
      for (const times of [ourTimes, plainTimes]) times.splice(0, FIRES);
      const p99 = (times: readonly number[]): number => quantile(times, 0.99);
      const say = (times: readonly number[]): string => `p50 ${rounded(median(times))} ms, p99 ${rounded(p99(times))} ms of ${times.length}`;
      return [{ name: 'fire to painted in Chromium, p99', value: p99(ourTimes) / p99(plainTimes), unit: '×', limit: 1.5, sense: 'at most', ours: say(ourTimes), peer: `${say(plainTimes)} (a bare socket.io page)` }]; // prettier-ignore
    } finally {
      await browser.close();
      await shop.ask('close');
      for (const child of [shop, bare]) await child.stop();
    }
  },
};
