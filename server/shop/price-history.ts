import { formatMoney, type Minor } from '@protocol/money.ts';
import { lowestBefore, percentClaimed, type AskedPrice } from '@protocol/prior-price.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { DAY, type Instant } from '@protocol/time.ts';
import type { EventMeta } from './context.ts';
import type { ShopEvent } from './events.ts';
import type { Drop, ReadState, State } from './state.ts';

/** Behind this no price is asked for any more: 30 days before a reduction that is itself long past. The ledger has all of them. */
const KEPT = 120 * DAY;

function put(state: State, sku: string, at: Instant, change: (asked: readonly AskedPrice[]) => readonly AskedPrice[]): void {
  const known = state.prices.get(sku) ?? { since: at, asked: [] };
  const asked = change(known.asked).filter((one) => one.until === null || one.until > at - KEPT);
  state.prices.set(sku, { since: known.since, asked });
}
const isOn = (one: AskedPrice, dropId: string | null): boolean => one.dropId === dropId && one.until === null;
/** What a drop or the catalog asked so far ends; a price that never began is as if it had not been. */
const ended = (asked: readonly AskedPrice[], dropId: string | null, at: Instant): readonly AskedPrice[] =>
  asked.flatMap((one) => (!isOn(one, dropId) ? [one] : one.from >= at ? [] : [{ ...one, until: at }]));
const asks = (state: State, sku: string, at: Instant, from: Instant, dropId: string | null, price: Minor): void =>
  put(state, sku, at, (asked) =>
    asked.some((one) => isOn(one, dropId) && one.price === price) ? asked : [...ended(asked, dropId, from), { price, from, until: null, dropId }],
  );
const isFired = (drop: Drop | undefined): drop is Drop => drop?.state === 'live' || drop?.state === 'paused';

/** Every price that a viewer was offered, by sku and time. Told by the events themselves, so that an old ledger has them, too. */
export function notePrices(state: State, event: ShopEvent, { at }: EventMeta): void {
  switch (event.type) {
    case 'ProductsSaved':
      for (const sku of event.removed) put(state, sku, at, (asked) => ended(asked, null, at));
      for (const item of event.products) for (const { sku, price } of item.variants) asks(state, sku, at, at, null, price);
      return;
    case 'BundleRemoved':
      return put(state, event.sku, at, (asked) => ended(asked, null, at));
    case 'BundleSaved':
      return asks(state, event.bundle.sku, at, at, null, event.bundle.price);
    case 'DropFired':
      for (const line of state.drops.get(event.dropId)?.lines ?? []) asks(state, line.sku, at, event.opensAt, event.dropId, line.price);
      return;
    case 'DropRepriced':
    case 'DropLineAdded': {
      const drop = state.drops.get(event.dropId);
      const { sku, price } = event.type === 'DropRepriced' ? event : event.line;
      if (isFired(drop)) asks(state, sku, at, Math.max(at, drop.opensAt ?? at), event.dropId, price);
      return;
    }
    case 'DropUndone':
    case 'DropEnded':
      for (const line of state.drops.get(event.dropId)?.lines ?? []) put(state, line.sku, at, (asked) => ended(asked, event.dropId, at));
      break;
    default:
  }
}

/** What a line may strike through if its price is asked from `at` on; null: nothing. */
export function truePrior(state: ReadState, sku: string, price: Minor, at: Instant): Minor | null {
  const prior = lowestBefore(state.prices.get(sku), at);
  return prior !== null && prior > price ? prior : null;
}
export interface Claimed {
  readonly sku: string;
  readonly price: Minor;
  /** What is to be struck through; absent or null: nothing is. */
  readonly was?: Minor | null | undefined;
}
/** Promise 1: a struck-through price, and a percentage in a title, only where they are true; refused with what is. */
export function checkClaims(state: ReadState, title: string, lines: readonly Claimed[], now: Instant): Refused | null {
  const percent = percentClaimed(title);
  for (const { sku, price, was } of lines) {
    const claimed = was ?? null;
    if (claimed === null && percent === null) continue;
    const prior = lowestBefore(state.prices.get(sku), now);
    if (prior === null) return refuse('false-discount', { sku, was: claimed, prior, why: 'unknown' });
    if (prior <= price) return refuse('false-discount', { sku, was: claimed, prior, why: 'none' });
    const isTrue = (claimed === null || claimed === prior) && (percent === null || price * 100 <= prior * (100 - percent));
    if (!isTrue) return refuse('false-discount', { sku, was: claimed, prior, lowest: moneyText(state, prior) });
  }
  return null;
}
function moneyText(state: ReadState, amount: Minor): string {
  const shop = state.single('shop');
  return shop === null ? String(amount) : formatMoney(amount, shop.currency, shop.locale);
}
/** Of a drop that opens at this time: what its lines may still strike through, by sku. What is no longer true falls. */
export function claimsAt(state: ReadState, drop: Drop, opensAt: Instant): Readonly<Record<string, Minor>> {
  return Object.fromEntries(
    drop.lines.flatMap(({ sku, price, was }) => (was !== undefined && was !== null && truePrior(state, sku, price, opensAt) === was ? [[sku, was]] : [])),
  );
}
