import type { CommandInput } from '@protocol/commands.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { payByFrom, UNDO_SALE_WITHIN_MS } from '@protocol/limits.ts';
import type { Minor } from '@protocol/money.ts';
import { flatZone, type Discount } from '@protocol/pricing.ts';
import { DAY, MINUTE, type Instant } from '@protocol/time.ts';
import { tellCounts } from './announce.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { dueBy } from './due-bound.ts';
import { happened, type EventOf } from './events.ts';
import { closeHold, holdById, holdersOf, holdKey, isHolder } from './hold.ts';
import { closeTasks, openTask } from './open-task.ts';
import { priceOf, type Priced, type Wanted } from './checkout-price.ts';
import { codeUseKey } from './code.ts';
import { awaitsBalance, backFrom, balanceOf, balanceOverdue, disputeOf, endBalances, paidIn, putBalance } from './deposit.ts';
import type { OrderDeposit } from './deposit-rows.ts';
import { depositOf } from '@protocol/deposit.ts';
import { expireSoon, moneyArrived, orderOf } from './pay.ts';
import { depositBack, refundUnits, settleParcel } from './give-back.ts';
import { parcelOf } from './parcel.ts';
import { mayPickUp } from './pickup.ts';
import { relist } from './relist.ts';
import { flagSameBuyer, noteAlike } from './same-buyer.ts';
import { ladderOf, type Sent } from './shipping.ts';
import {
  commitHeld,
  commitLate,
  freeOf,
  handOverUnits,
  madeLike,
  holdUnits,
  must,
  releaseUnits,
  returnUnits,
  sellAtTill,
  sumParts,
  uncommitUnits,
  unitsOf,
  writeOffCommitted,
  partsOf,
  type LineUnits,
} from './stock.ts';
import type { Delivery, Hold, Order, OrderLine, ReadState, State, Units } from './state.ts';

const PAY_EXTENSION = 3 * MINUTE;
/** H6, where no pickup slot sets the end. */
const UNPAID_LIVES = DAY;

const isBuyer = (draft: Draft, viewer: string | null): boolean => draft.context.actor.role !== 'viewer' || viewer === draft.context.viewer;
const findOrder = (draft: Draft, orderNumber: number): Order | Refused => {
  const order = draft.state.orders.get(String(orderNumber));
  return order && isBuyer(draft, order.viewer) ? order : refuse('no-such-order', { orderNumber });
};
/** Units of an order that are still to be handed over. */
const openUnits = (order: Order): readonly LineUnits[] =>
  order.lines.map((line) => unitsOf(line, line.quantity - line.refunded)).filter((line) => line.quantity > 0);
/** So many units of an order, made of what they were made of when it was placed. */
const orderedUnits = (order: Order, lines: readonly Units[]): readonly LineUnits[] =>
  lines.map(({ sku, quantity }) => unitsOf(order.lines.find((line) => line.sku === sku) ?? { sku }, quantity));
const isKnown = (state: ReadState, line: LineUnits): boolean => partsOf(line).every((part) => state.variants.has(part.sku));
const unitCount = (lines: readonly Units[]): number => lines.reduce((sum, line) => sum + line.quantity, 0);

function deliveryOf(
  draft: Draft,
  wanted: { readonly kind: 'pickup'; readonly pickupId: string } | { readonly kind: 'ship' },
): Refused | { readonly delivery: Delivery; readonly payBy: Instant } {
  const { state, context } = draft;
  if (wanted.kind === 'ship') return { delivery: { kind: 'ship' }, payBy: context.now + UNPAID_LIVES };
  const refused = mayPickUp(state, wanted.pickupId, context.now);
  if (refused) return refused;
  const pickup = must(state.pickups.get(wanted.pickupId), `pickup ${wanted.pickupId}`);
  return { delivery: { kind: 'pickup', pickupId: pickup.pickupId }, payBy: pickup.endsAt };
}

