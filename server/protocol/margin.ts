import type { Minor } from './money.ts';

/**
 * What an order leaves the seller, and the lowest price that leaves enough: one function for the
 * server's guard, the desk and the form that a host types into. Amounts are integers in minor units,
 * shares in hundredths of a percent (2,000 is 20 %). Worked out in whole numbers of any size and
 * rounded once, at the end, against the seller: no figure here promises more than the order brings.
 */
const WHOLE = 10_000n;

/** What a payment costs: a share of what is paid, and a fixed amount each time. */
export interface Fee {
  readonly share: number;
  readonly fixed: Minor;
}
/** What an order costs beside its goods. */
export interface OrderCosts {
  readonly fee: Fee;
  /** `onTop`: added to the price, so that the fee is taken of both; otherwise part of it. Rate 0: none. */
  readonly tax: { readonly rate: number; readonly onTop: boolean };
  readonly carrier: Minor;
  readonly packing: Minor;
  /** Expected returns, per order. */
  readonly returns: Minor;
}
export interface OrderFigures {
  /** Σ price · quantity, discounts taken off. */
  readonly goods: Minor;
  /** Delivery as charged. */
  readonly shipping: Minor;
  /** Σ unit cost · quantity. */
  readonly cost: Minor;
  readonly units: number;
  /** Paid ahead; what is left is a second payment, which pays the fixed fee again. 0: paid at once. */
  readonly deposit: Minor;
}
export interface Margin {
  /** What the buyer pays, tax on top included. */
  readonly charged: Minor;
  readonly fee: Minor;
  /** Without tax, rounded down. */
  readonly net: Minor;
  /** Rounded down: 1.2783 € does not reach 1.28 €. */
  readonly margin: Minor;
  /** Per unit sold, after all of it. */
  readonly unit: Minor;
  /** Of net, in hundredths of a percent; 0 where there is no net. */
  readonly share: number;
  /** What the seller adds to delivery, its fee included, rounded up; below 0 where delivery brings something in. */
  readonly subsidy: Minor;
}

const floorDiv = (a: bigint, b: bigint): bigint => (a < 0n && a % b !== 0n ? a / b - 1n : a / b);
const ceilDiv = (a: bigint, b: bigint): bigint => -floorDiv(-a, b);
const of = (amount: number): bigint => BigInt(amount);

/** Prices divided by this are net: 1 where tax comes on top. As a fraction over `WHOLE`. */
const taxedWhole = (tax: OrderCosts['tax']): bigint => (tax.onTop ? WHOLE : WHOLE + of(tax.rate));
const feeOn = (fee: Fee, paid: bigint): bigint => ceilDiv(of(fee.share) * paid, WHOLE) + of(fee.fixed);

function sums(costs: OrderCosts, order: OrderFigures) {
  const sum = of(order.goods) + of(order.shipping);
  const tax = costs.tax.onTop ? (sum * of(costs.tax.rate) + WHOLE / 2n) / WHOLE : 0n;
  const charged = sum + tax;
  const deposit = of(order.deposit);
  const fee = deposit > 0n && deposit < charged ? feeOn(costs.fee, deposit) + feeOn(costs.fee, charged - deposit) : feeOn(costs.fee, charged);
  const den = taxedWhole(costs.tax);
  const spent = of(order.cost) + of(costs.carrier) + of(costs.packing) + fee + of(costs.returns);
  return { sum, charged, fee, den, left: sum * WHOLE - spent * den };
}

/** `margin = (G+S)/(1+v) − Σcq − K − P − fee − R` (MONEY). */
export function marginOf(costs: OrderCosts, order: OrderFigures): Margin {
  const { sum, charged, fee, den, left } = sums(costs, order);
  const shipping = of(order.shipping);
  const shippingTaxed = costs.tax.onTop ? shipping * (WHOLE + of(costs.tax.rate)) : shipping * WHOLE;
  // K − S/(1+v) + f·S over one denominator.
  const over = den * WHOLE * WHOLE;
  const subsidy = of(costs.carrier) * over - shipping * WHOLE * WHOLE * WHOLE + of(costs.fee.share) * shippingTaxed * den;
  return {
    charged: Number(charged),
    fee: Number(fee),
    net: Number(floorDiv(sum * WHOLE, den)),
    margin: Number(floorDiv(left, den)),
    unit: order.units === 0 ? 0 : Number(floorDiv(left, den * of(order.units))),
    share: sum === 0n ? 0 : Number(floorDiv(left, sum)),
    subsidy: Number(ceilDiv(subsidy, over)),
  };
}

/** What of a deal does not move with its price. */
export type Deal = Omit<OrderFigures, 'goods'>;
/** A deal of `units` at this price each. */
export const atPrice = (deal: Deal, price: Minor): OrderFigures => ({ ...deal, goods: price * deal.units });

/**
 * The lowest price per unit whose margin reaches `target`: the closed form `(Σcq + K + P + F + R + T) / (q·(1/(1+v) − f))`, less the
 * delivery that is charged, begun one unit of money below (tax on top is rounded), of a deposit as if it were one payment, and then stepped up on the whole-number function.
 * Single prices above it may miss again, by rounding: a guard asks `marginOf` for its price. Null where tax and fee eat the
 * whole price, so that none is high enough.
 */
export function floorOf(costs: OrderCosts, deal: Deal, target: Minor): Minor | null {
  const { rate, onTop } = costs.tax;
  const share = of(costs.fee.share);
  const units = of(deal.units);
  // 1/(1+v) − f·(1 + tax on top), over `den`.
  const den = onTop ? WHOLE * WHOLE : WHOLE * (WHOLE + of(rate));
  const kept = WHOLE * WHOLE - share * (WHOLE + of(rate));
  if (kept <= 0n || units <= 0n) return null;
  const wanted = of(deal.cost) + of(costs.carrier) + of(costs.packing) + of(costs.fee.fixed) + of(costs.returns) + of(target) - 1n;
  const start = ceilDiv(wanted * den - of(deal.shipping) * kept, units * kept);
  let price = Number(start > 0n ? start : 0n);
  while (marginOf(costs, atPrice(deal, price)).margin < target) price += 1;
  return price;
}
