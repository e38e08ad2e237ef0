import { useMemo } from 'react';
import type { BundleRow, CatalogRow } from '@protocol/parts.ts';
import { useList } from './use-line.ts';

/** What can be put into a drop or a basket: a variant, or a bundle, whose counts are how many could be made. */
export type Goods = Pick<CatalogRow, 'sku' | 'handle' | 'title' | 'options' | 'price' | 'picture' | 'onHand' | 'free' | 'cost' | 'grams'>;

const NO_OPTIONS: readonly string[] = [];
const bundleGoods = (bundle: BundleRow, catalog: ReadonlyMap<string, CatalogRow>): Goods => ({
  sku: bundle.sku,
  // Its own, as a tile and a search see it: no product is called that.
  handle: `/${bundle.sku}`,
  title: bundle.title,
  options: NO_OPTIONS,
  price: bundle.price,
  picture: bundle.picture,
  onHand: Math.min(...bundle.parts.map((part) => Math.floor((catalog.get(part.sku)?.onHand ?? 0) / part.quantity))),
  free: bundle.free,
  grams: bundle.grams,
  ...(bundle.cost === undefined ? {} : { cost: bundle.cost }),
});

/** Bundles first: there are few of them, and they are looked for by name. */
export function useGoods(): readonly Goods[] {
  const catalog = useList('catalog');
  const bundles = useList('bundles');
  return useMemo(() => {
    if (bundles.length === 0) return catalog;
    const bySku = new Map(catalog.map((row) => [row.sku, row]));
    return [...bundles.map((bundle) => bundleGoods(bundle, bySku)), ...catalog];
  }, [catalog, bundles]);
}
