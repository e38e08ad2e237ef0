import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stripe } from '../../server/edges/stripe/stripe.ts';
import type { PaySession } from '../../server/ports/payment.ts';

/** Against Stripe's own test mode, with the key of whoever runs it: what of the contract of payment providers needs nobody to type a card number. */
const KEY = process.env['STRIPE_TEST_KEY'] ?? '';
const adapter = stripe({ url: null, fetch, now: Date.now });
const page = adapter.page;
const settings = { key: KEY };

const session = (changes: Partial<PaySession>, taskId = randomUUID()): PaySession => ({
  taskId,
  reference: taskId,
  holdId: randomUUID(),
  orderNumber: 1001,
  total: 15_700,
  currency: 'EUR',
  lines: [{ title: 'Lamp <b>"été"</b> · Brass', quantity: 1, price: 14_800 }],
  shipping: 900,
  discount: 0,
  tax: 0,
  payBy: Date.now() + 300_000,
  note: 'It is reserved for you until 20:41. After that this page closes.',
  email: 'ana@example.com',
  returnUrl: 'https://example.com/order/1001/secret',
  metadata: { shop: 'live-test', order: '1001', line1: '1 14800 LAMP' },
  ...changes,
});

describe('Stripe itself, in test mode', () => {
  if (page === null) throw new Error('it has a page');

  it('is asked with a test key, never with a live one', () => {
    expect(KEY).toMatch(/^(?:rk|sk)_test_/u);
  });
  it('sets up: a page is opened and ended, refunds can be read', async () => {
    const done = await adapter.setUp?.(settings, { webhookUrl: null, currency: 'EUR' });
    expect(done?.lines.filter(({ ok }) => !ok)).toEqual([]);
    expect(done?.test).toBe(true);
  });
  it('E2 opening again with the same task is the same page', async () => {
    const order = session({});
    const first = await page.open(settings, order);
    expect(await page.open(settings, order)).toEqual(first);
    // In other words it is still the same: its address may have changed since.
    expect((await page.open(settings, { ...order, returnUrl: 'https://example.com/elsewhere' })).handle).toBe(first.handle);
    expect(await page.ask?.(settings, order.reference, first.handle ?? null)).toBe('open');
    expect(await page.expire(settings, order.reference, randomUUID(), null)).toBe('expired');
  });
  it('H3 ended in time: it says expired, again too', async () => {
    const order = session({});
    const { handle = null } = await page.open(settings, order);
    const taskId = randomUUID();
    expect(await page.expire(settings, order.reference, taskId, handle)).toBe('expired');
    expect(await page.expire(settings, order.reference, taskId, handle)).toBe('expired');
    expect(await page.expire(settings, order.reference, randomUUID(), handle)).toBe('expired');
    expect(await page.ask?.(settings, order.reference, handle)).toBe('expired');
  });
  it('H3 what was never opened is expired, and cannot be opened behind that', async () => {
    const order = session({});
    expect(await page.expire(settings, order.reference, randomUUID(), null)).toBe('expired');
    await expect(page.open(settings, order)).rejects.toThrow(/\w+ \w+/u);
  });
  it('takes an order with something taken off, and a currency without hundredths', async () => {
    for (const order of [
      session({ discount: 700, total: 15_000 }),
      session({ currency: 'JPY', lines: [{ title: 'Lamp', quantity: 2, price: 7_400 }], shipping: 900 }),
    ])
      expect((await page.open(settings, order)).payUrl).toMatch(/^https:/u);
  });
  it('H4 nothing is given back of what was never paid, and that is final', async () => {
    const order = session({});
    const { handle = null } = await page.open(settings, order);
    await expect(page.refund(settings, order.reference, 100, randomUUID(), handle)).rejects.toThrow(/\w+ \w+/u);
  });
  it('L5 what was paid can be asked for', async () => {
    expect(Array.isArray(await page.paidSince?.(settings, Date.now() - 86_400_000))).toBe(true);
  });
  it('a key that is none is an error in words', async () => {
    await expect(page.open({ key: 'rk_test_0123456789abcdef' }, session({}))).rejects.toThrow(/\w+ \w+/u);
  });
});
