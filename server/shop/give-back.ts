import type { Minor } from '@protocol/money.ts';
import { goodsBack } from '@protocol/pricing.ts';
import type { Draft } from './context.ts';
import { backFrom } from './deposit.ts';
import { happened } from './events.ts';
import { openTask } from './open-task.ts';
import { deliveryBack } from './parcel.ts';
import type { Order, Units } from './state.ts';
import { must } from './stock.ts';

/** Money that goes back to a buyer, with what must be done for it outside. */

interface GivenBack {
  readonly lines: readonly Units[];
  readonly restock: boolean;
  readonly amount: Minor;
  /** Of its delivery before codes. */
  readonly delivery: Minor;
}
function emitRefund(draft: Draft, order: Order, back: GivenBack): void {
  draft.emit(happened('OrderRefunded', { orderNumber: order.orderNumber, ...back }));
  const offer = draft.context.offers.providers.find((provider) => provider.id === order.provider);
  for (const { reference, amount } of backFrom(order, back.amount)) {
    if (reference !== null && offer?.settles === 'page') openPayRefund(draft, order, reference, amount);
    // Whoever refunds goods by hand has the money in hand; delivery that comes back by itself, or beside what a provider gives back, somebody has to be told of.
    else if (back.lines.length === 0 || order.deposit !== undefined)
      openTask(draft, { kind: 'host.refund', target: 'host', orderNumber: order.orderNumber, dropId: order.dropId, data: { amount: String(amount) } });
  }
}
function openPayRefund(draft: Draft, { provider, orderNumber, dropId }: Order, reference: string, amount: Minor): void {
  openTask(draft, { kind: 'pay.refund', target: provider ?? '', orderNumber, dropId, data: { reference, amount: String(amount) } });
}
/** A deposit goes back whole: its order was called off before the rest was paid. */
export function depositBack(draft: Draft, order: Order): void {
  if (order.deposit !== undefined) openPayRefund(draft, order, order.reference, order.deposit.amount);
}

/** Units of a paid order go back, with what their parcel is cheaper without them. */
export function refundUnits(draft: Draft, order: Order, lines: readonly Units[], restock: boolean): void {
  const goods = goodsBack(order, lines);
  const delivery = deliveryBack(draft.state, order, lines);
  const own = delivery.find((back) => back.order.orderNumber === order.orderNumber);
  emitRefund(draft, order, { lines, restock, amount: goods + (own?.amount ?? 0), delivery: own?.list ?? 0 });
  for (const back of delivery) if (back !== own) emitRefund(draft, back.order, { lines: [], restock: false, amount: back.amount, delivery: back.list });
}

/** After something joined a parcel or was taken out of it: what was paid for more delivery than there is goes back. */
export function settleParcel(draft: Draft, orderNumber: number): void {
  const order = must(draft.state.orders.get(String(orderNumber)), `order ${orderNumber}`);
  for (const back of deliveryBack(draft.state, order, []))
    emitRefund(draft, back.order, { lines: [], restock: false, amount: back.amount, delivery: back.list });
}
