import { describe, expect, it } from 'vitest';
import { fromStripe, toStripe } from '../../../../server/edges/stripe/amounts.ts';
import { stripe } from '../../../../server/edges/stripe/stripe.ts';
import type { Settings } from '../../../../server/ports/manifest.ts';
import type { PaySession } from '../../../../server/ports/payment.ts';
import { FakeStripe, type FakeNotice } from '../../../support/fake-stripe.ts';

const KEY = 'rk_test_0123456789abcdef';
const START = 1_750_000_000_000;

async function world() {
  const mail: FakeNotice[] = [];
  let now = START;
  const fake = new FakeStripe({ key: KEY, now: () => now, base: () => 'https://checkout.fake', send: (notice) => mail.push(notice) });
  const adapter = stripe({ url: null, fetch: fake.fetch, now: () => now });
  const { page } = adapter;
  if (page === null) throw new Error('it has a page');
  const made = await adapter.setUp?.({ key: KEY }, { webhookUrl: 'https://shop.example/webhooks/stripe', currency: 'EUR' });
  const settings = { key: KEY, ...made?.made };
  fake.sessions.clear();
  mail.length = 0;
  const order: PaySession = {
    taskId: 'task-1', reference: 'task-1', holdId: 'hold-1', orderNumber: 1001, total: 15_700, currency: 'EUR', lines: [{ title: 'Lamp', quantity: 1, price: 14_800 }], shipping: 900, discount: 0, tax: 0,
    payBy: START + 300_000, note: 'Until 20:41.', email: '', returnUrl: 'https://shop.example/order/1001/x', metadata: { shop: 'mark', order: '1001' },
  }; // prettier-ignore
  const { payUrl, handle = null } = await page.open(settings, order);
  const session = [...fake.sessions.values()][0];
  if (session === undefined || payUrl === '') throw new Error('no session');
  const next = (): FakeNotice => {
    const notice = mail.shift();
    if (notice === undefined) throw new Error('no notice');
    return notice;
  };
  return { fake, adapter, page, settings, order, handle, session, next, pass: (ms: number) => (now += ms) };
}

describe('what Stripe sends', () => {
  it('H4 is believed as it was signed, and in no other form', async () => {
    const { fake, page, settings, session, next, pass } = await world();
    fake.pay(session.id);
    const sent = next();
    const hear = (raw: Uint8Array, headers: Readonly<Record<string, string>>, how: Settings = settings) => page.notice(how, raw, headers);
    expect(await hear(sent.raw, sent.headers)).toMatchObject({
      reference: 'task-1',
      status: 'paid',
      amount: 15_700,
      handle: session.id,
      metadata: { order: '1001' },
    });
    // Replayed: the same event, so that the command's id is the same.
    expect(await hear(sent.raw, sent.headers)).toEqual(await hear(sent.raw, sent.headers));
    // Every bit counts.
    for (let at = 0; at < sent.raw.length; at += 7) {
      const flipped = Buffer.from(sent.raw);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
      expect(await hear(flipped, sent.headers), `bit of byte ${at}`).toBeNull();
    }
    const signature = sent.headers['stripe-signature'] ?? '';
    const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      'no signature': {},
      'an empty one': { 'stripe-signature': '' },
      'a flipped signature': { 'stripe-signature': signature.replace(/.$/u, (last) => (last === '0' ? '1' : '0')) },
      'another time': { 'stripe-signature': signature.replace(/t=\d+/u, `t=${START / 1000 + 10}`) },
      'an older scheme': { 'stripe-signature': signature.replace('v1=', 'v0=') },
    };
    for (const [what, headers] of Object.entries(table)) expect(await hear(sent.raw, headers), what).toBeNull();
    const text = sent.raw.toString('utf8');
    for (const again of [JSON.stringify(JSON.parse(text), null, 2), `${text} `, text.replace('"paid"', '"unpaid"')])
      expect(await hear(Buffer.from(again), sent.headers), 're-stringified').toBeNull();
    expect(await hear(sent.raw, sent.headers, { ...settings, webhookSecret: 'whsec_another' }), 'wrong secret').toBeNull();
    expect(await hear(sent.raw, sent.headers, { key: KEY }), 'no secret').toBeNull();
    pass(300_000);
    expect(await hear(sent.raw, sent.headers), '300 s old').not.toBeNull();
    pass(1_000);
    expect(await hear(sent.raw, sent.headers), '301 s old').toBeNull();
  });

  it('refunds say all that went back so far, disputes whose they are, and what is nobody’s says nothing', async () => {
    const { fake, page, settings, handle, session, next } = await world();
    fake.pay(session.id);
    next();
    const heard = async () => {
      const { raw, headers } = next();
      return page.notice(settings, raw, headers);
    };
    await page.refund(settings, 'task-1', 700, 'refund-1', handle);
    expect(await heard()).toMatchObject({ reference: 'task-1', status: 'refunded', amount: 700 });
    fake.refundByHand('task-1', 300);
    expect(await heard()).toMatchObject({ reference: 'task-1', status: 'refunded', amount: 1_000 });
    fake.failRefund('task-1');
    expect(await heard()).toMatchObject({ reference: 'task-1', status: 'refund-failed', amount: 700 });
    for (const [state, status] of [
      ['open', 'disputed'],
      ['won', 'dispute-won'],
      ['lost', 'dispute-lost'],
    ] as const) {
      // prettier-ignore
      fake.dispute('task-1', state);
      expect(await heard()).toMatchObject({ reference: 'task-1', status, amount: 15_700 });
    }
    await expect(page.refund(settings, 'task-1', 100, 'refund-2', handle)).rejects.toMatchObject({ name: 'RefusedForGood' });
    // A session that somebody made for something else in the same account.
    const other = await stripeSession(fake);
    fake.pay(other);
    expect(await heard()).toBe('nothing');
  });
});

