import { describe, expect, it } from 'vitest';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { host, openStall, refusedAs } from '../../support/stall.ts';

/** What random evenings found, kept by name. */
describe('evenings that went wrong once', () => {
  it('S1 seed 77: a unit sold at the till out of an armed drop, which was then disarmed and planned anew', () => {
    const stall = openStall();
    const dropId = stall.plan('First', [['B', 2]]);
    stall.world.mustAsk('drop.arm', { dropId }, host);
    stall.world.mustAsk('sale.record', { lines: [{ sku: 'B', quantity: 1, price: 1 }], paidBy: 'cash', dropId }, host);
    stall.world.mustAsk('drop.disarm', { dropId }, host);
    const plan = { title: 'Other', mode: 'hold' as const, lines: [{ sku: 'A', allotted: 1, price: 1 }], minutes: 1, holdSeconds: 60, perViewer: 1 };
    expect(refusedAs(stall.world.ask('drop.change', { dropId, ...plan }, host))).toBe('wrong-state');
    expect(refusedAs(stall.world.ask('drop.remove', { dropId }, host))).toBe('wrong-state');
    // What is left of it can still be sold.
    expect(stall.world.ask('drop.fire', { dropId, expectOnAir: null }, host).ok).toBe(true);
    expect(stall.variant('B')).toMatchObject({ onHand: 4, setAside: 1 });
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  it('S1 S5 seed 76325535: a hold changed for another one, whose units a shortfall swallows when they come back', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 2], ['B', 2]], 3); // prettier-ignore
    const holdId = stall.held('lena', dropId, [['B', 2]]);
    stall.world.mustAsk('variant.adjust', { sku: 'B', onHand: 1, reason: 'miscounted' }, host);
    expect(stall.variant('B')).toMatchObject({ held: 2, missing: 1 });
    // One of the two is not there: given back, it is gone. What she has stays hers.
    expect(refusedAs(stall.hold('lena', dropId, [['A', 1], ['B', 2]]))).toBe('all-held'); // prettier-ignore
    expect(stall.world.state.holds.has(holdId)).toBe(true);
    expect(brokenRules(stall.world.state)).toEqual([]);
    expect(stall.hold('lena', dropId, [['A', 1], ['B', 1]]).ok).toBe(true); // prettier-ignore
    expect(stall.variant('B')).toMatchObject({ held: 1, missing: 0 });
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
});
