import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideWith } from '../../../server/shop/decide.ts';
import type { ShopBatch } from '../../../server/shop/evolve.ts';
import { HALF, anyEvening, checkEverySeq, evenings, play, seed } from '../../support/any-evening.ts';

describe('any evening', () => {
  it('S1 S2 S3 S4 S5 H1 units are conserved at every seq, and any prefix replays to the same state (L2, L4)', () => {
    expect(anyEvening(HALF, seed)).toEqual([]);
  }, 3_600_000);

  it('S1 with the guard in hold taken out the same property fails: the test can see an oversold unit', () => {
    const careless = decideWith({ mayHold: () => null });
    const run = fc.check(
      fc.property(evenings, (numbers) => {
        checkEverySeq(play(careless, numbers).world.batches as readonly ShopBatch[], 0);
      }),
      { numRuns: 500, seed, endOnFailure: true },
    );
    expect(run.failed).toBe(true);
    expect(String(run.errorInstance)).toMatch(/S1/u);
  });
});