/** Made by nobody we know. */
async function stripeSession(fake: FakeStripe): Promise<string> {
  const body =
    'mode=payment&success_url=https://b.ie&line_items[0][quantity]=1&line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=500';
  const reply = fake.handle('POST', new URL('https://api.fake/v1/checkout/sessions'), { authorization: `Bearer ${KEY}` }, body);
  return (reply.body as { readonly id: string }).id; // the fake's own
}

describe('what is made at Stripe', () => {
  it('H3 a page carries its reservation, until when, what is in it, and ends no sooner by itself than Stripe allows', async () => {
    const { session } = await world();
    expect(session).toMatchObject({
      clientReference: 'hold-1',
      amount: 15_700,
      note: 'Until 20:41.',
      metadata: { shop: 'mark', order: '1001', reference: 'task-1' },
    });
    expect(session.expiresAt - session.created).toBeGreaterThanOrEqual(1_800 + 300);
  });
  it('set up twice, the old webhook is replaced; without a permission it says which', async () => {
    const { fake, adapter } = await world();
    const shop = { webhookUrl: 'https://shop.example/webhooks/stripe', currency: 'EUR' } as const;
    expect((await adapter.setUp?.({ key: KEY }, shop))?.ok).toBe(true);
    expect([...fake.endpoints.values()].map(({ url }) => url)).toEqual([shop.webhookUrl]);
    fake.forbidden.add('webhooks');
    const refused = await adapter.setUp?.({ key: KEY }, shop);
    expect(refused).toMatchObject({ ok: false, made: {} });
    expect(refused?.lines.at(-1)?.mend).toContain('webhooks');
    expect(fake.endpoints.size).toBe(1);
    // Nobody outside reaches it: it is asked instead.
    expect(await adapter.setUp?.({ key: KEY }, { ...shop, webhookUrl: null })).toMatchObject({ ok: true, test: true });
  });
  it('counts as Stripe does where that is not as everybody does', () => {
    expect([toStripe(500, 'ISK'), toStripe(500, 'JPY'), toStripe(1_000, 'MGA'), toStripe(1_050, 'MGA'), toStripe(1_234, 'KWD'), toStripe(999, 'EUR')]).toEqual([
      50_000,
      500,
      10,
      null,
      null,
      999,
    ]);
    expect([fromStripe(50_000, 'isk'), fromStripe(500, 'jpy'), fromStripe(10, 'mga'), fromStripe(999, 'eur')]).toEqual([500, 500, 1_000, 999]);
  });
});
