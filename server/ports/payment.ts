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
  /** What the shop knows the session by, for ever: the id of the task that opened it. */
  readonly reference: string;
  /** The buyer's reservation; null where an order is paid that has none. */
  readonly holdId: string | null;
  readonly orderNumber: number;
  readonly total: Minor;
  readonly currency: Currency;
  readonly lines: readonly { readonly title: string; readonly quantity: number; readonly price: Minor }[];
  readonly shipping: Minor;
  /** Taken off, all codes together; `tax`: put on top, 0 where prices include it. Lines − discount + shipping + tax = total. */
  readonly discount: Minor;
  readonly tax: Minor;
  /** As it was when the task was opened: asked again it is the same, whatever was extended since. */
  readonly payBy: Instant;
  /** One sentence for the buyer on the provider's page: until when. */
  readonly note: string;
  readonly returnUrl: string;
  /** Filled in beforehand where the provider asks for it; empty where it is not known. */
  readonly email: string;
  /** Enough to put a lost paid order back (L5): at most 50 names of 40 characters, values of 500. */
  readonly metadata: Readonly<Record<string, string>>;
}
/**
 * `refunded`: `amount` is all that was given back so far, so that twice or out of order is once. `disputed`: the buyer's bank asks the
 * money back and the provider keeps it until that is settled; then `dispute-won` or `dispute-lost`. `refund-failed`: money that was on
 * its way back did not arrive.
 */
export type PaymentStatus = 'paid' | 'expired' | 'refunded' | 'refund-failed' | 'disputed' | 'dispute-won' | 'dispute-lost';
export interface PaymentNotice {
  /** Of the provider's event: becomes the command's id, so that twice is once. */
  readonly eventId: string;
  readonly reference: string;
  readonly status: PaymentStatus;
  readonly amount: Minor;
  /** The provider's own name of the session, where it said so. */
  readonly handle?: string;
  /** As it was given when the session was opened: with it a lost order is put back (L5). */
  readonly metadata?: Readonly<Record<string, string>>;
}
/** What the provider knows of a session now. */
export interface PaidSession {
  readonly reference: string;
  readonly handle: string;
  readonly amount: Minor;
  /** All that was given back so far. */
  readonly refunded: Minor;
  readonly paidAt: Instant;
  readonly metadata: Readonly<Record<string, string>>;
}
/** One thing at the provider that was made, tried or found, for the person who sets it up. */
export interface SetUpDone {
  readonly ok: boolean;
  /** Test money; null where that is not known. */
  readonly test: boolean | null;
  readonly lines: readonly DoctorLine[];
  /** What the provider gave out on the way, kept beside what was typed. */
  readonly made: Settings;
}
/** A no that stays one: asking again is of no use. Any other error is tried again. Its message is words for the desk. */
export class RefusedForGood extends Error {
  override readonly name = 'RefusedForGood';
}
export interface PaymentAdapter {
  readonly manifest: PaymentManifest;
  /**
   * null for `settles: 'order'`. All of it repeats safely. Rejects with an Error whose message is words for the desk. `handle`: what
   * `open` answered beside the address; null where it gave none, or its answer was lost.
   */
  readonly page: {
    open(settings: Settings, session: PaySession): Promise<{ readonly payUrl: string; readonly handle?: string }>;
    /** Ends the session; `paid` where the buyer was faster. */
    expire(settings: Settings, reference: string, taskId: string, handle: string | null): Promise<'expired' | 'paid'>;
    refund(settings: Settings, reference: string, amount: Minor, taskId: string, handle: string | null): Promise<void>;
    /** Checks the signature over the raw body; null where it is not the provider's, `nothing` where it is and says nothing to us. */
    notice(settings: Settings, raw: Uint8Array, headers: Readonly<Record<string, string>>): Promise<PaymentNotice | 'nothing' | null>;
    /** H5: how a session stands, for a provider that stays silent. Absent where it cannot be asked. */
    ask?(settings: Settings, reference: string, handle: string | null): Promise<'open' | 'expired' | 'paid'>;
    /** L5: every paid session since then, to be compared with the orders. Absent where it cannot be asked. */
    paidSince?(settings: Settings, since: Instant): Promise<readonly PaidSession[]>;
  } | null;
  /** What is made and tried at the provider once its form is filled in. Absent where saving the form is all. `webhookUrl`: null where nobody outside reaches the shop. */
  setUp?(settings: Settings, shop: { readonly webhookUrl: string | null; readonly currency: Currency }): Promise<SetUpDone>;
  doctor(settings: Settings | null): Promise<readonly DoctorLine[]>;
}
