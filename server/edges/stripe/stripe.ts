import type { DoctorLine, Settings } from '../../ports/manifest.ts';
import type { PaymentAdapter } from '../../ports/payment.ts';
import { inWords, stripeClients, type StripeOptions } from './client.ts';
import { noticeOf, readEvent } from './notices.ts';
import { askSession, expireSession, openSession, refundSession, sessionsPaidSince } from './sessions.ts';
import { isTestKey, readSettings, say, settingsSchema } from './settings.ts';
import { setUp } from './set-up.ts';

/**
 * Stripe Checkout: the buyer pays on Stripe's own page. A session carries all that its order needs
 * (L5), is ended by `expire` alone (H3), and its notices are believed when signed.
 */
export function stripe(options: StripeOptions): PaymentAdapter {
  const clientOf = stripeClients(options);
  const client = (settings: Settings) => clientOf(readSettings(settings).key);
  const { now } = options;
  return {
    manifest: { id: 'stripe', label: say('label'), settings: settingsSchema, enabledByDefault: false, settles: 'page', duty: 'page' },
    page: {
      open: async (settings, session) => openSession(client(settings), session, now()),
      expire: async (settings, reference, taskId, handle) => expireSession(client(settings), reference, taskId, handle, now()),
      refund: async (settings, reference, amount, taskId, handle) => refundSession(client(settings), reference, amount, taskId, handle, now()),
      notice: async (settings, raw, headers) => {
        const { webhookSecret } = readSettings(settings);
        // Nobody can sign for a webhook that was never made.
        const event = webhookSecret === undefined || webhookSecret === '' ? null : readEvent(raw, headers['stripe-signature'], webhookSecret, now());
        return event === null ? null : ((await noticeOf(event, client(settings))) ?? 'nothing');
      },
      ask: async (settings, reference, handle) => askSession(client(settings), reference, handle, now()),
      paidSince: async (settings, since) => sessionsPaidSince(client(settings), since),
    },
    setUp: async (settings, shop) => setUp(client(settings), readSettings(settings).key, shop),
    doctor: async (settings) => doctor(settings, clientOf),
  };
}

async function doctor(settings: Settings | null, clientOf: ReturnType<typeof stripeClients>): Promise<readonly DoctorLine[]> {
  if (settings === null) return [{ ok: true, what: say('doctor.notSetUp'), mend: say('doctor.notSetUpMend') }];
  const parsed = settingsSchema.safeParse(settings);
  if (!parsed.success) return [{ ok: false, what: say('doctor.bad'), mend: say('doctor.notSetUpMend') }];
  const { key, webhookId } = parsed.data;
  const client = clientOf(key);
  try {
    await client.checkout.sessions.list({ limit: 1 });
    const lines: DoctorLine[] = [{ ok: true, what: say(isTestKey(key) ? 'doctor.test' : 'doctor.live'), mend: '' }];
    if (webhookId === undefined || webhookId === '') return [...lines, { ok: true, what: say('doctor.noWebhook'), mend: say('doctor.noWebhookMend') }];
    const { status } = await client.webhookEndpoints.retrieve(webhookId);
    const isOn = status === 'enabled';
    return [...lines, { ok: isOn, what: say(isOn ? 'doctor.webhook' : 'doctor.webhookOff'), mend: isOn ? '' : say('doctor.webhookOffMend') }];
  } catch (error) {
    return [{ ok: false, what: say('doctor.away'), mend: inWords(error).message }];
  }
}
