import type Stripe from 'stripe';
import { HOUR } from '@protocol/time.ts';
import { RefusedForGood, type PaidSession, type PaySession, type PaymentAdapter } from '../../ports/payment.ts';
import { fromStripe, toStripe } from './amounts.ts';
import { inWords, isIdempotencyMismatch, isInvalid } from './client.ts';
import { say } from './settings.ts';

type Page = NonNullable<PaymentAdapter['page']>;
type Session = Stripe.Checkout.Session;

/** Stripe ends no page by its time in under 30 minutes from when it hears of it, and its clock is not ours. The shop ends it sooner itself (H3). */
const BACKSTOP_S = 35 * 60;
/** Ways to pay that say "paid" days later: by then nobody would know whose the unit is. */
const DELAYED = [
  'acss_debit',
  'au_becs_debit',
  'bacs_debit',
  'boleto',
  'customer_balance',
  'konbini',
  'multibanco',
  'oxxo',
  'sepa_debit',
  'sofort',
  'us_bank_account',
];
/** Stripe remembers an idempotency key for a day; a session whose name was lost is younger than that. */
const LOOKED_BACK_MS = 25 * HOUR;
const MOST_LOOKED_AT = 2_000;
const LONGEST_NAME = 120;

/** "Delivery" and the rest in the words of the shop's one language; the amounts are what counts. */
function lineItems(session: PaySession): Stripe.Checkout.SessionCreateParams.LineItem[] {
  const currency = session.currency.toLowerCase();
  const item = (name: string, amount: number, quantity: number): Stripe.Checkout.SessionCreateParams.LineItem => {
    const unit = toStripe(amount, session.currency);
    if (unit === null) throw new RefusedForGood(say('noSuchAmount', { currency: session.currency }));
    return { quantity, price_data: { currency, unit_amount: unit, product_data: { name: name.slice(0, LONGEST_NAME) } } };
  };
  // Stripe knows no line below zero: with something taken off, the order is one line, and says what is in it.
  if (session.discount > 0) {
    const names = session.lines.map((line) => `${line.quantity} × ${line.title}`).join(', ');
    return [item(say('order', { number: String(session.orderNumber), lines: names }), session.total, 1)];
  }
  return [
    ...session.lines.map((line) => item(line.title, line.price, line.quantity)),
    ...(session.shipping > 0 ? [item(say('delivery'), session.shipping, 1)] : []),
    ...(session.tax > 0 ? [item(say('tax'), session.tax, 1)] : []),
  ];
}

export const referenceOf = (session: Session): string => session.metadata?.['reference'] ?? '';
export const isPaid = (session: Session): boolean => session.status === 'complete' && session.payment_status !== 'unpaid';

/** By what the shop calls it, where what Stripe calls it was never heard. */
async function findSession(stripe: Stripe, reference: string, now: number): Promise<Session | null> {
  let looked = 0;
  for await (const session of stripe.checkout.sessions.list({ limit: 100, created: { gte: Math.floor((now - LOOKED_BACK_MS) / 1_000) } })) {
    if (referenceOf(session) === reference) return session;
    if ((looked += 1) >= MOST_LOOKED_AT) break;
  }
  return null;
}

export async function openSession(stripe: Stripe, session: PaySession, now: number): ReturnType<Page['open']> {
  const metadata = { ...session.metadata, reference: session.reference };
  try {
    const made = await stripe.checkout.sessions.create(
      {
        mode: 'payment',
        client_reference_id: session.holdId ?? session.reference,
        line_items: lineItems(session),
        metadata,
        // What is given back or disputed later names the payment, not the session.
        payment_intent_data: { metadata, description: say('description', { number: String(session.orderNumber) }) },
        expires_at: Math.ceil(session.payBy / 1_000) + BACKSTOP_S,
        excluded_payment_method_types: DELAYED,
        custom_text: { submit: { message: session.note } },
        success_url: session.returnUrl,
        cancel_url: session.returnUrl,
        ...(session.email === '' ? {} : { customer_email: session.email }),
      },
      // The task that opens it; its end takes the same key, so that only one of the two ever makes a session.
      { idempotencyKey: session.reference },
    );
    return { payUrl: made.url ?? '', handle: made.id };
  } catch (error) {
    if (!isIdempotencyMismatch(error)) throw inWords(error);
    // Asked before in other words (a title or an address changed since), or ended before it was opened.
    const known = await findSession(stripe, session.reference, now);
    if (known?.status === 'open' && known.url !== null) return { payUrl: known.url, handle: known.id };
    throw new RefusedForGood(say('over'));
  }
}

