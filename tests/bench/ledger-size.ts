import { cpSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratch } from './support/at-end.ts';
import { startChild, type Child } from './support/children.ts';
import type { Figure, Line } from './support/figure.ts';
import type { Grown, GrowingCalls } from './support/growing.ts';
import { must } from './support/scene.ts';
import type { Opened, ShopCalls } from './support/shop.ts';
import { median, medianRatio, PAIRS, rounded } from './support/sums.ts';

const SIZES = [1_000, 100_000, 1_000_000] as const;
/** With --quick: a million takes a minute and a half to be made. */
const QUICK_SIZES = [1_000, 20_000, 100_000] as const;
const CLAIMS = 2_000;
interface Kept {
  readonly size: number;
  readonly dataDir: string;
  readonly grown: Grown;
  readonly replay: Opened;
  readonly opened: Opened;
  readonly heap: number;
  readonly rss: number;
  readonly shop: Child<ShopCalls>;
}

/** What years of evenings cost: a claim, a start, and memory. */
export const ledgerSize: Figure = {
  name: 'ledger-size',
  about: 'a ledger of 1,000, 100,000 and 1,000,000 events',
  run: async (count) => {
    // Made where nothing waits for a disk; measured where everything does.
    const making = scratch(existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
    const measuring = scratch(tmpdir());
    try {
      return await measured(making.folder, measuring.folder, count);
    } finally {
      await making.remove();
      await measuring.remove();
    }
  },
};

async function measured(making: string, folder: string, count: number): Promise<readonly Line[]> {
  const all: Kept[] = [];
  const sizes = count < PAIRS ? QUICK_SIZES : SIZES;
  for (const size of sizes) {
    const dataDir = join(folder, String(size));
    const growing = await startChild<GrowingCalls>('growing');
    const made = join(making, String(size));
    const grown = await growing.ask('grow', made, size);
    await growing.stop();
    cpSync(made, dataDir, { recursive: true });
    rmSync(made, { recursive: true });
    // Without a snapshot, which is written when it stops.
    const first = await startChild<ShopCalls>('shop');
    const replay = await first.ask('openKept', dataDir);
    await first.ask('close');
    await first.stop();
    const shop = await startChild<ShopCalls>('shop');
    const opened = await shop.ask('openKept', dataDir);
    const { heap, rss } = await shop.memory();
    all.push({ size, dataDir, grown, replay, opened, heap, rss, shop });
  }
  const cpu = new Map<number, number[]>(sizes.map((size) => [size, []]));
  const drops = await Promise.all(all.map(({ shop }) => shop.ask('drops', Math.ceil((count + 1) / 4), 10_000)));
  for (let round = 0; round <= count; round += 1) {
    // One after the other, from either end in turn.
    for (const at of round % 2 === 0 ? [0, 1, 2] : [2, 1, 0]) {
      const { shop, size } = must(all[at]);
      const took = await shop.ask('claimsHere', must(drops[at]?.[Math.floor(round / 4)]), CLAIMS);
      if (round > 0) cpu.get(size)?.push(took / CLAIMS);
    }
  }
  for (const { shop } of all) {
    await shop.ask('close');
    await shop.stop();
  }
  const [small, , big] = all;
  if (small === undefined || big === undefined) throw new Error('no ledgers');
  const of = (size: number): readonly number[] => cpu.get(size) ?? [];
  const say = ({ ms, storesMs, backupMs, coreMs }: Opened): string =>
    `${Math.round(ms)} ms (files ${Math.round(storesMs)}, backup ${Math.round(backupMs)}, the rest ${Math.round(coreMs)})`;
  const lines: Line[] = sizes.slice(1).map((size) => ({
    name: `a claim on a ledger of ${size.toLocaleString('en')} events`, value: medianRatio(of(size), of(1_000)), unit: '×', limit: 1.1, sense: 'at most' as const,
    ours: `${rounded(median(of(size)))} µs`, peer: `${rounded(median(of(1_000)))} µs on 1,000 events`,
  })); // prettier-ignore
  for (const { size, opened, replay } of all)
    lines.push({
      name: `start on ${size.toLocaleString('en')} events with a snapshot`, value: opened.ms / 1_000, unit: 's', limit: 2, sense: 'at most',
      ours: say(opened), peer: `replayed without one: ${say(replay)}`,
    }); // prettier-ignore
  const orders = big.grown.orders - small.grown.orders;
  lines.push({ name: 'memory per order', value: (big.heap - small.heap) / orders / 1_000, unit: 'kB', limit: null, sense: 'at most', ours: `${big.grown.orders.toLocaleString('en')} orders in ${big.grown.events.toLocaleString('en')} events: heap ${Math.round(big.heap / 1e6)} MB, whole process ${Math.round(big.rss / 1e6)} MB`, peer: `${small.grown.orders} orders: heap ${Math.round(small.heap / 1e6)} MB` }); // prettier-ignore
  return lines;
}
