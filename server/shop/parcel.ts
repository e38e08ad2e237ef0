import type { Minor } from '@protocol/money.ts';
import { deliveryPaid, discountOn, goodsOf, portionOf, portionUp, WHOLE, type Tax, type TaxAmount } from '@protocol/pricing.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { ladderPrice, type Ladder } from './shipping.ts';
import type { Order, ReadState } from './state.ts';
import { onDelivery, taxOn } from './tax.ts';

/**
 * One parcel for several orders: the first pays for delivery, what joins it pays the difference, and
 * refunds are worked out on the whole of it. All of it in the prices the parcel was begun with.
 */
export interface OpenParcel {
  readonly first: number;
  readonly ladder: Ladder;
  readonly grams: number;
  /** After discounts, of what is not refunded. */
  readonly goods: Minor;
  /** Delivery before codes, of what did not come back. */
  readonly list: Minor;
  /** What tax was worked out on so far, and what it came to. */
  readonly taxed: { readonly goods: Minor; readonly delivery: Minor; readonly tax: TaxAmount | null };
}

const deliveryMoney = (order: Order, list: Minor): Minor => portionUp(deliveryPaid(order), list, order.sent?.list ?? 0);

type Refunded = readonly { readonly sku: string; readonly quantity: number }[];
/** The orders of one parcel that were not cancelled, in the order they were placed: the first, and what joined it. */
export function parcelOf(state: ReadState, order: Order): readonly Order[] {
  const first = order.parcel ?? order.orderNumber;
  const known = (order.viewer === null ? [order.orderNumber] : (state.ordersOf.get(order.viewer) ?? [])).map((number) => state.orders.get(String(number)));
  return known.filter((other): other is Order => other !== undefined && other.state !== 'cancelled' && (other.orderNumber === first || other.parcel === first));
}

/** What is still in it: grams, and goods after discounts. `lines` of `order` are on their way out. */
function contents(
  orders: readonly Order[],
  order: Order | null,
  lines: Refunded,
): { readonly grams: number; readonly goods: Minor; readonly isEmpty: boolean } {
  let grams = 0;
  let goods = 0;
  let units = 0;
  for (const one of orders) {
    const out = one.orderNumber === order?.orderNumber ? lines : [];
    let price = 0;
    for (const line of one.lines) {
      const left = line.quantity - line.refunded - (out.find(({ sku }) => sku === line.sku)?.quantity ?? 0);
      units += left;
      price += left * line.price;
      grams += left * (one.sent?.weights[line.sku] ?? 0);
    }
    const all = goodsOf(one.lines);
    goods += portionOf(all - discountOn(one.discounts, 'goods'), price, all);
  }
  return { grams, goods, isEmpty: units === 0 };
}

const isPaid = (order: Order): boolean => order.state === 'paid' || order.state === 'refunded';

/**
 * Delivery that was paid for more than is in the parcel now, and how much of it each order gives back, in list prices. Nothing once a
 * part of it has left. Of what is taken from here the order named gives first, then the latest.
 */
export function deliveryBack(
  state: ReadState,
  order: Order,
  lines: Refunded,
): readonly { readonly order: Order; readonly list: Minor; readonly amount: Minor }[] {
  const orders = parcelOf(state, order);
  const ladder = orders.find((one) => one.sent !== null)?.sent;
  if (ladder === undefined || ladder === null || orders.some((one) => one.fulfilment === 'handed-over')) return [];
  const over = (some: readonly Order[]): Minor => {
    const { grams, goods, isEmpty } = contents(some, order, lines);
    const needed = isEmpty ? 0 : ladderPrice(ladder, grams, goods);
    return needed === null ? 0 : some.reduce((sum, one) => sum + (one.sent?.list ?? 0) - one.sentBack, 0) - needed;
  };
  // Whether or not what is not paid yet will be: neither may leave the parcel short.
  let excess = Math.min(over(orders), over(orders.filter(isPaid)));
  const back: { order: Order; list: Minor; amount: Minor }[] = [];
  for (const one of [...orders].sort(
    (a, b) => Number(b.orderNumber === order.orderNumber) - Number(a.orderNumber === order.orderNumber) || b.orderNumber - a.orderNumber,
  )) {
    if (!isPaid(one)) continue;
    const list = Math.min((one.sent?.list ?? 0) - one.sentBack, excess);
    if (list <= 0) continue;
    excess -= list;
    back.push({ order: one, list, amount: deliveryMoney(one, one.sentBack + list) - deliveryMoney(one, one.sentBack) });
  }
  return back;
}

