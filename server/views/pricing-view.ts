import type { PanelParts } from '@protocol/parts.ts';
import type { OrderCosts } from '@protocol/margin.ts';
import type { Minor } from '@protocol/money.ts';
import { discountOn, goodsOf, type Zone } from '@protocol/pricing.ts';
import { aboveMedian, freeThreshold } from '@protocol/threshold.ts';
import { stepFor } from '../shop/shipping.ts';
import type { ReadState } from '../shop/state.ts';
import type { Sight } from './sight.ts';

/** Orders whose baskets say what people buy. */
const LATEST = 200;

/** V6: with what carriers take of the seller, so only for the roles that see what goods cost. */
export function pricingPart({ state }: Sight): PanelParts['pricing'] {
  const { zones, assumedGrams, pickupDiscount, tax } = state.single('pricing');
  const baskets = [...state.orders.values()]
    .slice(-LATEST)
    .filter((order) => order.state !== 'cancelled' && order.delivery.kind !== 'till')
    .map((order) => goodsOf(order.lines) - discountOn(order.discounts, 'goods'));
  const basket = aboveMedian(baskets);
  return {
    zones,
    assumedGrams,
    pickupDiscount,
    tax,
    codes: [...state.discountCodes.values()].map((code) => ({ ...code, used: state.codeUses.get(code.code) ?? 0 })),
    unweighed: [...state.variants.values()].filter((variant) => variant.grams === null).length,
    hints: zones.map((zone) => ({ zoneId: zone.zoneId, ...thresholds(state, zone), basket })),
  };
}

type Hint = PanelParts['pricing']['hints'][number];
/** Of the cheapest carrier that the threshold counts for, with a parcel of one unit that nobody weighed. */
function thresholds(state: ReadState, zone: Zone): Pick<Hint, 'breakEven' | 'target' | 'bundle'> {
  const money = state.single('money');
  const { tax, assumedGrams } = state.single('pricing');
  let cost = 0;
  let price = 0;
  for (const variant of state.variants.values()) {
    if (variant.cost === null || variant.price === 0) continue;
    cost += variant.cost;
    price += variant.price;
  }
  const [carrier] = zone.carriers.filter((one) => one.free).sort((a, b) => (a.steps[0]?.price ?? 0) - (b.steps[0]?.price ?? 0));
  if (money === null || price === 0 || carrier === undefined) return { breakEven: null, target: null, bundle: null };
  const costs: OrderCosts = {
    fee: money.fee,
    tax,
    carrier: stepFor(carrier.steps, assumedGrams)?.cost ?? money.carrier,
    packing: money.packing,
    returns: money.returns,
  };
  const breakEven = freeThreshold(costs, { cost, price }, 0);
  const target = money.target === null ? null : freeThreshold(costs, { cost, price }, money.target);
  return { breakEven, target, bundle: bundleAt(state, target ?? breakEven) };
}
/** The cheapest bundle that reaches it by itself. */
function bundleAt(state: ReadState, threshold: Minor | null): string | null {
  if (threshold === null) return null;
  const [first] = [...state.bundles.values()].filter(({ price }) => price >= threshold).sort((a, b) => a.price - b.price);
  return first?.title ?? null;
}
