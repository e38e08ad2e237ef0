import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderCosts } from '@protocol/margin.ts';
import { aboveMedian, freeBasketMargin, freeThreshold, median } from '@protocol/threshold.ts';

const seed = Number(process.env['DROPCAST_SEED'] ?? Math.floor(Math.random() * 2 ** 30));
console.log(`threshold: seed ${seed}`);
/** MONEY's worked case. */
const worked: OrderCosts = { fee: { share: 150, fixed: 25 }, tax: { rate: 2_000, onTop: false }, carrier: 395, packing: 125, returns: 0 };

describe('the threshold for free delivery', () => {
  it('is the smallest basket that leaves the target when it is sent for nothing', () => {
    // c/p a third, m = 1/1.2 − 1/3 = 0.5; 5.45 / 0.485 = 11.24, and a cent more since the goods' cost and the fee are rounded up.
    expect(freeThreshold(worked, { cost: 800, price: 2_400 }, 0)).toBe(1_125);
    expect(freeBasketMargin(worked, { cost: 800, price: 2_400 }, 1_125)).toBeGreaterThanOrEqual(0);
    expect(freeThreshold(worked, { cost: 800, price: 2_400 }, 300)).toBe(1_745);
  });

  it('is none where what goods leave does not even pay the fee', () => {
    expect(freeThreshold(worked, { cost: 2_000, price: 2_400 }, 0)).toBeNull();
    expect(freeThreshold(worked, { cost: 1, price: 0 }, 0)).toBeNull();
  });

  it('by the closed form is what the whole-number function says, for any costs', () => {
    fc.assert(
      fc.property(
        fc.record({ share: fc.nat(900), fixed: fc.nat(60) }),
        fc.record({ rate: fc.nat(2_700), onTop: fc.boolean() }),
        fc.record({ carrier: fc.nat(900), packing: fc.nat(300), returns: fc.nat(200) }),
        fc.record({ cost: fc.nat(3_000), price: fc.integer({ min: 1, max: 9_000 }) }),
        fc.nat(1_000),
        (fee, tax, rest, goods, target) => {
          const costs: OrderCosts = { fee, tax, ...rest };
          const found = freeThreshold(costs, goods, target);
          if (found === null) return;
          expect(freeBasketMargin(costs, goods, found)).toBeGreaterThanOrEqual(target);
          for (const less of [1, 2, 3, 10, 100]) if (found >= less) expect(freeBasketMargin(costs, goods, found - less)).toBeLessThan(target);
        },
      ),
      { seed, numRuns: 500 },
    );
  });

  it('the median basket is one that somebody had', () => {
    expect(median([])).toBeNull();
    expect(median([300, 100, 200, 400])).toBe(200);
    expect(aboveMedian([1_001])).toBe(1_202);
  });
});