/**
 * Tax of what joins: of all of it together, less what was charged before, so that rounding adds nothing. `comesBack`, of delivery in
 * list prices, takes its own tax along, which is then not to be charged for again.
 */
export function taxWith({ taxed, list }: Pick<OpenParcel, 'taxed' | 'list'>, tax: Tax, goods: Minor, delivery: Minor, comesBack: Minor): TaxAmount | null {
  if (taxed.tax === null || taxed.tax.rate !== tax.rate || taxed.tax.onTop !== tax.onTop) return taxOn(tax, goods, delivery);
  const back = list === 0 ? 0 : Math.floor((taxed.delivery * comesBack) / list);
  const all = taxOn(tax, taxed.goods + goods, taxed.delivery + delivery - back);
  if (all === null) return null;
  const backTax = Math.floor((back * tax.rate) / (tax.onTop ? WHOLE : WHOLE + tax.rate));
  const amount = Math.max(0, all.amount - taxed.tax.amount + backTax);
  return { ...all, amount, onDelivery: Math.min(amount, onDelivery(tax, delivery)) };
}
/** What tax was worked out on, as far as it did not come back. */
function taxedIn(order: Order): { readonly goods: Minor; readonly delivery: Minor; readonly tax: Minor } {
  const charged = order.shipping - discountOn(order.discounts, 'delivery');
  const back = portionOf(charged, order.sentBack, order.sent?.list ?? 0);
  const tax = order.tax?.amount ?? 0;
  return {
    goods: goodsOf(order.lines) - discountOn(order.discounts, 'goods'),
    delivery: charged - back,
    tax: order.tax?.onTop === true ? tax - (deliveryMoney(order, order.sentBack) - back) : tax,
  };
}

/** Whether something may join the parcel of this order still: sent, of this show, not packed. */
export function openParcel(state: ReadState, order: Order, showId: string): Refused | OpenParcel {
  const orders = parcelOf(state, order);
  const [first] = orders;
  const no = refuse('no-such-parcel', { orderNumber: order.orderNumber });
  if (first === undefined || first.orderNumber !== (order.parcel ?? order.orderNumber) || first.sent === null) return no;
  if (order.state !== 'paid' && order.state !== 'unpaid') return no;
  if (state.drops.get(first.dropId ?? '')?.showId !== showId) return no;
  if (orders.some((one) => one.fulfilment === 'packed' || one.fulfilment === 'handed-over')) return refuse('parcel-packed', { orderNumber: first.orderNumber });
  const { grams, goods } = contents(orders, null, []);
  const taxes = orders.map((one) => one.tax);
  const same = taxes.every((tax) => tax?.rate === taxes[0]?.rate && tax?.onTop === taxes[0]?.onTop);
  const taxed = orders.map(taxedIn);
  return {
    first: first.orderNumber,
    ladder: first.sent,
    grams,
    goods,
    list: orders.reduce((sum, one) => sum + (one.sent?.list ?? 0) - one.sentBack, 0),
    taxed: {
      goods: taxed.reduce((sum, one) => sum + one.goods, 0),
      delivery: taxed.reduce((sum, one) => sum + one.delivery, 0),
      tax: !same || first.tax === null ? null : { ...first.tax, amount: taxed.reduce((sum, one) => sum + one.tax, 0) },
    },
  };
}
