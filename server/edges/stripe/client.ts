import Stripe from 'stripe';
import { RefusedForGood } from '../../ports/payment.ts';
import { say } from './settings.ts';

/** Shorter than the runner's own patience (tasks/pay-tasks.ts), so that the reason is heard. */
const WITHIN_MS = 8_000;

export interface StripeOptions {
  /** Another server than Stripe's, such as http://127.0.0.1:4242; null in earnest. */
  readonly url: string | null;
  readonly fetch: typeof fetch;
  /** Epoch ms, against which signatures grow old. */
  readonly now: () => number;
}

/** One client for each key: it keeps nothing but the key. */
export function stripeClients({ url, fetch: fetchFn }: StripeOptions): (key: string) => Stripe {
  const clients = new Map<string, Stripe>();
  const server = url === null ? null : new URL(url);
  return (key) => {
    const known = clients.get(key);
    if (known !== undefined) return known;
    const client = new Stripe(key, {
      // Asking again is the runner's, which remembers what it asked.
      maxNetworkRetries: 0,
      timeout: WITHIN_MS,
      telemetry: false,
      httpClient: Stripe.createFetchHttpClient(fetchFn),
      ...(server === null ? {} : { host: server.hostname, port: server.port, protocol: server.protocol === 'http:' ? 'http' : 'https' }),
    });
    if (clients.size > 10) clients.clear();
    clients.set(key, client);
    return client;
  };
}

export const isIdempotencyMismatch = (error: unknown): boolean => error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode !== 409;
export const isInvalid = (error: unknown): boolean => error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode !== 409;

/** The error in words for the desk. What Stripe will refuse again is `RefusedForGood`; a key can be mended, and a line comes back. */
export function inWords(error: unknown): Error {
  if (error instanceof RefusedForGood) return error;
  if (error instanceof Stripe.errors.StripeAuthenticationError) return new Error(say('badKey'));
  if (error instanceof Stripe.errors.StripePermissionError) return new Error(say('noPermission', { message: error.message }));
  if (isInvalid(error) || isIdempotencyMismatch(error)) return new RefusedForGood(say('refused', { message: error instanceof Error ? error.message : '' }));
  if (error instanceof Stripe.errors.StripeConnectionError) return new Error(say('away'));
  if (error instanceof Stripe.errors.StripeError) return new Error(say('trouble', { message: error.message }));
  return error instanceof Error ? error : new Error(String(error));
}
