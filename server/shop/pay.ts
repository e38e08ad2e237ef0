import { tellCounts } from './announce.ts';
import type { Draft } from './context.ts';
import { awaitsBalance, balanceBy, endBalances } from './deposit.ts';
import { happened } from './events.ts';
import { settleParcel } from './give-back.ts';
import { openTask } from './open-task.ts';
import { relist } from './relist.ts';
import { flagSameBuyer } from './same-buyer.ts';
import { freeOf, isActive, isSameMade, must, sumParts } from './stock.ts';
import type { Order, OrderLine, ReadState, State } from './state.ts';

/** Where money meets stock (H3, H4): the few steps that notices, return pages, tasks and the clock all share. */

export const orderOf = (state: State, orderNumber: number): Order => must(state.orders.get(String(orderNumber)), `order ${orderNumber}`);

/** Asks the provider to end its page; only its answer frees the units. Once per order. */
export function expireSoon(draft: Draft, orderNumber: number): void {
  const order = orderOf(draft.state, orderNumber);
  if (order.state !== 'paying' || order.expiring) return void draft.emit(happened('Answered', { result: {} }));
  draft.emit(happened('PayExpiring', { orderNumber }));
  openTask(draft, { kind: 'pay.expire', target: order.provider ?? '', orderNumber, dropId: order.dropId, data: { reference: order.reference } });
}

export function payPageReady(draft: Draft, orderNumber: number, reference: string, payUrl: string, handle: string | null): void {
  const order = orderOf(draft.state, orderNumber);
  if (balanceBy(order, reference) !== null) return draft.emit(happened('BalanceReady', { orderNumber, reference, payUrl, handle }));
  if (order.state === 'paying') draft.emit(happened('PayPageReady', { orderNumber, payUrl, ...(handle === null ? {} : { handle }) }));
  // Over already: the name of the session is needed to give money back.
  else if (order.handle === null && handle !== null) draft.emit(happened('SessionNamed', { orderNumber, handle }));
}

/** The provider confirmed that nobody can pay any more. */
export function expirePay(draft: Draft, orderNumber: number, reference: string): void {
  const order = orderOf(draft.state, orderNumber);
  const balance = balanceBy(order, reference);
  if (balance !== null) return balance.state === 'open' ? draft.emit(happened('BalanceEnded', { orderNumber, reference })) : undefined;
  if (order.state !== 'paying') return;
  draft.emit(happened('PayExpired', { orderNumber }));
  relist(draft, order.dropId);
}

/** Where the units of a late payment can come from; null where they are gone. */
function lateSource(state: ReadState, order: Order): 'drop' | 'free' | null {
  const slot = order.delivery.kind === 'pickup' ? state.pickups.get(order.delivery.pickupId) : undefined;
  if (slot && slot.taken >= slot.capacity) return null;
  const drop = order.dropId === null ? undefined : state.drops.get(order.dropId);
  const isLeft = (line: OrderLine): boolean => {
    const offered = drop?.lines.find((l) => l.sku === line.sku);
    return offered !== undefined && offered.left >= line.quantity && isSameMade(offered, line);
  };
  if (drop && isActive(drop) && order.lines.every(isLeft)) return 'drop';
  const isFree = [...sumParts(order.lines)].every(([sku, quantity]) => {
    const variant = state.variants.get(sku);
    return variant !== undefined && freeOf(variant) >= quantity;
  });
  return isFree ? 'free' : null;
}

/** H4: money received is an order, or a refund that everybody sees. Asked again, nothing happens twice. */
export function moneyArrived(draft: Draft, orderNumber: number, paidBy: string, amount: number, reference: string | null): void {
  const order = orderOf(draft.state, orderNumber);
  const part = order.deposit === undefined ? {} : { part: awaitsBalance(order) ? ('balance' as const) : ('deposit' as const) };
  switch (order.state) {
    case 'paying':
    case 'unpaid':
      draft.emit(happened('OrderPaid', { orderNumber, paidBy, from: 'hold', ...part, ...(reference === null ? {} : { reference }) }));
      if (part.part === 'balance') endBalances(draft, orderNumber);
      if (order.dropId !== null) tellCounts(draft, order.dropId);
      settleParcel(draft, orderNumber);
      flagSameBuyer(draft, orderNumber);
      return;
    case 'cancelled': {
      if (order.refundDue) return void draft.emit(happened('Answered', { result: {} }));
      const from = lateSource(draft.state, order);
      if (from !== null) {
        draft.emit(happened('OrderPaid', { orderNumber, paidBy, from, ...part }));
        if (order.dropId !== null) tellCounts(draft, order.dropId);
        settleParcel(draft, orderNumber);
        flagSameBuyer(draft, orderNumber);
        return;
      }
      draft.emit(happened('RefundDue', { orderNumber, amount }));
      openTask(draft, {
        kind: 'pay.refund',
        target: order.provider ?? 'host',
        orderNumber,
        dropId: order.dropId,
        data: { reference: order.reference, amount: String(amount) },
      });
      return;
    }
    case 'paid':
    case 'refunded':
      draft.emit(happened('Answered', { result: {} }));
      return;
    default: {
      const never: never = order.state;
      throw new Error(`unknown order state ${String(never)}`);
    }
  }
}