function findHold(draft: Draft, holdId: string): Refused | Hold {
  const hold = draft.state.holds.get(holdId);
  const ended = draft.state.endedHolds.get(holdId);
  const known = hold ?? ended;
  if (draft.context.actor.role === 'viewer' && (known === undefined || !isHolder(known, draft.context.viewer))) return refuse('no-such-hold', { holdId });
  if (!hold) return ended ? refuse('hold-over', { holdId, how: ended.how, orderNumber: ended.orderNumber }) : refuse('no-such-hold', { holdId });
  return hold;
}

function priceAtCheckout(draft: Draft, hold: Hold, input: CommandInput<'checkout.start'>): Refused | Priced {
  const { state, context } = draft;
  const { delivery } = input;
  if (input.with !== null && delivery.kind !== 'ship') return refuse('other-address', { orderNumber: input.with });
  const to: Wanted =
    delivery.kind === 'pickup'
      ? { kind: 'pickup' }
      : input.with === null
        ? { kind: 'ship', country: delivery.address.country, carrierId: delivery.carrier ?? null }
        : { kind: 'with', orderNumber: input.with };
  const price = priceOf(state, { lines: hold.lines, dropId: hold.dropId, to, codes: input.codes ?? [], viewers: holdersOf(hold), now: context.now });
  if ('refused' in price) return price;
  if (input.with !== null && !context.sameAddress) return refuse('other-address', { orderNumber: input.with });
  if (input.atMost !== undefined && price.total > input.atMost) return refuse('price-changed', { total: price.total, was: input.atMost });
  return price;
}

export const orderHandlers: Handlers<
  | 'checkout.start'
  | 'checkout.extend'
  | 'order.pay'
  | 'order.cancel'
  | 'order.refund'
  | 'order.relink'
  | 'order.pick'
  | 'order.pack'
  | 'order.hand-over'
  | 'sale.record'
  | 'sale.undo'
  | 'person.erase'
