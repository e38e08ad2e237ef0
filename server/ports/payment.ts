import type { Currency, Minor } from '@protocol/money.ts';
import type { Instant } from '@protocol/time.ts';
import type { DoctorLine, Manifest, Settings } from './manifest.ts';

/**
 * `order`: commits at once as an unpaid order, paid later to the seller (H6). `page`: the buyer is
 * sent to the provider's page; the units stay held until it says paid, or confirms expired (H3).
 */
export interface PaymentManifest extends Manifest {
  readonly settles: 'order' | 'page';
  /** Key under `page.pay.` in the words: the last button names the duty to pay (MONEY, promise 7). */
  readonly duty: string;
}
export interface PaySession {
  /** Idempotency key: asked again it is the same session. */
  readonly taskId: string;
  readonly reference: string;
  readonly orderNumber: number;
  readonly total: Minor;
  readonly currency: Currency;
  readonly lines: readonly { readonly title: string; readonly quantity: number; readonly price: Minor }[];
  readonly shipping: Minor;
  /** Taken off, all codes together; `tax`: put on top, 0 where prices include it. Lines − discount + shipping + tax = total. */
  readonly discount: Minor;
  readonly tax: Minor;
  readonly payBy: Instant;
  readonly returnUrl: string;
  /** Enough to put a lost paid order back (L5). */
  readonly metadata: Readonly<Record<string, string>>;
}
export interface PaymentNotice {
  /** Of the provider's event: becomes the command's id, so that twice is once. */
  readonly eventId: string;
  readonly reference: string;
  readonly status: 'paid' | 'expired' | 'refunded';
  readonly amount: Minor;
}
export interface PaymentAdapter {
  readonly manifest: PaymentManifest;
  /** null for `settles: 'order'`. All of it repeats safely. Rejects with an Error whose message is words for the desk. */
  readonly page: {
    open(settings: Settings, session: PaySession): Promise<{ readonly payUrl: string }>;
    /** Ends the session; `paid` where the buyer was faster. */
    expire(settings: Settings, reference: string, taskId: string): Promise<'expired' | 'paid'>;
    refund(settings: Settings, reference: string, amount: Minor, taskId: string): Promise<void>;
    /** Checks the signature over the raw body; null where it is not the provider's. */
    notice(settings: Settings, raw: Uint8Array, headers: Readonly<Record<string, string>>): Promise<PaymentNotice | null>;
  } | null;
  doctor(settings: Settings | null): Promise<readonly DoctorLine[]>;
}
