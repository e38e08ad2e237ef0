import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atPrice, floorOf, marginOf, type Deal, type OrderCosts } from '@protocol/margin.ts';

/** MONEY's worked case: c 8.00, K 3.95, P 1.25, f 1.5 %, F 0.25, v 20 %. */
const costs: OrderCosts = { fee: { share: 150, fixed: 25 }, tax: { rate: 2000, onTop: false }, carrier: 395, packing: 125, returns: 0 };
const deal = (units: number, change: Partial<Deal> = {}): Deal => ({ units, cost: 800 * units, shipping: 0, deposit: 0, ...change });

describe('the margin of an order', () => {
  it('MONEY the worked case, to the penny', () => {
    expect(marginOf(costs, atPrice(deal(1, { shipping: 395 }), 2400))).toMatchObject({
      charged: 2795,
      fee: 67,
      net: 2329,
      margin: 942,
      unit: 942,
      share: 4045,
      subsidy: 72,
    });
    expect(marginOf(costs, atPrice(deal(1), 1680))).toMatchObject({ margin: 29, fee: 51, net: 1400, subsidy: 395 });
    expect(marginOf(costs, atPrice(deal(2), 1680))).toMatchObject({ margin: 604, unit: 302 });
  });
  it('MONEY the floors of the worked case', () => {
    expect(floorOf(costs, deal(1), 0)).toBe(1644);
    expect(floorOf(costs, deal(1), 300)).toBe(2012);
    expect(floorOf(costs, deal(2), 300)).toBe(1494);
  });
  it('MONEY a price above the floor can miss by rounding: the guard asks the margin', () => {
    expect(floorOf(costs, deal(1), 128)).toBe(1800);
    expect(marginOf(costs, atPrice(deal(1), 1800)).margin).toBe(128);
    expect(marginOf(costs, atPrice(deal(1), 1801)).margin).toBeLessThan(128);
  });
  it('a deposit and its balance are two payments: the fixed fee is paid twice', () => {
    const whole = marginOf(costs, atPrice(deal(1), 2400));
    expect(marginOf(costs, atPrice(deal(1, { deposit: 500 }), 2400))).toMatchObject({
      fee: 8 + 25 + 29 + 25,
      margin: whole.margin - (8 + 25 + 29 + 25 - whole.fee),
    });
    // All of it at once is one payment.
    expect(marginOf(costs, atPrice(deal(1, { deposit: 2400 }), 2400))).toEqual(whole);
  });
  it('tax on top: nothing of the price is tax, and the fee is taken of the taxed sum', () => {
    const onTop: OrderCosts = { ...costs, tax: { rate: 2000, onTop: true } };
    // 20.00 + 4.00 tax; 1.5 % of 24.00 is 0.36.
    expect(marginOf(onTop, atPrice(deal(1), 2000))).toMatchObject({ charged: 2400, net: 2000, fee: 61, margin: 2000 - 800 - 395 - 125 - 61 });
  });
  it('no price is high enough where tax and fee take all of it', () => {
    expect(floorOf({ ...costs, fee: { share: 9000, fixed: 0 }, tax: { rate: 2000, onTop: false } }, deal(1), 0)).toBeNull();
  });
});

describe('the closed form, on the whole-number function', () => {
  const anyCosts = fc.record({
    fee: fc.record({ share: fc.integer({ min: 0, max: 2000 }), fixed: fc.integer({ min: 0, max: 60 }) }),
    tax: fc.record({ rate: fc.integer({ min: 0, max: 2700 }), onTop: fc.boolean() }),
    carrier: fc.integer({ min: 0, max: 600 }),
    packing: fc.integer({ min: 0, max: 200 }),
    returns: fc.integer({ min: 0, max: 100 }),
  });
  const anyDeal = fc.record({
    units: fc.integer({ min: 1, max: 4 }),
    cost: fc.integer({ min: 0, max: 1500 }),
    shipping: fc.integer({ min: 0, max: 600 }),
    deposit: fc.constantFrom(0, 0, 150),
  });
  it('MONEY the floor is the first price of all that reaches the target', () => {
    fc.assert(
      fc.property(anyCosts, anyDeal, fc.integer({ min: 0, max: 800 }), (some, order, target) => {
        let first = 0;
        while (marginOf(some, atPrice(order, first)).margin < target) first += 1;
        expect(floorOf(some, order, target)).toBe(first);
      }),
      { numRuns: 120 },
    );
  });
  it('holds where the products of amounts and shares are no safe integers', () => {
    const big = deal(1, { cost: 99_000_000 });
    const floor = floorOf(costs, big, 0) ?? 0;
    expect(marginOf(costs, atPrice(big, floor)).margin).toBeGreaterThanOrEqual(0);
    expect(marginOf(costs, atPrice(big, floor - 1)).margin).toBeLessThan(0);
  });
});