> = {
  'checkout.start': (draft, input) => {
    const { state, context } = draft;
    if (state.single('shop') === null) return refuse('shop-not-configured');
    if (state.single('ledger').closed) return refuse('shop-closed');
    const hold = findHold(draft, input.holdId);
    if ('refused' in hold) return hold;
    if (hold.state === 'paying') return refuse('hold-over', { holdId: hold.holdId, how: 'paying', orderNumber: hold.orderNumber });
    const offer = context.offers.providers.find((provider) => provider.id === input.provider);
    if (!offer || !(state.payments.get(offer.id)?.enabled ?? offer.enabledByDefault)) return refuse('no-such-provider', { provider: input.provider });
    const delivery = deliveryOf(draft, input.delivery);
    if ('refused' in delivery) return delivery;
    const by = context.viewer !== null && hold.also.includes(context.viewer) ? context.viewer : null;
    const price = priceAtCheckout(draft, hold, input);
    if ('refused' in price) return price;
    if (offer.settles === 'order') {
      const finishing = by === null ? [hold.viewer] : [hold.viewer, by];
      const unpaid = finishing
        .flatMap((who) => (state.ordersOf.get(who) ?? []).map((n) => orderOf(state, n)).filter((o) => o.viewer === who || o.by === who))
        .find((o) => o.dropId === hold.dropId && o.state === 'unpaid');
      if (unpaid) return refuse('one-unpaid-order', { orderNumber: unpaid.orderNumber });
    }
    const terms = state.drops.get(hold.dropId)?.deposit ?? null;
    const ahead = depositOf(terms, { lines: hold.lines, discounts: price.discounts, total: price.total });
    // What is paid later cannot be paid ahead.
    if (ahead !== null && offer.settles !== 'page') return refuse('deposit-first', { amount: ahead });
    const orderNumber = state.single('counters').nextOrder;
    const reference = context.id();
    const isFree = price.total === 0;
    const as = offer.settles === 'order' || isFree ? 'unpaid' : 'paying';
    const payBy = as === 'unpaid' ? delivery.payBy : payByFrom(hold.expiresAt, context.now);
    draft.emit(
      happened('OrderOpened', {
        orderNumber, holdId: hold.holdId, person: context.person, provider: offer.id, reference, delivery: delivery.delivery, shipping: price.shipping, total: price.total,
        payBy, as, discounts: price.discounts, tax: price.tax, sent: price.sent, parcel: price.parcel, ...(by === null ? {} : { by }),
        ...(ahead === null || terms === null ? {} : { deposit: { amount: ahead, due: dueOf(terms.due, delivery), kept: terms.kept } }),
      }),
    ); // prettier-ignore
    noteAlike(draft, orderNumber, hold.dropId);
    // Nothing to pay is paid: no provider opens a page for it.
    if (isFree) moneyArrived(draft, orderNumber, 'nothing', 0, null);
    else if (as === 'paying')
      openTask(draft, {
        taskId: reference,
        kind: 'pay.open',
        target: offer.id,
        orderNumber,
        dropId: hold.dropId,
        data: { reference, payBy: String(payBy) },
        uselessAt: payBy,
      });
    else {
      tellCounts(draft, hold.dropId);
      flagSameBuyer(draft, orderNumber);
    }
  },

  'checkout.extend': (draft, { holdId }) => {
    const hold = findHold(draft, holdId);
    if ('refused' in hold) return hold;
    if (hold.orderNumber !== null && orderOf(draft.state, hold.orderNumber).expiring) return refuse('hold-over', { holdId, how: 'expired' });
    if (hold.state !== 'paying') return refuse('wrong-state', { state: hold.state });
    if (hold.extended) return refuse('extended-before', { expiresAt: hold.expiresAt });
    draft.emit(happened('PayExtended', { holdId, payBy: hold.expiresAt + PAY_EXTENSION }));
  },

  'order.pay': (draft, { orderNumber, paidBy }) => {
    const order = findOrder(draft, orderNumber);
    if ('refused' in order) return order;
    if (order.state === 'paid' || order.state === 'refunded') return refuse('already-paid', { orderNumber });
    if (order.state !== 'unpaid') return refuse('order-over', { orderNumber, state: order.state });
    moneyArrived(draft, orderNumber, paidBy, awaitsBalance(order) ? balanceOf(order) : order.total, null);
  },
  'order.cancel': (draft, { orderNumber, reason, deposit }) => {
    const order = findOrder(draft, orderNumber);
    if ('refused' in order) return order;
    if (order.state === 'paid') return refuse('already-paid', { orderNumber });
    if (order.state === 'cancelled' || order.state === 'refunded') return refuse('order-over', { orderNumber, state: order.state });
    if (order.state === 'paying') return void expireSoon(draft, orderNumber);
    // What joined its parcel pays no delivery of its own: the buyer takes that back first; the host knows what they do.
    const rider = parcelOf(draft.state, order).find((other) => other.parcel === orderNumber);
    if (rider !== undefined && draft.context.actor.role === 'viewer') return refuse('parcel-shared', { orderNumber: rider.orderNumber });
    if (!awaitsBalance(order)) draft.emit(happened('OrderCancelled', { orderNumber, reason }));
    else {
      // Their money is with the shop: a buyer withdraws, which is answered for.
      if (draft.context.actor.role === 'viewer') return refuse('already-paid', { orderNumber });
      if ((disputeOf(order)?.state ?? 'won') !== 'won') return refuse('order-disputed', { orderNumber });
      if (deposit === 'kept' && (!order.deposit.kept || order.withdrawnAt !== undefined)) return refuse('deposit-goes-back', { orderNumber });
      draft.emit(happened('OrderCancelled', { orderNumber, reason, back: deposit === 'kept' ? 0 : order.deposit.amount }));
      if (deposit !== 'kept') depositBack(draft, order);
      endBalances(draft, orderNumber);
      closeTasks(draft, (task) => task.kind === 'host.withdrawal' && task.orderNumber === orderNumber, 'done', 'solved');
    }
    relist(draft, order.dropId);
    settleParcel(draft, orderNumber);
  },
  'order.refund': (draft, { orderNumber, lines, restock }) => {
    const order = findOrder(draft, orderNumber);
    if ('refused' in order) return order;
    if (order.state !== 'paid') return refuse('not-paid', { orderNumber, state: order.state });
    // The bank decides now: what was given back meanwhile would be paid twice.
    if ((disputeOf(order)?.state ?? 'won') !== 'won') return refuse('order-disputed', { orderNumber });
    // Its money is in the other shop: given back there, it follows here.
    if (draft.context.offers.shops.some((shop) => shop.id === order.provider))
      return refuse('sold-elsewhere', { at: draft.state.links.get(order.provider ?? '')?.name ?? order.provider });
    for (const line of lines) {
      const ordered = order.lines.find((l) => l.sku === line.sku);
      const open = ordered ? ordered.quantity - ordered.refunded : 0;
      if (line.quantity > open) return refuse('more-than-ordered', { sku: line.sku, n: open });
      if (restock && ordered && !isKnown(draft.state, unitsOf(ordered, line.quantity))) return refuse('more-than-ordered', { sku: line.sku, n: 0 });
    }
    refundUnits(draft, order, lines, restock);
    if (orderOf(draft.state, orderNumber).state === 'refunded')
      closeTasks(draft, (task) => task.kind === 'host.withdrawal' && task.orderNumber === orderNumber, 'done', 'solved');
  },
  'order.relink': (draft, { orderNumber }) => {
    const order = findOrder(draft, orderNumber);
    if ('refused' in order) return order;
    draft.emit(happened('OrderRelinked', { orderNumber, link: order.link + 1 }));
  },
  'order.pick': (draft, { orderNumber }) => fulfil(draft, orderNumber, 'open', 'OrderPicked'),
  'order.pack': (draft, { orderNumber }) => fulfil(draft, orderNumber, 'picked', 'OrderPacked'),
  'order.hand-over': (draft, { orderNumber }) => {
    const order = findOrder(draft, orderNumber);
    if ('refused' in order) return order;
    if (order.state === 'unpaid' || order.state === 'paying') return refuse('not-paid', { orderNumber, state: order.state });
    if (order.state !== 'paid') return refuse('order-over', { orderNumber, state: order.state });
    if (order.fulfilment === 'handed-over') return refuse('wrong-state', { state: order.fulfilment });
    draft.emit(happened('OrderHandedOver', { orderNumber }));
  },

  'sale.record': (draft, { lines, paidBy, dropId }) => {
    const { state } = draft;
    if (state.single('shop') === null) return refuse('shop-not-configured');
    if (state.single('ledger').closed) return refuse('shop-closed');
    const drop = dropId === null ? null : state.drops.get(dropId);
    if (drop === undefined) return refuse('no-such-drop', { dropId });
    if (drop !== null && drop.state !== 'live' && drop.state !== 'paused' && drop.state !== 'armed') return refuse('wrong-state', { state: drop.state });
    const sold: OrderLine[] = [];
    for (const line of lines) {
      const bundle = state.bundles.get(line.sku);
      if (!bundle && !state.variants.has(line.sku)) return refuse('no-such-variant', { sku: line.sku });
      const offered = drop?.lines.find((l) => l.sku === line.sku);
      const left = offered?.left ?? 0;
      // S3: from free stock, or from the drop it names.
      if (drop !== null && left < line.quantity) return refuse('not-enough-stock', { sku: line.sku, n: left, wanted: line.quantity, dropId });
      sold.push({ ...line, refunded: 0, restocked: 0, ...madeLike(drop === null ? bundle : offered) });
    }
    for (const [sku, quantity] of sumParts(sold)) {
      const variant = must(state.variants.get(sku), sku);
      // A unit that is not on the shelf cannot be handed over (S5).
      const there = drop === null ? Math.min(freeOf(variant), variant.onHand) : variant.onHand;
      if (there < quantity) return refuse('not-enough-stock', { sku, n: there, wanted: quantity, dropId: variant.dropId });
    }
    draft.emit(
      happened('SaleRecorded', {
        orderNumber: state.single('counters').nextOrder,
        lines: sold,
        total: lines.reduce((sum, line) => sum + line.price * line.quantity, 0),
        paidBy,
        dropId,
      }),
    );
    if (dropId !== null) tellCounts(draft, dropId);
  },

  'sale.undo': (draft, { orderNumber }) => {
    const order = findOrder(draft, orderNumber);
    if ('refused' in order) return order;
    if (order.delivery.kind !== 'till') return refuse('no-such-order', { orderNumber });
    if (order.state !== 'paid') return refuse('order-over', { orderNumber, state: order.state });
    const lines = openUnits(order);
    const isThere = lines.every((line) => isKnown(draft.state, line));
    if (draft.context.now - order.placedAt > UNDO_SALE_WITHIN_MS || !isThere) return refuse('sale-settled', { orderNumber });
    draft.emit(
      happened('OrderRefunded', {
        orderNumber,
        lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
        restock: true,
        amount: order.total - order.refundedTotal,
      }),
    );
  },

  'person.erase': (draft, { orderNumber }) => {
    const order = findOrder(draft, orderNumber);
    if ('refused' in order) return order;
    if (order.person === null) return refuse('no-such-person', { orderNumber });
    draft.emit(happened('PersonErased', { person: order.person, orders: [orderNumber] }));
    // Their chat name went with them.
    const { viewer } = order;
    if (viewer !== null) for (const channel of draft.state.pairedChats.get(viewer) ?? []) draft.emit(happened('ChatParted', { channel, viewer }));
  },
};

