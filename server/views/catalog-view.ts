import type { CatalogRow, PanelParts } from '@protocol/parts.ts';
import { orderUntil } from '../shop/pickup.ts';
import { freeOf } from '../shop/stock.ts';
import type { Product, Variant } from '../shop/state.ts';
import { stills } from './picture-view.ts';
import type { Sight } from './sight.ts';

type RowWithCost = CatalogRow & { readonly cost: number | null };

/** Rows of the state are replaced, never changed: a row made of the same two is the same row. */
const made = new WeakMap<Variant, { readonly product: Product | undefined; readonly row: RowWithCost; readonly bare: CatalogRow }>();

function rowsOf(variant: Variant, product: Product | undefined): { readonly row: RowWithCost; readonly bare: CatalogRow } {
  const known = made.get(variant);
  if (known !== undefined && known.product === product) return known;
  const bare: CatalogRow = {
    sku: variant.sku,
    handle: variant.handle,
    title: product?.title ?? variant.handle,
    options: variant.options,
    price: variant.price,
    compareAt: variant.compareAt,
    grams: variant.grams,
    picture: stills(product?.pictures ?? [])[0] ?? null,
    onHand: variant.onHand,
    committed: variant.committed,
    held: variant.held,
    setAside: variant.setAside,
    free: freeOf(variant),
    missing: variant.missing,
  };
  const rows = { product, bare, row: { ...bare, cost: variant.cost } };
  made.set(variant, rows);
  return rows;
}

/** In the order of the products, then of their variants: as the shop brought them in. */
function catalogOf(sight: Sight, pick: (rows: { readonly row: RowWithCost; readonly bare: CatalogRow }) => CatalogRow): readonly CatalogRow[] {
  const all: CatalogRow[] = [];
  for (const product of sight.state.products.values()) {
    for (const sku of product.skus) {
      const variant = sight.state.variants.get(sku);
      if (variant !== undefined) all.push(pick(rowsOf(variant, product)));
    }
  }
  return all;
}
export const catalogWithCost = (sight: Sight): readonly CatalogRow[] => catalogOf(sight, (rows) => rows.row);
export const catalogWithoutCost = (sight: Sight): readonly CatalogRow[] => catalogOf(sight, (rows) => rows.bare);

export const productsPart = (sight: Sight): PanelParts['products'] =>
  [...sight.state.products.values()].map((product) => ({
    handle: product.handle,
    title: product.title,
    body: product.body,
    vendor: product.vendor,
    pictures: product.pictures,
    options: product.options,
  }));

export const pointsPart = (sight: Sight): PanelParts['points'] =>
  [...sight.state.points.values()].map(({ pointId, place, address, kind, cutOffMinutes, note }) => ({ pointId, place, address, kind, cutOffMinutes, note }));
export const pickupsPart = (sight: Pick<Sight, 'state'>): PanelParts['pickups'] =>
  [...sight.state.pickups.values()]
    .map((slot) => ({
      pickupId: slot.pickupId,
      pointId: slot.pointId,
      orderUntil: orderUntil(sight.state, slot),
      place: slot.place,
      address: slot.address,
      startsAt: slot.startsAt,
      endsAt: slot.endsAt,
      capacity: slot.capacity,
      taken: slot.taken,
    }))
    .sort((a, b) => a.startsAt - b.startsAt || (a.pickupId < b.pickupId ? -1 : 1));
