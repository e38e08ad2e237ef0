import type { HoldPart, MeParts, MyHoldPart, MyOrderPart, OrderPart, PanelParts } from '@protocol/parts.ts';
import { disputeOf, wentBack } from '../shop/deposit.ts';
import { isHolder } from '../shop/hold.ts';
import { freeOf } from '../shop/stock.ts';
import type { Hold, Order } from '../shop/state.ts';
import { insideOf } from './bundle-view.ts';
import { depositPart } from './deposit-view.ts';
import { orderMails } from './mail-view.ts';
import type { Sight } from './sight.ts';
import { fullTitle } from './titles.ts';

/** What a desk can take in; all of them are in the ledger. */
const MOST_HOLDS = 100;
const MOST_ORDERS = 300;
const MOST_OWN_ORDERS = 50;

// --- the desk -----------------------------------------------------------------------------------

/** Newest first. */
export function holdsPart(sight: Sight): readonly HoldPart[] {
  // The table stands in the order of placing.
  const newest = [...sight.state.holds.values()].slice(-MOST_HOLDS).reverse();
  return newest.map((hold) => ({
    holdId: hold.holdId,
    dropId: hold.dropId,
    lines: hold.lines.map((line) => ({ sku: line.sku, title: fullTitle(sight.state, line.sku), quantity: line.quantity })),
    total: hold.total,
    state: hold.state,
    placedAt: hold.placedAt,
    expiresAt: hold.expiresAt,
    channel: hold.channel,
    by: hold.by,
  }));
}

/** Somebody still has something to do about it. */
const isUnfinished = (order: Order): boolean =>
  order.state === 'paying' || order.state === 'unpaid' || (order.state === 'paid' && order.fulfilment !== 'handed-over');

/** Newest first: what is unfinished, and what was finished last. */
function listed(sight: Sight): readonly Order[] {
  const all = [...sight.state.orders.values()].sort((a, b) => b.orderNumber - a.orderNumber);
  if (all.length <= MOST_ORDERS) return all;
  const unfinished = all.filter(isUnfinished).slice(0, MOST_ORDERS);
  const finished = all.filter((order) => !isUnfinished(order)).slice(0, Math.max(MOST_ORDERS / 6, MOST_ORDERS - unfinished.length));
  return [...unfinished, ...finished].sort((a, b) => b.orderNumber - a.orderNumber);
}

function likeOf(sight: Sight, order: Order): Pick<OrderPart, 'like'> {
  const like = sight.state.flagged.get(String(order.orderNumber));
  return like === undefined ? {} : { like };
}
function orderPart(sight: Sight, order: Order): OrderPart {
  const { delivery } = order;
  const dispute = disputeOf(order);
  return {
    orderNumber: order.orderNumber,
    state: order.state,
    fulfilment: order.fulfilment,
    lines: order.lines.map((line) => ({
      sku: line.sku,
      title: fullTitle(sight.state, line.sku),
      quantity: line.quantity,
      price: line.price,
      refunded: line.refunded,
      ...insideOf(sight.state, line),
    })),
    shipping: order.shipping,
    discounts: order.discounts,
    tax: order.tax,
    sent: order.sent === null || order.sent.carrier === '' ? null : { carrier: order.sent.carrier, zone: order.sent.zone },
    parcel: order.parcel,
    total: order.total,
    refundedTotal: order.refundedTotal,
    placedAt: order.placedAt,
    payBy: order.payBy,
    paidBy: order.paidBy,
    provider: order.provider,
    refundDue: order.refundDue,
    givenBack: wentBack(order),
    dispute: dispute === null ? null : { state: dispute.state, amount: dispute.amount },
    delivery: {
      kind: delivery.kind,
      pickupId: delivery.kind === 'pickup' ? delivery.pickupId : null,
      label: delivery.kind === 'pickup' ? (sight.state.pickups.get(delivery.pickupId)?.place ?? '') : '',
    },
    dropId: order.dropId,
    channel: order.channel,
    person: order.person,
    ...likeOf(sight, order),
    ...depositPart(order),
    ...(order.withdrawnAt === undefined ? {} : { withdrawnAt: order.withdrawnAt }),
    pickupCode: delivery.kind === 'pickup' ? sight.context.pickupCode(order.orderNumber) : null,
    mails: orderMails(sight, order.orderNumber),
  };
}
export const ordersPart = (sight: Sight): readonly OrderPart[] => listed(sight).map((order) => orderPart(sight, order));
/** Those of these numbers that there are, however old: what was looked for. */
export const ordersNumbered = (sight: Sight, numbers: readonly number[]): readonly OrderPart[] =>
  numbers.flatMap((orderNumber) => {
    const order = sight.state.orders.get(String(orderNumber));
    return order === undefined ? [] : [orderPart(sight, order)];
  });
/** V6, a moderator's: neither who bought, nor the code that opens the parcel at the pickup. */
export const ordersWithoutPeople = (sight: Sight): readonly OrderPart[] =>
  ordersPart(sight).map((order) => ({ ...order, person: null, pickupCode: null, mails: [] }));

export function figuresPart(sight: Sight): PanelParts['figures'] {
  const takings = sight.state.single('takings');
  // Always 0, and computed all the same (S1): promised beyond what is there and known to be missing.
  let oversold = 0;
  for (const variant of sight.state.variants.values()) oversold += Math.max(0, -freeOf(variant));
  return { paid: takings.paid, unpaid: takings.unpaid, orders: takings.orders, oversold };
}

// --- the viewer's own ---------------------------------------------------------------------------

function myHold(sight: Sight, hold: Hold): MyHoldPart {
  return {
    holdId: hold.holdId,
    dropId: hold.dropId,
    lines: hold.lines.map((line) => ({ sku: line.sku, title: fullTitle(sight.state, line.sku), quantity: line.quantity, price: line.price })),
    total: hold.total,
    state: hold.state,
    ...(hold.by === null ? {} : { by: hold.by }),
    expiresAt: hold.expiresAt,
    path: sight.context.holdPath(hold.holdId),
    shared: hold.also.length > 0,
  };
}
export function myHolds(sight: Sight, viewer: string): MeParts['holds'] {
  return sight
    .dropsWithHolds()
    .flatMap((dropId) => {
      const hold = sight.state.holds.get(sight.state.holdOf.get(`${dropId} ${viewer}`) ?? '');
      return hold === undefined || !isHolder(hold, viewer) ? [] : [hold];
    })
    .sort((a, b) => b.placedAt - a.placedAt || (a.holdId < b.holdId ? -1 : 1))
    .map((hold) => myHold(sight, hold));
}
export function myOrders(sight: Sight, viewer: string): MeParts['orders'] {
  const numbers = (sight.state.ordersOf.get(viewer) ?? []).slice(-MOST_OWN_ORDERS);
  return numbers
    .flatMap((orderNumber): MyOrderPart[] => {
      const order = sight.state.orders.get(String(orderNumber));
      return order === undefined
        ? []
        : [
            {
              orderNumber: order.orderNumber,
              dropId: order.dropId,
              state: order.state,
              total: order.total,
              path: sight.context.orderPath(order.orderNumber, order.link),
            },
          ];
    })
    .reverse();
}
