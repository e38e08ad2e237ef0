import { describe, expect, it } from 'vitest';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { freeOf } from '../../../server/shop/stock.ts';
import { host, openStall, refusedAs } from '../../support/stall.ts';

describe('stock', () => {
  it('S2 several lines are summed and taken all or none', () => {
    const stall = openStall();
    const dropId = stall.open('Both', [['A', 2], ['C', 1]], 5);
    stall.held('ana', dropId, [['C', 1]]);
    expect(refusedAs(stall.hold('ben', dropId, [['A', 1], ['C', 1]]))).toBe('all-held');
    expect(stall.drop(dropId).lines[0]).toMatchObject({ left: 2, held: 0 });
  }); // prettier-ignore
  it('S3 arming sets aside, ending gives back, and a variant is in one armed or live drop at a time', () => {
    const stall = openStall();
    const first = stall.plan('First', [['A', 6]]);
    const second = stall.plan('Second', [['A', 2]]);
    stall.world.mustAsk('drop.arm', { dropId: first }, host);
    expect([stall.variant('A').setAside, freeOf(stall.variant('A'))]).toEqual([6, 4]);
    expect(refusedAs(stall.world.ask('drop.arm', { dropId: second }, host))).toBe('variant-in-other-drop');
    stall.world.mustAsk('drop.disarm', { dropId: first }, host);
    expect(freeOf(stall.variant('A'))).toBe(10);
    expect(stall.world.ask('drop.arm', { dropId: second }, host).ok).toBe(true);
  });
  it('S3 a drop of more than is free does not arm', () => {
    const stall = openStall();
    expect(stall.world.ask('drop.arm', { dropId: stall.plan('Much', [['B', 6]]) }, host)).toMatchObject({
      refused: { refused: 'not-enough-stock', details: { sku: 'B', n: 5, wanted: 6 } },
    });
  });
  it('S3 the till sells from what is free, or from the drop it names', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['B', 4]]);
    const sell = (quantity: number, from: string | null) =>
      refusedAs(stall.world.ask('sale.record', { lines: [{ sku: 'B', quantity, price: 900 }], paidBy: 'cash', dropId: from }, host));
    expect(sell(2, null)).toBe('not-enough-stock');
    expect(sell(1, null)).toBe('accepted');
    expect(sell(3, dropId)).toBe('accepted');
    expect(stall.variant('B')).toMatchObject({ onHand: 1, setAside: 1 });
    expect(stall.drop(dropId).lines[0]).toMatchObject({ left: 1, sold: 3, allotted: 4 });
  });
  it('S4 a pickup slot holds as many orders as it has places', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 5]]);
    for (const who of ['ana', 'ben']) stall.ordered(who, stall.held(who, dropId, [['A', 1]]));
    const third = stall.held('cem', dropId, [['A', 1]]);
    expect(refusedAs(stall.order('cem', third))).toBe('pickup-full');
    stall.world.mustAsk('order.cancel', { orderNumber: 1001, reason: 'asked' }, host);
    expect(stall.order('cem', third).ok).toBe(true);
  });
  it('S5 a count below what is promised takes from the drop first; what is still missing is the host’s task until it is solved', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['B', 4]], 3);
    stall.held('ana', dropId, [['B', 3]]);
    stall.world.mustAsk('variant.adjust', { sku: 'B', onHand: 3, reason: 'one was torn' }, host);
    expect(stall.drop(dropId).lines[0]).toMatchObject({ allotted: 3, left: 0, held: 3 });
    expect(stall.variant('B')).toMatchObject({ onHand: 3, setAside: 0, missing: 0 });
    stall.world.mustAsk('variant.adjust', { sku: 'B', onHand: 1, reason: 'miscounted' }, host);
    expect(stall.variant('B')).toMatchObject({ onHand: 1, missing: 2 });
    expect(stall.tasks('host.shortfall').filter((task) => task.state === 'waiting')).toHaveLength(1);
    expect(brokenRules(stall.world.state)).toEqual([]);
    const shortfall = stall.tasks('host.shortfall').find((task) => task.state === 'waiting')?.taskId ?? '';
    expect(refusedAs(stall.world.ask('task.done', { taskId: shortfall }, host))).toBe('wrong-state');
    stall.world.mustAsk('variant.adjust', { sku: 'B', onHand: 3, reason: 'found two' }, host);
    expect(stall.tasks('host.shortfall').filter((task) => task.state === 'waiting')).toHaveLength(0);
  });
  it('S5 what comes back while units are missing is not sold again', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['C', 1]]);
    const holdId = stall.held('ana', dropId, [['C', 1]]);
    stall.world.mustAsk('variant.adjust', { sku: 'C', onHand: 0, reason: 'gone' }, host);
    stall.world.mustAsk('hold.release', { holdId }, host);
    expect(stall.drop(dropId).lines[0]).toMatchObject({ allotted: 0, left: 0 });
    expect(refusedAs(stall.hold('ben', dropId, [['C', 1]]))).toBe('sold-out');
    stall.later(0);
    expect(stall.tasks('host.shortfall').filter((task) => task.state === 'waiting')).toHaveLength(0);
  });
  it.each([
    [true, false, { onHand: 5, committed: 0 }, 1],
    [false, false, { onHand: 4, committed: 0 }, 0],
    [true, true, { onHand: 5, committed: 0 }, 1],
    [false, true, { onHand: 4, committed: 0 }, 0],
  ] as const)('S5 a refund is not a restock: restock %s, handed over %s', (restock, handedOver, variant, back) => {
    const stall = openStall();
    const dropId = stall.open('First', [['B', 1]]);
    const orderNumber = stall.ordered('ana', stall.held('ana', dropId, [['B', 1]]));
    stall.world.mustAsk('order.pay', { orderNumber, paidBy: 'cash' }, host);
    if (handedOver) stall.world.mustAsk('order.hand-over', { orderNumber }, host);
    stall.world.mustAsk('order.refund', { orderNumber, lines: [{ sku: 'B', quantity: 1 }], restock }, host);
    expect(stall.variant('B')).toMatchObject(variant);
    expect(stall.drop(dropId).lines[0]?.left).toBe(back);
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
});