/** Its name, or null where no page was ever opened, and from now on none can be. */
async function named(stripe: Stripe, reference: string, now: number): Promise<string | null> {
  try {
    // Whoever comes second with a key and other content is told so: with this, the page can no longer be opened.
    const { id } = await stripe.checkout.sessions.create(
      {
        mode: 'payment',
        line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 1_000, product_data: { name: say('neverOpened') } } }],
        metadata: { reference },
        success_url: 'https://checkout.stripe.com',
      },
      { idempotencyKey: reference },
    );
    return id;
  } catch (error) {
    if (!isIdempotencyMismatch(error)) throw error;
    // The list knows every session at once; one that is not in it was asked for and refused.
    return (await findSession(stripe, reference, now))?.id ?? null;
  }
}

export async function expireSession(stripe: Stripe, reference: string, taskId: string, handle: string | null, now: number): ReturnType<Page['expire']> {
  try {
    const id = handle ?? (await named(stripe, reference, now));
    if (id === null) return 'expired';
    try {
      await stripe.checkout.sessions.expire(id, {}, { idempotencyKey: taskId });
      return 'expired';
    } catch (error) {
      // Only what is open can be ended: something else was faster, and the session says what.
      if (!isInvalid(error)) throw error;
    }
    const session = await stripe.checkout.sessions.retrieve(id);
    if (session.status === 'expired') return 'expired';
    if (isPaid(session)) return 'paid';
    throw new Error(say('pending'));
  } catch (error) {
    const said = inWords(error);
    // Its units stay reserved until it is known: what looks like a last word is asked again all the same.
    throw said instanceof RefusedForGood ? new Error(said.message) : said;
  }
}

export async function askSession(stripe: Stripe, reference: string, handle: string | null, now: number): Promise<'open' | 'expired' | 'paid'> {
  try {
    const session = handle === null ? await findSession(stripe, reference, now) : await stripe.checkout.sessions.retrieve(handle);
    if (session === null) return 'open';
    return isPaid(session) ? 'paid' : session.status === 'expired' ? 'expired' : 'open';
  } catch (error) {
    throw inWords(error);
  }
}

const idOf = (thing: string | { readonly id: string } | null): string | null => (typeof thing === 'string' ? thing : (thing?.id ?? null));

export async function refundSession(stripe: Stripe, reference: string, amount: number, taskId: string, handle: string | null, now: number): Promise<void> {
  try {
    const session = handle === null ? await findSession(stripe, reference, now) : await stripe.checkout.sessions.retrieve(handle);
    const payment = idOf(session?.payment_intent ?? null);
    const given = session === null || session.currency === null ? null : toStripe(amount, session.currency.toUpperCase() as Parameters<typeof toStripe>[1]); // only compared with the few that differ
    if (payment === null || given === null) throw new RefusedForGood(say('noPayment'));
    try {
      await stripe.refunds.create({ payment_intent: payment, amount: given, metadata: { reference, task: taskId } }, { idempotencyKey: taskId });
    } catch (error) {
      if (!isInvalid(error) && !isIdempotencyMismatch(error)) throw error;
      // A key is forgotten after a day: then the refund itself says that it was made.
      for await (const refund of stripe.refunds.list({ payment_intent: payment, limit: 100 })) if (refund.metadata?.['task'] === taskId) return;
      throw error;
    }
  } catch (error) {
    throw inWords(error);
  }
}

export async function sessionsPaidSince(stripe: Stripe, since: number): Promise<readonly PaidSession[]> {
  try {
    const paid: PaidSession[] = [];
    const asked = { limit: 100, status: 'complete', created: { gte: Math.floor(since / 1_000) }, expand: ['data.payment_intent.latest_charge'] } as const;
    for await (const session of stripe.checkout.sessions.list({ ...asked, expand: [...asked.expand] })) {
      if (!isPaid(session) || referenceOf(session) === '') continue;
      const { currency, payment_intent: payment } = session;
      const charge = typeof payment === 'string' || payment === null ? null : payment.latest_charge;
      const refunded = typeof charge === 'string' || charge === null ? 0 : charge.amount_refunded;
      paid.push({
        reference: referenceOf(session),
        handle: session.id,
        amount: fromStripe(session.amount_total ?? 0, currency ?? ''),
        refunded: fromStripe(refunded, currency ?? ''),
        paidAt: session.created * 1_000,
        metadata: session.metadata ?? {},
      });
    }
    return paid;
  } catch (error) {
    throw inWords(error);
  }
}
