import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discountOn, goodsOf, type Tax, type WeightStep } from '@protocol/pricing.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { gramsOf, ladderPrice } from '../../../server/shop/shipping.ts';
import type { Order } from '../../../server/shop/state.ts';
import { taxOn } from '../../../server/shop/tax.ts';
import { host, openStall, owner, refusedAs, viewer, type Stall } from '../../support/stall.ts';

const seed = Number(process.env['DROPCAST_SEED'] ?? Math.floor(Math.random() * 2 ** 30));
console.log(`parcel: seed ${seed}`);

const SKUS = ['A', 'B', 'C'] as const;
interface Shop {
  readonly steps: readonly WeightStep[];
  readonly freeFrom: number | null;
  readonly tax: Tax;
  readonly goods: readonly { readonly price: number; readonly grams: number }[];
}
const plain: Shop = {
  steps: [
    { upTo: 500, price: 390, cost: 310 },
    { upTo: 2_000, price: 590, cost: 460 },
  ],
  freeFrom: null,
  tax: { rate: 0, onTop: false },
  goods: [
    { price: 1_000, grams: 400 },
    { price: 2_000, grams: 300 },
    { price: 1_500, grams: 100 },
  ],
};
/** A stall with three drops open, one of each variant. */
function openShop(shop: Shop): { readonly stall: Stall; readonly drops: readonly string[] } {
  const stall = openStall();
  const { world } = stall;
  world.mustAsk(
    'product.save',
    { handle: 'bag', title: 'Bag', body: '', vendor: '', pictures: [], options: ['Colour'], variants: SKUS.map((sku, at) => ({ sku, options: [sku], price: 1000, compareAt: null, cost: null, grams: shop.goods[at]?.grams ?? 0, onHand: 0 })) },
    host,
  ); // prettier-ignore
  world.mustAsk(
    'delivery.save',
    { zones: [{ zoneId: 'home', name: 'Ireland', countries: ['IE'], freeFrom: shop.freeFrom, carriers: [{ carrierId: 'post', name: 'Post', free: true, steps: [...shop.steps] }] }], assumedGrams: 1, pickupDiscount: null },
    host,
  ); // prettier-ignore
  world.mustAsk('tax.save', shop.tax, owner);
  for (const sku of SKUS) world.mustAsk('variant.adjust', { sku, onHand: 50, reason: 'counted' }, host);
  const drops = SKUS.map((sku, at) => {
    const planned = world.mustAsk(
      'drop.plan',
      { showId: stall.showId, title: sku, mode: 'hold', lines: [{ sku, allotted: 20, price: shop.goods[at]?.price ?? 0 }], minutes: 60, holdSeconds: 600, perViewer: 9 },
      host,
    ); // prettier-ignore
    const dropId = eventOf(planned, 'DropPlanned')?.dropId ?? '';
    stall.fire(dropId);
    return dropId;
  });
  world.now += 20_000;
  return { stall, drops };
}
const address = { line1: '1 Quay', line2: '', city: 'Galway', postcode: '', region: '', country: 'IE' };
function start(stall: Stall, dropId: string, quantity: number, joins: number | null, codes: readonly string[] = [], atMost?: number) {
  const sku = stall.drop(dropId).lines[0]?.sku ?? '';
  // What a refused order left reserved is answered as it is (H1).
  const holdId = stall.held('ana', dropId, [[sku, quantity]]) || (stall.world.state.holdOf.get(`${dropId} ana`) ?? '');
  return stall.world.ask(
    'checkout.start',
    { holdId, provider: 'later', contact: { name: 'Lena', email: 'l@x.ie' }, delivery: { kind: 'ship', address }, with: joins, codes: [...codes], ...(atMost === undefined ? {} : { atMost }) },
    viewer('ana'),
  ); // prettier-ignore
}
function ordered(stall: Stall, dropId: string, quantity: number, joins: number | null, codes: readonly string[] = []): Order {
  const answer = start(stall, dropId, quantity, joins, codes);
  if (!answer.ok) throw new Error(answer.refused.refused);
  return orderOf(stall, eventOf(answer.events, 'OrderOpened')?.orderNumber ?? 0);
}
const orderOf = (stall: Stall, orderNumber: number): Order => {
  const order = stall.world.state.orders.get(String(orderNumber));
  if (order === undefined) throw new Error(`no order ${orderNumber}`);
  return order;
};
const pay = (stall: Stall, { orderNumber }: Order): void => void stall.world.mustAsk('order.pay', { orderNumber, paidBy: 'cash' }, host);
const refund = (stall: Stall, { orderNumber, lines }: Order, quantity: number): void =>
  void stall.world.mustAsk('order.refund', { orderNumber, lines: [{ sku: lines[0]?.sku ?? '', quantity }], restock: true }, host);

