import type { Minor } from '@protocol/money.ts';
import { refuse } from '@protocol/refusals.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import { freeOf, partsOf } from './stock.ts';
import type { Bundle, HoldLine, ReadState, Units } from './state.ts';

/**
 * Several units sold as one. A bundle has no stock of its own: what it is made of is taken off the same shelf as everything else
 * (S2), and written down in each line that promises it, so that a later change of the bundle changes no drop that is on and no order.
 */

/** What one unit of this number takes off the shelf; null where nothing is called that. */
export function madeOf(state: ReadState, sku: string): readonly Units[] | null {
  const bundle = state.bundles.get(sku);
  if (bundle !== undefined) return bundle.parts;
  return state.variants.has(sku) ? [{ sku, quantity: 1 }] : null;
}

/** Of one unit, a bundle's by its parts; null where any of it is unknown. */
function summed(state: ReadState, parts: readonly Units[] | null, of: 'cost' | 'grams' | 'price'): number | null {
  if (parts === null) return null;
  let sum = 0;
  for (const part of parts) {
    const each = state.variants.get(part.sku)?.[of] ?? null;
    if (each === null) return null;
    sum += each * part.quantity;
  }
  return sum;
}
/** What one unit cost the shop, in minor units; a bundle's is that of its parts. Null where it, or that of any part, is not known. */
export const costOf = (state: ReadState, sku: string): Minor | null => summed(state, madeOf(state, sku), 'cost');
/** What one unit of a line weighs, as it was promised; null where it, or any part, was never weighed. */
export const unitGrams = (state: ReadState, line: Pick<HoldLine, 'sku' | 'parts'>): number | null => summed(state, partsOf(line), 'grams');
/** What the parts of one unit cost the buyer one by one, in minor units. */
export const apartOf = (state: ReadState, sku: string): Minor => summed(state, madeOf(state, sku), 'price') ?? 0;

/** How many could be made of what is free. */
export function makeable(state: ReadState, parts: readonly Units[]): number {
  const each = parts.map((part) => {
    const variant = state.variants.get(part.sku);
    return variant === undefined ? 0 : Math.floor(Math.max(0, freeOf(variant)) / part.quantity);
  });
  return Math.min(...each);
}

/** A drop that is not over names it. */
export const isPlanned = (state: ReadState, sku: string): boolean =>
  [...state.drops.values()].some((drop) => drop.state !== 'ended' && drop.lines.some((line) => line.sku === sku));
/** The bundle that is made of it, if there is one. */
export const bundleWith = (state: ReadState, sku: string): Bundle | undefined =>
  [...state.bundles.values()].find((bundle) => bundle.parts.some((part) => part.sku === sku));

export const bundleHandlers: Handlers<'bundle.save' | 'bundle.remove'> = {
  'bundle.save': ({ state, emit }, bundle) => {
    if (state.single('shop') === null) return refuse('shop-not-configured');
    const variant = state.variants.get(bundle.sku);
    if (variant) return refuse('sku-taken', { sku: bundle.sku, handle: variant.handle });
    for (const part of bundle.parts) {
      if (state.bundles.has(part.sku) || part.sku === bundle.sku) return refuse('is-a-bundle', { sku: part.sku });
      if (!state.variants.has(part.sku)) return refuse('no-such-variant', { sku: part.sku });
    }
    emit(happened('BundleSaved', { bundle, free: makeable(state, bundle.parts) }));
  },
  'bundle.remove': ({ state, emit }, { sku }) => {
    if (!state.bundles.has(sku)) return refuse('no-such-variant', { sku });
    if (isPlanned(state, sku)) return refuse('wrong-state', { sku, state: 'promised', why: 'promised' });
    emit(happened('BundleRemoved', { sku }));
  },
};

export const bundleEvolvers: Evolvers<'BundleSaved' | 'BundleRemoved'> = {
  BundleSaved: (state, { bundle }) => state.bundles.set(bundle.sku, bundle),
  BundleRemoved: (state, { sku }) => state.bundles.delete(sku),
};
