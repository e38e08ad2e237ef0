import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BaseTable, LayerTable, type Table } from '../../../server/shop/store.ts';

type Step = { readonly kind: 'set' | 'delete'; readonly key: string; readonly value: number };
const step = fc.record({
  kind: fc.constantFrom('set' as const, 'set' as const, 'delete' as const),
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  value: fc.integer({ min: 0, max: 9 }),
});
const take = (table: Table<number>, steps: readonly Step[]): void => {
  for (const { kind, key, value } of steps) {
    if (kind === 'set') table.set(key, value);
    else table.delete(key);
  }
};

describe('L6 a layer', () => {
  it('L6 reads, counts, orders and folds as if every step had been taken on the table itself', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), fc.array(step, { maxLength: 8 }), fc.array(step, { maxLength: 8 }), (before, batch, command) => {
        const plain = new BaseTable<number>();
        const base = new BaseTable<number>();
        take(plain, before);
        take(base, before);
        const untouched = [...base.entries()];
        const outer = new LayerTable<number>(base);
        take(plain, batch);
        take(outer, batch);
        const inner = new LayerTable<number>(outer);
        take(plain, command);
        take(inner, command);
        const expected = [...plain.entries()];
        expect([...inner.entries()]).toEqual(expected);
        expect([...inner.values()]).toEqual([...plain.values()]);
        expect(inner.size).toBe(plain.size);
        for (const key of 'abcd') {
          expect(inner.get(key)).toBe(plain.get(key));
          expect(inner.has(key)).toBe(plain.has(key));
        }
        expect([...base.entries()]).toEqual(untouched);
        inner.fold();
        expect([...outer.entries()]).toEqual(expected);
        outer.fold();
        expect([...base.entries()]).toEqual(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it('L6 thrown away leaves no trace', () => {
    const base = new BaseTable<number>();
    base.set('a', 1);
    const layer = new LayerTable<number>(base);
    layer.set('b', 2);
    layer.delete('a');
    expect([...base.entries()]).toEqual([['a', 1]]);
  });
});
