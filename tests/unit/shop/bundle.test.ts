import { describe, expect, it } from 'vitest';
import { costOf, unitGrams } from '../../../server/shop/bundle.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { freeOf } from '../../../server/shop/stock.ts';
import { host, openStall, refusedAs, type Stall } from '../../support/stall.ts';

type Parts = readonly (readonly [sku: string, quantity: number])[];
const save = (stall: Stall, sku: string, parts: Parts) =>
  stall.world.ask(
    'bundle.save',
    { sku, title: `Set ${sku}`, price: 2500, parts: parts.map(([part, quantity]) => ({ sku: part, quantity })), picture: null },
    host,
  );
/** A: 10 on the shelf, B: 5, C: 1. The set is one A and two B. */
function withSet(): Stall {
  const stall = openStall();
  expect(save(stall, 'SET', [['A', 1], ['B', 2]]).ok).toBe(true); // prettier-ignore
  return stall;
}
const counts = (stall: Stall, sku: string) => {
  const { onHand, committed, held, setAside, missing } = stall.variant(sku);
  return [onHand, committed, held, setAside, missing];
};
const line = (stall: Stall, dropId: string, sku: string) => {
  const found = stall.drop(dropId).lines.find((l) => l.sku === sku);
  return [found?.left, found?.held, found?.sold, found?.allotted];
};

