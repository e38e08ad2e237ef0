import type { DropLinePart, DropPart } from '@protocol/parts.ts';
import type { Tax } from '@protocol/pricing.ts';
import type { PickupKind } from '@protocol/pickup.ts';
import type { Instant } from '@protocol/time.ts';
import { withoutWithdrawal } from '../../views/withdrawal-view.ts';
import { pickupsPart } from '../../views/catalog-view.ts';
import { publicDropPart } from '../../views/drop-view.ts';
import { deliveryFacts, type DeliveryFacts } from '../../views/price-view.ts';
import type { Sight } from '../../views/sight.ts';
import { isCounter, pagePhase, type PagePhase } from './browser/page-phase.ts';
import { homeCountry } from './countries.ts';
import type { Drop, Pickup, Product } from './rows.ts';

/** A drop as a page tells it: its public part, what is on sale, and where its page is. */
export interface PageDrop {
  readonly part: DropPart;
  readonly phase: PagePhase;
  readonly now: Instant;
  /** Of the page it is shown on or linked to; null before it was ever fired. */
  readonly code: string | null;
  readonly lines: readonly PageLine[];
  /** In the order of the lines; more than one where the drop mixes products. */
  readonly products: readonly Product[];
  /** Some of it cannot be withdrawn from, by law: said before one buys. */
  readonly noWithdrawal: boolean;
}
export interface PageLine extends DropLinePart {
  /** What tells this line from the others; never empty. */
  readonly label: string;
}

export function pageDrop(sight: Sight, drop: Drop, now: Instant, code: string | null): PageDrop {
  const { state } = sight;
  const part = publicDropPart(sight, drop);
  const products = new Map<string, Product>();
  for (const line of part.lines) {
    // What is in a bundle is told of as well: one buys it.
    for (const { sku } of line.parts ?? [line]) {
      const product = state.products.get(state.variants.get(sku)?.handle ?? '');
      if (product !== undefined) products.set(product.handle, product);
    }
  }
  return {
    part,
    phase: pagePhase(part, state.single('ledger').closed, now),
    now,
    code: code ?? codeOf(drop),
    lines: part.lines.map((line) => ({ ...line, label: line.title || line.sku })),
    products: [...products.values()],
    noWithdrawal: withoutWithdrawal(sight, [...products.keys()]),
  };
}

/** The link that belongs to nobody's chat, so that a look from within the shop counts for none of them. */
export const codeOf = (drop: Drop): string | null => (drop.links.find((link) => link.channel === 'copy') ?? drop.links[0])?.code ?? null;

/** What can be had now, the drop on air first (D8), without the one whose page it is for. */
export function nowOnSale(sight: Sight, now: Instant, except: string | null): readonly PageDrop[] {
  return sight.selling
    .filter((drop) => drop.dropId !== except)
    .map((drop) => pageDrop(sight, drop, now, null))
    .filter((drop) => drop.code !== null && (isCounter(drop.phase) || drop.phase === 'paused'));
}

/** How the goods can reach the buyer, for the facts of a page and for the choice at checkout. */
export interface Offered {
  /** null: the shop does not deliver. */
  readonly shipping: DeliveryFacts | null;
  readonly tax: Tax;
  /** Slots one can still order for, soonest first. */
  readonly pickups: readonly OfferedSlot[];
}
export interface OfferedSlot extends Pickup {
  readonly kind: PickupKind;
  /** How one gets in; empty where nothing was said. */
  readonly note: string;
  /** Until when one may order, where that is before the slot's own end. */
  readonly until: Instant | null;
}
export const offered = ({ state }: Sight, now: Instant): Offered => ({
  shipping: deliveryFacts(state, homeCountry(state.single('shop')?.locale ?? 'en')),
  tax: state.single('pricing').tax,
  pickups: pickupsPart({ state })
    .filter((slot) => slot.orderUntil > now)
    .flatMap((part) => {
      const slot = state.pickups.get(part.pickupId);
      const point = state.points.get(part.pointId);
      const until = part.orderUntil < part.endsAt ? part.orderUntil : null;
      return slot === undefined ? [] : [{ ...slot, kind: point?.kind ?? 'person', note: point?.note ?? '', until }];
    }),
});
