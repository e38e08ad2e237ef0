import { marginOf, type OrderCosts } from './margin.ts';
import type { Minor } from './money.ts';

/** What goods cost for what they are sold: of a unit, of a basket, or of all of the catalog. */
export interface GoodsCost {
  readonly cost: Minor;
  readonly price: Minor;
}
const WHOLE = 10_000n;
const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
/** The goods of a basket of this price cost as much, rounded up against the seller. */
const costAt = ({ cost, price }: GoodsCost, basket: Minor): Minor => Number(ceilDiv(BigInt(cost) * BigInt(basket), BigInt(price)));

/** What a basket leaves that is sent for nothing. */
export const freeBasketMargin = (costs: OrderCosts, goods: GoodsCost, basket: Minor): Minor =>
  marginOf(costs, { goods: basket, shipping: 0, cost: costAt(goods, basket), units: 1, deposit: 0 }).margin;

/**
 * The smallest basket that can be sent for nothing and leaves `target`: MONEY's `t·(m − f) ≥ K + P + F + T` with `m = 1/(1+v) − c/p`, begun
 * one unit of money below and stepped up on the whole-number function. Null where a basket of these goods never leaves it.
 */
export function freeThreshold(costs: OrderCosts, goods: GoodsCost, target: Minor): Minor | null {
  if (goods.price <= 0) return null;
  const { rate, onTop } = costs.tax;
  const taxed = WHOLE + BigInt(rate);
  const den = onTop ? WHOLE * WHOLE : WHOLE * taxed;
  const price = BigInt(goods.price);
  const kept = (WHOLE * WHOLE - BigInt(costs.fee.share) * taxed) * price - BigInt(goods.cost) * den;
  if (kept <= 0n) return null;
  const wanted = BigInt(costs.carrier) + BigInt(costs.packing) + BigInt(costs.fee.fixed) + BigInt(costs.returns) + BigInt(target) - 1n;
  let basket = Number(ceilDiv(wanted > 0n ? wanted * den * price : 0n, kept));
  while (freeBasketMargin(costs, goods, basket) < target) basket += 1;
  return basket;
}
/** Of an even number, the lower of the two in the middle; null of none. */
export const median = (amounts: readonly Minor[]): Minor | null => [...amounts].sort((a, b) => a - b)[Math.floor((amounts.length - 1) / 2)] ?? null;
/** What people order is lifted a little: 1.2 times the median basket, rounded up. */
export const aboveMedian = (amounts: readonly Minor[]): Minor | null => {
  const middle = median(amounts);
  return middle === null ? null : Math.ceil((middle * 12) / 10);
};