function fulfil(draft: Draft, orderNumber: number, from: 'open' | 'picked', type: 'OrderPicked' | 'OrderPacked'): Refused | undefined {
  const order = findOrder(draft, orderNumber);
  if ('refused' in order) return order;
  if (order.state !== 'paid' && order.state !== 'unpaid') return refuse('order-over', { orderNumber, state: order.state });
  if (order.fulfilment !== from) return refuse('wrong-state', { state: order.fulfilment });
  draft.emit(happened(type, { orderNumber }));
  return undefined;
}

/** H6: what was promised and never paid for is on sale again. */
export function tickOrders(draft: Draft): void {
  for (const [key, payBy] of [...draft.state.awaiting.entries()]) {
    if (payBy > draft.context.now) continue;
    const order = orderOf(draft.state, Number(key));
    if (awaitsBalance(order)) {
      balanceOverdue(draft, order);
      continue;
    }
    draft.emit(happened('OrderCancelled', { orderNumber: Number(key), reason: 'unpaid' }));
    relist(draft, order.dropId);
  }
}
export function ordersDueAt(state: State): Instant {
  let due = Number.MAX_SAFE_INTEGER;
  for (const payBy of state.awaiting.values()) due = Math.min(due, payBy);
  return due;
}

const putOrder = (state: State, orderNumber: number, change: (order: Order) => Partial<Order>): void => {
  const order = orderOf(state, orderNumber);
  state.orders.set(String(orderNumber), { ...order, ...change(order) });
};
const addBought = (state: State, order: Order, units: number): void => {
  if (order.dropId === null || order.viewer === null) return;
  for (const who of order.by === null ? [order.viewer] : [order.viewer, order.by]) {
    const key = holdKey(order.dropId, who);
    state.bought.set(key, (state.bought.get(key) ?? 0) + units);
  }
};
export const addTakings = (state: State, change: { readonly paid?: number; readonly unpaid?: number; readonly orders?: number }): void => {
  const before = state.single('takings');
  state.put('takings', { paid: before.paid + (change.paid ?? 0), unpaid: before.unpaid + (change.unpaid ?? 0), orders: before.orders + (change.orders ?? 0) });
};
/** A use of each of its codes, for all and for each one it is known by. */
function spendCodes(state: State, order: Order, by: 1 | -1): void {
  const whose = order.viewer === null ? [] : order.by === null ? [order.viewer] : [order.viewer, order.by];
  for (const code of codesIn(order.discounts))
    for (const key of [code, ...whose.map((viewer) => codeUseKey(code, viewer))]) state.codeUses.set(key, (state.codeUses.get(key) ?? 0) + by);
}
const codesIn = (discounts: readonly Discount[]): readonly string[] => discounts.flatMap((discount) => (discount.kind === 'code' ? [discount.name] : []));
/** How an order was sent before there were zones. */
export const flatSent = (price: Minor): Sent => {
  const zone = flatZone(price);
  const [carrier] = zone.carriers;
  return { ...ladderOf(zone, must(carrier, 'the one carrier of a flat price')), weights: {}, list: price, cost: null };
};
const takeSlot = (state: State, delivery: Delivery, by: 1 | -1): void => {
  if (delivery.kind !== 'pickup') return;
  const pickup = state.pickups.get(delivery.pickupId);
  if (pickup) state.pickups.set(pickup.pickupId, { ...pickup, taken: pickup.taken + by });
};

