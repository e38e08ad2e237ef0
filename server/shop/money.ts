import { floorFor, leavesTooLittle, marginAt, type Guard, type Unit, type Way } from '@protocol/margin-guard.ts';
import type { DepositTerms } from '@protocol/deposit.ts';
import { formatMoney, type Minor } from '@protocol/money.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { costOf, unitGrams } from './bundle.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import type { MoneyEvents } from './money-events.ts';
import { madeLike } from './stock.ts';
import type { ReadState } from './state.ts';

/**
 * What prices are asked against; null until the owner said what an order costs. Delivery is every carrier of every zone, and picking up at
 * its discount: what a carrier takes where its table says so, else what the owner entered.
 */
export function guardOf(state: ReadState): Guard | null {
  const money = state.single('money');
  if (money === null) return null;
  const { zones, tax, assumedGrams, pickupDiscount } = state.single('pricing');
  const sent = zones.flatMap(({ carriers, freeFrom }) =>
    carriers.map((carrier): Way => ({
      steps: carrier.steps.map((step) => ({ upTo: step.upTo, price: step.price, cost: step.cost ?? money.carrier })),
      freeFrom: carrier.free ? freeFrom : null,
      discount: null,
    })),
  );
  const isPickedUp = sent.length === 0 || pickupDiscount !== null;
  return {
    fees: [money.fee, ...Object.values(money.feeOf)],
    tax,
    packing: money.packing,
    returns: money.returns,
    target: money.target,
    ways: [...sent, ...(isPickedUp ? [{ steps: [], freeFrom: null, discount: pickupDiscount }] : [])],
    assumedGrams,
  };
}
/** null where nobody entered what it cost: then nothing can be said of its margin, and nothing is. */
function unitOf(state: ReadState, sku: string): Unit | null {
  const cost = costOf(state, sku);
  return cost === null ? null : { cost, grams: unitGrams(state, { sku, ...madeLike(state.bundles.get(sku)) }) };
}

export interface Priced {
  readonly sku: string;
  readonly price: Minor;
}
export type Waived = Omit<MoneyEvents['MarginWaived'], 'dropId'>;
/** Who may see what goods cost is told what a price leaves; a producer only hears the price that would do (P1). */
const maySeeCost = (draft: Draft): boolean => ['owner', 'host', 'system'].includes(draft.context.actor.role);

/** For the sentence. Empty where no price reaches the target. */
function leastText(state: ReadState, floor: Minor | null): string {
  const shop = state.single('shop');
  return floor === null || shop === null ? '' : formatMoney(floor, shop.currency, shop.locale);
}

/**
 * The margin guard: refuses the first price that leaves less than the target, or answers what an owner lets through with a reason, to be
 * written down behind the event it belongs to. `unit`: of what is not in the catalog yet; null: as the catalog says.
 */
export function guardPrices(
  draft: Draft,
  prices: readonly Priced[],
  waive: { readonly reason: string } | null,
  unit: Unit | null,
  deposit: DepositTerms | null,
): Refused | readonly Waived[] {
  const guard = guardOf(draft.state);
  if (guard === null) return [];
  const waived: Waived[] = [];
  for (const { sku, price } of prices) {
    const priced = unit ?? unitOf(draft.state, sku);
    if (priced === null || !leavesTooLittle(guard, priced, price, deposit)) continue;
    const floor = floorFor(guard, priced, deposit);
    const { margin } = marginAt(guard, priced, price, deposit);
    if (waive === null || draft.context.actor.role !== 'owner')
      return refuse('below-floor', { sku, price, floor, least: leastText(draft.state, floor), ...(maySeeCost(draft) ? { margin, target: guard.target } : {}) });
    waived.push({ sku, price, floor, margin, reason: waive.reason });
  }
  return waived;
}
export function noteWaived(draft: Draft, dropId: string | null, waived: readonly Waived[]): void {
  for (const each of waived) draft.emit(happened('MarginWaived', { dropId, ...each }));
}

export const moneyHandlers: Handlers<'money.save'> = {
  'money.save': (draft, money) => {
    const unknown = Object.keys(money.feeOf).find((provider) => !draft.context.offers.providers.some((offered) => offered.id === provider));
    if (unknown !== undefined) return refuse('no-such-provider', { provider: unknown });
    draft.emit(happened('MoneySaved', { money }));
  },
};
export const moneyEvolvers: Evolvers<'MoneySaved' | 'MarginWaived'> = {
  MoneySaved: (state, { money }) => state.put('money', money),
  // What was let through is told by the log and by the report of what was claimed.
  MarginWaived: () => undefined,
};
