import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { cutLines } from '../support/ledger/cut-lines.ts';
import type { Cuts } from '../support/ledger/cut-lines.ts';
import { startRedis } from '../support/redis.ts';

/** Lines to Redis, reset while an append is under way; each lane has a ledger of its own. */
const lanes = 10;
const each = process.env['DROPCAST_FULL'] === '1' ? 1_000 : 10;

it(`L6 L3 ${lanes * each} lines cut while a batch was on its way: none is lost, none is there twice`, { timeout: 1_200_000 }, async () => {
  const seed = randomInt(2 ** 31);
  console.info(`seed ${seed}`);
  const redis = await startRedis('always');
  try {
    const all = await Promise.all(Array.from({ length: lanes }, (_, lane) => cutLines(redis, `{lane-${lane}}:`, each, seeded(seed + lane))));
    for (const cuts of all) expect(cuts.ids).toEqual(cuts.appended);
    const sum = (of: (cuts: Cuts) => number): number => all.reduce((total, cuts) => total + of(cuts), 0);
    console.info(`${lanes * each} cuts: ${sum((cuts) => cuts.unheard)} answers lost of what stood, ${sum((cuts) => cuts.undone)} sent again`);
    expect(sum((cuts) => cuts.unheard)).toBeGreaterThan(0);
  } finally {
    await redis.remove();
  }
});

/** A small generator: the same seed cuts at the same moments, as far as the machine does. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
