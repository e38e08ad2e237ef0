import type { Minor } from './money.ts';

/** A share in hundredths of a percent: 2,000 is 20 %. */
export type Share = number;
export const WHOLE: Share = 10_000;
/** What is taken off: an amount, or a share of the sum it is taken from. */
export type Cut = { readonly kind: 'amount'; readonly amount: Minor } | { readonly kind: 'share'; readonly share: Share };

/** `upTo` grams cost `price`; null: however heavy. `cost`: what the carrier takes of the seller; null where nobody entered it. */
export interface WeightStep {
  readonly upTo: number | null;
  readonly price: Minor;
  readonly cost: Minor | null;
}
export interface Carrier {
  readonly carrierId: string;
  readonly name: string;
  /** The zone's threshold for free delivery counts for this one. */
  readonly free: boolean;
  /** Lightest first. */
  readonly steps: readonly WeightStep[];
}
export interface Zone {
  readonly zoneId: string;
  readonly name: string;
  /** ISO codes; none: everywhere that no other zone names. */
  readonly countries: readonly string[];
  /** Goods after discounts from which delivery is free; null: never. */
  readonly freeFrom: Minor | null;
  readonly carriers: readonly Carrier[];
}
/** `onTop`: added to prices; otherwise prices include it. Rate 0: there is none. */
export interface Tax {
  readonly rate: Share;
  readonly onTop: boolean;
}
/** What the shop charges beside the goods. */
export interface Pricing {
  /** None: pickup only. */
  readonly zones: readonly Zone[];
  /** What a unit without a weight is taken to weigh. */
  readonly assumedGrams: number;
  readonly pickupDiscount: Cut | null;
  readonly tax: Tax;
}
export const noPricing: Pricing = { zones: [], assumedGrams: 500, pickupDiscount: null, tax: { rate: 0, onTop: false } };

/** A code that buyers type. Applied to goods or to delivery, never to both. */
export interface DiscountCode {
  readonly code: string;
  readonly cut: Cut;
  readonly on: 'goods' | 'delivery';
  /** Instants; null: no limit on that side. */
  readonly from: number | null;
  readonly until: number | null;
  /** Of goods before discounts. */
  readonly minimum: Minor;
  /** Orders it is good for, in all and for one person; null: any number. */
  readonly uses: number | null;
  readonly perPerson: number | null;
  /** May stand beside other codes that may. */
  readonly combines: boolean;
  readonly enabled: boolean;
}
export const MOST_CODES = 3;

/** What was taken off, by name: a code as it is written, or empty for a pickup. */
export interface Discount {
  readonly kind: 'code' | 'pickup';
  readonly name: string;
  readonly on: 'goods' | 'delivery';
  readonly amount: Minor;
}
/** Tax within an order: all of it, and the part of it that lies on delivery. Part of the total where prices include it, added to it where `onTop`. */
export interface TaxAmount extends Tax {
  readonly amount: Minor;
  readonly onDelivery: Minor;
}

/** A share of an amount, rounded to the nearest unit, halves up. Exact for all amounts that are safe integers. */
export function shareOf(amount: Minor, share: Share): Minor {
  const whole = Math.floor(amount / WHOLE);
  return whole * share + Math.floor(((amount - whole * WHOLE) * share + WHOLE / 2) / WHOLE);
}
/** `amount · part / of`, rounded to the nearest unit, halves up: for amounts whose product is no safe integer. */
export function portionOf(amount: Minor, part: number, of: number): Minor {
  if (of === 0) return 0;
  return Number((BigInt(amount) * BigInt(part) * 2n + BigInt(of)) / (BigInt(of) * 2n));
}
/** The same, rounded up. */
export function portionUp(amount: Minor, part: number, of: number): Minor {
  if (of === 0) return 0;
  return Number((BigInt(amount) * BigInt(part) + BigInt(of) - 1n) / BigInt(of));
}
export const goodsOf = (lines: readonly { readonly quantity: number; readonly price: Minor }[]): Minor =>
  lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
export const discountOn = (discounts: readonly Discount[], on: Discount['on']): Minor =>
  discounts.reduce((sum, discount) => sum + (discount.on === on ? discount.amount : 0), 0);
/** What a cut takes off a sum: never more than it. */
export const cutOf = (cut: Cut, sum: Minor): Minor => Math.min(sum, cut.kind === 'amount' ? cut.amount : shareOf(sum, cut.share));

const EVERYWHERE = 'everywhere';
const FLAT = 'flat';
/** One price wherever it goes: what `shipping.save` sets. */
export const flatZone = (price: Minor): Zone => ({
  zoneId: EVERYWHERE,
  name: '',
  countries: [],
  freeFrom: null,
  carriers: [{ carrierId: FLAT, name: '', free: true, steps: [{ upTo: null, price, cost: null }] }],
});
/** The one price, where there is no more to it than that; null where nothing is sent, or by zone and weight. */
export function flatPrice({ zones }: Pick<Pricing, 'zones'>): Minor | null {
  const [zone] = zones;
  if (zones.length !== 1 || zone === undefined || zone.countries.length > 0 || zone.freeFrom !== null || zone.carriers.length !== 1) return null;
  const [step, more] = zone.carriers[0]?.steps ?? [];
  return step !== undefined && more === undefined && step.upTo === null ? step.price : null;
}

/** What of an order says where its money lies. */
export interface OrderSums {
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly price: Minor; readonly refunded: number }[];
  readonly shipping: Minor;
  readonly discounts: readonly Discount[];
  readonly tax: TaxAmount | null;
  readonly total: Minor;
}
/** Delivery as charged, with the tax on top of it. */
export const deliveryPaid = (order: OrderSums): Minor =>
  order.shipping - discountOn(order.discounts, 'delivery') + (order.tax?.onTop === true ? order.tax.onDelivery : 0);
/** What goes back for these units, beside what went back before: as they were sold, with their share of discounts and of tax on top. The last unit takes what is left of rounding. */
export function goodsBack(order: OrderSums, lines: readonly { readonly sku: string; readonly quantity: number }[]): Minor {
  const paid = order.total - deliveryPaid(order);
  const all = goodsOf(order.lines);
  const before = order.lines.reduce((sum, line) => sum + line.price * line.refunded, 0);
  const more = order.lines.reduce((sum, line) => sum + line.price * (lines.find(({ sku }) => sku === line.sku)?.quantity ?? 0), 0);
  return portionOf(paid, before + more, all) - portionOf(paid, before, all);
}
