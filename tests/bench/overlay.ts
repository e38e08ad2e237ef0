import { setTimeout as sleep } from 'node:timers/promises';
import { launched } from './support/browser.ts';
import { startChild } from './support/children.ts';
import type { Figure } from './support/figure.ts';
import { must } from './support/scene.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, rounded } from './support/sums.ts';

const WATCH_MS = 5_000;
const PER_SECOND = 200;
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
}

/** The overlay at 1080p while 200 claims and returns a second move its count, traced as the browser's own tools trace it. Without a graphics card the painting is other threads' work; the main thread's is what a stream's machine has too. */
export const overlay: Figure = {
  name: 'overlay',
  about: 'overlay at 1080p, busiest moment, by trace',
  run: async (count) => {
    const shop = await startChild<ShopCalls>('shop');
    const port = await shop.ask('open', {});
    const drop = must((await shop.ask('drops', 1, 24))[0]);
    const [key] = await shop.ask('keys', 1, 'overlay');
    const browser = await launched();
    const busy: number[] = [];
    const longest: number[] = [];
    const frames: number[] = [];
    try {
      const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
      await page.goto(`http://127.0.0.1:${port}/overlay/now#key=${key ?? ''}`);
      await page.locator('.ticket').waitFor();
      await sleep(2_000);
      const rounds = Math.max(3, Math.ceil(count / 3));
      for (let round = 0; round < rounds; round += 1) {
        await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline.frame', '__metadata'] });
        const began = performance.now();
        await shop.ask('churnFew', drop, PER_SECOND, WATCH_MS);
        const ms = performance.now() - began;
        const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] };
        const mains = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
        // One renderer shows a page of ours; another may idle.
        const loads = mains.map(({ pid, tid }) => {
          const tasks = traceEvents.filter((one) => one.pid === pid && one.tid === tid && one.ph === 'X' && one.name.endsWith('RunTask'));
          const drawn = traceEvents.filter((one) => one.pid === pid && one.name === 'DrawFrame').length;
          return { work: tasks.reduce((sum, { tdur, dur }) => sum + (tdur ?? dur ?? 0), 0), longest: Math.max(0, ...tasks.map(({ dur }) => dur ?? 0)), drawn };
        });
        const one = must(loads.toSorted((a, b) => b.work - a.work)[0]);
        busy.push(one.work / 1_000 / ms);
        longest.push(one.longest / 1_000);
        frames.push((one.drawn * 1_000) / ms);
      }
    } finally {
      await browser.close();
      await shop.ask('close');
      await shop.stop();
    }
    const ours = `${rounded(median(busy))} of a core, longest task ${rounded(Math.max(...longest))} ms, ${rounded(median(frames))} frames/s drawn in software`;
    const peer = `${PER_SECOND} changes/s for ${WATCH_MS / 1_000} s, ${busy.length} times`;
    return [
      { name: 'overlay at 1080p, main thread', value: median(busy), unit: 'core', limit: 0.2, sense: 'at most', ours, peer },
      { name: 'overlay at 1080p, longest task', value: Math.max(...longest), unit: 'ms', limit: 50, sense: 'at most', ours, peer },
    ];
  },
};
