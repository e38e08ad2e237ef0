import { describe, expect, it } from 'vitest';
import { refusal as words } from '@locales/en.json';
import { refusalStatus, type RefusalCode } from '@protocol/refusals.ts';
import { refusalBlanks, refusalSentence } from '../../../server/views/refusal-words.ts';

const codes = Object.keys(refusalStatus) as RefusalCode[];
const all: Readonly<Record<string, string | Readonly<Record<string, string>>>> = words;
const formsOf = (key: string): readonly string[] => {
  const found = all[key];
  return found === undefined ? [] : typeof found === 'string' ? [found] : Object.values(found);
};
const holesIn = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? '');

describe('refusal words', () => {
  it.each(codes)('%s has a sentence that stands without details', (code) => {
    expect(formsOf(code)).not.toHaveLength(0);
    for (const form of formsOf(code)) expect(holesIn(form)).toEqual([]);
    expect(refusalSentence({ refused: code, details: {} }, 'en')).toMatch(/^[A-Z“].*[.]$/u);
  });

  it('a full sentence uses only the blanks it is documented to want', () => {
    for (const key of Object.keys(all).filter((name) => name.endsWith('.full'))) {
      const code = key.slice(0, -'.full'.length) as RefusalCode;
      for (const form of formsOf(key)) for (const hole of holesIn(form)) expect(refusalBlanks[code], key).toContain(hole);
    }
    for (const code of Object.keys(refusalBlanks)) expect(formsOf(`${code}.full`), code).not.toHaveLength(0);
  });

  it('no word stands for a code that does not exist', () => {
    expect(Object.keys(all).filter((key) => !codes.includes(key.replace(/\.[a-z-]+$/u, '') as RefusalCode))).toEqual([]);
  });

  it('details fill the full sentence, and a missing one falls back', () => {
    expect(refusalSentence({ refused: 'limit-reached', details: { n: 1 } }, 'en')).toBe('1 per person.');
    expect(refusalSentence({ refused: 'limit-reached', details: { n: 2 } }, 'en-IE')).toBe('At most 2 per person.');
    expect(refusalSentence({ refused: 'one-unpaid-order', details: { orderNumber: 1043 } }, 'en')).toContain('order 1043 is');
    expect(refusalSentence({ refused: 'not-enough-stock', details: { sku: 'BAG' } }, 'en')).toBe('There is not enough free stock for this.');
  });

  it('a language without words is answered in English', () => {
    expect(refusalSentence({ refused: 'sold-out', details: {} }, 'fi')).toBe('Sold out.');
  });

  it('text in details is put in as text, never read as a blank again', () => {
    expect(refusalSentence({ refused: 'no-such-variant', details: { sku: '{sku}<b>' } }, 'en')).toBe('{sku}<b> is not in the catalog.');
  });
});
