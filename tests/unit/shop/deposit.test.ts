import { describe, expect, it } from 'vitest';
import { marginAt, floorFor, leavesTooLittle, type Guard } from '@protocol/margin-guard.ts';
import { depositOf, type DepositTerms } from '@protocol/deposit.ts';
import { DAY, HOUR, MINUTE } from '@protocol/time.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { payMetadata, readPayMetadata } from '../../../server/shop/pay-metadata.ts';
import type { Order } from '../../../server/shop/state.ts';
import { must } from '../../../server/shop/stock.ts';
import { holdRunsOut, host, openStall, owner, refusedAs, system, viewer, type Stall } from '../../support/stall.ts';

type Status = 'paid' | 'expired' | 'refunded' | 'disputed' | 'dispute-won' | 'dispute-lost';
interface Scene {
  readonly stall: Stall;
  readonly dropId: string;
  start(who: string): number;
  order(orderNumber: number): Order;
  /** What the provider says of a page; of the deposit's where no other is named. */
  hear(orderNumber: number, status: Status, amount: number, reference?: string): void;
  /** Opens a page for the rest, and answers its reference. */
  rest(orderNumber: number): string;
  open(kind: string): readonly { readonly orderNumber: number | null; readonly data: Readonly<Record<string, string>> }[];
}
const terms: DepositTerms = { cut: { kind: 'share', share: 3_000 }, due: null, kept: false };

/** Units of A at 9.00, of which 2.70 is paid ahead. */
function ahead(deposit: DepositTerms = terms, mode: 'hold' | 'race' | 'draw' = 'hold', units = 5): Scene {
  const stall = openStall();
  const { world } = stall;
  world.mustAsk('payment.save', { provider: 'page', enabled: true, settings: {} }, owner);
  const line = { sku: 'A', allotted: units, price: 900 };
  world.mustAsk('drop.plan', { showId: stall.showId, title: 'Early', mode, lines: [line], minutes: 5, holdSeconds: 60, perViewer: 3, deposit }, host);
  const dropId = must([...world.state.drops.values()].at(-1), 'the drop').dropId;
  stall.fire(dropId);
  stall.later(stall.drop(dropId).leadMs);
  const order = (orderNumber: number): Order => must(world.state.orders.get(String(orderNumber)), `order ${orderNumber}`);
  return {
    stall,
    dropId,
    order,
    start: (who) => stall.ordered(who, stall.held(who, dropId, [['A', 1]]), 'page'),
    hear: (orderNumber, status, amount, reference) => {
      const input = { provider: 'page', reference: reference ?? order(orderNumber).reference, status, amount, via: 'notice' as const };
      world.mustAsk('payment.notice', input, system);
      expect(brokenRules(world.state)).toEqual([]);
    },
    rest: (orderNumber) => {
      world.mustAsk('balance.pay', { orderNumber }, viewer(order(orderNumber).viewer ?? ''));
      return must(order(orderNumber).deposit?.balances.at(-1), 'its page').reference;
    },
    open: (kind) => [...world.state.tasks.values()].filter((task) => task.kind === kind && task.state === 'waiting'),
  };
}

