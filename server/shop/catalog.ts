import { refuse, type Refused } from '@protocol/refusals.ts';
import type { CommandResult } from '@protocol/commands.ts';
import { tellCounts } from './announce.ts';
import { bundleWith, isPlanned } from './bundle.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { happened, type ProductData, type VariantData } from './events.ts';
import { guardPrices, noteWaived, type Waived } from './money.ts';
import { closeTasks, openTask } from './open-task.ts';
import { copyPictures, keptCopies, withCopies } from './picture.ts';
import { countUnits, must, partsOf, putVariant, takeBack } from './stock.ts';
import type { Drop, Product, ReadState, Variant } from './state.ts';

type Difference = CommandResult<'catalog.import'>['differences'][number];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const shown = (value: string | number | readonly string[] | null): string =>
  (value === null ? '' : typeof value === 'object' ? value.join(' / ') : String(value)).slice(0, 200);

interface Plan {
  /** Products that differ from what is there, stock only for new variants (S5). */
  readonly products: readonly ProductData[];
  readonly differences: readonly Difference[];
}

/** What a file or a form would change. Pure, and shown before anything is done. */
export function planProducts(state: ReadState, items: readonly ProductData[]): Plan | Refused {
  const products: ProductData[] = [];
  const differences: Difference[] = [];
  const skusHere = new Map<string, string>();
  for (const brought of items) {
    const before = state.products.get(brought.handle) ?? null;
    const item = withCopies(before, brought);
    let changed = before === null;
    if (before === null) differences.push({ kind: 'new', handle: item.handle, title: item.title, sku: null, field: null, before: null, after: null });
    else {
      for (const field of ['title', 'body', 'vendor', 'pictures', 'options'] as const) {
        if (same(before[field], item[field])) continue;
        changed = true;
        differences.push({
          kind: 'changed',
          handle: item.handle,
          title: item.title,
          sku: null,
          field,
          before: shown(before[field]),
          after: shown(item[field]),
        });
      }
    }
    const variants = item.variants.map((variant): VariantData => {
      const known = state.variants.get(variant.sku);
      if (!known) {
        changed = true;
        differences.push({ kind: 'new', handle: item.handle, title: item.title, sku: variant.sku, field: null, before: null, after: shown(variant.options) });
        return variant;
      }
      for (const field of ['options', 'price', 'compareAt', 'cost', 'grams'] as const) {
        if (same(known[field], variant[field])) continue;
        changed = true;
        differences.push({
          kind: 'changed',
          handle: item.handle,
          title: item.title,
          sku: variant.sku,
          field,
          before: shown(known[field]),
          after: shown(variant[field]),
        });
      }
      return { ...variant, onHand: null };
    });
    for (const variant of variants) {
      const bundle = state.bundles.get(variant.sku);
      if (bundle !== undefined) return refuse('sku-taken', { sku: variant.sku, handle: bundle.title });
      const owner = skusHere.get(variant.sku) ?? state.variants.get(variant.sku)?.handle ?? item.handle;
      if (owner !== item.handle) return refuse('sku-taken', { sku: variant.sku, handle: owner });
      skusHere.set(variant.sku, item.handle);
    }
    if (changed) products.push({ ...item, variants });
    else differences.push({ kind: 'same', handle: item.handle, title: item.title, sku: null, field: null, before: null, after: null });
  }
  return { products, differences };
}

const prepared = (draft: Draft): NonNullable<Draft['context']['products']> => {
  if (draft.context.products === null) throw new Error('the products of this command were not prepared');
  return draft.context.products;
};

/** S5: what is on the shelf, and what becomes of what was promised beyond it. */
export function countVariant(draft: Draft, sku: string, onHand: number, reason: string): void {
  const variant = must(draft.state.variants.get(sku), `variant ${sku}`);
  const promised = variant.committed + variant.held;
  // S5: first the drop gives up what nobody has claimed; only then is anybody missing anything.
  const short = Math.max(0, promised + variant.setAside - onHand);
  const drop = draft.state.drops.get(variant.dropId ?? '');
  const tookBack = drop === undefined ? [] : takeBack(drop, sku, short);
  const missing = Math.max(0, promised - onHand);
  const taken = tookBack.reduce((sum, t) => sum + t.quantity * unitsIn(drop, t.sku ?? sku, sku), 0);
  const available = onHand + missing - promised - (variant.setAside - taken);
  draft.emit(happened('VariantCounted', { sku, onHand, reason, tookBack, missing, available }));
  if (drop !== undefined && tookBack.length > 0) tellCounts(draft, drop.dropId);
  closeTasks(draft, (task) => task.kind === 'host.shortfall' && task.sku === sku, 'done', 'solved');
  if (missing > 0) openTask(draft, { kind: 'host.shortfall', target: 'host', sku, data: { missing: String(missing) } });
}

