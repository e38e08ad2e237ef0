import { later } from '../../server/edges/later/later.ts';
import { startToyPayment } from '../support/toy-payment/toy-payment-server.ts';
import { toyPayment } from '../support/toy-payment/toy-payment.ts';
import { paymentSuite } from './payment-suite.ts';

paymentSuite('later', 'order', () => Promise.resolve({ adapter: later(), settings: {}, page: null, close: () => Promise.resolve() }));

paymentSuite('toy', 'page', async () => {
  const server = await startToyPayment('key-1', 'sign-1', () => null);
  const settings = { url: server.url, apiKey: 'key-1', signingSecret: 'sign-1' };
  return {
    adapter: toyPayment(),
    settings,
    page: {
      refusedSettings: { ...settings, apiKey: 'wrong' },
      buyerPays: async (payUrl) => (await fetch(payUrl, { method: 'POST', redirect: 'manual' })).status === 303,
      notices: () => server.notices,
      session: (reference) => server.sessions.get(reference) ?? null,
      sessions: () => server.sessions.size,
      breakDown: (on) => server.breakDown(on),
    },
    close: () => server.close(),
  };
});