/** Until when the rest has to be there: by the date that was said, and before it is taken along. */
const dueOf = (due: Instant | null, { delivery, payBy }: { readonly delivery: Delivery; readonly payBy: Instant }): Instant | null =>
  delivery.kind === 'pickup' ? Math.min(due ?? payBy, payBy) : due;
export const depositRow = (asked: EventOf<'OrderOpened'>['deposit']): Pick<Order, 'deposit'> =>
  asked === undefined ? {} : { deposit: { ...asked, paidAt: null, paidBy: null, overdue: false, balances: [] } };
/** Its units are committed as with any other money; the order waits for the rest. */
function depositPaid(state: State, order: Order, deposit: OrderDeposit, event: EventOf<'OrderPaid'>, at: Instant): void {
  const { amount, due } = deposit;
  addTakings(state, { paid: amount, unpaid: order.total - amount, orders: 1 });
  if (due !== null) {
    state.awaiting.set(String(order.orderNumber), due);
    dueBy(state, due);
  }
  putOrder(state, order.orderNumber, () => ({
    state: 'unpaid',
    late: event.from !== 'hold',
    payUrl: null,
    payBy: due,
    expiring: false,
    deposit: { ...deposit, paidAt: at, paidBy: event.paidBy },
  }));
}

export const orderEvolvers: Evolvers<
  | 'OrderOpened'
  | 'PayPageReady'
  | 'PayExtended'
  | 'PayExpiring'
  | 'OrderPaid'
  | 'PayExpired'
  | 'RefundDue'
  | 'OrderCancelled'
  | 'OrderRefunded'
  | 'OrderRelinked'
  | 'OrderPicked'
  | 'OrderPacked'
  | 'OrderHandedOver'
  | 'SaleRecorded'
  | 'PersonErased'
