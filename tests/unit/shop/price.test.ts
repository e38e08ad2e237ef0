import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discountOn, flatPrice, flatZone, goodsOf, noPricing, portionOf, shareOf, type DiscountCode, type Pricing, type Zone } from '@protocol/pricing.ts';
import { quote, type Basket, type Quote } from '../../../server/shop/price.ts';
import { carrierCost } from '../../../server/shop/shipping.ts';
import { taxOn } from '../../../server/shop/tax.ts';

const post = { carrierId: 'post', name: 'Post', free: true, steps: [{ upTo: 500, price: 390, cost: 310 }, { upTo: 2_000, price: 590, cost: 460 }] }; // prettier-ignore
const rush = { carrierId: 'rush', name: 'Rush', free: false, steps: [{ upTo: null, price: 1_500, cost: null }] };
const home: Zone = { zoneId: 'home', name: 'Ireland', countries: ['IE'], freeFrom: 5_000, carriers: [rush, post] };
const abroad: Zone = { zoneId: 'abroad', name: 'Abroad', countries: ['FR', 'DE'], freeFrom: null, carriers: [{ ...post, steps: [{ upTo: null, price: 1_290, cost: 900 }] }] }; // prettier-ignore
const pricing: Pricing = { ...noPricing, zones: [home, abroad] };
const line = (price: number, quantity: number, grams: number | null) => ({ sku: 'A', price, quantity, grams });
const code = (changes: Partial<DiscountCode>): DiscountCode => ({
  code: 'TEN', cut: { kind: 'share', share: 1_000 }, on: 'goods', from: null, until: null, minimum: 0, uses: null, perPerson: null, combines: true, enabled: true, ...changes,
}); // prettier-ignore
const to = (country: string, carrierId: string | null = null): Basket['to'] => ({ kind: 'ship', country, carrierId });
const must = (priced: ReturnType<typeof quote>): Quote => {
  if ('refused' in priced) throw new Error(priced.refused);
  return priced;
};
const seed = Number(process.env['DROPCAST_SEED'] ?? Math.floor(Math.random() * 2 ** 30));
console.log(`price: seed ${seed}`);

