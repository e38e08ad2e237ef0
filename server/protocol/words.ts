/**
 * Sentences by key, with `{blanks}` and plural forms. A key whose value is an object of plural
 * categories (`one`, `other`, …) is chosen by the blank `n`. Own code rather than a library
 * because the same 30 lines run in the overlay, on a buyer's phone (30 kB in all) and in the server;
 * see docs/decisions/words.md.
 */
export type Plural = { readonly other: string } & Readonly<Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many', string>>>;
export type Words = Readonly<Record<string, string | Plural>>;
export type Blanks = Readonly<Record<string, string | number>>;

const isPlural = (value: string | Plural): value is Plural => typeof value !== 'string';

/** The sentence for `key`. A missing key shows itself rather than nothing: a test keeps that from happening. */
export function say(words: Words, locale: string, key: string, blanks: Blanks): string {
  // Own ones only, here and below: `{constructor}` in a host's or a client's words is no blank of ours.
  const found = Object.hasOwn(words, key) ? words[key] : undefined;
  if (found === undefined) return key;
  const form = isPlural(found) ? (found[new Intl.PluralRules(locale).select(Number(blanks['n'] ?? 0))] ?? found.other) : found;
  return form.replace(/\{(\w+)\}/gu, (_whole, name: string) => {
    const value = Object.hasOwn(blanks, name) ? blanks[name] : undefined;
    return value === undefined ? `{${name}}` : typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

/** `say` bound to one language's words, keys checked by the compiler. */
export type Speak<W extends Words> = (key: keyof W & string, blanks?: Blanks) => string;
export function speaker<W extends Words>(words: W, locale: string): Speak<W> {
  return (key, blanks = {}) => say(words, locale, key, blanks);
}
