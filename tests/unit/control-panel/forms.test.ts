import { describe, expect, it } from 'vitest';
import { settingsToSend } from '../../../control-panel/paper/SettingFields.tsx';
import { combine, handleOf, skuOf, splitValues } from '../../../control-panel/paper/catalog/variants.ts';
import { guessCurrency, localeChoices } from '../../../control-panel/paper/shop/guesses.ts';
import { anyNumber, isEmail, isWebAddress, wholeNumber } from '../../../control-panel/paper/valid.ts';
import { commands } from '@protocol/commands.ts';

describe('variants of a product by hand', () => {
  it('every combination, the last option changing fastest', () => {
    expect(combine([['S', 'M'], ['Red', 'Blue']])).toEqual([['S', 'Red'], ['S', 'Blue'], ['M', 'Red'], ['M', 'Blue']]); // prettier-ignore
    expect(combine([])).toEqual([[]]);
    expect(combine([[], ['Red']])).toEqual([['Red']]);
  });
  it('values as people list them, each once', () => {
    expect(splitValues('S, M ,L,, S;XL')).toEqual(['S', 'M', 'L', 'XL']);
  });
  it('names and stock numbers that the server takes', () => {
    const { handle, variants } = commands['product.save'].input.shape;
    for (const title of ['Saddle bag, chestnut', 'Größe 38 – Äpfel', '手帳', '  x  ', 'A'.repeat(300)]) {
      expect(handle.safeParse(handleOf(title)).success, title).toBe(true);
      expect(variants.element.shape.sku.safeParse(skuOf(handleOf(title), ['Extra large', '½'])).success, title).toBe(true);
    }
    expect(handleOf('!!!')).toBe('');
  });
});

describe('first guesses', () => {
  it.each([
    ['en-IE', 'EUR'],
    ['en-GB', 'GBP'],
    ['de-CH', 'CHF'],
    ['ja', 'JPY'],
    ['en', 'USD'],
    ['posix_C', 'EUR'],
    ['xx-ZZ', 'EUR'],
  ])('%s sells in %s', (language, currency) => {
    expect(guessCurrency(language)).toBe(currency);
  });
  it('the chosen language stands first, and none twice', () => {
    const tags = localeChoices(['de-DE', 'en', 'de-DE'], 'fr-CA').map((choice) => choice.tag);
    expect(tags.slice(0, 2)).toEqual(['fr-CA', 'de-DE']);
    expect(new Set(tags).size).toBe(tags.length);
  });
});

describe('what was typed', () => {
  it('whole numbers in a range, or nothing', () => {
    expect(wholeNumber(' 12 ', 1, 20)).toBe(12);
    for (const text of ['', '1.5', '21', '-1', 'x', '1e1x']) expect(wholeNumber(text, 1, 20), text).toBeNull();
  });
  it('halves with comma or point', () => {
    expect(anyNumber('2,5', 0.5, 10)).toBe(2.5);
    expect(anyNumber('0.2', 0.5, 10)).toBeNull();
  });
  it('mail and web addresses', () => {
    expect(isEmail('ana@shop.example')).toBe(true);
    expect(isEmail('ana@shop')).toBe(false);
    expect(isWebAddress('https://shop.example/returns')).toBe(true);
    for (const text of ['shop.example', 'javascript:alert(1)', '']) expect(isWebAddress(text), text).toBe(false);
  });
  it('settings: numbers as numbers, a secret that was not typed anew is not sent', () => {
    const field = (name: string, kind: 'text' | 'number' | 'switch', secret: boolean) => ({
      name,
      kind,
      title: name,
      hint: '',
      secret,
      required: true,
      part: 'form' as const,
    });
    const fields = [field('port', 'number', false), field('token', 'text', true), field('mod', 'switch', false), field('name', 'text', false)];
    expect(settingsToSend(fields, { port: '6667', token: '', mod: false, name: 'bot', strange: 'x' }, [])).toEqual({ port: 6667, mod: false, name: 'bot' });
    // Cleared, what was saved goes; a secret and a number stay as they were.
    expect(settingsToSend(fields, { port: '', token: '', name: '' }, ['port', 'token', 'name'])).toEqual({ name: '' });
    expect(settingsToSend(fields, { name: '' }, [])).toEqual({});
  });
});