describe('the price of an order', () => {
  it('shipping goes by zone, carrier and weight, the cheapest that takes it where none was chosen', () => {
    const light = must(quote(pricing, { lines: [line(1_000, 1, 400)], to: to('IE'), codes: [] }));
    expect(light).toMatchObject({ goods: 1_000, shipping: 390, total: 1_390, sent: { zoneId: 'home', carrier: 'Post', cost: 310 } });
    expect(must(quote(pricing, { lines: [line(1_000, 2, 400)], to: to('IE'), codes: [] })).shipping).toBe(590);
    expect(must(quote(pricing, { lines: [line(1_000, 1, 400)], to: to('IE', 'rush'), codes: [] })).shipping).toBe(1_500);
    expect(must(quote(pricing, { lines: [line(1_000, 1, 9_000)], to: to('IE'), codes: [] })).sent?.carrier).toBe('Rush');
    expect(must(quote(pricing, { lines: [line(1_000, 1, 400)], to: to('FR'), codes: [] })).shipping).toBe(1_290);
    expect(quote(pricing, { lines: [line(1_000, 1, 9_000)], to: to('IE', 'post'), codes: [] })).toMatchObject({ refused: 'no-such-carrier' });
    expect(quote(pricing, { lines: [line(1_000, 1, 400)], to: to('US'), codes: [] })).toMatchObject({ refused: 'cannot-ship', details: { country: 'US' } });
    const light_only = { ...pricing, zones: [{ ...home, carriers: [post] }] };
    expect(quote(light_only, { lines: [line(1_000, 1, 2_001)], to: to('IE'), codes: [] })).toMatchObject({ refused: 'too-heavy', details: { grams: 2_001 } });
  });

  it('a unit without a weight weighs what the shop says, and a zone without countries is everywhere else', () => {
    expect(must(quote({ ...pricing, assumedGrams: 501 }, { lines: [line(1_000, 1, null)], to: to('IE'), codes: [] })).shipping).toBe(590);
    const world = { ...pricing, zones: [...pricing.zones, { ...abroad, zoneId: 'rest', countries: [] }] };
    expect(must(quote(world, { lines: [line(1_000, 1, 1)], to: to('US'), codes: [] })).sent?.zoneId).toBe('rest');
  });

  it('what the carrier takes of the seller is told for lines and a country, and is unknown where nobody entered it', () => {
    expect(carrierCost(pricing, [{ quantity: 2, grams: 400 }], 'IE', null)).toBe(460);
    expect(carrierCost(pricing, [{ quantity: 2, grams: 400 }], 'IE', 'rush')).toBeNull();
    expect(carrierCost(pricing, [{ quantity: 2, grams: 400 }], 'US', null)).toBeNull();
  });

  it('promise 6 the threshold makes the carriers it counts for free, says how much is missing, and adds nothing', () => {
    const under = must(quote(pricing, { lines: [line(4_900, 1, 100)], to: to('IE'), codes: [] }));
    expect(under).toMatchObject({ shipping: 390, moreForFree: 100, goods: 4_900 });
    expect(must(quote(pricing, { lines: [line(5_000, 1, 100)], to: to('IE'), codes: [] }))).toMatchObject({ shipping: 0, moreForFree: null, total: 5_000 });
    expect(must(quote(pricing, { lines: [line(5_000, 1, 100)], to: to('IE', 'rush'), codes: [] }))).toMatchObject({ shipping: 1_500, moreForFree: null });
    // Goods count as they are paid for: a code can bring them below it.
    expect(must(quote(pricing, { lines: [line(5_000, 1, 100)], to: to('IE'), codes: [code({})] }))).toMatchObject({ shipping: 390, moreForFree: 500 });
  });

  it('whoever collects pays less where the shop says so, and never less than nothing', () => {
    const off = { ...pricing, pickupDiscount: { kind: 'share', share: 500 } } as const;
    expect(must(quote(off, { lines: [line(1_000, 1, 1)], to: { kind: 'pickup' }, codes: [] }))).toMatchObject({
      total: 950,
      discounts: [{ kind: 'pickup', on: 'goods', amount: 50 }],
    });
    const all = { ...pricing, pickupDiscount: { kind: 'amount', amount: 5_000 } } as const;
    expect(must(quote(all, { lines: [line(1_000, 1, 1)], to: { kind: 'pickup' }, codes: [] })).total).toBe(0);
    expect(must(quote(off, { lines: [line(1_000, 1, 1)], to: to('IE'), codes: [] })).discounts).toEqual([]);
  });

  it('tax is in the prices, or comes on top of goods and delivery, rounded once', () => {
    const within = must(quote({ ...pricing, tax: { rate: 2_000, onTop: false } }, { lines: [line(2_400, 1, 1)], to: to('IE'), codes: [] }));
    // 27.90 / 1.2 = 23.25.
    expect(within).toMatchObject({ total: 2_790, tax: { amount: 465, onDelivery: 65 } });
    const onTop = must(quote({ ...pricing, tax: { rate: 825, onTop: true } }, { lines: [line(1_000, 1, 1)], to: to('IE'), codes: [] }));
    // 8.25 % of 13.90 is 1.14675.
    expect(onTop).toMatchObject({ tax: { amount: 115, onDelivery: 33 }, total: 1_505 });
    expect(taxOn({ rate: 0, onTop: true }, 100, 100)).toBeNull();
  });

  it('codes come off in one order however they were typed: amounts first, then each share of what is left', () => {
    const five = code({ code: 'FIVE', cut: { kind: 'amount', amount: 500 } });
    const free = code({ code: 'SENT', cut: { kind: 'share', share: 10_000 }, on: 'delivery' });
    for (const codes of [
      [code({}), five, free],
      [free, five, code({})],
    ]) {
      const priced = must(quote(pricing, { lines: [line(2_500, 1, 1)], to: to('IE'), codes }));
      expect(priced.discounts.map(({ name, amount }) => [name, amount])).toEqual([['FIVE', 500], ['TEN', 200], ['SENT', 390]]); // prettier-ignore
      expect(priced).toMatchObject({ shipping: 390, total: 1_800 });
    }
  });

  it('codes that do not combine, or want more goods, are refused and say why', () => {
    const basket = (codes: readonly DiscountCode[]): Basket => ({ lines: [line(1_000, 1, 1)], to: { kind: 'none' }, codes });
    expect(quote(pricing, basket([code({}), code({ code: 'SOLO', combines: false })]))).toMatchObject({ refused: 'codes-apart', details: { code: 'SOLO' } });
    expect(quote(pricing, basket([code({ minimum: 1_500 })]))).toMatchObject({ refused: 'code-minimum', details: { minimum: 1_500, more: 500 } });
    expect(quote(pricing, basket(['A1', 'B1', 'C1', 'D1'].map((name) => code({ code: name }))))).toMatchObject({ refused: 'codes-apart' });
  });

  it('one flat price is a zone of its own, and is told from zones', () => {
    expect(flatPrice({ zones: [flatZone(490)] })).toBe(490);
    expect(flatPrice({ zones: [] })).toBeNull();
    expect(flatPrice(pricing)).toBeNull();
    expect(must(quote({ ...noPricing, zones: [flatZone(490)] }, { lines: [line(900, 1, null)], to: to('NZ'), codes: [] })).total).toBe(1_390);
  });
});