describe('one parcel', () => {
  it('what joins pays only the difference to the delivery of both, and the carrier’s cost is counted once', () => {
    const { stall, drops } = openShop(plain);
    const first = ordered(stall, drops[0] ?? '', 1, null);
    const second = ordered(stall, drops[1] ?? '', 1, first.orderNumber);
    expect(first).toMatchObject({ shipping: 390, parcel: null, total: 1_390 });
    expect(second).toMatchObject({ shipping: 200, parcel: first.orderNumber, total: 2_200, sent: { cost: 150 } });
    // A third goes in the same one, whichever of the two it names.
    expect(ordered(stall, drops[2] ?? '', 1, second.orderNumber)).toMatchObject({ shipping: 0, parcel: first.orderNumber, total: 1_500 });
  });

  it('only what is the buyer’s, sent to the same address, of this show and not packed, can be joined', () => {
    const { stall, drops } = openShop(plain);
    const first = ordered(stall, drops[0] ?? '', 1, null);
    expect(refusedAs(start(stall, drops[1] ?? '', 1, 4711))).toBe('no-such-order');
    stall.world.sameAddress = false;
    expect(refusedAs(start(stall, drops[1] ?? '', 1, first.orderNumber))).toBe('other-address');
    stall.world.sameAddress = true;
    const other = stall.held('ben', drops[1] ?? '', [['B', 1]]);
    const asBen = {
      holdId: other,
      provider: 'later',
      contact: { name: 'Ben', email: 'b@x.ie' },
      delivery: { kind: 'ship', address },
      with: first.orderNumber,
    } as const;
    expect(refusedAs(stall.world.ask('checkout.start', asBen, viewer('ben')))).toBe('no-such-order');
    pay(stall, first);
    stall.world.mustAsk('order.pick', { orderNumber: first.orderNumber }, host);
    stall.world.mustAsk('order.pack', { orderNumber: first.orderNumber }, host);
    expect(refusedAs(start(stall, drops[1] ?? '', 1, first.orderNumber))).toBe('parcel-packed');
  });

  it('a parcel too heavy for its carrier takes no more', () => {
    const { stall, drops } = openShop(plain);
    const first = ordered(stall, drops[0] ?? '', 4, null);
    expect(refusedAs(start(stall, drops[1] ?? '', 2, first.orderNumber))).toBe('too-heavy');
  });

  it('where both together are sent for nothing, what the first paid for delivery comes back', () => {
    const { stall, drops } = openShop({ ...plain, freeFrom: 2_500 });
    const first = ordered(stall, drops[0] ?? '', 1, null);
    pay(stall, first);
    const second = ordered(stall, drops[1] ?? '', 1, first.orderNumber);
    expect(orderOf(stall, first.orderNumber).refundedTotal).toBe(0);
    pay(stall, second);
    expect(orderOf(stall, first.orderNumber)).toMatchObject({ refundedTotal: 390, sentBack: 390, state: 'paid' });
    expect(stall.tasks('host.refund')).toHaveLength(1);
  });

  it('a refund of the first leaves what the other one’s delivery costs, and the last one gives it back', () => {
    const { stall, drops } = openShop(plain);
    const first = ordered(stall, drops[0] ?? '', 1, null);
    const second = ordered(stall, drops[1] ?? '', 1, first.orderNumber);
    pay(stall, first);
    pay(stall, second);
    refund(stall, first, 1);
    // 5.90 was paid for both; the second alone is 3.90.
    expect(orderOf(stall, first.orderNumber)).toMatchObject({ refundedTotal: 1_200, state: 'refunded' });
    refund(stall, second, 1);
    expect(orderOf(stall, second.orderNumber).refundedTotal).toBe(second.total);
    expect(orderOf(stall, first.orderNumber).refundedTotal).toBe(first.total);
  });

  it('the buyer cannot take the first back from under what joined it; the host can', () => {
    const { stall, drops } = openShop(plain);
    const first = ordered(stall, drops[0] ?? '', 1, null);
    const second = ordered(stall, drops[1] ?? '', 1, first.orderNumber);
    const cancel = (orderNumber: number, who: typeof host) => stall.world.ask('order.cancel', { orderNumber, reason: 'no' }, who);
    expect(refusedAs(cancel(first.orderNumber, viewer('ana')))).toBe('parcel-shared');
    expect(refusedAs(cancel(second.orderNumber, viewer('ana')))).toBe('accepted');
    expect(refusedAs(cancel(first.orderNumber, viewer('ana')))).toBe('accepted');
  });

  it('a price that rose since it was shown is refused, a lower one is not', () => {
    const { stall, drops } = openShop(plain);
    expect(refusedAs(start(stall, drops[0] ?? '', 1, null, [], 1_389))).toBe('price-changed');
    expect(refusedAs(start(stall, drops[0] ?? '', 1, null, [], 1_390))).toBe('accepted');
  });

  it('the charges never exceed the combined price, refunds never what was paid, and all refunded is all of it', () => {
    const anyStep = fc.record({ upTo: fc.integer({ min: 100, max: 4_000 }), price: fc.nat(2_000) });
    const anyShop = fc.record({
      steps: fc.uniqueArray(anyStep, { minLength: 0, maxLength: 4, selector: ({ upTo }) => upTo }),
      last: fc.nat(2_500),
      freeFrom: fc.option(fc.nat(9_000)),
      tax: fc.record({ rate: fc.constantFrom(0, 825, 1_900, 2_000), onTop: fc.boolean() }),
      goods: fc.array(fc.record({ price: fc.integer({ min: 1, max: 4_000 }), grams: fc.nat(900) }), { minLength: 3, maxLength: 3 }),
    });
    const anyCode = fc.record({ on: fc.constantFrom('goods' as const, 'delivery' as const), share: fc.boolean(), size: fc.integer({ min: 1, max: 6_000 }) });
    const anyOrder = fc.record({ units: fc.integer({ min: 1, max: 5 }), code: fc.boolean(), payFirst: fc.boolean(), back: fc.nat(5) });
    fc.assert(
      fc.property(anyShop, anyCode, fc.array(anyOrder, { minLength: 3, maxLength: 3 }), (chosen, { on, share, size }, wanted) => {
        const steps: WeightStep[] = [
          ...[...chosen.steps].sort((a, b) => a.upTo - b.upTo).map((step) => ({ ...step, cost: null })),
          { upTo: null, price: chosen.last, cost: null },
        ];
        const { stall, drops } = openShop({ ...chosen, steps });
        const cut = share ? ({ kind: 'share', share: size } as const) : ({ kind: 'amount', amount: size } as const);
        stall.world.mustAsk(
          'code.save',
          { code: 'ANY', cut, on, from: null, until: null, minimum: 0, uses: null, perPerson: null, combines: true, enabled: true },
          host,
        );
        const numbers: number[] = [];
        for (const [at, one] of wanted.entries()) {
          const order = ordered(stall, drops[at] ?? '', one.units, numbers[0] ?? null, one.code ? ['ANY'] : []);
          numbers.push(order.orderNumber);
          if (one.payFirst && order.state === 'unpaid') pay(stall, order);
        }
        for (const number of numbers) if (orderOf(stall, number).state === 'unpaid') pay(stall, orderOf(stall, number));
        const all = (): readonly Order[] => numbers.map((number) => orderOf(stall, number));
        const charged = (): number => all().reduce((sum, order) => sum + order.total - order.refundedTotal, 0);
        const combined = (): number => {
          let goods = 0;
          let grams = 0;
          let units = 0;
          for (const order of all()) {
            const left = order.lines.map((line) => ({ ...line, quantity: line.quantity - line.refunded, grams: order.sent?.weights[line.sku] ?? 0 }));
            const full = goodsOf(order.lines);
            goods += full === 0 ? 0 : ((full - discountOn(order.discounts, 'goods')) * goodsOf(left)) / full;
            grams += gramsOf(left, 0);
            units += left.reduce((sum, { quantity }) => sum + quantity, 0);
          }
          if (units === 0) return 0;
          const delivery = ladderPrice({ steps, freeFrom: chosen.freeFrom }, grams, Math.round(goods)) ?? 0;
          const tax = chosen.tax.onTop ? (taxOn(chosen.tax, Math.round(goods), delivery)?.amount ?? 0) : 0;
          return Math.round(goods) + delivery + tax;
        };
        expect(charged()).toBeLessThanOrEqual(combined());
        expect(brokenRules(stall.world.state)).toEqual([]);
        for (const [at, one] of wanted.entries()) {
          const order = orderOf(stall, numbers[at] ?? 0);
          if (one.back > 0) refund(stall, order, Math.min(one.back, one.units));
          for (const each of all()) expect(each.refundedTotal).toBeLessThanOrEqual(each.total);
          // Each order's money back is whole units: at most one beside the exact share of each.
          expect(charged()).toBeLessThanOrEqual(combined() + 3);
        }
        for (const order of all()) {
          const left = order.lines.reduce((sum, line) => sum + line.quantity - line.refunded, 0);
          if (left > 0) refund(stall, order, left);
        }
        expect(charged()).toBe(0);
        expect(brokenRules(stall.world.state)).toEqual([]);
      }),
      { seed, numRuns: Number(process.env.RUNS ?? 100) },
    );
  });
});
