import { atPrice, floorOf, marginOf, type Fee, type Margin, type OrderCosts } from './margin.ts';
import { depositOf, type DepositTerms } from './deposit.ts';
import type { Minor } from './money.ts';
import { WHOLE, cutOf, type Cut } from './pricing.ts';

/**
 * What the shop's prices are asked against, as the server and the form that a host types into both
 * see it. Asked for an order of one unit, the way that leaves the least.
 */
export interface Guard {
  /** Every fee that was entered; the dearest counts, since nobody knows yet how the buyer will pay. */
  readonly fees: readonly Fee[];
  readonly tax: OrderCosts['tax'];
  readonly packing: Minor;
  readonly returns: Minor;
  /** What each order has to leave; null: figures only, nothing is refused. */
  readonly target: Minor | null;
  /** Every way that goods can reach a buyer; the one that leaves the least counts, since nobody knows yet where they live. */
  readonly ways: readonly Way[];
  /** Of a unit that nobody weighed. */
  readonly assumedGrams: number;
}
/** A carrier of a zone, or picking it up. */
export interface Way {
  /** By weight, lightest first: what the buyer pays for delivery and what the carrier takes. Empty: picked up. */
  readonly steps: readonly { readonly upTo: number | null; readonly price: Minor; readonly cost: Minor }[];
  /** Goods from which delivery is free; null: never. */
  readonly freeFrom: Minor | null;
  /** For picking it up. */
  readonly discount: Cut | null;
}
/** One unit of what is sold. */
export interface Unit {
  readonly cost: Minor;
  readonly grams: number | null;
}

function stepOf(guard: Guard, way: Way, unit: Unit): { readonly price: Minor; readonly cost: Minor } {
  const grams = unit.grams ?? guard.assumedGrams;
  // Too heavy for any of them: the dearest is the nearest to what it will cost.
  return way.steps.find(({ upTo }) => upTo === null || grams <= upTo) ?? way.steps.at(-1) ?? { price: 0, cost: 0 };
}
const costsOf = (guard: Guard, carrier: Minor): readonly OrderCosts[] =>
  guard.fees.map((fee) => ({ fee, tax: guard.tax, carrier, packing: guard.packing, returns: guard.returns }));
/** Of one unit: what is paid ahead of it. */
const aheadOf = (deposit: DepositTerms | null, price: Minor): Minor =>
  depositOf(deposit, { lines: [{ quantity: 1, price }], discounts: [], total: Number.MAX_SAFE_INTEGER }) ?? 0;
const dealOf = (unit: Unit, shipping: Minor, deposit: Minor) => ({ units: 1, cost: unit.cost, shipping, deposit });
const isFree = (way: Way, price: Minor): boolean => way.freeFrom !== null && price >= way.freeFrom;
const goodsAt = (way: Way, price: Minor): Minor => (way.discount === null ? price : price - cutOf(way.discount, price));

/** What an order of one leaves at this price, by the way and the fee that take the most. */
export function marginAt(guard: Guard, unit: Unit, price: Minor, deposit: DepositTerms | null): Margin {
  const all = guard.ways.flatMap((way) => {
    const step = stepOf(guard, way, unit);
    const deal = dealOf(unit, isFree(way, price) ? 0 : step.price, aheadOf(deposit, goodsAt(way, price)));
    return costsOf(guard, step.cost).map((costs) => marginOf(costs, atPrice(deal, goodsAt(way, price))));
  });
  return all.reduce((least, each) => (each.margin < least.margin ? each : least));
}

/** The lowest price that leaves `target` whichever way it goes; null where no price does, or nothing has to be left. */
export function floorFor(guard: Guard, unit: Unit, deposit: DepositTerms | null): Minor | null {
  const { target } = guard;
  if (target === null) return null;
  let price = 0;
  for (;;) {
    let most = price;
    for (const way of guard.ways) {
      const step = stepOf(guard, way, unit);
      for (const costs of costsOf(guard, step.cost)) {
        const goods = floorOf(costs, dealOf(unit, isFree(way, price) ? 0 : step.price, aheadOf(deposit, goodsAt(way, price))), target);
        const asked = goods === null ? null : beforeDiscount(way, goods);
        if (asked === null) return null;
        most = Math.max(most, asked);
      }
    }
    // Dear enough that delivery became free: then it has to pay for that, too.
    if (most > price) price = most;
    else if (leavesTooLittle(guard, unit, price, deposit)) price += 1;
    else return price;
  }
}
/** The lowest price of which, less what is taken off, this is left. */
function beforeDiscount(way: Way, goods: Minor): Minor | null {
  if (way.discount === null) return goods;
  if (way.discount.kind === 'share' && way.discount.share >= WHOLE) return goods > 0 ? null : 0;
  let price = way.discount.kind === 'amount' ? goods + (goods > 0 ? way.discount.amount : 0) : Math.floor((goods * WHOLE) / (WHOLE - way.discount.share)) - 1;
  price = Math.max(0, price);
  while (goodsAt(way, price) < goods) price += 1;
  return price;
}

/** Asked of the margin itself: by rounding a price above the floor may miss. */
export const leavesTooLittle = (guard: Guard, unit: Unit, price: Minor, deposit: DepositTerms | null): boolean =>
  guard.target !== null && marginAt(guard, unit, price, deposit).margin < guard.target;
