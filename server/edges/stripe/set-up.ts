import Stripe from 'stripe';
import type { Currency } from '@protocol/money.ts';
import type { DoctorLine, Settings } from '../../ports/manifest.ts';
import type { SetUpDone } from '../../ports/payment.ts';
import { inWords } from './client.ts';
import { EVENTS } from './notices.ts';
import { isRestricted, isTestKey, say } from './settings.ts';

/** Something that any currency has: about ten of it. */
const TRIED = 1_000;
/** By this an endpoint is known as ours, whatever its address. */
const MARK = { made_by: 'dropcast' };

const good = (what: string): DoctorLine => ({ ok: true, what, mend: '' });
const bad = (what: string, error: unknown): DoctorLine => ({ ok: false, what, mend: inWords(error).message });

/** Stripe can call what stands on the open web, and in earnest by https alone. */
const isCallable = (url: string, isTest: boolean): boolean => url.startsWith('https://') || (isTest && url.startsWith('http://'));

export async function setUp(stripe: Stripe, key: string, shop: { readonly webhookUrl: string | null; readonly currency: Currency }): Promise<SetUpDone> {
  const test = isTestKey(key);
  const lines: DoctorLine[] = [good(say(test ? 'setUp.test' : 'setUp.live'))];
  if (!isRestricted(key)) lines.push({ ok: true, what: say('setUp.unrestricted'), mend: say('setUp.unrestrictedMend') });
  const isTried = await tries(stripe, shop.currency, lines);
  let made: Settings = {};
  // Not before the key has shown that it is good for something.
  if (isTried && shop.webhookUrl !== null && isCallable(shop.webhookUrl, test)) made = await makeWebhook(stripe, shop.webhookUrl, lines);
  else if (isTried) lines.push({ ok: true, what: say('setUp.noWebhook'), mend: say('setUp.noWebhookMend') });
  return { ok: isTried && lines.every(({ ok }) => ok), test, lines, made };
}

async function tries(stripe: Stripe, currency: Currency, lines: DoctorLine[]): Promise<boolean> {
  try {
    const { id } = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ quantity: 1, price_data: { currency: currency.toLowerCase(), unit_amount: TRIED, product_data: { name: say('setUp.trial') } } }],
      success_url: 'https://checkout.stripe.com',
    });
    await stripe.checkout.sessions.expire(id);
    lines.push(good(say('setUp.tried')));
  } catch (error) {
    lines.push(bad(say('setUp.notTried'), error));
    return false;
  }
  try {
    await stripe.refunds.list({ limit: 1 });
    await stripe.checkout.sessions.list({ limit: 1, expand: ['data.payment_intent.latest_charge'] });
    lines.push(good(say('setUp.refunds')));
    return true;
  } catch (error) {
    lines.push(bad(say('setUp.noRefunds'), error));
    return false;
  }
}

/** The new one first: in between both speak, and twice is once. */
async function makeWebhook(stripe: Stripe, url: string, lines: DoctorLine[]): Promise<Settings> {
  try {
    const before: string[] = [];
    for await (const endpoint of stripe.webhookEndpoints.list({ limit: 100 })) if (endpoint.url === url) before.push(endpoint.id);
    const { id, secret } = await stripe.webhookEndpoints.create({
      url,
      enabled_events: [...EVENTS],
      api_version: Stripe.API_VERSION,
      description: say('setUp.webhookName'),
      metadata: MARK,
    });
    for (const old of before) await stripe.webhookEndpoints.del(old);
    lines.push(good(say(before.length > 0 ? 'setUp.webhookAnew' : 'setUp.webhook', { url })));
    return { webhookId: id, webhookSecret: secret ?? '' };
  } catch (error) {
    lines.push(bad(say('setUp.webhookFailed'), error));
    return {};
  }
}
