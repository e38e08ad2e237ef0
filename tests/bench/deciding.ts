import { startChild } from './support/children.ts';
import type { DecidingCalls } from './support/deciding.ts';
import type { Figure } from './support/figure.ts';
import { median, pairs, rounded } from './support/sums.ts';

const CLAIMS = 50_000;

export const deciding: Figure = {
  name: 'deciding',
  about: 'decide and evolve alone',
  run: async (count) => {
    const child = await startChild<DecidingCalls>('deciding');
    const { ours, peer } = await pairs(count, () => child.ask('claims', CLAIMS), () => child.ask('counters', CLAIMS)); // prettier-ignore
    await child.stop();
    const perSecond = (cpu: number): number => (CLAIMS * 1_000_000) / cpu;
    return [{ name: 'decide + evolve alone, hold.place', value: perSecond(median(ours)), unit: '/s', limit: 500_000, sense: 'at least', ours: `${rounded(median(ours) / CLAIMS)} µs`, peer: `${rounded(median(peer) / CLAIMS)} µs (an array of counters)` }]; // prettier-ignore
  },
};
