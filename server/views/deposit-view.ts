import type { Minor } from '@protocol/money.ts';
import type { OrderPart } from '@protocol/parts.ts';
import type { Instant } from '@protocol/time.ts';
import { awaitsBalance, balanceOf, balancePage } from '../shop/deposit.ts';
import type { Order } from '../shop/state.ts';

/** What buyers and mails are told of the two payments of an order; null where all is paid at once. */
export interface DepositShown {
  readonly amount: Minor;
  readonly rest: Minor;
  readonly due: Instant | null;
  readonly kept: boolean;
  readonly paid: boolean;
  /** The rest is still to come. */
  readonly waits: boolean;
  readonly overdue: boolean;
  /** Where the rest can be paid now; null where no page is open. */
  readonly payUrl: string | null;
}
export function depositShown(order: Order): DepositShown | null {
  const { deposit } = order;
  if (deposit === undefined) return null;
  const { amount, due, kept, overdue } = deposit;
  const waits = awaitsBalance(order);
  return {
    amount,
    rest: balanceOf(order),
    due,
    kept,
    paid: deposit.paidAt !== null,
    waits,
    overdue: waits && overdue,
    payUrl: waits ? balancePage(order) : null,
  };
}
export function depositPart(order: Order): Pick<OrderPart, 'deposit'> {
  const shown = depositShown(order);
  if (shown === null) return {};
  const { amount, rest, kept, paid, waits, overdue } = shown;
  return { deposit: { amount, rest, kept, paid, waits, overdue, settled: order.state === 'paid' || order.state === 'refunded' } };
}
