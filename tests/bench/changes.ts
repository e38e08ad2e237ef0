import type { FarmCalls } from './support/farm.ts';
import type { Figure } from './support/figure.ts';
import { startChild } from './support/children.ts';
import { must } from './support/scene.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, rounded } from './support/sums.ts';

const SOCKETS = 2_000;
const PER_SECOND = 2_000;
const ROUND_MS = 2_000;
const WINDOW_MS = 50;

/** Reservations and their return, decided, appended and told to everybody; the commands are given inside the measured process, so that only they and the telling count. */
export const changes: Figure = {
  name: 'changes',
  about: '2,000 stock changes a second to 2,000 sockets',
  run: async (count) => {
    const shop = await startChild<ShopCalls>('shop');
    const farm = await startChild<FarmCalls>('farm');
    const port = await shop.ask('open', {});
    const drop = must((await shop.ask('drops', 1, 10_000))[0]);
    await farm.ask('connect', { port, count: SOCKETS, speaks: 'live', keys: [], greeting: null });
    const cores: number[] = [];
    const p99s: number[] = [];
    const p50s: number[] = [];
    let changed = 0;
    for (let round = 0; round <= count; round += 1) {
      await shop.ask('forgetCommits');
      await farm.ask('listen', 0, true);
      const began = performance.now();
      let ms = 0;
      const cpu = await shop.cpuOf(async () => {
        changed = await shop.ask('churn', drop, PER_SECOND, ROUND_MS);
        ms = performance.now() - began;
        await farm.ask('settled', 150, 10_000);
      });
      const heard = await farm.ask('heard');
      const seq = await shop.ask('seq');
      // "All delivered": nobody missed a patch, and everybody has the ledger's last.
      if (heard.gaps > 0 || heard.revs[0] < seq) throw new Error(`not all was delivered: ${heard.gaps} gaps, revs ${heard.revs.join(' to ')} of ${seq}`);
      const ages = await farm.ask('ages', await shop.ask('commits'));
      if (round === 0) continue;
      cores.push(cpu / 1_000 / ms);
      p50s.push(ages.p50);
      p99s.push(ages.p99);
    }
    await shop.ask('close');
    await shop.stop();
    await farm.stop();
    const ours = `${rounded(median(cores) * 100)} % of a core, p50 ${rounded(median(p50s))} ms, p99 ${rounded(median(p99s))} ms, ${changed} changes a round, none lost`;
    const peer = 'the window of 50 ms';
    return [
      { name: '2,000 changes/s to 2,000 sockets, CPU', value: median(cores), unit: 'core', limit: 0.25, sense: 'at most', ours, peer },
      { name: '2,000 changes/s to 2,000 sockets, p99 of a change', value: median(p99s), unit: 'ms', limit: WINDOW_MS + 50, sense: 'at most', ours, peer },
    ];
  },
};
