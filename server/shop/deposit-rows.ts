import type { Minor } from '@protocol/money.ts';
import type { Instant } from '@protocol/time.ts';

/** What an order asks ahead. The order's own reference, handle and refunds are those of this payment. */
export interface OrderDeposit {
  readonly amount: Minor;
  /** When the rest is due; null: before it is sent. */
  readonly due: Instant | null;
  /** What was said before paying: it is not given back where the rest is not paid. */
  readonly kept: boolean;
  readonly paidAt: Instant | null;
  readonly paidBy: string | null;
  readonly overdue: boolean;
  /** Pages that were opened for the rest, oldest first. */
  readonly balances: readonly BalancePay[];
}
export interface BalancePay {
  readonly reference: string;
  readonly handle: string | null;
  readonly payUrl: string | null;
  readonly payBy: Instant;
  /** `returned`: money came that was not needed any more. */
  readonly state: 'open' | 'ended' | 'paid' | 'returned';
  readonly refundsAsked: Minor;
  readonly refundsDone: Minor;
  readonly givenBack: Minor;
  readonly dispute: Dispute | null;
}
export interface Dispute {
  readonly state: 'open' | 'won' | 'lost';
  readonly amount: Minor;
  readonly at: Instant;
}
