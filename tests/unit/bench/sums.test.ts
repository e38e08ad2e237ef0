import { describe, expect, it } from 'vitest';
import { inFile, merged, pageWith, tableOf } from '../../bench/support/report.ts';
import { isMet, median, medianRatio, pairs, quantile, rounded } from '../../bench/support/sums.ts';

describe('the arithmetic of the bench', () => {
  it('takes the middle, and of two middles the mean', () => {
    expect(median([5, 1, 9])).toBe(5);
    expect(median([4, 1, 9, 6])).toBe(5);
    expect(() => median([])).toThrow();
  });

  it('takes the value that so many do not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile(hundred, 0.5)).toBe(50);
    expect(quantile([7], 0.99)).toBe(7);
    expect(() => quantile([], 0.5)).toThrow();
  });

  it('compares within a pair, so that a slow minute slows both', () => {
    // Three times the machine was slower by ten; the ratio is 2 all the same.
    expect(medianRatio([20, 200, 22], [10, 100, 11])).toBe(2);
    expect(() => medianRatio([1], [1, 2])).toThrow();
  });

  it('judges what it prints, in the sense of the limit', () => {
    expect(rounded(1.1549)).toBe(1.15);
    expect(rounded(35_487.4)).toBe(35_487);
    expect(isMet(1.1549, 1.15, 'at most')).toBe(true);
    expect(isMet(1.156, 1.15, 'at most')).toBe(false);
    expect(isMet(699.4, 700, 'at least')).toBe(false);
    expect(isMet(700, 700, 'at least')).toBe(true);
    expect(isMet(3.2, null, 'at most')).toBe(true);
    expect(isMet(NaN, null, 'at most')).toBe(false);
    expect(isMet(NaN, 1, 'at most')).toBe(false);
  });

  it('measures in turn, the other one first every other time, and throws the first pair away', async () => {
    const order: string[] = [];
    let count = 0;
    const side = (name: string) => (): Promise<number> => {
      order.push(name);
      return Promise.resolve((count += 1));
    };
    expect(await pairs(2, side('ours'), side('peer'))).toEqual({ ours: [4, 5], peer: [3, 6] });
    expect(order.join(' ')).toBe('ours peer peer ours ours peer');
  });
});

describe('what the bench writes down', () => {
  const line = { name: 'a thing', value: 1.2345, unit: '×', limit: 1.2, sense: 'at most' as const, ours: '12 µs', peer: '10 µs' };
  it('keeps what was not measured again, in the order of the table', () => {
    const first = [inFile('b', line, 'one'), inFile('c', line, 'one'), inFile('gone', line, 'one')];
    const now = [inFile('c', { ...line, value: 1.1 }, 'two'), inFile('a', line, 'two')];
    expect(merged(first, now, ['a', 'b', 'c']).map(({ figure, commit, ok }) => [figure, commit, ok])).toEqual([
      ['a', 'two', false],
      ['b', 'one', false],
      ['c', 'two', true],
    ]);
  });

  it('puts the table where its place is, and leaves the rest of the page', () => {
    const page = 'before\n<!-- figures: written by npm run bench -->\nold\n<!-- end of figures -->\nafter';
    const file = { figures: [inFile('a', line, 'two')], machine: 'a machine', commit: 'two' };
    const written = pageWith(page, file);
    expect(written).toContain(tableOf(file.figures));
    expect(written).toContain('| a thing | 1.23 × | ≤ 1.2 × | **missed** | 12 µs | 10 µs |');
    expect(written.startsWith('before\n') && written.endsWith('\nafter') && !written.includes('old')).toBe(true);
    expect(pageWith(written, file)).toBe(written);
    expect(() => pageWith('nothing', file)).toThrow();
  });
});
