import { atPrice, floorOf, marginOf, type Fee, type Margin, type OrderCosts } from './margin.ts';
import type { Minor } from './money.ts';

/**
 * What the shop's prices are asked against, as the server and the form that a host types into both
 * see it. Asked for an order of one unit, delivered: the order that leaves the least.
 */
export interface Guard {
  /** Every fee that was entered; the dearest counts, since nobody knows yet how the buyer will pay. */
  readonly fees: readonly Fee[];
  readonly tax: OrderCosts['tax'];
  readonly packing: Minor;
  readonly returns: Minor;
  /** What each order has to leave; null: figures only, nothing is refused. */
  readonly target: Minor | null;
  /** By weight, lightest first: what the buyer pays for delivery and what the carrier takes. Empty: pickup only. */
  readonly delivery: readonly { readonly upTo: number | null; readonly price: Minor; readonly cost: Minor }[];
  /** Goods from which delivery is free; null: never. */
  readonly freeFrom: Minor | null;
  /** Of a unit that nobody weighed. */
  readonly assumedGrams: number;
}
/** One unit of what is sold. */
export interface Unit {
  readonly cost: Minor;
  readonly grams: number | null;
}

function stepOf(guard: Guard, unit: Unit): { readonly price: Minor; readonly cost: Minor } {
  const grams = unit.grams ?? guard.assumedGrams;
  // Too heavy for any of them: the dearest is the nearest to what it will cost.
  return guard.delivery.find(({ upTo }) => upTo === null || grams <= upTo) ?? guard.delivery.at(-1) ?? { price: 0, cost: 0 };
}
const costsOf = (guard: Guard, carrier: Minor): readonly OrderCosts[] =>
  guard.fees.map((fee) => ({ fee, tax: guard.tax, carrier, packing: guard.packing, returns: guard.returns }));
const dealOf = (unit: Unit, shipping: Minor) => ({ units: 1, cost: unit.cost, shipping, deposit: 0 });

/** What an order of one leaves at this price, by the dearest fee. */
export function marginAt(guard: Guard, unit: Unit, price: Minor): Margin {
  const step = stepOf(guard, unit);
  const shipping = guard.freeFrom !== null && price >= guard.freeFrom ? 0 : step.price;
  const all = costsOf(guard, step.cost).map((costs) => marginOf(costs, atPrice(dealOf(unit, shipping), price)));
  return all.reduce((least, each) => (each.margin < least.margin ? each : least));
}

/** The lowest price that leaves `target`; null where no price does, or nothing has to be left. */
export function floorFor(guard: Guard, unit: Unit): Minor | null {
  const { target } = guard;
  if (target === null) return null;
  const step = stepOf(guard, unit);
  const lowest = (shipping: Minor): Minor | null => {
    let most = 0;
    for (const costs of costsOf(guard, step.cost)) {
      const floor = floorOf(costs, dealOf(unit, shipping), target);
      if (floor === null) return null;
      most = Math.max(most, floor);
    }
    return most;
  };
  const paid = lowest(step.price);
  if (paid === null || guard.freeFrom === null || paid < guard.freeFrom) return paid;
  // Dear enough that delivery is free: then it has to pay for that, too.
  const free = lowest(0);
  return free === null ? null : Math.max(guard.freeFrom, free);
}

/** Asked of the margin itself: by rounding a price above the floor may miss. */
export const leavesTooLittle = (guard: Guard, unit: Unit, price: Minor): boolean => guard.target !== null && marginAt(guard, unit, price).margin < guard.target;