> = {
  OrderOpened: (state, event, meta) => {
    const hold = holdById(state, event.holdId);
    const order: Order = {
      orderNumber: event.orderNumber, dropId: hold.dropId, holdId: hold.holdId, viewer: hold.viewer, person: event.person,
      lines: hold.lines.map((line) => ({ ...line, refunded: 0, restocked: 0 })), shipping: event.shipping, discounts: event.discounts ?? [], tax: event.tax ?? null,
      sent: event.sent ?? (event.delivery.kind === 'ship' ? flatSent(event.shipping) : null), sentBack: 0, parcel: event.parcel ?? null, total: event.total, refundedTotal: 0, delivery: event.delivery, provider: event.provider,
      reference: event.reference, handle: null, refundsAsked: 0, refundsDone: 0, givenBack: 0, dispute: null, payUrl: null, state: event.as, fulfilment: 'open', placedAt: meta.at, payBy: event.payBy, paidAt: null, paidBy: null, late: false, expiring: false, refundDue: false,
      channel: hold.channel, also: hold.also, by: event.by ?? null, link: 0, ...depositRow(event.deposit),
    }; // prettier-ignore
    state.orders.set(String(order.orderNumber), order);
    state.references.set(order.reference, order.orderNumber);
    if (order.person !== null) state.orderOfPerson.set(order.person, order.orderNumber);
    for (const viewer of holdersOf(hold)) state.ordersOf.set(viewer, [...(state.ordersOf.get(viewer) ?? []), order.orderNumber]);
    nextOrder(state, order.orderNumber);
    // A place in a race takes its units now.
    if (hold.state === 'place') holdUnits(state, hold.dropId, hold.lines);
    takeSlot(state, order.delivery, 1);
    spendCodes(state, order, 1);
    if (event.as === 'unpaid') {
      commitHeld(state, hold.dropId, hold.lines);
      closeHold(state, { ...hold, orderNumber: order.orderNumber }, 'ordered');
      addBought(state, order, unitCount(order.lines));
      addTakings(state, { unpaid: order.total, orders: 1 });
      state.awaiting.set(String(order.orderNumber), event.payBy);
    } else {
      state.holds.set(hold.holdId, { ...hold, state: 'paying', orderNumber: order.orderNumber, expiresAt: event.payBy });
    }
    dueBy(state, event.payBy);
  },
  PayPageReady: (state, event) => putOrder(state, event.orderNumber, (order) => ({ payUrl: event.payUrl, handle: event.handle ?? order.handle })),
  PayExtended: (state, event) => {
    const hold = holdById(state, event.holdId);
    state.holds.set(hold.holdId, { ...hold, expiresAt: event.payBy, extended: true });
    if (hold.orderNumber !== null) putOrder(state, hold.orderNumber, () => ({ payBy: event.payBy }));
  },
  PayExpiring: (state, event) => putOrder(state, event.orderNumber, () => ({ expiring: true })),
  OrderPaid: (state, event, meta) => {
    const order = orderOf(state, event.orderNumber);
    if (order.state === 'paying') {
      const hold = holdById(state, must(order.holdId, `the hold of order ${order.orderNumber}`));
      commitHeld(state, hold.dropId, hold.lines);
      closeHold(state, hold, 'ordered');
    }
    if (event.from !== 'hold') {
      commitLate(state, order.dropId, order.lines, event.from);
      takeSlot(state, order.delivery, 1);
      spendCodes(state, order, 1);
    }
    const wasUnpaid = order.state === 'unpaid';
    if (!wasUnpaid) addBought(state, order, unitCount(order.lines));
    state.awaiting.delete(String(order.orderNumber));
    if (event.part === 'deposit' && order.deposit !== undefined) return depositPaid(state, order, order.deposit, event, meta.at);
    const paid = order.total - paidIn(order);
    addTakings(state, { paid, unpaid: wasUnpaid ? -paid : 0, orders: wasUnpaid ? 0 : 1 });
    if (event.reference !== undefined) putBalance(state, order.orderNumber, event.reference, () => ({ state: 'paid', payUrl: null }));
    putOrder(state, order.orderNumber, () => ({
      state: 'paid',
      paidAt: meta.at,
      paidBy: event.paidBy,
      late: event.from !== 'hold',
      payBy: null,
      expiring: false,
    }));
  },
  PayExpired: (state, event) => {
    const order = orderOf(state, event.orderNumber);
    const hold = holdById(state, must(order.holdId, `the hold of order ${order.orderNumber}`));
    releaseUnits(state, hold.dropId, hold.lines);
    closeHold(state, hold, 'expired');
    takeSlot(state, order.delivery, -1);
    spendCodes(state, order, -1);
    putOrder(state, order.orderNumber, () => ({ state: 'cancelled', payBy: null, expiring: false }));
  },
  RefundDue: (state, event) => putOrder(state, event.orderNumber, (order) => ({ refundDue: true, refundsAsked: order.refundsAsked + event.amount })),
  OrderCancelled: (state, event) => {
    const order = orderOf(state, event.orderNumber);
    uncommitUnits(state, order.dropId, order.lines);
    takeSlot(state, order.delivery, -1);
    spendCodes(state, order, -1);
    addBought(state, order, -unitCount(order.lines));
    const back = event.back ?? 0;
    addTakings(state, { paid: -back, unpaid: paidIn(order) - order.total, orders: -1 });
    state.awaiting.delete(String(order.orderNumber));
    putOrder(state, order.orderNumber, () => ({ state: 'cancelled', payBy: null, refundedTotal: back, refundsAsked: order.refundsAsked + back }));
  },
  OrderRefunded: (state, event) => {
    const order = orderOf(state, event.orderNumber);
    const out = order.fulfilment === 'handed-over';
    const units = orderedUnits(order, event.lines);
    if (event.restock) {
      if (out) returnUnits(state, order.dropId, units);
      else uncommitUnits(state, order.dropId, units);
    } else if (!out) writeOffCommitted(state, units);
    const lines = order.lines.map((line) => {
      const back = event.lines.find((l) => l.sku === line.sku)?.quantity ?? 0;
      return { ...line, refunded: line.refunded + back, restocked: line.restocked + (event.restock ? back : 0) };
    });
    const isOver = lines.every((line) => line.refunded === line.quantity);
    if (isOver && !out && event.lines.length > 0) takeSlot(state, order.delivery, -1);
    addBought(state, order, -unitCount(event.lines));
    addTakings(state, { paid: -event.amount });
    // Delivery came back with the last of the goods, in ledgers that do not say so.
    const delivery = event.delivery ?? (isOver && !out ? (order.sent?.list ?? 0) : 0);
    const theirs = backFrom(order, event.amount).filter(({ reference }) => reference !== null);
    for (const { reference, amount } of theirs) putBalance(state, order.orderNumber, reference ?? '', (pay) => ({ refundsAsked: pay.refundsAsked + amount }));
    putOrder(state, order.orderNumber, () => ({
      lines,
      refundedTotal: order.refundedTotal + event.amount,
      sentBack: order.sentBack + delivery,
      state: isOver ? 'refunded' : 'paid',
      // Cash goes back by hand, and no provider is asked.
      refundsAsked: order.refundsAsked + (theirs.find(({ reference }) => reference === order.reference)?.amount ?? 0),
    }));
  },
  OrderRelinked: (state, event) => {
    // Who came to it by its address alone has lost it, too.
    const { also, by } = orderOf(state, event.orderNumber);
    for (const viewer of also.filter((other) => other !== by))
      state.ordersOf.set(viewer, (state.ordersOf.get(viewer) ?? []).filter((orderNumber) => orderNumber !== event.orderNumber)); // prettier-ignore
    putOrder(state, event.orderNumber, () => ({ link: event.link, also: by === null ? [] : [by] }));
  },
  OrderPicked: (state, event) => putOrder(state, event.orderNumber, () => ({ fulfilment: 'picked' })),
  OrderPacked: (state, event) => putOrder(state, event.orderNumber, () => ({ fulfilment: 'packed' })),
  OrderHandedOver: (state, event, meta) => {
    const order = orderOf(state, event.orderNumber);
    handOverUnits(state, openUnits(order));
    putOrder(state, event.orderNumber, () => ({ fulfilment: 'handed-over', handedOverAt: meta.at }));
  },
  SaleRecorded: (state, event, meta) => {
    state.orders.set(String(event.orderNumber), {
      orderNumber: event.orderNumber, dropId: event.dropId, holdId: null, viewer: null, person: null, lines: event.lines, shipping: 0, discounts: [], tax: null, sent: null, sentBack: 0, parcel: null, total: event.total, refundedTotal: 0, delivery: { kind: 'till' },
      provider: null, reference: '', handle: null, refundsAsked: 0, refundsDone: 0, givenBack: 0, dispute: null, payUrl: null, state: 'paid', fulfilment: 'handed-over', placedAt: meta.at, payBy: null, paidAt: meta.at, paidBy: event.paidBy, late: false, expiring: false, refundDue: false,
      channel: null, also: [], by: null, link: 0,
    }); // prettier-ignore
    nextOrder(state, event.orderNumber);
    sellAtTill(state, event.dropId, event.lines);
    addTakings(state, { paid: event.total, orders: 1 });
  },
  PersonErased: (state, event) => {
    state.orderOfPerson.delete(event.person);
    for (const orderNumber of event.orders) putOrder(state, orderNumber, () => ({ person: null }));
  },
};

export function nextOrder(state: State, used: number): void {
  const counters = state.single('counters');
  if (used >= counters.nextOrder) state.put('counters', { ...counters, nextOrder: used + 1 });
}
