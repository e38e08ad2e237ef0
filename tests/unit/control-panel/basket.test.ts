import { describe, expect, it } from 'vitest';
import type { CatalogRow, DropPart } from '@protocol/parts.ts';
import { changeQuantity, findTiles, planSale, tilesOf, without, type Article, type Tile } from '../../../control-panel/till/basket.ts';

const row = (sku: string, handle: string, free: number, change: Partial<CatalogRow> = {}): CatalogRow => ({
  sku,
  handle,
  title: handle.toUpperCase(),
  options: [],
  price: 1_000,
  compareAt: null,
  picture: null,
  onHand: free + 10,
  committed: 0,
  held: 0,
  setAside: 0,
  free,
  missing: 0,
  ...change,
});
const drop = (dropId: string, lines: readonly (readonly [string, number])[], change: Partial<DropPart> = {}): DropPart => ({
  dropId,
  title: `Drop ${dropId}`,
  mode: 'hold',
  state: 'live',
  firedAt: 1,
  opensAt: 1,
  endsAt: 9,
  closesAt: 9,
  holdSeconds: 60,
  perViewer: 1,
  extension: null,
  firing: 1,
  calledOff: false,
  endedEarly: false,
  pictures: [],
  lines: lines.map(([sku, left]) => ({ sku, title: '', price: 700, allotted: left, left, held: 0, sold: 0, backAt: null })),
  ...change,
});
const bySku = (tiles: readonly Tile[]): ReadonlyMap<string, Article> =>
  new Map(tiles.flatMap((tile) => tile.articles.map((article) => [article.sku, article] as const)));

describe('what stands on the till', () => {
  it('one tile per product: on air first, then what is there, then what is gone', () => {
    const catalog = [row('GONE', 'gone', 0), row('BELT-S', 'belt', 2), row('BELT-M', 'belt', 1), row('BAG', 'bag', 0)];
    const tiles = tilesOf(catalog, [drop('d1', [['BAG', 3]])], 'd1');
    expect(tiles.map((tile) => [tile.handle, tile.there, tile.articles.length, tile.isOnAir])).toEqual([['bag', 3, 1, true], ['belt', 3, 2, false], ['gone', 0, 1, false]]); // prettier-ignore
  });
  it('found by any word of name, option or stock number', () => {
    const tiles = tilesOf([row('BELT-S', 'belt', 2, { options: ['Small'] }), row('BAG', 'bag', 1)], [], null);
    for (const search of ['small belt', 'BELT-s', '  belt ']) expect(findTiles(tiles, search).map((tile) => tile.handle)).toEqual(['belt']);
    expect(findTiles(tiles, '')).toHaveLength(2);
    expect(findTiles(tiles, 'hat')).toEqual([]);
  });
  it('no picture is asked for that stands on somebody else’s server', () => {
    const pictures = ['https://cdn.example/a.jpg', '//cdn.example/a.jpg', '/media/ab.webp', null];
    expect(pictures.map((picture) => tilesOf([row('A', 'a', 1, { picture })], [], null)[0]?.picture)).toEqual([null, null, '/media/ab.webp', null]);
  });
  it('a test drop, a planned or an ended one has nothing to sell', () => {
    for (const change of [{ mode: 'test' as const }, { state: 'planned' as const }, { state: 'armed' as const }, { state: 'ended' as const }])
      expect(tilesOf([row('A', 'a', 1)], [drop('d1', [['A', 5]], change)], 'd1')[0]?.there).toBe(1);
    expect(tilesOf([row('A', 'a', 1)], [drop('d1', [['A', 5]], { state: 'paused' })], 'd1')[0]?.there).toBe(6);
  });
});

describe('where a sale comes from (S3)', () => {
  const articles = bySku(
    tilesOf([row('A', 'a', 2), row('B', 'b', 4), row('C', 'c', 0)], [drop('air', [['A', 2]]), drop('also', [['C', 1], ['A', 1]])], 'air'), // prettier-ignore
  );
  it('S3 the drop on air first, others still live next, free stock last, each at its own price', () => {
    expect(planSale([{ sku: 'A', quantity: 1, price: null }], articles)).toEqual({
      sales: [{ dropId: 'air', title: 'Drop air', lines: [{ sku: 'A', quantity: 1, price: 700 }] }],
      total: 700,
      short: [],
    });
    const all = planSale([{ sku: 'B', quantity: 1, price: null }, { sku: 'A', quantity: 5, price: null }], articles); // prettier-ignore
    expect(all.sales.map((sale) => [sale.dropId, sale.lines])).toEqual([
      ['air', [{ sku: 'A', quantity: 2, price: 700 }]],
      ['also', [{ sku: 'A', quantity: 1, price: 700 }]],
      ['null', [{ sku: 'B', quantity: 1, price: 1_000 }, { sku: 'A', quantity: 2, price: 1_000 }]],
    ].map(([dropId, lines]) => [dropId === 'null' ? null : dropId, lines])); // prettier-ignore
    expect(all.total).toBe(2 * 700 + 700 + 1_000 + 2 * 1_000);
  });
  it('a price that was agreed counts wherever the piece comes from', () => {
    const plan = planSale([{ sku: 'A', quantity: 4, price: 500 }], articles);
    expect(plan.total).toBe(2_000);
    expect(new Set(plan.sales.flatMap((sale) => sale.lines.map((line) => line.price)))).toEqual(new Set([500]));
  });
  it('what somebody on the stream took meanwhile is named and not sold', () => {
    expect(planSale([{ sku: 'C', quantity: 2, price: null }, { sku: 'X', quantity: 1, price: null }], articles)).toMatchObject({
      total: 700,
      short: [{ sku: 'C', there: 1, wanted: 2 }, { sku: 'X', there: 0, wanted: 1 }],
    }); // prettier-ignore
  });
  it('S5 what is not on the shelf cannot be handed over', () => {
    const short = bySku(tilesOf([row('A', 'a', 0, { onHand: 1 })], [drop('d', [['A', 3]])], 'd'));
    expect(short.get('A')?.there).toBe(1);
  });
  it('the basket gains, loses and forgets; a sale takes out what it sold', () => {
    let basket = changeQuantity([], 'A', 1);
    basket = changeQuantity(basket, 'A', 2);
    expect(basket).toEqual([{ sku: 'A', quantity: 3, price: null }]);
    expect(changeQuantity(basket, 'A', -3)).toEqual([]);
    expect(changeQuantity([], 'A', -1)).toEqual([]);
    expect(without(basket, { dropId: null, title: null, lines: [{ sku: 'A', quantity: 2, price: 1 }] })).toEqual([{ sku: 'A', quantity: 1, price: null }]);
  });
});
