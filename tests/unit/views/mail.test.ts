import { describe, expect, it } from 'vitest';
import { mailKinds } from '@protocol/mail.ts';
import { formatsOf } from '../../../server/views/formats.ts';
import { orderFacts, sampleFacts, testFacts } from '../../../server/views/mail/facts.ts';
import { letterOf, type MailFacts } from '../../../server/views/mail/letter.ts';
import { written } from '../../../server/views/mail/write.ts';
import { sightOf } from '../../../server/views/sight.ts';
import type { Order, Shop } from '../../../server/shop/state.ts';
import { newState } from '../../../server/shop/state.ts';
import { viewContext } from '../../support/view-rig.ts';

const shop: Shop = {
  name: 'Lamp stall', currency: 'GBP', locale: 'en-GB', timeZone: 'Europe/London',
  seller: { name: 'Ada', address: '1 Market St\nGalway', email: 'ada@shop.example' }, returnsUrl: 'https://shop.example/returns',
}; // prettier-ignore
const at = Date.UTC(2026, 10, 28, 12, 0, 0);
const sight = sightOf(newState(), viewContext);
const line = (sku: string, quantity: number, price: number) => ({ sku, quantity, price, refunded: 0, restocked: 0 });
const order: Order = {
  orderNumber: 1001, dropId: null, holdId: null, viewer: 'v', person: 'p', lines: [line('LAMP', 2, 1000), line('WICK', 1, 150)], shipping: 490,
  discounts: [{ kind: 'code', name: 'SUMMER', on: 'goods', amount: 215 }, { kind: 'code', name: 'POST', on: 'delivery', amount: 490 }],
  tax: { rate: 2000, onTop: true, amount: 387, onDelivery: 0 }, total: 2322, sent: null, sentBack: 0, parcel: 1000, refundedTotal: 0, delivery: { kind: 'ship' },
  provider: 'later', reference: '', handle: null, payUrl: null, state: 'paid', fulfilment: 'open', placedAt: at, payBy: null, paidAt: at, paidBy: 'cash', late: false,
  expiring: false, refundDue: false, refundsAsked: 0, refundsDone: 0, givenBack: 0, dispute: null, channel: null, also: [], by: null, link: 0,
} as unknown as Order; // prettier-ignore
const facts = (changes: Partial<Order>): MailFacts =>
  orderFacts(shop, sight, { ...order, ...changes }, { name: 'Bo', address: null }, { amount: 500, whole: false });
const amounts = (rows: readonly { readonly amount: string }[]): number =>
  rows.reduce((sum, row) => sum + Math.round(Number(row.amount.replace(/[£,]/gu, '')) * 100), 0);

describe('what a mail says', () => {
  it('lines, discounts, delivery and tax on top make the total, to the penny', () => {
    const letter = letterOf('paid', facts({}));
    expect(letter.sums.map(({ what }) => what)).toEqual(['Code SUMMER', 'Delivery', 'Code POST', 'Tax 20%']);
    expect(amounts([...letter.lines, ...letter.sums])).toBe(2322);
    expect(letter.total?.amount).toBe('£23.22');
    expect(letter.facts).toContainEqual({ label: 'Parcel', lines: ['Together with order 1000'] });
    // Tax that prices include is told beside the total, and adds nothing to it.
    const within = letterOf('paid', facts({ tax: { rate: 1900, onTop: false, amount: 300, onDelivery: 0 }, total: 1935 }));
    expect(amounts([...within.lines, ...within.sums])).toBe(1935);
    expect(within.facts).toContainEqual({ label: 'Tax in it, 19%', lines: ['£3'] });
  });

  it('promise 5 what was bought names the seller, the way back and how to withdraw; money that goes back does not', () => {
    for (const kind of ['placed', 'pay', 'paid', 'ready'] as const) {
      const { text } = written(letterOf(kind, facts({})));
      for (const piece of ['You may withdraw within 14 days', 'https://shop.example/returns', '1 Market St', 'Galway', 'ada@shop.example'])
        expect(text, kind).toContain(piece);
    }
    for (const kind of ['refunded', 'money-back', 'cancelled', 'expired'] as const)
      expect(written(letterOf(kind, facts({}))).text, kind).not.toContain('You may withdraw');
  });

  it('who withdrew reads when, and what is left out; where there is no such right nothing of it is promised', () => {
    const { subject, text } = written(letterOf('withdrawn', facts({ withdrawnAt: at })));
    expect(subject).toBe('You withdrew from order 1001 at Lamp stall');
    expect(text).toContain('on Sat 28 Nov, 12:00');
    expect(text).toContain('within 14 days');
    const state = newState();
    const variant = { handle: 'wick', options: [] } as unknown as Parameters<typeof state.variants.set>[1];
    state.variants.set('WICK', variant);
    state.put('withdrawal', { days: 30, excluded: ['wick'] });
    const of = (lines: Order['lines']): string =>
      written(letterOf('paid', orderFacts(shop, sightOf(state, viewContext), { ...order, lines }, null, { amount: 0, whole: false }))).text;
    expect(of(order.lines)).toContain('You may withdraw within 30 days');
    expect(of(order.lines)).toContain('There is no right to withdraw for: WICK');
    expect(of([line('WICK', 1, 150)])).not.toContain('You may withdraw');
    expect(of([line('WICK', 1, 150)])).toContain('There is no right to withdraw for these goods.');
  });

  it('names that would be marks, other directions or headers stay words', () => {
    const evil = '</td><script>x</script>\r\nBcc: spy@evil.example\u202E"';
    const letter = letterOf('paid', { ...facts({}), shopName: evil, seller: { name: evil, address: '1 Market St', email: 'ada@shop.example' } });
    const { subject, html, text } = written(letter);
    expect(subject).not.toMatch(/[\r\n\u202E]/u);
    expect(html).not.toMatch(/<script|\u202E/u);
    expect(text).not.toMatch(/^Bcc:/mu);
    // An address that is none of the web is no link.
    expect(written(letterOf('paid', { ...facts({}), returnsUrl: 'javascript:alert(1)' })).html).not.toContain('javascript:');
  });

  it('every kind has a subject, words and a foot, with an order or a made-up one; nothing is fetched', () => {
    for (const way of ['pickup', 'ship'] as const) {
      const sample = sampleFacts(shop, sight, way, true, at);
      for (const kind of mailKinds) {
        const made = kind === 'test' ? testFacts(shop) : kind === 'offer' ? { ...sample, order: null } : { ...sample, offer: null };
        const { subject, html, text } = written(letterOf(kind, made));
        expect(`${subject}${text}`).not.toMatch(/[{}]|undefined|NaN|\bnull\b/u);
        expect(html).not.toMatch(/<img|src=|url\(|@import|undefined|\{[a-z]+\}/iu);
        expect(text).toContain('You get this because');
        expect(html.length).toBeLessThan(12_000);
      }
    }
    expect(formatsOf(shop).money(2322)).toBe('£23.22');
  });

  it('a buyer who took longer is told when it ends; who pays at the stall, that they pay there', () => {
    const waiting = facts({ state: 'unpaid', payBy: at });
    expect(written(letterOf('pay', waiting)).text).toContain('It is kept for you until Sat 28 Nov, 12:00.');
    expect(written(letterOf('pay', facts({ state: 'paying', payBy: at }))).text).toContain('on your order’s page');
    const pickup = sampleFacts(shop, sight, 'pickup', false, at);
    expect(written(letterOf('ready', pickup)).text).toContain('You pay £24 when you pick it up.');
    expect(written(letterOf('ready', pickup)).text).toContain('Your pickup code: 7XK4P');
  });
});
