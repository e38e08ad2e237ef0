import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { settingFields, type Settings } from '../../server/ports/manifest.ts';
import type { PaymentAdapter, PaySession } from '../../server/ports/payment.ts';

/** A provider in the hand. All of `page` is null for one that settles by order. */
export interface PaymentWorld {
  readonly adapter: PaymentAdapter;
  readonly settings: Settings;
  readonly page: {
    /** Settings that the provider refuses. */
    readonly refusedSettings: Settings;
    /** The buyer presses the button on the page; false where the page says it is over. */
    buyerPays(payUrl: string): Promise<boolean>;
    /** Every notice the provider sent, oldest first. */
    notices(): readonly { readonly raw: Uint8Array; readonly headers: Readonly<Record<string, string>> }[];
    /** What the provider knows of a session; null where it knows none. */
    session(
      reference: string,
    ): { readonly total: number; readonly currency: string; readonly refunded: number; readonly metadata: Readonly<Record<string, string>> } | null;
    sessions(): number;
    breakDown(on: boolean): void;
  } | null;
  close(): Promise<void>;
}

/** What every way to pay keeps (DESIGN: H3, H4, H6, L5); those with a page of their own keep more. */
export function paymentSuite(name: string, settles: 'order' | 'page', makeWorld: () => Promise<PaymentWorld>): void {
  describe(`payment port: ${name}`, () => {
    let world: PaymentWorld | null = null;
    afterEach(async () => {
      await world?.close();
      world = null;
    });
    const open = async (): Promise<PaymentWorld> => (world = await makeWorld());
    const paying = async () => {
      const { adapter, settings, page } = await open();
      if (adapter.page === null || page === null) throw new Error('settles by page and has none');
      return { settings, provider: adapter.page, ...page };
    };
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
      note: 'Reserved for you until 20:41.',
      email: 'ana@buyer.example',
      returnUrl: 'http://127.0.0.1:9/order/1001/secret',
      metadata: { shop: 'mark', order: '1001', line1: '1 14800 LAMP', person: 'p1', reference: taskId },
      ...changes,
    });

    it('says of itself what the panel, the page and the doctor need', async () => {
      const { adapter, settings, page } = await open();
      const { manifest } = adapter;
      expect(manifest.id).toMatch(/^[a-z][a-z0-9-]{1,30}$/u);
      expect(manifest.label).not.toBe('');
      expect(manifest.duty).toMatch(/^[a-z-]+$/u);
      expect(manifest.settles).toBe(settles);
      expect(adapter.page !== null).toBe(settles === 'page');
      expect(page !== null).toBe(adapter.page !== null);
      for (const field of settingFields(manifest)) {
        expect(field.title, field.name).not.toBe(field.name);
        expect(field.hint, field.name).not.toBe('');
      }
      expect(manifest.settings.safeParse(settings).success).toBe(true);
      if (manifest.enabledByDefault) expect(manifest.settings.safeParse({}).success).toBe(true);
    });

    it('the doctor says what is and what to do', async () => {
      const { adapter, settings } = await open();
      const lines = [...(await adapter.doctor(null)), ...(await adapter.doctor(settings))];
      expect(lines.length).toBeGreaterThanOrEqual(2);
      for (const line of lines) {
        expect(line.what).toContain(adapter.manifest.label);
        if (!line.ok) expect(line.mend).not.toBe('');
      }
      expect(lines.at(-1)?.ok).toBe(true);
    });

    // H6: with the seller there is no session to open, end or lose; the rest is the shop's.
    if (settles === 'order') return;

    it('E2 opening again with the same task is the same page', async () => {
      const pay = await paying();
      const order = session({});
      const first = await pay.provider.open(pay.settings, order);
      expect(await pay.provider.open(pay.settings, order)).toEqual(first);
      expect(pay.sessions()).toBe(1);
      expect(pay.session(order.reference)).toMatchObject({ total: 15_700, currency: 'EUR' });
    });

    it('L5 what the provider keeps is enough to put a lost order back', async () => {
      const pay = await paying();
      const order = session({});
      await pay.provider.open(pay.settings, order);
      expect(pay.session(order.reference)?.metadata).toEqual(order.metadata);
    });

    it('H4 a payment is one notice, believed only when signed', async () => {
      const pay = await paying();
      const order = session({});
      const { payUrl } = await pay.provider.open(pay.settings, order);
      expect(await pay.buyerPays(payUrl)).toBe(true);
      const [sent] = pay.notices();
      if (!sent) throw new Error('no notice came');
      const notice = await pay.provider.notice(pay.settings, sent.raw, sent.headers);
      if (notice === null || notice === 'nothing') throw new Error('the notice says nothing');
      expect(notice).toMatchObject({ reference: order.reference, status: 'paid', amount: 15_700 });
      expect(notice.eventId).toMatch(/^[A-Za-z0-9_:.-]{8,100}$/u);
      // Twice is once: the event's id is the command's id.
      expect(await pay.provider.notice(pay.settings, sent.raw, sent.headers)).toEqual(notice);

      const tampered = Buffer.from(Buffer.from(sent.raw).toString('utf8').replace('15700', '1'));
      expect(await pay.provider.notice(pay.settings, tampered, sent.headers)).toBeNull();
      expect(await pay.provider.notice(pay.settings, sent.raw, {})).toBeNull();
      const respaced = Buffer.from(`${Buffer.from(sent.raw).toString('utf8')} `);
      expect(await pay.provider.notice(pay.settings, respaced, sent.headers)).toBeNull();
      const strange = Object.fromEntries(
        Object.entries(pay.settings).map(([key, value]) => [key, typeof value === 'string' && /secret/iu.test(key) ? 'another' : value]),
      );
      expect(await pay.provider.notice(strange, sent.raw, sent.headers)).toBeNull();
    });

    it('H3 ended in time: it says expired, again too, and nobody can pay any more', async () => {
      const pay = await paying();
      const order = session({});
      const { payUrl, handle = null } = await pay.provider.open(pay.settings, order);
      const taskId = randomUUID();
      expect(await pay.provider.expire(pay.settings, order.reference, taskId, handle)).toBe('expired');
      expect(await pay.provider.expire(pay.settings, order.reference, taskId, handle)).toBe('expired');
      expect(await pay.provider.expire(pay.settings, order.reference, randomUUID(), handle)).toBe('expired');
      expect(await pay.buyerPays(payUrl)).toBe(false);
    });

    it('H3 the buyer was faster: it says paid, and the money is there', async () => {
      const pay = await paying();
      const order = session({});
      const { payUrl, handle = null } = await pay.provider.open(pay.settings, order);
      await pay.buyerPays(payUrl);
      expect(await pay.provider.expire(pay.settings, order.reference, randomUUID(), handle)).toBe('paid');
    });

    it('H3 what was never opened is expired, and cannot be opened behind that', async () => {
      const pay = await paying();
      const order = session({});
      expect(await pay.provider.expire(pay.settings, order.reference, randomUUID(), null)).toBe('expired');
      await expect(pay.provider.open(pay.settings, order)).rejects.toThrow(/\w+ \w+/u);
    });

    it('H3 H4 where the answer to opening was lost, ending and giving back find the session all the same', async () => {
      const pay = await paying();
      const lost = session({});
      const { payUrl } = await pay.provider.open(pay.settings, lost);
      expect(await pay.provider.expire(pay.settings, lost.reference, randomUUID(), null)).toBe('expired');
      expect(await pay.buyerPays(payUrl)).toBe(false);
      const order = session({});
      await pay.buyerPays((await pay.provider.open(pay.settings, order)).payUrl);
      expect(await pay.provider.expire(pay.settings, order.reference, randomUUID(), null)).toBe('paid');
      await pay.provider.refund(pay.settings, order.reference, 700, randomUUID(), null);
      expect(pay.session(order.reference)?.refunded).toBe(700);
    });

    it('H5 L5 a provider that can be asked says how a session stands, and what was paid', async () => {
      const pay = await paying();
      const { ask, paidSince } = pay.provider;
      if (ask === undefined || paidSince === undefined) return;
      const began = Date.now();
      const [open, paid] = [session({}), session({})];
      const { handle = null } = await pay.provider.open(pay.settings, open);
      expect(await ask(pay.settings, open.reference, handle)).toBe('open');
      expect(await ask(pay.settings, open.reference, null)).toBe('open');
      await pay.buyerPays((await pay.provider.open(pay.settings, paid)).payUrl);
      expect(await ask(pay.settings, paid.reference, null)).toBe('paid');
      await pay.provider.expire(pay.settings, open.reference, randomUUID(), handle);
      expect(await ask(pay.settings, open.reference, handle)).toBe('expired');
      await pay.provider.refund(pay.settings, paid.reference, 900, randomUUID(), null);
      expect(await paidSince(pay.settings, began - 60_000)).toEqual([
        expect.objectContaining({ reference: paid.reference, amount: 15_700, refunded: 900, metadata: paid.metadata }),
      ]);
      expect(await paidSince(pay.settings, Date.now() + 3_600_000)).toEqual([]);
    });

    it('E2 a refund asked for again with the same task is one refund', async () => {
      const pay = await paying();
      const order = session({});
      const { payUrl, handle = null } = await pay.provider.open(pay.settings, order);
      await pay.buyerPays(payUrl);
      const taskId = randomUUID();
      await pay.provider.refund(pay.settings, order.reference, 5_000, taskId, handle);
      await pay.provider.refund(pay.settings, order.reference, 5_000, taskId, handle);
      expect(pay.session(order.reference)?.refunded).toBe(5_000);
      await pay.provider.refund(pay.settings, order.reference, 10_700, randomUUID(), handle);
      expect(pay.session(order.reference)?.refunded).toBe(15_700);
      await expect(pay.provider.refund(pay.settings, order.reference, 1, randomUUID(), handle)).rejects.toThrow();
    });

    it('a provider that is away, or does not know us, is an error in words', async () => {
      const pay = await paying();
      await expect(pay.provider.open(pay.refusedSettings, session({}))).rejects.toThrow(/\w+ \w+/u);
      await expect(pay.provider.open({}, session({}))).rejects.toThrow(/\w+ \w+/u);
      pay.breakDown(true);
      const order = session({});
      await expect(pay.provider.open(pay.settings, order)).rejects.toThrow(/\w+ \w+/u);
      pay.breakDown(false);
      expect((await pay.provider.open(pay.settings, order)).payUrl).toMatch(/^https?:/u);
    });
  });
}
