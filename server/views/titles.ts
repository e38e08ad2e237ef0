import type { ReadState } from '../shop/state.ts';

/** "Brass", "M / Green", a bundle's name; empty for a variant without options, or one that is gone. */
export const optionsTitle = (state: ReadState, sku: string): string => state.bundles.get(sku)?.title ?? (state.variants.get(sku)?.options ?? []).join(' / ');

/** "Saddle bag · Brass": what it is called where nothing around it says which product is meant. */
export function fullTitle(state: ReadState, sku: string): string {
  const bundle = state.bundles.get(sku);
  if (bundle !== undefined) return bundle.title;
  const variant = state.variants.get(sku);
  const product = variant === undefined ? undefined : state.products.get(variant.handle);
  const options = optionsTitle(state, sku);
  if (product === undefined) return sku;
  return options === '' ? product.title : `${product.title} · ${options}`;
}
