import { z } from 'zod';
import type { PaymentAdapter } from '../../../server/ports/payment.ts';

export const LOCAL_PAY = 'local-pay';

/** A provider that answers at once and whose notices are as small as they can be: what is measured is the shop. */
export const localPay: PaymentAdapter = {
  manifest: { id: LOCAL_PAY, label: 'Local pay', settings: z.object({}), enabledByDefault: true, settles: 'page', duty: 'page' },
  page: {
    open: (_settings, { reference, total }) => Promise.resolve({ payUrl: `http://127.0.0.1/pay/${reference}/${total}` }),
    expire: () => Promise.resolve('expired'),
    refund: () => Promise.resolve(),
    notice: (_settings, raw) => {
      // The bench's own buyers are all who write here.
      const { id, reference, total } = JSON.parse(Buffer.from(raw).toString()) as { readonly id: string; readonly reference: string; readonly total: number };
      return Promise.resolve({ eventId: id, reference, status: 'paid', amount: total });
    },
  },
  doctor: () => Promise.resolve([]),
};
