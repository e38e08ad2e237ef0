import { describe, expect, it } from 'vitest';
import { MINUTE } from '@protocol/time.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { payMetadata, readPayMetadata } from '../../../server/shop/pay-metadata.ts';
import { must } from '../../../server/shop/stock.ts';
import type { Order } from '../../../server/shop/state.ts';
import { owner, openStall, refusedAs, system, viewer } from '../../support/stall.ts';

function paying() {
  const stall = openStall();
  const { world } = stall;
  world.mustAsk('payment.save', { provider: 'page', enabled: true, settings: {} }, owner);
  const dropId = stall.open('Lamps', [['A', 5]], 5);
  const start = (who: string): number => {
    const holdId = stall.held(who, dropId, [['A', 1]]);
    const [pickup] = world.state.pickups.values();
    const contact = { name: who, email: `${who}@buyer.example` };
    const delivery = { kind: 'pickup' as const, pickupId: pickup?.pickupId ?? '' };
    world.mustAsk('checkout.start', { holdId, provider: 'page', contact, delivery, with: null }, viewer(who));
    return world.state.single('counters').nextOrder - 1;
  };
  const order = (orderNumber: number): Order => must(world.state.orders.get(String(orderNumber)), `order ${orderNumber}`);
  const hear = (orderNumber: number, status: 'paid' | 'refunded' | 'refund-failed' | 'disputed' | 'dispute-won' | 'dispute-lost', amount: number) =>
    world.ask('payment.notice', { provider: 'page', reference: order(orderNumber).reference, status, amount, via: 'notice' }, system);
  const open = (kind: string) => [...world.state.tasks.values()].filter((task) => task.kind === kind && task.state === 'waiting');
  return { stall, world, dropId, start, order, hear, open };
}

describe('what a provider says of money', () => {
  it('H5 the first signed notice is remembered: from then on it need not be asked all the time', () => {
    const { world, start, order, hear } = paying();
    const ana = start('ana');
    expect(world.state.payments.get('page')?.heard).toBe(false);
    hear(ana, 'paid', order(ana).total);
    expect(world.state.payments.get('page')?.heard).toBe(true);
    expect(order(ana).state).toBe('paid');
  });

  it('H4 a dispute is a task and stands on the order; nothing is refunded meanwhile; how it ended stays, in whatever order it is heard', () => {
    const { world, start, order, hear, open } = paying();
    const ana = start('ana');
    hear(ana, 'paid', order(ana).total);
    hear(ana, 'disputed', order(ana).total);
    hear(ana, 'disputed', order(ana).total);
    expect(open('host.dispute')).toHaveLength(1);
    const refund = () => world.ask('order.refund', { orderNumber: ana, lines: [{ sku: 'A', quantity: 1 }], restock: false }, owner);
    expect(refusedAs(refund())).toBe('order-disputed');
    hear(ana, 'dispute-won', order(ana).total);
    expect(open('host.dispute')).toHaveLength(0);
    hear(ana, 'disputed', order(ana).total);
    expect(order(ana).dispute?.state).toBe('won');
    expect(refund().ok).toBe(true);
    const ben = start('ben');
    hear(ben, 'paid', order(ben).total);
    hear(ben, 'dispute-lost', order(ben).total);
    expect(open('host.dispute').map(({ data }) => data['what'])).toEqual(['lost']);
  });

  it('H4 another amount, money given back there alone and money that did not arrive are told, each once', () => {
    const { start, order, hear, open } = paying();
    const ana = start('ana');
    hear(ana, 'paid', order(ana).total - 1);
    for (let twice = 0; twice < 2; twice += 1) {
      hear(ana, 'refunded', 300);
      hear(ana, 'refund-failed', 300);
    }
    expect(open('host.pay-difference').map(({ data }) => `${data['what']} ${data['amount']}`)).toEqual([
      `amount ${order(ana).total - 1}`,
      'given-back 300',
      'refund-failed 300',
    ]);
    expect(order(ana)).toMatchObject({ state: 'paid', givenBack: 300, refundedTotal: 0 });
  });

  it('H4 what we asked to give back ourselves is no difference', () => {
    const { world, start, order, hear, open } = paying();
    const ana = start('ana');
    hear(ana, 'paid', order(ana).total);
    world.mustAsk('order.refund', { orderNumber: ana, lines: [{ sku: 'A', quantity: 1 }], restock: true }, owner);
    hear(ana, 'refunded', order(ana).refundedTotal);
    expect(open('host.pay-difference')).toEqual([]);
    expect(open('pay.refund')).toHaveLength(1);
  });
});