describe('bundles', () => {
  it('S2 a drop of bundles sets aside their parts, counts in bundles, and moves every part with a hold, an order and a hand-over', () => {
    const stall = withSet();
    const dropId = stall.open('Sets', [['SET', 2]]);
    expect([counts(stall, 'A'), counts(stall, 'B')]).toEqual([[10, 0, 0, 2, 0], [5, 0, 0, 4, 0]]); // prettier-ignore
    const holdId = stall.held('ana', dropId, [['SET', 1]]);
    expect(line(stall, dropId, 'SET')).toEqual([1, 1, 0, 2]);
    expect([counts(stall, 'A'), counts(stall, 'B')]).toEqual([[10, 0, 1, 1, 0], [5, 0, 2, 2, 0]]); // prettier-ignore
    const orderNumber = stall.ordered('ana', holdId);
    expect(counts(stall, 'B')).toEqual([5, 2, 0, 2, 0]);
    stall.world.mustAsk('order.pay', { orderNumber, paidBy: 'cash' }, host);
    stall.world.mustAsk('order.hand-over', { orderNumber }, host);
    expect([counts(stall, 'A'), counts(stall, 'B')]).toEqual([[9, 0, 0, 1, 0], [3, 0, 0, 2, 0]]); // prettier-ignore
    stall.world.mustAsk('order.refund', { orderNumber, lines: [{ sku: 'SET', quantity: 1 }], restock: true }, host);
    expect(line(stall, dropId, 'SET')).toEqual([2, 0, 0, 2]);
    expect([counts(stall, 'A'), counts(stall, 'B')]).toEqual([[10, 0, 0, 2, 0], [5, 0, 0, 4, 0]]); // prettier-ignore
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  it('S2 S3 a variant and a bundle that holds it are summed in one drop, all or none, and are in no second one', () => {
    const stall = withSet();
    const tooMuch = stall.plan('Both', [['B', 2], ['SET', 2]]); // prettier-ignore
    expect(stall.world.ask('drop.arm', { dropId: tooMuch }, host)).toMatchObject({
      refused: { refused: 'not-enough-stock', details: { sku: 'B', n: 5, wanted: 6 } },
    });
    const dropId = stall.plan('Both', [['B', 1], ['SET', 2]]); // prettier-ignore
    stall.world.mustAsk('drop.arm', { dropId }, host);
    expect(counts(stall, 'B')).toEqual([5, 0, 0, 5, 0]);
    expect(refusedAs(stall.world.ask('drop.arm', { dropId: stall.plan('Other', [['A', 1]]) }, host))).toBe('variant-in-other-drop');
    stall.world.mustAsk('drop.disarm', { dropId }, host);
    expect([freeOf(stall.variant('A')), freeOf(stall.variant('B'))]).toEqual([10, 5]);
  });

  it('S2 what a bundle was made of stays so in what was promised: a later change moves no hold, no order and no drop that is on', () => {
    const stall = withSet();
    const dropId = stall.open('Sets', [['SET', 2]]);
    const orderNumber = stall.ordered('ana', stall.held('ana', dropId, [['SET', 1]]));
    save(stall, 'SET', [['C', 1], ['A', 1]]); // prettier-ignore
    const holdId = stall.held('ben', dropId, [['SET', 1]]);
    expect(stall.world.state.holds.get(holdId)?.lines[0]?.parts).toEqual([{ sku: 'A', quantity: 1 }, { sku: 'B', quantity: 2 }]); // prettier-ignore
    stall.world.mustAsk('order.cancel', { orderNumber, reason: 'asked' }, host);
    expect([counts(stall, 'A'), counts(stall, 'B'), counts(stall, 'C')]).toEqual([[10, 0, 1, 1, 0], [5, 0, 2, 2, 0], [1, 0, 0, 0, 0]]); // prettier-ignore
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  it('S2 what comes back to a drop that makes the bundle of something else by now is free, not on its line', () => {
    const stall = withSet();
    const dropId = stall.plan('Sets', [['SET', 2]]);
    stall.world.mustAsk('drop.arm', { dropId }, host);
    const sold = stall.world.mustAsk('sale.record', { lines: [{ sku: 'SET', quantity: 1, price: 2000 }], paidBy: 'cash', dropId }, host);
    stall.world.mustAsk('drop.disarm', { dropId }, host);
    save(stall, 'SET', [['A', 2]]); // prettier-ignore
    stall.world.mustAsk('drop.arm', { dropId }, host);
    stall.world.mustAsk('sale.undo', { orderNumber: eventOf(sold, 'SaleRecorded')?.orderNumber ?? 0 }, host);
    expect(line(stall, dropId, 'SET')).toEqual([1, 0, 0, 1]);
    expect([counts(stall, 'A'), counts(stall, 'B')]).toEqual([[10, 0, 0, 2, 0], [5, 0, 0, 0, 0]]); // prettier-ignore
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  it('S5 a count takes the variant’s own line back first, then bundles; what is missing swallows the part of a bundle that comes back', () => {
    const stall = withSet();
    const dropId = stall.open('Both', [['B', 1], ['SET', 2]]); // prettier-ignore
    const holdId = stall.held('ana', dropId, [['SET', 1]]);
    stall.world.mustAsk('variant.adjust', { sku: 'B', onHand: 3, reason: 'torn' }, host);
    // One of its own and one bundle, which frees an A that nobody counted.
    expect([line(stall, dropId, 'B'), line(stall, dropId, 'SET')]).toEqual([[0, 0, 0, 0], [0, 1, 0, 1]]); // prettier-ignore
    expect([counts(stall, 'A'), counts(stall, 'B')]).toEqual([[10, 0, 1, 0, 0], [3, 0, 2, 0, 0]]); // prettier-ignore
    stall.world.mustAsk('variant.adjust', { sku: 'B', onHand: 1, reason: 'torn, too' }, host);
    expect(stall.variant('B').missing).toBe(1);
    stall.world.mustAsk('hold.release', { holdId }, host);
    expect(line(stall, dropId, 'SET')).toEqual([0, 0, 0, 0]);
    expect([counts(stall, 'A'), counts(stall, 'B')]).toEqual([[10, 0, 0, 0, 0], [1, 0, 0, 0, 0]]); // prettier-ignore
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  it('S2 S3 the till sells bundles from what is free, summed with what else is on the slip', () => {
    const stall = withSet();
    const sell = (...lines: Parts) =>
      stall.world.ask('sale.record', { lines: lines.map(([sku, quantity]) => ({ sku, quantity, price: 900 })), paidBy: 'cash', dropId: null }, host);
    expect(sell(['SET', 2], ['B', 2])).toMatchObject({ refused: { refused: 'not-enough-stock', details: { sku: 'B', n: 5, wanted: 6 } } });
    expect(sell(['SET', 2], ['B', 1]).ok).toBe(true);
    expect([counts(stall, 'A'), counts(stall, 'B')]).toEqual([[8, 0, 0, 0, 0], [0, 0, 0, 0, 0]]); // prettier-ignore
  });

  it('S2 a drop that is on takes more of a bundle from free stock, and a bundle beside its parts', () => {
    const stall = withSet();
    const dropId = stall.open('Bs', [['B', 1]]);
    stall.world.mustAsk('drop.add', { dropId, sku: 'SET', allotted: 1, price: 2500 }, host);
    expect(refusedAs(stall.world.ask('drop.restock', { dropId, sku: 'SET', add: 2, counted: false }, host))).toBe('not-enough-stock');
    expect(refusedAs(stall.world.ask('drop.restock', { dropId, sku: 'SET', add: 1, counted: true }, host))).toBe('is-a-bundle');
    stall.world.mustAsk('drop.restock', { dropId, sku: 'SET', add: 1, counted: false }, host);
    expect(counts(stall, 'B')).toEqual([5, 0, 0, 5, 0]);
    stall.world.mustAsk('drop.restock', { dropId, sku: 'SET', add: -2, counted: false }, host);
    expect(counts(stall, 'B')).toEqual([5, 0, 0, 1, 0]);
  });

  it('H4 a bundle paid late is taken from what the drop has left, part by part', () => {
    const stall = withSet();
    const dropId = stall.open('Sets', [['SET', 2]], 5);
    const orderNumber = stall.ordered('ana', stall.held('ana', dropId, [['SET', 1]]), 'page');
    const order = stall.world.state.orders.get(String(orderNumber));
    const notice = (status: 'paid' | 'expired') =>
      stall.world.mustAsk(
        'payment.notice',
        { provider: 'page', reference: order?.reference ?? '', status, amount: 2500 },
        {
          kind: 'system',
          id: 'tasks',
          role: 'system',
          name: 'tasks',
        },
      );
    notice('expired');
    expect(line(stall, dropId, 'SET')).toEqual([2, 0, 0, 2]);
    notice('paid');
    expect(line(stall, dropId, 'SET')).toEqual([1, 0, 1, 2]);
    expect([counts(stall, 'A'), counts(stall, 'B')]).toEqual([[10, 1, 0, 1, 0], [5, 2, 0, 2, 0]]); // prettier-ignore
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  it('a bundle is made of two to ten units of what is there, and of no bundle; nothing is called the same', () => {
    const stall = withSet();
    expect(refusedAs(save(stall, 'X', [['A', 1]]))).toBe('malformed');
    expect(refusedAs(save(stall, 'X', [['A', 11]]))).toBe('malformed');
    expect(refusedAs(save(stall, 'X', [['A', 1], ['A', 2]]))).toBe('malformed'); // prettier-ignore
    expect(refusedAs(save(stall, 'X', [['SET', 1], ['A', 1]]))).toBe('is-a-bundle'); // prettier-ignore
    expect(refusedAs(save(stall, 'X', [['X', 1], ['A', 1]]))).toBe('is-a-bundle'); // prettier-ignore
    expect(refusedAs(save(stall, 'X', [['none', 1], ['A', 1]]))).toBe('no-such-variant'); // prettier-ignore
    expect(refusedAs(save(stall, 'A', [['B', 2]]))).toBe('sku-taken');
    expect(refusedAs(stall.world.ask('variant.adjust', { sku: 'SET', onHand: 3, reason: 'x' }, host))).toBe('is-a-bundle');
    const variant = (sku: string) => ({ sku, options: [sku], price: 1, compareAt: null, cost: null, grams: null, onHand: 1 });
    const product = (skus: readonly string[]) => ({
      handle: 'bag',
      title: 'Bag',
      body: '',
      vendor: '',
      pictures: [],
      options: ['Colour'],
      variants: skus.map(variant),
    });
    expect(refusedAs(stall.world.ask('product.save', product(['A', 'B', 'C', 'SET']), host))).toBe('sku-taken');
    expect(refusedAs(stall.world.ask('product.save', product(['A', 'C']), host))).toBe('wrong-state');
    const dropId = stall.plan('Sets', [['SET', 1]]);
    expect(refusedAs(stall.world.ask('bundle.remove', { sku: 'SET' }, host))).toBe('wrong-state');
    stall.world.mustAsk('drop.remove', { dropId }, host);
    stall.world.mustAsk('bundle.remove', { sku: 'SET' }, host);
    expect(stall.world.ask('product.save', product(['A', 'C']), host).ok).toBe(true);
  });

  it('what a bundle costs and weighs is the sum of its parts, and unknown where one of theirs is', () => {
    const stall = withSet();
    expect(costOf(stall.world.state, 'SET')).toBeNull();
    const variant = (sku: string, cost: number | null) => ({ sku, options: [sku], price: 1000, compareAt: null, cost, grams: 100, onHand: 1 });
    const cost = (b: number | null) =>
      stall.world.mustAsk('product.save', { handle: 'bag', title: 'Bag', body: '', vendor: '', pictures: [], options: ['Colour'], variants: [variant('A', 300), variant('B', b), variant('C', null)] }, host); // prettier-ignore
    cost(450);
    expect([
      costOf(stall.world.state, 'SET'),
      unitGrams(stall.world.state, { sku: 'SET', parts: stall.world.state.bundles.get('SET')?.parts ?? [] }),
      costOf(stall.world.state, 'A'),
    ]).toEqual([1200, 300, 300]);
    cost(null);
    expect([costOf(stall.world.state, 'SET'), costOf(stall.world.state, 'none')]).toEqual([null, null]);
  });
});
