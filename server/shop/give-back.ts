import type { Minor } from '@protocol/money.ts';
import { goodsBack } from '@protocol/pricing.ts';
import type { Draft } from './context.ts';
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
  const isTheirs = offer?.settles === 'page' && order.paidBy === offer.id;
  if (back.amount === 0) return;
  if (isTheirs)
    openTask(draft, {
      kind: 'pay.refund',
      target: order.provider ?? '',
      orderNumber: order.orderNumber,
      dropId: order.dropId,
      data: { reference: order.reference, amount: String(back.amount) },
    });
  // Whoever refunds goods by hand has the money in hand; delivery that comes back by itself somebody has to be told of.
  else if (back.lines.length === 0)
    openTask(draft, { kind: 'host.refund', target: 'host', orderNumber: order.orderNumber, dropId: order.dropId, data: { amount: String(back.amount) } });
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
