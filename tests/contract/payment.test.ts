import { later } from '../../server/edges/later/later.ts';
import { stripe } from '../../server/edges/stripe/stripe.ts';
import { startFakeStripe } from '../support/fake-stripe.ts';
import { startToyPayment } from '../support/toy-payment/toy-payment-server.ts';
import { toyPayment } from '../support/toy-payment/toy-payment.ts';
import { paymentSuite } from './payment-suite.ts';

paymentSuite('later', 'order', () => Promise.resolve({ adapter: later(), settings: {}, page: null, close: () => Promise.resolve() }));

paymentSuite('stripe', 'page', async () => {
  const server = await startFakeStripe('rk_test_0123456789abcdef', Date.now, () => false);
  const adapter = stripe({ url: server.url, fetch, now: Date.now });
  const key = { key: 'rk_test_0123456789abcdef' };
  const done = await adapter.setUp?.(key, { webhookUrl: 'https://shop.example/webhooks/stripe', currency: 'EUR' });
  const settings = { ...key, ...done?.made };
  // The one that setting up tried.
  server.fake.sessions.clear();
  server.fake.notices.length = 0;
  return {
    adapter,
    settings,
    page: {
      refusedSettings: { key: 'rk_test_wrong0123456789' },
      buyerPays: async (payUrl) => (await fetch(payUrl, { method: 'POST', redirect: 'manual' })).status === 303,
      notices: () => server.fake.notices,
      session: (reference) => {
        const found = server.fake.bySession(reference);
        return found === null
          ? null
          : { total: found.amount, currency: found.currency.toUpperCase(), refunded: server.fake.refunded(reference), metadata: found.metadata };
      },
      sessions: () => server.fake.sessions.size,
      breakDown: (on) => {
        server.fake.broken = on;
      },
    },
    close: () => server.close(),
  };
});

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