export const catalogHandlers: Handlers<'catalog.import' | 'product.save' | 'variant.adjust'> = {
  'catalog.import': (draft, input) => {
    if (draft.state.single('shop') === null) return refuse('shop-not-configured');
    const { items, warnings } = prepared(draft);
    const plan = planProducts(draft.state, items);
    if ('refused' in plan) return plan;
    const result = { products: items.length, variants: items.reduce((sum, item) => sum + item.variants.length, 0), warnings, differences: plan.differences };
    if (input.dryRun) return { answer: result };
    if (plan.products.length > 0) draft.emit(happened('ProductsSaved', { products: plan.products, removed: [], via: 'import' }));
    copyPictures(draft, plan.products, false);
    draft.emit(happened('Answered', { result }));
  },

  'product.save': (draft, { belowFloor }) => {
    if (draft.state.single('shop') === null) return refuse('shop-not-configured');
    const plan = planProducts(draft.state, prepared(draft).items);
    if ('refused' in plan) return plan;
    const item = prepared(draft).items[0];
    if (!item) return refuse('malformed', { where: 'variants' });
    const kept = new Set(item.variants.map((variant) => variant.sku));
    const removed = (draft.state.products.get(item.handle)?.skus ?? []).filter((sku) => !kept.has(sku));
    for (const sku of removed) {
      const variant = draft.state.variants.get(sku);
      if (variant && (variant.committed > 0 || variant.held > 0 || variant.dropId !== null || isPlanned(draft.state, sku)))
        return refuse('wrong-state', { sku, state: 'promised', why: 'promised' });
      if (bundleWith(draft.state, sku) !== undefined) return refuse('wrong-state', { sku, state: 'bundled', why: 'bundled' });
    }
    const waived: Waived[] = [];
    for (const { sku, price, cost, grams } of item.variants) {
      // No cost, no guard; a price that stood here already was asked when it came.
      if (cost === null || draft.state.variants.get(sku)?.price === price) continue;
      const guarded = guardPrices(draft, [{ sku, price }], belowFloor ?? null, { cost, grams }, null);
      if ('refused' in guarded) return guarded;
      waived.push(...guarded);
    }
    if (plan.products.length > 0 || removed.length > 0) draft.emit(happened('ProductsSaved', { products: plan.products, removed, via: 'hand' }));
    noteWaived(draft, null, waived);
    copyPictures(draft, plan.products, false);
    draft.emit(happened('Answered', { result: { handle: item.handle, skus: [...kept] } }));
  },

  'variant.adjust': (draft, { sku, onHand, reason }) => {
    if (!draft.state.variants.has(sku)) return draft.state.bundles.has(sku) ? refuse('is-a-bundle', { sku }) : refuse('no-such-variant', { sku });
    countVariant(draft, sku, onHand, reason);
  },
};

/** Units of a variant in one of the drop's line `lineSku`. */
const unitsIn = (drop: Drop | undefined, lineSku: string, sku: string): number => {
  const line = drop?.lines.find((l) => l.sku === lineSku);
  return (line === undefined ? undefined : partsOf(line).find((part) => part.sku === sku)?.quantity) ?? 0;
};

const newVariant = (handle: string, data: VariantData): Variant => ({
  sku: data.sku, handle, options: data.options, price: data.price, compareAt: data.compareAt, cost: data.cost, grams: data.grams,
  onHand: data.onHand ?? 0, committed: 0, held: 0, setAside: 0, missing: 0, dropId: null,
}); // prettier-ignore

export const catalogEvolvers: Evolvers<'ProductsSaved' | 'VariantCounted'> = {
  ProductsSaved: (state, event) => {
    for (const sku of event.removed) {
      const variant = state.variants.get(sku);
      if (!variant) continue;
      state.variants.delete(sku);
      const product = state.products.get(variant.handle);
      if (product) state.products.set(product.handle, { ...product, skus: product.skus.filter((s) => s !== sku) });
    }
    for (const item of event.products) {
      const skus = [...new Set([...(state.products.get(item.handle)?.skus ?? []), ...item.variants.map((variant) => variant.sku)])];
      const product: Product = {
        handle: item.handle,
        title: item.title,
        body: item.body,
        vendor: item.vendor,
        pictures: item.pictures,
        copies: keptCopies(state.products.get(item.handle), item.pictures),
        options: item.options,
        skus,
      };
      state.products.set(item.handle, product);
      for (const variant of item.variants) {
        if (!state.variants.has(variant.sku)) state.variants.set(variant.sku, newVariant(item.handle, variant));
        else
          putVariant(state, variant.sku, () => ({
            options: variant.options,
            price: variant.price,
            compareAt: variant.compareAt,
            cost: variant.cost,
            grams: variant.grams,
          }));
      }
    }
  },
  VariantCounted: (state, event) => countUnits(state, event.sku, event.onHand, event.missing, event.tookBack),
};
