import { describe, expect, it } from 'vitest';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { host, openStall, refusedAs, system, viewer, type Stall } from '../../support/stall.ts';

const flags = (stall: Stall) =>
  [...stall.world.state.flagged.entries()].map(([orderNumber, like]) => [Number(orderNumber), like.map((other) => other.orderNumber)]);
const order = (stall: Stall, who: string, dropId: string, email: string, provider: 'later' | 'page', units = 1): number => {
  const holdId = stall.held(who, dropId, [['A', units]]);
  const delivery = { kind: 'ship' as const, address: { line1: '1', line2: '', city: 'G', postcode: '', region: '', country: 'IE' } };
  const orderNumber = stall.world.state.single('counters').nextOrder;
  stall.world.mustAsk('checkout.start', { holdId, provider, contact: { name: 'Lena', email }, delivery, with: null }, viewer(who));
  return orderNumber;
};
const pay = (stall: Stall, orderNumber: number): void => {
  const row = stall.world.state.orders.get(String(orderNumber));
  stall.world.mustAsk('payment.notice', { provider: 'page', reference: row?.reference ?? '', status: 'paid', amount: row?.total ?? 0 }, system);
};

describe('one buyer in several browsers', () => {
  it('the limit for one person is asked again when money arrives: beyond it the order is flagged, and kept', () => {
    const stall = openStall();
    const dropId = stall.open('Two each', [['A', 8]], 2);
    const first = order(stall, 'ana', dropId, 'l@x.ie', 'page', 2);
    const second = order(stall, 'ben', dropId, 'l@x.ie', 'page');
    const other = order(stall, 'cem', dropId, 'zoe@x.ie', 'page', 2);
    // Whichever is paid last is flagged, whichever was opened first.
    pay(stall, second);
    expect(flags(stall)).toEqual([]);
    pay(stall, other);
    pay(stall, first);
    expect(flags(stall)).toEqual([[first, [second]]]);
    expect(stall.world.state.orders.get(String(first))?.state).toBe('paid');
    expect(stall.tasks('host.same-buyer')).toMatchObject([{ state: 'waiting' }]);
    stall.world.mustAsk('task.done', { taskId: stall.tasks('host.same-buyer')[0]?.taskId ?? '' }, host);
    // Asked again, nobody is told twice.
    pay(stall, first);
    expect(stall.tasks('host.same-buyer')).toHaveLength(1);
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('H6 what is promised for later counts at once; what was cancelled or is within the limit does not', () => {
    const stall = openStall();
    const dropId = stall.open('Two each', [['A', 8]], 2);
    const first = order(stall, 'ana', dropId, 'l@x.ie', 'later');
    const second = order(stall, 'ben', dropId, 'l@x.ie', 'later');
    expect(flags(stall)).toEqual([]);
    stall.world.mustAsk('order.cancel', { orderNumber: second, reason: 'asked' }, host);
    order(stall, 'cem', dropId, 'l@x.ie', 'later');
    expect(flags(stall)).toEqual([]);
    const last = order(stall, 'dea', dropId, 'l@x.ie', 'later');
    expect(flags(stall)).toEqual([[last, [first, 1003]]]);
  });
  it('L8 events name orders alone: neither mail nor person, nor a hash of them', () => {
    const stall = openStall();
    const dropId = stall.open('One each', [['A', 8]], 1);
    order(stall, 'ana', dropId, 'l@x.ie', 'later');
    order(stall, 'ben', dropId, 'l@x.ie', 'later');
    const said = stall.world.batches.flatMap((batch) => batch.events).filter((event) => event.type === 'BuyersAlike' || event.type === 'OrderFlagged');
    expect(said).toEqual([
      { type: 'BuyersAlike', v: 1, orderNumber: 1002, like: [{ orderNumber: 1001, by: 'mail' }] },
      { type: 'OrderFlagged', v: 1, orderNumber: 1002, like: [{ orderNumber: 1001, by: 'mail' }], units: 2 },
    ]);
  });
  it('one order takes no more than the drop lets one order have', () => {
    const stall = openStall();
    const dropId = stall.plan('Two at once', [['A', 8]], 4);
    const { title, mode, minutes, holdSeconds, perViewer } = stall.drop(dropId);
    stall.world.mustAsk(
      'drop.change',
      { dropId, title, mode, minutes, holdSeconds, perViewer, perOrder: 2, lines: [{ sku: 'A', allotted: 8, price: 900 }] },
      host,
    );
    stall.fire(dropId);
    stall.world.now = stall.drop(dropId).opensAt ?? 0;
    expect(stall.hold('ana', dropId, [['A', 3]])).toMatchObject({ refused: { refused: 'limit-reached', details: { perOrder: 2, why: 'order' } } });
    stall.ordered('ana', stall.held('ana', dropId, [['A', 2]]), 'page');
    expect(refusedAs(stall.hold('ben', dropId, [['A', 2]]))).toBe('accepted');
  });
});