describe('after the ledger lost its tail', () => {
  const lost = () => {
    const before = paying();
    const ana = before.start('ana');
    const kept = payMetadata(before.order(ana), before.order(ana).reference, 'mark');
    const { reference, total } = before.order(ana);
    const after = paying();
    after.world.mustAsk('ledger.opened', { epoch: 'second', lostFrom: after.world.place.seq + 1, restored: false }, system);
    return { ...after, kept, reference, total };
  };

  it('L5 what a provider keeps of an order is all of it', () => {
    const { start, order } = paying();
    const ana = start('ana');
    const kept = readPayMetadata(payMetadata(order(ana), order(ana).reference, 'mark'));
    const { orderNumber, holdId, dropId, viewer: who, person, lines, total, shipping, delivery } = order(ana);
    expect(kept).toMatchObject({
      orderNumber,
      holdId,
      dropId,
      viewer: who,
      person,
      total,
      shipping,
      delivery,
      lines: lines.map(({ sku, quantity, price }) => ({ sku, quantity, price })),
    });
    for (const broken of ['order', 'total', 'delivery', 'line1'])
      expect(readPayMetadata({ ...payMetadata(order(ana), order(ana).reference, 'mark'), [broken]: '?' })).toBeNull();
  });

  it('L5 a lost paid order is put back with its stock, once; the shop opens only when the provider was asked', () => {
    const { world, kept, reference, total, dropId, open, order } = lost();
    expect(open('pay.compare')).toHaveLength(1);
    expect(refusedAs(world.ask('shop.reopen', {}, owner))).toBe('payments-unasked');
    const see = () =>
      world.ask('payment.seen', { provider: 'page', reference, handle: 'cs_1', amount: total, refunded: 0, metadata: { ...kept, drop: dropId } }, system);
    see();
    see();
    const number = Number(kept['order']);
    expect(order(number)).toMatchObject({ state: 'paid', late: true, total, reference, handle: 'cs_1', viewer: 'ana' });
    expect(world.state.orders.size).toBe(1);
    expect(world.state.drops.get(dropId)?.lines[0]).toMatchObject({ left: 4, sold: 1 });
    world.mustAsk('payment.compared', { provider: 'page', since: 0, asOf: world.now, references: [reference], found: 1, different: 0 }, system);
    const [task] = open('pay.compare');
    world.mustAsk('task.take', { taskId: task?.taskId ?? '', until: world.now + MINUTE }, system);
    world.mustAsk('task.close', { taskId: task?.taskId ?? '', attempt: 1, outcome: 'done', note: '', data: {} }, system);
    expect(world.ask('shop.reopen', {}, owner).ok).toBe(true);
    expect(world.state.payments.get('page')?.compared).toMatchObject({ sessions: 1, found: 1 });
    expect(brokenRules(world.state)).toEqual([]);
  });

  it('L5 H4 where nothing is left of it the money goes back, visibly', () => {
    const { world, kept, reference, total, open, order } = lost();
    world.mustAsk(
      'payment.seen',
      { provider: 'page', reference, handle: 'cs_1', amount: total, refunded: 0, metadata: { ...kept, line1: '900 148 A' } },
      system,
    );
    expect(order(Number(kept['order']))).toMatchObject({ state: 'cancelled', refundDue: true });
    expect(open('pay.refund').map(({ data }) => data['amount'])).toEqual([String(total)]);
  });

  it('L5 what nothing tells the order of is the host’s to see, once; an order the provider knows nothing of, too', () => {
    const { world, start, order, open } = lost();
    const see = () =>
      world.ask('payment.seen', { provider: 'page', reference: 'strange', handle: 'cs_2', amount: 500, refunded: 0, metadata: { shop: 'mark' } }, system);
    see();
    see();
    expect(open('host.pay-difference').map(({ data }) => data['what'])).toEqual(['no-order']);
    world.mustAsk('payment.save', { provider: 'page', enabled: false, settings: {} }, owner);
    world.mustAsk('shop.reopen', {}, owner);
    world.mustAsk('payment.save', { provider: 'page', enabled: true, settings: {} }, owner);
    for (const drop of world.state.drops.values()) if (drop.state === 'paused') world.mustAsk('drop.resume', { dropId: drop.dropId }, owner);
    const ana = start('ana');
    world.mustAsk('payment.notice', { provider: 'page', reference: order(ana).reference, status: 'paid', amount: order(ana).total }, system);
    world.now += 5 * MINUTE;
    world.mustAsk('payment.compared', { provider: 'page', since: 0, asOf: world.now, references: [], found: 0, different: 0 }, system);
    expect(open('host.pay-difference').map(({ data }) => data['what'])).toEqual(['no-order', 'no-session']);
  });
});
