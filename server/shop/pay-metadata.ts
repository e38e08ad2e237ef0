import type { Minor } from '@protocol/money.ts';
import type { Discount, TaxAmount } from '@protocol/pricing.ts';
import { balanceBy } from './deposit.ts';
import type { OrderDeposit } from './deposit-rows.ts';
import type { Delivery, HoldLine, Order } from './state.ts';

/**
 * What a provider keeps of an order (L5): enough to put it back after the ledger lost its tail. Every
 * value stays under 500 characters and there are fewer than 50, which is what providers allow.
 */
export interface KeptOrder {
  readonly orderNumber: number;
  readonly holdId: string | null;
  readonly dropId: string | null;
  readonly viewer: string | null;
  readonly person: string | null;
  readonly channel: string | null;
  readonly lines: readonly HoldLine[];
  readonly shipping: Minor;
  readonly discounts: readonly Discount[];
  readonly tax: TaxAmount | null;
  /** Delivery before codes; null where nothing is sent. */
  readonly sentList: Minor | null;
  readonly total: Minor;
  readonly delivery: Delivery;
  /** Absent where all is paid at once. */
  readonly deposit?: Pick<OrderDeposit, 'amount' | 'due' | 'kept'>;
  /** Of an order with a deposit: which of its two payments it is. */
  readonly pays: 'all' | 'deposit' | 'balance';
  /** What its first payment is known by. */
  readonly first: string;
}
/** `line1` …: a basket has at most 20 (protocol/inputs.ts). */
const MOST_LINES = 25;
const MOST_DISCOUNTS = 6;

/** `shop`: a mark of this very shop, for accounts that several shops sell with. */
export function payMetadata(order: Order, reference: string, shop: string): Readonly<Record<string, string>> {
  const { delivery, deposit } = order;
  const given: Record<string, string | null> = {
    shop,
    order: String(order.orderNumber),
    reference,
    pays: deposit === undefined ? null : balanceBy(order, reference) === null ? 'deposit' : 'balance',
    first: deposit === undefined ? null : order.reference,
    deposit: deposit === undefined ? null : `${deposit.amount} ${deposit.due ?? '-'} ${deposit.kept ? 'kept' : 'back'}`,
    hold: order.holdId,
    drop: order.dropId,
    viewer: order.viewer,
    person: order.person,
    channel: order.channel,
    shipping: String(order.shipping),
    total: String(order.total),
    tax: order.tax === null ? null : `${order.tax.rate} ${order.tax.onTop ? 'top' : 'in'} ${order.tax.amount} ${order.tax.onDelivery}`,
    sent: order.sent === null ? null : String(order.sent.list),
    delivery: delivery.kind === 'pickup' ? `pickup ${delivery.pickupId}` : delivery.kind,
  };
  order.lines.slice(0, MOST_LINES).forEach((line, at) => {
    given[`line${at + 1}`] = `${line.quantity} ${line.price} ${line.sku}`;
  });
  order.discounts.slice(0, MOST_DISCOUNTS).forEach(({ kind, on, amount, name }, at) => {
    given[`discount${at + 1}`] = `${kind} ${on} ${amount} ${name}`;
  });
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]])));
}

const whole = (text: string | undefined): number | null => (text !== undefined && /^\d{1,12}$/u.test(text) ? Number(text) : null);
const idOr = (text: string | undefined): string | null => (text !== undefined && /^[A-Za-z0-9_:-]{1,64}$/u.test(text) ? text : null);

/** Null where it is not whole: somebody changed it by hand, or it was never ours. */
export function readPayMetadata(kept: Readonly<Record<string, string>>): KeptOrder | null {
  const orderNumber = whole(kept['order']);
  const shipping = whole(kept['shipping']);
  const total = whole(kept['total']);
  const [kind, pickupId] = (kept['delivery'] ?? '').split(' ');
  const delivery: Delivery | null = kind === 'ship' ? { kind } : kind === 'pickup' && idOr(pickupId) !== null ? { kind, pickupId: String(pickupId) } : null;
  const lines: HoldLine[] = [];
  for (let at = 1; at <= MOST_LINES; at += 1) {
    const line = kept[`line${at}`];
    if (line === undefined) break;
    const [, quantity, price, sku] = /^(\d{1,5}) (\d{1,9}) (.{1,64})$/u.exec(line) ?? [];
    if (quantity === undefined || price === undefined || sku === undefined) return null;
    lines.push({ sku, quantity: Number(quantity), price: Number(price) });
  }
  const discounts: Discount[] = [];
  for (let at = 1; at <= MOST_DISCOUNTS; at += 1) {
    const [, kind, on, amount, name] = /^(code|pickup) (goods|delivery) (\d{1,9}) (.{0,200})$/u.exec(kept[`discount${at}`] ?? '') ?? [];
    if (kind === undefined || amount === undefined) break;
    discounts.push({ kind: kind === 'code' ? 'code' : 'pickup', on: on === 'goods' ? 'goods' : 'delivery', amount: Number(amount), name: name ?? '' });
  }
  const [, rate, how, taxAmount, onDelivery] = /^(\d{1,5}) (top|in) (\d{1,9}) (\d{1,9})$/u.exec(kept['tax'] ?? '') ?? [];
  const tax = rate === undefined ? null : { rate: Number(rate), onTop: how === 'top', amount: Number(taxAmount), onDelivery: Number(onDelivery) };
  const [, ahead, due, terms] = /^(\d{1,9}) (\d{1,15}|-) (kept|back)$/u.exec(kept['deposit'] ?? '') ?? [];
  const pays = kept['pays'] ?? 'all';
  const first = idOr(kept['first']) ?? '';
  if (pays !== 'all' && ((pays !== 'deposit' && pays !== 'balance') || ahead === undefined || first === '')) return null;
  if (orderNumber === null || orderNumber === 0 || shipping === null || total === null || delivery === null || lines.length === 0) return null;
  return {
    orderNumber,
    holdId: idOr(kept['hold']),
    dropId: idOr(kept['drop']),
    viewer: idOr(kept['viewer']),
    person: idOr(kept['person']),
    channel: idOr(kept['channel']),
    lines,
    shipping,
    discounts,
    tax,
    sentList: delivery.kind === 'ship' ? (whole(kept['sent']) ?? shipping) : null,
    total,
    delivery,
    ...(ahead === undefined ? {} : { deposit: { amount: Number(ahead), due: due === '-' ? null : Number(due), kept: terms === 'kept' } }),
    pays,
    first,
  };
}
