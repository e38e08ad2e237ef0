import type { BundleRow, MadeOf } from '@protocol/parts.ts';
import { apartOf, costOf, makeable, unitGrams } from '../shop/bundle.ts';
import type { Bundle, ReadState, Units } from '../shop/state.ts';
import { stills } from './picture-view.ts';
import type { Sight } from './sight.ts';
import { fullTitle } from './titles.ts';

/** What is inside, by name. */
export const madeOf = (state: ReadState, parts: readonly Units[]): readonly MadeOf[] =>
  parts.map(({ sku, quantity }) => ({ sku, quantity, title: fullTitle(state, sku) }));
/** The field of a line; absent where it is no bundle. */
export const insideOf = (state: ReadState, line: { readonly parts?: readonly Units[] | undefined } | undefined): { readonly parts?: readonly MadeOf[] } =>
  line?.parts === undefined ? {} : { parts: madeOf(state, line.parts) };

/** Its own picture; else the first of each thing in it. */
export function bundlePictures(state: ReadState, bundle: Bundle): readonly string[] {
  if (bundle.picture !== null) return [bundle.picture];
  const handles = new Set(bundle.parts.flatMap((part) => state.variants.get(part.sku)?.handle ?? []));
  return [...handles].flatMap((handle) => stills(state.products.get(handle)?.pictures ?? []).slice(0, 1));
}

const bundleRow = ({ state }: Sight, bundle: Bundle): BundleRow => ({
  sku: bundle.sku,
  title: bundle.title,
  price: bundle.price,
  parts: madeOf(state, bundle.parts),
  apart: apartOf(state, bundle.sku),
  picture: bundlePictures(state, bundle)[0] ?? null,
  ownPicture: bundle.picture,
  free: makeable(state, bundle.parts),
  grams: unitGrams(state, bundle),
});
export const bundlesWithoutCost = (sight: Sight): readonly BundleRow[] => [...sight.state.bundles.values()].map((bundle) => bundleRow(sight, bundle));
export const bundlesWithCost = (sight: Sight): readonly BundleRow[] =>
  [...sight.state.bundles.values()].map((bundle) => ({ ...bundleRow(sight, bundle), cost: costOf(sight.state, bundle.sku) }));
