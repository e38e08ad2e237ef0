import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Instant } from '@protocol/time.ts';
import { unitGrams } from './bundle.ts';
import { usableCodes } from './code.ts';
import { openParcel } from './parcel.ts';
import { quote, type Basket, type PricedLine, type Quote } from './price.ts';
import type { HoldLine, ReadState } from './state.ts';

/** Where it goes, as a buyer says it. `with`: in the parcel of an order that is theirs, whose address is the same. */
export type Wanted =
  | { readonly kind: 'none' }
  | { readonly kind: 'pickup' }
  | { readonly kind: 'ship'; readonly country: string; readonly carrierId: string | null }
  | { readonly kind: 'with'; readonly orderNumber: number };
export interface Asked {
  readonly lines: readonly HoldLine[];
  /** The drop they are from: a parcel is of one show. */
  readonly dropId: string;
  readonly to: Wanted;
  /** As typed. */
  readonly codes: readonly string[];
  /** All that the buyer is known by; limits for one person count against each. */
  readonly viewers: readonly string[];
  readonly now: Instant;
}
export interface Priced extends Quote {
  /** The order in whose parcel it goes; null: its own. */
  readonly parcel: number | null;
}

export const pricedLines = (state: ReadState, lines: readonly HoldLine[]): readonly PricedLine[] =>
  lines.map((line) => ({ ...line, grams: unitGrams(state, line) }));

/** What these lines cost this buyer now: asked by the checkout and, before it, by the pages. */
export function priceOf(state: ReadState, asked: Asked): Refused | Priced {
  const usable = usableCodes(state, asked.codes, asked.viewers, asked.now);
  if ('refused' in usable) return usable;
  const to = destination(state, asked);
  if ('refused' in to) return to;
  const priced = quote(state.single('pricing'), { lines: pricedLines(state, asked.lines), to, codes: usable.codes });
  return 'refused' in priced ? priced : { ...priced, parcel: to.kind === 'with' ? to.parcel.first : null };
}

function destination(state: ReadState, { to, viewers, dropId }: Asked): Refused | Basket['to'] {
  if (to.kind !== 'with') return to;
  const order = state.orders.get(String(to.orderNumber));
  if (order === undefined || order.viewer === null || !viewers.includes(order.viewer)) return refuse('no-such-order', { orderNumber: to.orderNumber });
  const parcel = openParcel(state, order, state.drops.get(dropId)?.showId ?? '');
  return 'refused' in parcel ? parcel : { kind: 'with', parcel };
}
