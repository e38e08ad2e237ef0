import type { Minor } from '@protocol/money.ts';
import type { DropPart } from '@protocol/parts.ts';
import type { Goods } from '../line/use-goods.ts';
import { searchFor } from '../text/search.ts';

/** What the till can sell and where it would come from (S3). Pure: what a press will do is known, and said, before it. */

/** Units of one variant that can be handed over now, and what they cost there. */
export interface Source {
  /** null: free stock. */
  readonly dropId: string | null;
  readonly title: string | null;
  readonly price: Minor;
  readonly there: number;
}
export interface Article {
  readonly sku: string;
  readonly title: string;
  readonly options: readonly string[];
  /** In the order they are sold from: the drop on air, others still live, free stock. */
  readonly sources: readonly Source[];
  readonly there: number;
  /** What one piece costs now; where nothing is there, what it cost last. */
  readonly price: Minor;
  readonly isOnAir: boolean;
}
export interface Tile {
  readonly handle: string;
  readonly title: string;
  readonly picture: string | null;
  readonly articles: readonly Article[];
  readonly there: number;
  readonly isOnAir: boolean;
}
export interface Pick {
  readonly sku: string;
  readonly quantity: number;
  /** Agreed at the counter; null: as it stands. */
  readonly price: Minor | null;
}
export interface Sale {
  readonly dropId: string | null;
  readonly title: string | null;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly price: Minor }[];
}
export interface Plan {
  /** One after the other: a sale comes out of one drop, or out of free stock. */
  readonly sales: readonly Sale[];
  readonly total: Minor;
  /** What is in the basket and not there any more. */
  readonly short: readonly { readonly sku: string; readonly there: number; readonly wanted: number }[];
}

const isSelling = (drop: DropPart): boolean => drop.mode !== 'test' && (drop.state === 'live' || drop.state === 'paused');
/** The till works with no network but the LAN: a picture that stands elsewhere is not asked for. */
const ownPicture = (address: string | null): string | null => (address !== null && address.startsWith('/') && !address.startsWith('//') ? address : null);

function articleOf(row: Goods, drops: readonly DropPart[], onAir: string | null): Article {
  const fromDrops = drops.filter(isSelling).flatMap((drop): Source[] => {
    const line = drop.lines.find((each) => each.sku === row.sku);
    return line === undefined ? [] : [{ dropId: drop.dropId, title: drop.title, price: line.price, there: Math.min(line.left, row.onHand) }];
  });
  const free: Source = { dropId: null, title: null, price: row.price, there: Math.max(0, Math.min(row.free, row.onHand)) };
  const sources = [...fromDrops, free];
  const first = sources.find((source) => source.there > 0) ?? sources[0] ?? free;
  return {
    sku: row.sku,
    title: row.title,
    options: row.options,
    sources,
    there: sources.reduce((sum, source) => sum + source.there, 0),
    price: first.price,
    isOnAir: fromDrops.some((source) => source.dropId === onAir),
  };
}

/** A tile per product: what is on air first, then what is there, then the rest; each as the catalog has it. `drops`: the one on air first. */
export function tilesOf(catalog: readonly Goods[], drops: readonly DropPart[], onAir: string | null): readonly Tile[] {
  const byHandle = new Map<string, { readonly row: Goods; readonly articles: Article[] }>();
  for (const row of catalog) {
    const known = byHandle.get(row.handle);
    const article = articleOf(row, drops, onAir);
    if (known === undefined) byHandle.set(row.handle, { row, articles: [article] });
    else known.articles.push(article);
  }
  const tiles = [...byHandle.values()].map(({ row, articles }): Tile => ({
    handle: row.handle,
    title: row.title,
    picture: ownPicture(row.picture),
    articles,
    there: articles.reduce((sum, article) => sum + article.there, 0),
    isOnAir: articles.some((article) => article.isOnAir),
  }));
  const rank = (tile: Tile): number => (tile.there === 0 ? 2 : tile.isOnAir ? 0 : 1);
  // Stable: within a rank the catalog's order stays under the hand.
  return tiles.sort((a, b) => rank(a) - rank(b));
}

export function findTiles(tiles: readonly Tile[], search: string): readonly Tile[] {
  const isFound = searchFor(search);
  return tiles.filter((tile) => isFound(`${tile.title} ${tile.articles.map((article) => `${article.options.join(' ')} ${article.sku}`).join(' ')}`));
}

/** Where each piece of the basket would come from. What is not there is left out and named in `short`. */
export function planSale(basket: readonly Pick[], articles: ReadonlyMap<string, Article>): Plan {
  const sales = new Map<string | null, { readonly title: string | null; readonly lines: Sale['lines'][number][] }>();
  const short: Plan['short'][number][] = [];
  let total = 0;
  for (const pick of basket) {
    const article = articles.get(pick.sku);
    let open = pick.quantity;
    for (const source of article?.sources ?? []) {
      const quantity = Math.min(open, source.there);
      if (quantity === 0) continue;
      open -= quantity;
      const price = pick.price ?? source.price;
      total += price * quantity;
      const sale = sales.get(source.dropId) ?? { title: source.title, lines: [] };
      sale.lines.push({ sku: pick.sku, quantity, price });
      sales.set(source.dropId, sale);
    }
    if (open > 0) short.push({ sku: pick.sku, there: pick.quantity - open, wanted: pick.quantity });
  }
  // Drops first: there somebody else may be faster, and then nothing was sold yet.
  const inOrder = [...sales.entries()].sort(([a], [b]) => Number(a === null) - Number(b === null));
  return { sales: inOrder.map(([dropId, { title, lines }]) => ({ dropId, title, lines })), total, short };
}

/** One more or one fewer; at none it leaves the basket. */
export function changeQuantity(basket: readonly Pick[], sku: string, by: number): readonly Pick[] {
  const known = basket.find((pick) => pick.sku === sku);
  if (known === undefined) return by > 0 ? [...basket, { sku, quantity: by, price: null }] : basket;
  const quantity = known.quantity + by;
  return quantity <= 0 ? basket.filter((pick) => pick.sku !== sku) : basket.map((pick) => (pick.sku === sku ? { ...pick, quantity } : pick));
}
/** What a sale took out of the basket. */
export const without = (basket: readonly Pick[], sale: Sale): readonly Pick[] =>
  sale.lines.reduce((rest, line) => changeQuantity(rest, line.sku, -line.quantity), basket);
