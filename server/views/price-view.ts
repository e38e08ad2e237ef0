import { codeInput } from '@protocol/price-commands.ts';
import { depositOf } from '@protocol/deposit.ts';
import type { Minor } from '@protocol/money.ts';
import { flatPrice, type Discount, type TaxAmount } from '@protocol/pricing.ts';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { Instant } from '@protocol/time.ts';
import { priceOf, type Asked, type Priced } from '../shop/checkout-price.ts';
import { holdersOf } from '../shop/hold.ts';
import { zoneOf } from '../shop/shipping.ts';
import type { Hold, ReadState } from '../shop/state.ts';

/** What a reserved basket comes to in each way it can reach the buyer: the whole of it, before anything is typed or chosen (MONEY, promise 4). */
export interface Sum {
  readonly goods: Minor;
  readonly discounts: readonly Discount[];
  readonly shipping: Minor;
  readonly tax: TaxAmount | null;
  readonly total: Minor;
  readonly moreForFree: Minor | null;
  readonly comesBack: Minor;
  /** Paid now, where the rest comes later; null: all of it. */
  readonly ahead: Minor | null;
}
export interface SentSum extends Sum {
  readonly carrierId: string;
  /** Empty where the shop has one way to send and gave it no name. */
  readonly carrier: string;
}
export interface JoinedSum extends Sum {
  /** In the parcel of this order of theirs. */
  readonly orderNumber: number;
}
export interface HoldPrices {
  /** Before it is chosen how it comes. */
  readonly goods: Sum;
  readonly pickup: Sum;
  readonly sent: readonly SentSum[];
  readonly joined: readonly JoinedSum[];
  /** Why a code was not taken; the sums are without any. */
  readonly refused: Refused | null;
  /** Why nothing is sent to that country; null where it is. */
  readonly unsent: Refused | null;
}

/** What somebody wrote where codes go, apart from each other. */
export function typedCodes(text: string): Refused | { readonly codes: readonly string[] } {
  const codes: string[] = [];
  for (const word of text.split(/[\s,;]+/u)) {
    if (word === '') continue;
    const code = codeInput.safeParse(word);
    if (!code.success) return refuse('no-such-code', { code: word.slice(0, 24) });
    codes.push(code.data);
  }
  return { codes };
}

/** `country` by its ISO code; `viewer`: whose browser looks, null for nobody known. */
export function holdPrices(state: ReadState, hold: Hold, country: string, codesText: string, viewer: string | null, now: Instant): HoldPrices {
  const typed = typedCodes(codesText);
  const terms = state.drops.get(hold.dropId)?.deposit ?? null;
  const sumOf = ({ goods, discounts, shipping, tax, total, moreForFree, comesBack }: Priced): Sum => ({
    goods, discounts, shipping, tax, total, moreForFree, comesBack, ahead: depositOf(terms, { lines: hold.lines, discounts, total }),
  }); // prettier-ignore
  const base = { lines: hold.lines, dropId: hold.dropId, viewers: holdersOf(hold), now };
  const tried = isRefused(typed) ? typed : priceOf(state, { ...base, to: { kind: 'none' }, codes: typed.codes });
  const codes = isRefused(typed) || isRefused(tried) ? [] : typed.codes;
  const ask = (to: Asked['to']): Refused | Priced => priceOf(state, { ...base, to, codes });
  // Without codes and without a way to send nothing is left to refuse.
  const sure = (to: Asked['to']): Sum => {
    const priced = ask(to);
    if (isRefused(priced)) throw new Error(`a basket that is not sent was refused: ${priced.refused}`);
    return sumOf(priced);
  };
  const cheapest = ask({ kind: 'ship', country, carrierId: null });
  const carriers = zoneOf(state.single('pricing').zones, country)?.carriers ?? [];
  const sent = carriers.flatMap((carrier): SentSum[] => {
    const priced = ask({ kind: 'ship', country, carrierId: carrier.carrierId });
    return isRefused(priced) ? [] : [{ ...sumOf(priced), carrierId: carrier.carrierId, carrier: carrier.name }];
  });
  const own = viewer !== null && base.viewers.includes(viewer) ? (state.ordersOf.get(viewer) ?? []) : [];
  const joined = own.flatMap((orderNumber): JoinedSum[] => {
    // One offer for each parcel, by the order that began it.
    if (state.orders.get(String(orderNumber))?.parcel !== null) return [];
    const priced = ask({ kind: 'with', orderNumber });
    return isRefused(priced) ? [] : [{ ...sumOf(priced), orderNumber }];
  });
  return {
    goods: sure({ kind: 'none' }),
    pickup: sure({ kind: 'pickup' }),
    sent: sent.sort((a, b) => a.total - b.total),
    joined,
    refused: isRefused(typed) ? typed : isRefused(tried) ? tried : null,
    unsent: isRefused(cheapest) ? cheapest : null,
  };
}

/** Delivery as a page tells it before anything is chosen. */
export interface DeliveryFacts {
  /** The least it costs to the buyer's likely country; where that is not served, anywhere. */
  readonly from: Minor;
  /** It is that, whatever is ordered. */
  readonly isFlat: boolean;
  readonly zones: readonly { readonly name: string; readonly from: Minor; readonly freeFrom: Minor | null }[];
}
export function deliveryFacts(state: ReadState, country: string): DeliveryFacts | null {
  const pricing = state.single('pricing');
  const flat = flatPrice(pricing);
  if (flat !== null) return { from: flat, isFlat: true, zones: [] };
  const zones = pricing.zones.map(({ zoneId, name, freeFrom, carriers }) => ({
    zoneId,
    name,
    freeFrom: carriers.some((carrier) => carrier.free) ? freeFrom : null,
    from: Math.min(...carriers.flatMap(({ steps }) => steps.map((step) => step.price))),
  }));
  const home = zones.find(({ zoneId }) => zoneId === zoneOf(pricing.zones, country)?.zoneId) ?? zones[0];
  return home === undefined ? null : { from: home.from, isFlat: false, zones: zones.map(({ name, from, freeFrom }) => ({ name, from, freeFrom })) };
}
/** Countries that something is sent to; null: all of them. */
export function servedCountries(state: ReadState): ReadonlySet<string> | null {
  const { zones } = state.single('pricing');
  return zones.some((zone) => zone.countries.length === 0) ? null : new Set(zones.flatMap((zone) => zone.countries));
}
/** What is sent costs something else in another country. */
export const isByCountry = (state: ReadState): boolean => state.single('pricing').zones.length > 1;