describe('rounding', () => {
  it('a share is the nearest unit, halves up, exact for every safe amount', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), fc.nat(10_000), (amount, share) => {
        expect(shareOf(amount, share)).toBe(Number((BigInt(amount) * BigInt(share) * 2n + 10_000n) / 20_000n));
      }),
      { seed, numRuns: 2_000 },
    );
    expect(portionOf(5, 1, 2)).toBe(3);
  });

  it('goods, discounts, shipping and tax always add up to the total, and nothing is below nothing', () => {
    const anyCode = fc.record({ on: fc.constantFrom('goods' as const, 'delivery' as const), size: fc.integer({ min: 1, max: 10_000 }), share: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(fc.record({ price: fc.nat(9_000), quantity: fc.integer({ min: 1, max: 9 }), grams: fc.option(fc.nat(900)) }), { minLength: 1, maxLength: 4 }),
        fc.array(anyCode, { maxLength: 3 }),
        fc.record({ rate: fc.nat(3_000), onTop: fc.boolean() }),
        fc.constantFrom<Basket['to']>(to('IE'), to('IE', 'rush'), to('FR'), { kind: 'pickup' }, { kind: 'none' }),
        (lines, typed, tax, where) => {
          const codes = typed.map(({ on, size, share }, at) =>
            code({ code: `C${at}`, on, cut: share ? { kind: 'share', share: size } : { kind: 'amount', amount: size } }),
          );
          const rules: Pricing = { ...pricing, tax, pickupDiscount: { kind: 'share', share: 700 } };
          const priced = must(quote(rules, { lines: lines.map((one, at) => ({ ...one, sku: `S${at}` })), to: where, codes }));
          const goods = goodsOf(lines) - discountOn(priced.discounts, 'goods');
          const delivery = priced.shipping - discountOn(priced.discounts, 'delivery');
          expect(goods).toBeGreaterThanOrEqual(0);
          expect(delivery).toBeGreaterThanOrEqual(0);
          expect(priced.total).toBe(goods + delivery + (tax.onTop ? (priced.tax?.amount ?? 0) : 0));
          if (priced.tax !== null) expect(priced.tax.onDelivery).toBeLessThanOrEqual(priced.tax.amount);
        },
      ),
      { seed, numRuns: 1_000 },
    );
  });
});
