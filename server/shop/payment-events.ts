import type { Minor } from '@protocol/money.ts';
import type { PayTrouble } from '@protocol/pay-troubles.ts';
import type { Discount, TaxAmount } from '@protocol/pricing.ts';
import type { Instant } from '@protocol/time.ts';
import type { Delivery, HoldLine } from './state.ts';

export interface PaymentKinds {
  /** A signed notice of this provider arrived for the first time: it need not be asked all the time any more (H5). */
  ProviderHeard: { provider: string };
  /** What the provider calls the session, known later than its page. */
  SessionNamed: { orderNumber: number; handle: string };
  /** `reference`, here and below: of the payment after a deposit; absent for an order's own. The provider took our refund. */
  RefundDone: { orderNumber: number; amount: Minor; reference?: string };
  /** What the provider says was given back so far, in all. */
  GivenBack: { orderNumber: number; total: Minor; reference?: string };
  PayDisputed: { orderNumber: number; state: 'open' | 'won' | 'lost'; amount: Minor; reference?: string };
  PayDifference: { provider: string; reference: string; orderNumber: number | null; what: PayTrouble; amount: Minor };
  /** L5: its order was lost with the tail; what the provider kept of it. It stands as cancelled until its money is counted, by the next event. */
  OrderFound: {
    orderNumber: number;
    holdId: string | null;
    dropId: string | null;
    viewer: string | null;
    person: string | null;
    channel: string | null;
    provider: string;
    reference: string;
    handle: string;
    lines: readonly HoldLine[];
    shipping: Minor;
    discounts: readonly Discount[];
    tax: TaxAmount | null;
    /** Delivery before codes; null where nothing is sent. */
    sentList: Minor | null;
    total: Minor;
    delivery: Delivery;
    /** Absent where all is paid at once. */
    deposit?: { readonly amount: Minor; readonly due: Instant | null; readonly kept: boolean };
  };
  PaymentsCompared: { provider: string; since: Instant; sessions: number; found: number; different: number };
}
