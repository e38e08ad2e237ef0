import type { PanelParts } from '@protocol/parts.ts';
import { guardOf } from '../shop/money.ts';
import type { Sight } from './sight.ts';

/** V6: for the roles that see what goods cost. A form asks it the same function that the server asks. */
export const guardPart = (sight: Sight): PanelParts['guard'] => guardOf(sight.state);

export const pricesPart = (sight: Sight): PanelParts['prices'] => Object.fromEntries(sight.state.prices.entries());

/** What the owner entered, for the form. */
export function moneyPart(sight: Sight): PanelParts['money'] {
  const money = sight.state.single('money');
  if (money === null) return null;
  return { fee: money.fee, feeOf: money.feeOf, carrier: money.carrier, packing: money.packing, returns: money.returns, target: money.target };
}
