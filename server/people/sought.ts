/** As people type a name they heard: without capitals and accents. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The words that all have to be in a person's name and mail; none for a text without any. */
export const soughtWords = (text: string): readonly string[] => folded(text).split(/\s+/u).filter(Boolean);
export function isSought(words: readonly string[], person: { readonly name: string; readonly email: string }): boolean {
  const known = folded(`${person.name} ${person.email}`);
  return words.every((word) => known.includes(word));
}
/** People read at once while one is looked for. */
export const FIND_AT_ONCE = 1_000;
