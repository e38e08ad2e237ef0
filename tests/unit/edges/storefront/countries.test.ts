import { expect, it } from 'vitest';
import { countries, homeCountry } from '../../../../server/edges/storefront/countries.ts';

it('every country has a name, once, in the order of the language', () => {
  const list = countries('en');
  expect(list.length).toBe(246);
  expect(new Set(list.map((country) => country.code)).size).toBe(list.length);
  expect(list.filter((country) => country.name === country.code)).toEqual([]);
  expect(list[0]?.name).toBe('Afghanistan');
  expect(list.findIndex((country) => country.code === 'AX')).toBeLessThan(list.findIndex((country) => country.code === 'AL') + 3);
});
it.each([
  ['en-IE', 'IE'],
  ['de', 'DE'],
  ['pt-BR', 'BR'],
])('most buyers of a shop that speaks %s live in %s', (locale, country) => {
  expect(homeCountry(locale)).toBe(country);
});
