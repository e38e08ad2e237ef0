import type { Minor } from '@protocol/money.ts';
import type { Instant } from '@protocol/time.ts';

export interface DepositKinds {
  /** A page for what is still to come: a payment of its own, with a reference of its own. */
  BalanceOpened: { orderNumber: number; reference: string; payBy: Instant };
  BalanceReady: { orderNumber: number; reference: string; payUrl: string | null; handle: string | null };
  /** The provider confirmed that nobody can pay there any more. */
  BalanceEnded: { orderNumber: number; reference: string };
  /** Money for an order that was paid or cancelled by then: it goes back (H4). */
  BalanceReturned: { orderNumber: number; reference: string; amount: Minor };
  BalanceOverdue: { orderNumber: number };
  BalanceReminded: { orderNumber: number };
}
