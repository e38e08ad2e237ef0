import { describe, expect, it } from 'vitest';
import { ruleIds, rulesPage } from '../../../scripts/rules.mjs';
import { read } from './sources.ts';

const page = read('docs/rules.md');
const parts = page.split(/^### /mu).slice(1);

describe('docs/rules.md', () => {
  it('has every rule once, in order', () => {
    expect(parts.map((part) => part.split('\n')[0])).toEqual(ruleIds);
  });

  it('lists the tests of today (node scripts/rules.mjs writes them)', () => {
    expect(page).toBe(rulesPage(page));
  });

  it('names a test for each rule, or says why it comes later', () => {
    const bare = parts.filter((part) => !/^ {2}- /mu.test(part) && !part.includes('**Later:**'));
    expect(bare.map((part) => part.split('\n')[0])).toEqual([]);
  });
});
