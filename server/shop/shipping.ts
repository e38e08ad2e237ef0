import type { Minor } from '@protocol/money.ts';
import type { Carrier, Pricing, WeightStep, Zone } from '@protocol/pricing.ts';

/** Where goods go, what they weigh, and what a carrier takes for it. */

export interface Weighed {
  readonly quantity: number;
  /** Of one unit; null where nobody entered it. */
  readonly grams: number | null;
}
/** Grams of all of them; a unit without a weight counts as the shop said. */
export const gramsOf = (lines: readonly Weighed[], assumedGrams: number): number =>
  lines.reduce((sum, line) => sum + line.quantity * (line.grams ?? assumedGrams), 0);

/** The zone that names the country, else the one for everywhere else; null: not sent there. */
export const zoneOf = (zones: readonly Zone[], country: string): Zone | null =>
  zones.find((zone) => zone.countries.includes(country)) ?? zones.find((zone) => zone.countries.length === 0) ?? null;

/** The step a parcel falls into; null: too heavy for this carrier. */
export const stepFor = (steps: readonly WeightStep[], grams: number): WeightStep | null => steps.find(({ upTo }) => upTo === null || grams <= upTo) ?? null;

/** One carrier of one zone as it was when a parcel was begun: what is added to it later is priced by this. */
export interface Ladder {
  readonly zoneId: string;
  readonly zone: string;
  readonly carrierId: string;
  readonly carrier: string;
  /** Goods after discounts from which it is free; null: never. */
  readonly freeFrom: Minor | null;
  readonly steps: readonly WeightStep[];
}
/** How an order is sent, kept with it: refunds and what joins the parcel are worked out from this, whatever the shop charges by then. */
export interface Sent extends Ladder {
  /** By sku: grams of one unit. */
  readonly weights: Readonly<Record<string, number>>;
  /** Delivery before codes; of what goes in another's parcel, what it adds. */
  readonly list: Minor;
  /** What the carrier takes of the seller for it, likewise; null where nobody entered it. */
  readonly cost: Minor | null;
}
export const ladderOf = (zone: Zone, carrier: Carrier): Ladder => ({
  zoneId: zone.zoneId,
  zone: zone.name,
  carrierId: carrier.carrierId,
  carrier: carrier.name,
  freeFrom: carrier.free ? zone.freeFrom : null,
  steps: carrier.steps,
});

/** What the buyer pays for a parcel of this weight with these goods (after discounts) in it; null: too heavy. */
export function ladderPrice(ladder: Pick<Ladder, 'freeFrom' | 'steps'>, grams: number, goods: Minor): Minor | null {
  const step = stepFor(ladder.steps, grams);
  if (step === null) return null;
  return ladder.freeFrom !== null && goods >= ladder.freeFrom ? 0 : step.price;
}

/** Carriers of a country that take a parcel of this weight, cheapest for the buyer first. */
export function ladders(
  pricing: Pick<Pricing, 'zones'>,
  country: string,
  grams: number,
  goods: Minor,
): readonly { ladder: Ladder; price: Minor; cost: Minor | null }[] {
  const zone = zoneOf(pricing.zones, country);
  if (zone === null) return [];
  return zone.carriers
    .flatMap((carrier) => {
      const ladder = ladderOf(zone, carrier);
      const price = ladderPrice(ladder, grams, goods);
      return price === null ? [] : [{ ladder, price, cost: stepFor(carrier.steps, grams)?.cost ?? null }];
    })
    .sort((a, b) => a.price - b.price);
}

/**
 * MONEY's K: what the carrier takes of the seller for these lines. `country` by its ISO code; `carrierId` null: the cheapest for the buyer.
 * Null where it is not sent there, too heavy, or nobody entered what it costs.
 */
export function carrierCost(pricing: Pricing, lines: readonly Weighed[], country: string, carrierId: string | null): Minor | null {
  const fitting = ladders(pricing, country, gramsOf(lines, pricing.assumedGrams), 0);
  return (carrierId === null ? fitting[0] : fitting.find(({ ladder }) => ladder.carrierId === carrierId))?.cost ?? null;
}
