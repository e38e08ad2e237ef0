import type { Minor } from '@protocol/money.ts';
import { cutOf, goodsOf, type Discount, type DiscountCode, type Pricing, type TaxAmount } from '@protocol/pricing.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { codesRefused, inOrder } from './code.ts';
import { taxWith, type OpenParcel } from './parcel.ts';
import { gramsOf, ladderPrice, ladders, stepFor, zoneOf, type Ladder, type Sent } from './shipping.ts';
import { taxOn } from './tax.ts';

/**
 * The one function that prices an order: for checkout, for the buyer's pages before it, for the desk
 * and for whoever asks what a deal would leave. All amounts are integers in minor units.
 */
export interface PricedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly price: Minor;
  /** Of one unit; null where nobody entered it. */
  readonly grams: number | null;
}
/** `none`: not chosen yet, so goods alone. `carrierId` null: the cheapest that takes it. */
export type Destination =
  | { readonly kind: 'none' }
  | { readonly kind: 'pickup' }
  | { readonly kind: 'ship'; readonly country: string; readonly carrierId: string | null }
  | { readonly kind: 'with'; readonly parcel: OpenParcel };
export interface Basket {
  readonly lines: readonly PricedLine[];
  readonly to: Destination;
  /** Good at this time and for this person (`usableCodes`); whether they fit this basket is asked here. */
  readonly codes: readonly DiscountCode[];
}
export interface Quote {
  /** Σ price · quantity. */
  readonly goods: Minor;
  readonly discounts: readonly Discount[];
  /** Delivery before codes. */
  readonly shipping: Minor;
  /** null: there is none. */
  readonly tax: TaxAmount | null;
  /** Goods − discounts + shipping, and tax where it comes on top. */
  readonly total: Minor;
  /** null: not sent. */
  readonly sent: Sent | null;
  /** Where more goods would make delivery free: how much more. Nothing is added for it (MONEY, promise 6). */
  readonly moreForFree: Minor | null;
  /** Of the parcel it goes in: delivery paid there that comes back, since both together cost less. */
  readonly comesBack: Minor;
}

/** Refused where it is not sent there, is too heavy, or a code does not fit. */
export function quote(pricing: Pricing, basket: Basket): Refused | Quote {
  const { lines, to, codes } = basket;
  const goods = goodsOf(lines);
  const unfit = codesRefused(codes, goods);
  if (unfit !== null) return unfit;

  const discounts: Discount[] = [];
  let left = goods;
  if (to.kind === 'pickup' && pricing.pickupDiscount !== null) {
    const amount = cutOf(pricing.pickupDiscount, left);
    if (amount > 0) discounts.push({ kind: 'pickup', name: '', on: 'goods', amount });
    left -= amount;
  }
  for (const code of inOrder(codes, 'goods')) {
    const amount = cutOf(code.cut, left);
    discounts.push({ kind: 'code', name: code.code, on: 'goods', amount });
    left -= amount;
  }

  const weights = Object.fromEntries(lines.map((line) => [line.sku, line.grams ?? pricing.assumedGrams]));
  const delivery = deliveryFor(pricing, to, gramsOf(lines, pricing.assumedGrams), left, weights);
  if ('refused' in delivery) return delivery;
  let charged = delivery.shipping;
  for (const code of inOrder(codes, 'delivery')) {
    const amount = cutOf(code.cut, charged);
    discounts.push({ kind: 'code', name: code.code, on: 'delivery', amount });
    charged -= amount;
  }

  const tax = to.kind === 'with' ? taxWith(to.parcel, pricing.tax, left, charged, delivery.comesBack) : taxOn(pricing.tax, left, charged);
  return { goods, discounts, ...delivery, tax, total: left + charged + (tax?.onTop === true ? tax.amount : 0) };
}

type Delivered = Pick<Quote, 'shipping' | 'sent' | 'moreForFree' | 'comesBack'>;
function deliveryFor(pricing: Pricing, to: Destination, grams: number, goods: Minor, weights: Sent['weights']): Refused | Delivered {
  switch (to.kind) {
    case 'none':
    case 'pickup':
      return { shipping: 0, sent: null, moreForFree: null, comesBack: 0 };
    case 'ship': {
      const zone = zoneOf(pricing.zones, to.country);
      if (zone === null) return refuse('cannot-ship', { country: to.country });
      const fitting = ladders(pricing, to.country, grams, goods);
      if (fitting.length === 0) return refuse('too-heavy', { grams });
      const chosen = to.carrierId === null ? fitting[0] : fitting.find(({ ladder }) => ladder.carrierId === to.carrierId);
      if (chosen === undefined) return refuse('no-such-carrier', { carrier: to.carrierId });
      const { ladder, price, cost } = chosen;
      const { freeFrom } = ladder;
      return {
        shipping: price,
        sent: { ...ladder, weights, list: price, cost },
        moreForFree: freeFrom !== null && goods < freeFrom && price > 0 ? freeFrom - goods : null,
        comesBack: 0,
      };
    }
    case 'with': {
      const { parcel } = to;
      const together = ladderPrice(parcel.ladder, parcel.grams + grams, parcel.goods + goods);
      if (together === null) return refuse('too-heavy', { grams: parcel.grams + grams });
      const before = stepFor(parcel.ladder.steps, parcel.grams)?.cost ?? null;
      const after = stepFor(parcel.ladder.steps, parcel.grams + grams)?.cost ?? null;
      const shipping = Math.max(0, together - parcel.list);
      const { freeFrom } = parcel.ladder;
      return {
        shipping,
        sent: { ...ladderIn(parcel.ladder), weights, list: shipping, cost: before === null || after === null ? null : after - before },
        moreForFree: freeFrom !== null && parcel.goods + goods < freeFrom && together > 0 ? freeFrom - parcel.goods - goods : null,
        comesBack: Math.max(0, parcel.list - together),
      };
    }
    default: {
      const never: never = to;
      return never;
    }
  }
}

/** Without what else a kept order says of how it is sent. */
const ladderIn = ({ zoneId, zone, carrierId, carrier, freeFrom, steps }: Ladder): Ladder => ({ zoneId, zone, carrierId, carrier, freeFrom, steps });
