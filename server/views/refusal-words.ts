import { refusal as english } from '@locales/en.json';
import type { Refusal, RefusalCode, Refused } from '@protocol/refusals.ts';
import { say, type Blanks, type Words } from '@protocol/words.ts';

/**
 * The sentence of a refusal. Two may stand in the words: `<code>`, which needs nothing, and
 * `<code>.full`, used where the details fill all of its blanks. So a decision may say more later,
 * and a sentence with a hole in it is never shown.
 */

/** Which details `<code>.full` wants, all text or numbers; `n` chooses the plural. */
export const refusalBlanks: Readonly<Partial<Record<RefusalCode, readonly string[]>>> = {
  malformed: ['where'],
  'too-large': ['most'],
  'not-enough-stock': ['sku', 'wanted', 'n'],
  'variant-in-other-drop': ['sku', 'title'],
  'no-such-variant': ['sku'],
  'sku-taken': ['sku', 'handle'],
  'bad-settings': ['what'],
  'bad-csv': ['what'],
  'on-air-changed': ['title'],
  'drop-live': ['title'],
  'other-show-live': ['title'],
  'limit-reached': ['n'],
  'all-held': ['n'],
  'sold-out': ['title'],
  'some-left': ['n'],
  'sold-elsewhere': ['at'],
  'not-at-shop': ['sku', 'at'],
  'one-unpaid-order': ['orderNumber'],
  'more-than-ordered': ['sku', 'n'],
  'more-than-added': ['sku', 'n'],
  'no-such-code': ['code'],
  'code-not-yet': ['code'],
  'code-over': ['code'],
  'code-used-up': ['code'],
  'code-used': ['code', 'n'],
  'code-minimum': ['code'],
  'codes-apart': ['code'],
  'parcel-packed': ['orderNumber'],
  'parcel-shared': ['orderNumber'],
  'below-floor': ['sku', 'least'],
  'false-discount': ['sku', 'lowest'],
  'media-pixels': ['megapixels', 'limit'],
  'clip-long': ['seconds', 'limit'],
};

/** By language, then by language without region; English where the words were not translated. */
const byLocale: Readonly<Record<string, Words>> = { en: english };
function wordsFor(locale: string): { readonly words: Words; readonly locale: string } {
  const found = byLocale[locale] ?? byLocale[locale.split('-')[0] ?? ''];
  return found === undefined ? { words: english, locale: 'en' } : { words: found, locale };
}

const isBlank = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
const blanksOf = (details: Readonly<Record<string, unknown>>): Blanks => {
  const blanks: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(details)) {
    if (!isBlank(value)) continue;
    // A number that names something is not grouped: "order 1043", not "order 1,043". Sizes are told as people know them.
    blanks[name] = name === 'orderNumber' ? String(value) : name === 'most' && typeof value === 'number' ? sizeText(value) : value;
  }
  return blanks;
};

const sizeText = (bytes: number): string => (bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${Math.round(bytes / 1024 ** 2)} MB`);

/** In words, for a person: over HTTP, on a socket's ack, on a page without script. */
export function refusalSentence(refused: Refused, locale: string): string {
  const { words, locale: spoken } = wordsFor(locale);
  const blanks = blanksOf(refused.details);
  const wanted = refusalBlanks[refused.refused];
  const full = `${refused.refused}.full`;
  const fills = wanted !== undefined && wanted.every((name) => blanks[name] !== undefined && blanks[name] !== '');
  // One code can have several reasons, and some of them a sentence of their own: what is to be done differs.
  const because = `${refused.refused}.${String(blanks['why'] ?? '')}`;
  const key = fills && Object.hasOwn(words, full) ? full : Object.hasOwn(words, because) ? because : refused.refused;
  return say(words, spoken, key, blanks);
}

/** As it travels. */
export const toRefusal = (refused: Refused, locale: string): Refusal => ({
  code: refused.refused,
  message: refusalSentence(refused, locale),
  details: refused.details,
});
