import { describe, expect, it } from 'vitest';
import { figures } from '../../bench/figures.ts';
import { pageWith, type BenchFile } from '../../bench/support/report.ts';
import { scalingWith } from '../../bench/support/sizing.ts';
import { isMet } from '../../bench/support/sums.ts';
import { read } from './sources.ts';

/** How fast it is, is for `npm run bench` to say; that the page says what was measured, is asked here. */
describe('docs/bench.md', () => {
  const file = JSON.parse(read('docs/bench.json')) as BenchFile;

  it('shows the figures of docs/bench.json and no others', () => {
    expect(pageWith(read('docs/bench.md'), file)).toBe(read('docs/bench.md'));
    expect(scalingWith(read('docs/scaling.md'), file)).toBe(read('docs/scaling.md'));
  });

  it('calls met what is within its limit', () => {
    for (const { name, value, limit, sense, ok } of file.figures) expect(isMet(value, limit, sense), name).toBe(ok);
  });

  it('names figures that can be measured again', () => {
    const names = figures.map(({ name }) => name);
    expect(file.figures.filter(({ figure }) => !names.includes(figure))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});
