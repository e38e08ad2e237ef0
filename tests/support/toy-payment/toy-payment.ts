import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Settings } from '../../../server/ports/manifest.ts';
import type { PaymentAdapter } from '../../../server/ports/payment.ts';
import { sign } from './toy-payment-server.ts';

const settingsSchema = z.object({
  url: z.url({ protocol: /^http$/u, hostname: /^127\.0\.0\.1$/u }).meta({ title: 'Address', description: 'Where the toy provider listens.' }),
  apiKey: z.string().min(1).meta({ title: 'Key', description: 'What the provider gave you.', secret: true }),
  signingSecret: z.string().min(1).meta({ title: 'Signing secret', description: 'What notices are signed with.', secret: true }),
});
const noticeSchema = z.object({ id: z.string().min(8), reference: z.string(), status: z.enum(['paid', 'expired', 'refunded']), amount: z.int() });
/** Older ones may be replays. */
const SIGNED_WITHIN_S = 300;

/** A provider with a page of its own, written only against the port. */
export function toyPayment(): PaymentAdapter {
  const read = (settings: Settings): z.output<typeof settingsSchema> => {
    const parsed = settingsSchema.safeParse(settings);
    if (!parsed.success) throw new Error('Toy pay is not set up.');
    return parsed.data;
  };
  const ask = async (settings: Settings, path: string, key: string, body: object): Promise<unknown> => {
    const { url, apiKey } = read(settings);
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => null);
    if (response === null) throw new Error('Toy pay does not answer.');
    if (response.status === 401) throw new Error('Toy pay does not know this key.');
    if (!response.ok) throw new Error(`Toy pay refused (${response.status}).`);
    return response.json();
  };
  return {
    manifest: { id: 'toy-pay', label: 'Toy pay', settings: settingsSchema, enabledByDefault: false, settles: 'page', duty: 'page' },
    page: {
      open: async (settings, { taskId, ...session }) => ({ payUrl: z.object({ url: z.url() }).parse(await ask(settings, '/sessions', taskId, session)).url }),
      expire: async (settings, reference, taskId) =>
        z.object({ state: z.enum(['expired', 'paid']) }).parse(await ask(settings, '/expire', taskId, { reference })).state,
      refund: async (settings, reference, amount, taskId) => {
        await ask(settings, '/refund', taskId, { reference, amount });
      },
      notice: (settings, raw, headers) => {
        const given = headers['toy-signature'] ?? '';
        const at = Number(/^t=(\d{1,12}),/u.exec(given)?.[1] ?? 0);
        const right = Buffer.from(sign(read(settings).signingSecret, at, raw));
        const guess = Buffer.from(given);
        if (right.length !== guess.length || !timingSafeEqual(right, guess) || Math.abs(Date.now() / 1000 - at) > SIGNED_WITHIN_S) return Promise.resolve(null);
        const { id, reference, status, amount } = noticeSchema.parse(JSON.parse(Buffer.from(raw).toString('utf8')));
        return Promise.resolve({ eventId: id, reference, status, amount });
      },
    },
    doctor: async (settings) => {
      if (settings === null) return [{ ok: true, what: 'Toy pay: not set up', mend: 'Fill in the form under Payment.' }];
      const parsed = settingsSchema.safeParse(settings);
      if (!parsed.success) return [{ ok: false, what: 'Toy pay: the form is not right', mend: 'Fill in the form under Payment.' }];
      const known = await fetch(`${parsed.data.url}/none`, { method: 'POST', body: '{}', headers: { authorization: `Bearer ${parsed.data.apiKey}` } }).then(
        (response) => response.status === 404,
        () => false,
      );
      return [{ ok: known, what: known ? 'Toy pay: ready' : 'Toy pay: does not take the key', mend: known ? '' : 'Copy the key again.' }];
    },
  };
}