describe('a deposit', () => {
  it('MONEY is an amount of each unit, or a share of the goods after discounts; never nothing, nor all of it', () => {
    const order = (total: number) => ({
      lines: [{ quantity: 2, price: 1_000 }],
      discounts: [{ kind: 'code' as const, name: 'X', on: 'goods' as const, amount: 500 }],
      total,
    });
    expect(depositOf(terms, order(1_990))).toBe(450);
    expect(depositOf({ ...terms, cut: { kind: 'amount', amount: 300 } }, order(1_990))).toBe(600);
    expect(depositOf({ ...terms, cut: { kind: 'amount', amount: 995 } }, order(1_990))).toBeNull();
    expect(depositOf(null, order(1_990))).toBeNull();
  });

  it('H3 the units are committed when it is paid; revenue is what came in, and the rest is still to come', () => {
    const { stall, dropId, start, order, hear } = ahead();
    const ana = start('ana');
    expect(order(ana)).toMatchObject({
      state: 'paying',
      total: 900,
      deposit: { amount: 270, paidAt: null, due: stall.world.state.pickups.get(stall.pickupId)?.endsAt },
    });
    hear(ana, 'paid', 270);
    hear(ana, 'paid', 270);
    expect(order(ana)).toMatchObject({ state: 'unpaid', deposit: { paidBy: 'page' } });
    expect(stall.drop(dropId).lines[0]).toMatchObject({ held: 0, sold: 1 });
    expect(stall.world.state.single('takings')).toEqual({ paid: 270, unpaid: 630, orders: 1 });
    expect(refusedAs(stall.world.ask('order.hand-over', { orderNumber: ana }, host))).toBe('not-paid');
  });

  it('H4 the rest is a payment of its own: its page, its reference, its metadata; heard twice it is once', () => {
    const { stall, start, order, hear, rest, open } = ahead();
    const ana = start('ana');
    hear(ana, 'paid', 270);
    const reference = rest(ana);
    expect(rest(ana)).toBe(reference);
    expect(open('pay.open').map(({ data }) => data['reference'])).toEqual([order(ana).reference, reference]);
    expect(readPayMetadata(payMetadata(order(ana), reference, 'mark'))).toMatchObject({
      pays: 'balance',
      first: order(ana).reference,
      total: 900,
      deposit: { amount: 270, kept: false },
    });
    expect(readPayMetadata(payMetadata(order(ana), order(ana).reference, 'mark'))).toMatchObject({ pays: 'deposit' });
    hear(ana, 'paid', 630, reference);
    hear(ana, 'paid', 630, reference);
    hear(ana, 'paid', 270);
    expect(order(ana)).toMatchObject({ state: 'paid', paidBy: 'page' });
    expect(stall.world.state.single('takings')).toEqual({ paid: 900, unpaid: 0, orders: 1 });
    expect(open('host.pay-difference')).toEqual([]);
    expect(open('pay.expire')).toEqual([]);
    expect(refusedAs(stall.world.ask('balance.pay', { orderNumber: ana }, host))).toBe('no-balance');
  });

  it('H4 paid at the till while its page is open: the page is ended, and money that comes there all the same goes back', () => {
    const { stall, start, order, hear, rest, open } = ahead();
    const ana = start('ana');
    hear(ana, 'paid', 270);
    const reference = rest(ana);
    stall.world.mustAsk('order.pay', { orderNumber: ana, paidBy: 'cash' }, host);
    expect(open('pay.expire').map(({ data }) => data['reference'])).toEqual([reference]);
    hear(ana, 'paid', 630, reference);
    hear(ana, 'paid', 630, reference);
    expect(order(ana)).toMatchObject({ state: 'paid', paidBy: 'cash' });
    expect(open('pay.refund').map(({ data }) => [data['reference'], data['amount']])).toEqual([[reference, '630']]);
    expect(stall.world.state.single('takings').paid).toBe(900);
  });

  it('H4 refunds go back by the deposit first and by the rest then, neither more than came by it; what came in cash by hand', () => {
    const { stall, dropId, order, hear, rest, open } = ahead();
    const bea = stall.ordered('bea', stall.held('bea', dropId, [['A', 2]]), 'page');
    hear(bea, 'paid', 540);
    const reference = rest(bea);
    hear(bea, 'paid', 1_260, reference);
    const refund = () => stall.world.mustAsk('order.refund', { orderNumber: bea, lines: [{ sku: 'A', quantity: 1 }], restock: true }, owner);
    refund();
    const asked = () => open('pay.refund').map(({ data }) => [data['reference'], Number(data['amount'])]);
    const first = order(bea).reference;
    expect(asked()).toEqual([[first, 540], [reference, 360]]); // prettier-ignore
    refund();
    expect(asked().at(-1)).toEqual([reference, 900]);
    hear(bea, 'refunded', 540);
    hear(bea, 'refunded', 1_260, reference);
    expect(open('host.pay-difference')).toEqual([]);
    expect(order(bea)).toMatchObject({ state: 'refunded', refundsAsked: 540, deposit: { balances: [{ refundsAsked: 1_260, givenBack: 1_260 }] } });
    expect(stall.world.state.single('takings').paid).toBe(0);

    const cash = ahead();
    const cem = cash.start('cem');
    cash.hear(cem, 'paid', 270);
    cash.stall.world.mustAsk('order.pay', { orderNumber: cem, paidBy: 'cash' }, host);
    cash.stall.world.mustAsk('order.refund', { orderNumber: cem, lines: [{ sku: 'A', quantity: 1 }], restock: true }, owner);
    expect(cash.open('pay.refund').map(({ data }) => data['amount'])).toEqual(['270']);
    expect(cash.open('host.refund').map(({ data }) => data['amount'])).toEqual(['630']);
  });

  it('H4 a dispute of either payment stands on the order, and is settled for itself', () => {
    const { stall, start, hear, rest, open } = ahead();
    const ana = start('ana');
    hear(ana, 'paid', 270);
    const reference = rest(ana);
    hear(ana, 'paid', 630, reference);
    hear(ana, 'disputed', 630, reference);
    hear(ana, 'disputed', 270);
    expect(open('host.dispute')).toHaveLength(2);
    const refund = () => refusedAs(stall.world.ask('order.refund', { orderNumber: ana, lines: [{ sku: 'A', quantity: 1 }], restock: false }, owner));
    hear(ana, 'dispute-won', 270);
    expect([open('host.dispute').length, refund()]).toEqual([1, 'order-disputed']);
    hear(ana, 'dispute-won', 630, reference);
    expect([open('host.dispute').length, refund()]).toEqual([0, 'accepted']);
  });

  it('E2 not paid by its day it is told to the host and the buyer, and nothing is cancelled by itself', () => {
    const { stall, start, order, hear, open } = ahead({ ...terms, due: null });
    stall.world.mustAsk('mail.save', { enabled: true, settings: {} }, owner);
    const ana = start('ana');
    hear(ana, 'paid', 270);
    const mails = () => [...(stall.world.state.mails.get(String(ana)) ?? [])].map(({ key, state }) => `${key} ${state}`);
    expect(mails()).toEqual(['deposit waiting', 'balance 0 waiting']);
    stall.later(4 * HOUR);
    expect(order(ana)).toMatchObject({ state: 'unpaid', deposit: { overdue: true } });
    expect(open('host.balance').map(({ orderNumber }) => orderNumber)).toEqual([ana]);
    stall.later(MINUTE);
    expect(open('host.balance')).toHaveLength(1);
    stall.world.mustAsk('balance.remind', { orderNumber: ana }, host);
    expect(mails().filter((mail) => mail.startsWith('balance'))).toHaveLength(3);
    stall.world.mustAsk('order.pay', { orderNumber: ana, paidBy: 'reader' }, host);
    expect(open('host.balance')).toEqual([]);
    expect(mails().at(-1)).toBe('paid waiting');
  });

  it('promise 4 called off by the host it goes back; it is kept only where that was said before, and never of who withdrew', () => {
    const { stall, dropId, start, order, hear, rest, open } = ahead();
    const ana = start('ana');
    hear(ana, 'paid', 270);
    const reference = rest(ana);
    const cancel = (orderNumber: number, deposit: 'back' | 'kept' | null, of = stall) =>
      refusedAs(of.world.ask('order.cancel', { orderNumber, reason: 'not paid', ...(deposit === null ? {} : { deposit }) }, host));
    expect(refusedAs(stall.world.ask('order.cancel', { orderNumber: ana, reason: 'no' }, viewer('ana')))).toBe('already-paid');
    expect(cancel(ana, 'kept')).toBe('deposit-goes-back');
    expect(cancel(ana, null)).toBe('accepted');
    expect(open('pay.refund').map(({ data }) => [data['reference'], data['amount']])).toEqual([[order(ana).reference, '270']]);
    expect(open('pay.expire').map(({ data }) => data['reference'])).toEqual([reference]);
    expect(stall.drop(dropId).lines[0]).toMatchObject({ sold: 0 });
    expect(stall.world.state.single('takings')).toEqual({ paid: 0, unpaid: 0, orders: 0 });
    // Money for the rest of what was called off goes back, too; the deposit heard again is no new one.
    hear(ana, 'paid', 630, reference);
    hear(ana, 'paid', 270);
    expect(order(ana).state).toBe('cancelled');
    expect(open('pay.refund').map(({ data }) => data['amount'])).toEqual(['270', '630']);

    const kept = ahead({ ...terms, kept: true });
    const [ben, cem] = ['ben', 'cem'].map(kept.start);
    kept.hear(ben!, 'paid', 270);
    kept.hear(cem!, 'paid', 270);
    expect(cancel(ben!, 'kept', kept.stall)).toBe('accepted');
    expect(kept.stall.world.state.single('takings').paid).toBe(540);
    kept.stall.world.mustAsk('order.withdraw', { orderNumber: cem! }, viewer('cem'));
    expect(cancel(cem!, 'kept', kept.stall)).toBe('deposit-goes-back');
    expect(cancel(cem!, 'back', kept.stall)).toBe('accepted');
    expect(kept.stall.world.state.single('takings').paid).toBe(270);
    expect(brokenRules(kept.stall.world.state)).toEqual([]);
  });

  it('H4 a deposit that comes when its units are gone goes back; where some are free it is taken late', () => {
    const { stall, dropId, start, order, hear, open } = ahead(terms, 'hold', 1);
    const ana = start('ana');
    hear(ana, 'expired', 0);
    const ben = start('ben');
    hear(ana, 'paid', 270);
    // Nine are free beside the drop's one.
    expect(order(ana)).toMatchObject({ state: 'unpaid', late: true });
    hear(ben, 'paid', 270);
    expect(stall.drop(dropId).lines[0]).toMatchObject({ sold: 1 + order(ana).lines[0]!.quantity });
    expect(open('pay.refund')).toEqual([]);
  });

  it('what is paid later cannot be paid ahead; a day that is over, and a shop where nobody can pay at once, are refused', () => {
    const { stall, dropId } = ahead();
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    expect(refusedAs(stall.order('ana', holdId, 'later'))).toBe('deposit-first');
    const plan = (due: number | null) => {
      const line = { sku: 'B', allotted: 1, price: 900 };
      return refusedAs(stall.world.ask('drop.plan', { showId: stall.showId, title: 'B', mode: 'hold', lines: [line], minutes: 5, holdSeconds: 60, perViewer: 1, deposit: { ...terms, due } }, host)); // prettier-ignore
    };
    expect([plan(stall.world.now), plan(stall.world.now + DAY)]).toEqual(['deposit-past', 'accepted']);
    stall.world.mustAsk('payment.save', { provider: 'page', enabled: false, settings: {} }, owner);
    expect(plan(null)).toBe('deposit-unpayable');
  });

  it('D4 who wins a draw, is first in a race, or is offered what came back pays it the same way', () => {
    const race = ahead(terms, 'race');
    const ana = race.start('ana');
    race.hear(ana, 'paid', 270);
    expect(race.order(ana)).toMatchObject({ state: 'unpaid', deposit: { amount: 270 } });

    const draw = ahead(terms, 'draw', 1);
    draw.stall.world.mustAsk('draw.enter', { dropId: draw.dropId, sku: 'A' }, viewer('ben'));
    draw.stall.later((draw.stall.drop(draw.dropId).closesAt ?? 0) - draw.stall.world.now + 1);
    const won = must([...draw.stall.world.state.holds.values()][0], 'what was won');
    const ben = draw.stall.ordered('ben', won.holdId, 'page');
    draw.hear(ben, 'paid', 270);
    expect(draw.order(ben)).toMatchObject({ state: 'unpaid', deposit: { amount: 270 } });

    const wait = ahead(terms, 'hold', 1);
    wait.stall.held('ana', wait.dropId, [['A', 1]]);
    wait.stall.world.mustAsk('waitlist.join', { dropId: wait.dropId, sku: 'A' }, viewer('cem'));
    wait.stall.later(holdRunsOut);
    const offered = must([...wait.stall.world.state.holds.values()][0], 'the offer');
    const cem = wait.stall.ordered('cem', offered.holdId, 'page');
    wait.hear(cem, 'paid', 270);
    expect(wait.order(cem)).toMatchObject({ viewer: 'cem', state: 'unpaid', deposit: { amount: 270 } });
  });

  it('L5 after a lost tail both payments are put back, whichever is named first; and a lost page for the rest of an order that is known', () => {
    const before = ahead();
    const ana = before.start('ana');
    before.hear(ana, 'paid', 270);
    const reference = before.rest(ana);
    const seen = (scene: Scene, ref: string, amount: number) =>
      scene.stall.world.ask('payment.seen', { provider: 'page', reference: ref, handle: `cs-${ref}`, amount, refunded: 0, metadata: { ...payMetadata(before.order(ana), ref, 'mark'), drop: scene.dropId } }, system); // prettier-ignore
    const first = before.order(ana).reference;
    for (const isRestFirst of [true, false]) {
      const after = ahead();
      const steps = [() => seen(after, reference, 630), () => seen(after, first, 270)];
      for (const step of isRestFirst ? steps : steps.reverse()) expect(step().ok).toBe(true);
      for (const step of steps) step();
      expect(after.order(ana)).toMatchObject({ state: 'paid', total: 900, deposit: { amount: 270, balances: [{ reference, state: 'paid' }] } });
      expect(after.stall.world.state.single('takings').paid).toBe(900);
      expect(after.open('host.pay-difference')).toEqual([]);
      expect(brokenRules(after.stall.world.state)).toEqual([]);
    }
  });

  it('MONEY a deposit is two payments: the fixed fee is paid twice, and the floor knows it', () => {
    const guard: Guard = { fees: [{ share: 150, fixed: 25 }], tax: { rate: 2_000, onTop: false }, packing: 125, returns: 0, target: 300, ways: [{ steps: [{ upTo: null, price: 0, cost: 395 }], freeFrom: null, discount: null }], assumedGrams: 500 }; // prettier-ignore
    const unit = { cost: 800, grams: null };
    expect(marginAt(guard, unit, 2_400, null).fee).toBe(61);
    expect([marginAt(guard, unit, 2_400, terms).fee, marginAt(guard, unit, 2_400, { ...terms, cut: { kind: 'amount', amount: 720 } }).fee]).toEqual([87, 87]);
    const floor = floorFor(guard, unit, terms) ?? 0;
    expect(floor).toBeGreaterThan(floorFor(guard, unit, null) ?? 0);
    expect([leavesTooLittle(guard, unit, floor - 1, terms), leavesTooLittle(guard, unit, floor, terms)]).toEqual([true, false]);
  });
});
