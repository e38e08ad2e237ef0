import { describe, expect, it } from 'vitest';
import { searchFor, variantText } from '../../../control-panel/text/search.ts';

const bag = variantText({ title: 'Saddle bag', options: ['Brass', 'Large'], sku: 'BAG-07' });

describe('what is looked for', () => {
  it('finds by every word, in any order, whatever the case: by name, option and number', () => {
    for (const search of ['saddle', 'BRASS bag', 'large bag-07', ' 07  sad ']) expect([search, searchFor(search)(bag)]).toEqual([search, true]);
  });
  it('one word that is not there finds nothing', () => {
    for (const search of ['saddle steel', 'belt', 'saddlebag']) expect([search, searchFor(search)(bag)]).toEqual([search, false]);
  });
  it('nothing typed finds everything', () => {
    for (const search of ['', '   ']) expect(searchFor(search)(bag)).toBe(true);
  });
});
