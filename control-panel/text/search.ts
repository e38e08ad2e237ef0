/**
 * What a person typed into a search field, as a question put to a row's text: every word must stand in it somewhere, in any order, whatever
 * the case. Nothing typed, or only spaces, finds everything.
 */
export function searchFor(search: string): (text: string) => boolean {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  return (text) => {
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  };
}

/** What of a catalog's variant is looked through: its name, its options and its number. */
export const variantText = (row: { readonly title: string; readonly options: readonly string[]; readonly sku: string }): string =>
  `${row.title} ${row.options.join(' ')} ${row.sku}`;
