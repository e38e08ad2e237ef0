import { describe, expect, it } from 'vitest';
import { DAY } from '@protocol/time.ts';
import { withdrawalOf } from '../../../server/views/withdrawal-view.ts';
import { sightOf } from '../../../server/views/sight.ts';
import { host, openStall, owner, refusedAs, viewer, type Stall } from '../../support/stall.ts';
import { viewContext } from '../../support/view-rig.ts';

function paid(stall: Stall): number {
  const dropId = stall.open('Bag', [['A', 3]]);
  const orderNumber = stall.ordered('ana', stall.held('ana', dropId, [['A', 2]]));
  stall.world.mustAsk('order.pay', { orderNumber, paidBy: 'cash' }, host);
  return orderNumber;
}
const withdraw = (stall: Stall, orderNumber: number, who = 'ana') => stall.world.ask('order.withdraw', { orderNumber }, viewer(who));
const order = (stall: Stall, orderNumber: number) => stall.world.state.orders.get(String(orderNumber))!;

describe('promise 5: withdrawal', () => {
  it('promise 5 is recorded with its time, once, and becomes a task that the refund closes', () => {
    const stall = openStall();
    const orderNumber = paid(stall);
    expect(withdraw(stall, orderNumber).ok).toBe(true);
    expect(order(stall, orderNumber).withdrawnAt).toBe(stall.world.now);
    expect(refusedAs(withdraw(stall, orderNumber))).toBe('withdrawn-before');
    expect(stall.tasks('host.withdrawal').map((task) => task.state)).toEqual(['waiting']);
    stall.world.mustAsk('order.refund', { orderNumber, lines: [{ sku: 'A', quantity: 2 }], restock: false }, host);
    expect(stall.tasks('host.withdrawal').map((task) => task.state)).toEqual(['done']);
  });
  it('promise 5 runs for 14 days after the day of handing over, longer where the shop says so', () => {
    const stall = openStall();
    const orderNumber = paid(stall);
    stall.world.mustAsk('order.pick', { orderNumber }, host);
    stall.world.mustAsk('order.pack', { orderNumber }, host);
    stall.world.mustAsk('order.hand-over', { orderNumber }, host);
    const may = () => withdrawalOf(sightOf(stall.world.state, viewContext), order(stall, orderNumber), stall.world.now).may;
    stall.world.now += 15 * DAY;
    expect(may()).toBe(true);
    stall.world.now += 1;
    expect(may()).toBe(false);
    expect(withdraw(stall, orderNumber)).toMatchObject({ refused: { refused: 'no-withdrawal', details: { why: 'over' } } });
    stall.world.mustAsk('withdrawal.save', { days: 30, excluded: [] }, owner);
    expect(may()).toBe(true);
  });
  it('promise 5 is not offered for what the law leaves out', () => {
    const stall = openStall();
    const orderNumber = paid(stall);
    stall.world.mustAsk('withdrawal.save', { days: 14, excluded: ['bag'] }, owner);
    expect(withdraw(stall, orderNumber)).toMatchObject({ refused: { refused: 'no-withdrawal', details: { why: 'excluded' } } });
  });
  it('promise 5 is the buyer’s own, and for what was paid', () => {
    const stall = openStall();
    const orderNumber = paid(stall);
    expect(refusedAs(withdraw(stall, orderNumber, 'ben'))).toBe('no-such-order');
    const other = stall.ordered('ben', stall.held('ben', order(stall, orderNumber).dropId ?? '', [['A', 1]]));
    expect(refusedAs(withdraw(stall, other, 'ben'))).toBe('not-paid');
  });
});
