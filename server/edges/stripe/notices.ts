import Stripe from 'stripe';
import type { PaymentNotice, PaymentStatus } from '../../ports/payment.ts';
import { fromStripe } from './amounts.ts';
import { inWords } from './client.ts';
import { isPaid, referenceOf } from './sessions.ts';

/** What the webhook is made for, and nothing beyond. */
export const EVENTS = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'charge.refunded',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.closed',
] as const;
/** Older ones may be replays. */
export const SIGNED_WITHIN_S = 300;

/** Null where the signature is not Stripe's. `now`: epoch ms. */
export function readEvent(raw: Uint8Array, header: string | undefined, secret: string, now: number): Stripe.Event | null {
  try {
    return Stripe.webhooks.constructEvent(Buffer.from(raw), header ?? '', secret, SIGNED_WITHIN_S, undefined, now);
  } catch {
    // Whatever is wrong with it: it is not to be believed, and whoever sent it is told nothing more.
    return null;
  }
}

const idOf = (thing: string | { readonly id: string } | null | undefined): string | null => (typeof thing === 'string' ? thing : (thing?.id ?? null));

/** What an event says to us; null where it is about something else. May ask Stripe whose payment it is. */
export async function noticeOf(event: Stripe.Event, stripe: Stripe): Promise<PaymentNotice | null> {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      // Complete and unpaid: a bank that takes its time. Its own event follows.
      return isPaid(event.data.object) ? ofSession(event.id, event.data.object, 'paid') : null;
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return ofSession(event.id, event.data.object, 'expired');
    case 'charge.refunded': {
      const { metadata, payment_intent, amount_refunded, currency } = event.data.object;
      return ofPayment(event.id, stripe, metadata['reference'], idOf(payment_intent), 'refunded', fromStripe(amount_refunded, currency));
    }
    case 'refund.failed': {
      const { metadata, payment_intent, amount, currency } = event.data.object;
      return ofPayment(event.id, stripe, metadata?.['reference'], idOf(payment_intent), 'refund-failed', fromStripe(amount, currency));
    }
    case 'charge.dispute.created':
    case 'charge.dispute.closed': {
      const { payment_intent, amount, currency, status } = event.data.object;
      const how: PaymentStatus = event.type === 'charge.dispute.created' ? 'disputed' : status === 'lost' ? 'dispute-lost' : 'dispute-won';
      return ofPayment(event.id, stripe, undefined, idOf(payment_intent), how, fromStripe(amount, currency));
    }
    default:
      return null;
  }
}

function ofSession(eventId: string, session: Stripe.Checkout.Session, status: PaymentStatus): PaymentNotice | null {
  const reference = referenceOf(session);
  if (reference === '') return null;
  const amount = fromStripe(session.amount_total ?? 0, session.currency ?? '');
  return { eventId, reference, status, amount, handle: session.id, metadata: session.metadata ?? {} };
}

async function ofPayment(
  eventId: string,
  stripe: Stripe,
  known: string | undefined,
  payment: string | null,
  status: PaymentStatus,
  amount: number,
): Promise<PaymentNotice | null> {
  if (known !== undefined && known !== '') return { eventId, reference: known, status, amount };
  if (payment === null) return null;
  try {
    const { data } = await stripe.checkout.sessions.list({ payment_intent: payment, limit: 1 });
    const reference = data[0] === undefined ? '' : referenceOf(data[0]);
    return reference === '' ? null : { eventId, reference, status, amount, metadata: data[0]?.metadata ?? {} };
  } catch (error) {
    throw inWords(error);
  }
}
