/** The columns we read, under the headers of Shopify's exports before and after 2024, lower case. */
const names = {
  handle: ['handle', 'url handle'],
  title: ['title'],
  body: ['body (html)', 'body html', 'description'],
  vendor: ['vendor'],
  option1Name: ['option1 name'],
  option1: ['option1 value'],
  option2Name: ['option2 name'],
  option2: ['option2 value'],
  option3Name: ['option3 name'],
  option3: ['option3 value'],
  sku: ['variant sku', 'sku'],
  grams: ['variant grams', 'weight value (grams)'],
  onHand: ['variant inventory qty', 'inventory quantity'],
  price: ['variant price', 'price'],
  compareAt: ['variant compare at price', 'compare-at price', 'compare at price'],
  cost: ['cost per item'],
  picture: ['image src', 'product image url'],
  picturePlace: ['image position'],
  variantPicture: ['variant image', 'variant image url'],
} as const;

export type Column = keyof typeof names;
export type Row = Readonly<Record<Column, string>>;

const tidy = (header: string): string =>
  header
    .replace(/^\ufeff/u, '')
    .trim()
    .toLowerCase()
    .replace(/\s+/gu, ' ');

/** Where each column stands; -1 where the file has none. */
export function placeColumns(headers: readonly string[]): Readonly<Record<Column, number>> {
  const tidied = headers.map(tidy);
  return Object.fromEntries(
    Object.entries(names).map(([column, aliases]) => [column, tidied.findIndex((header) => (aliases as readonly string[]).includes(header))]),
  ) as Record<Column, number>;
}
/** What a file cannot do without. */
export const neededColumns: readonly Column[] = ['handle', 'title', 'price'];

export const rowOf = (cells: readonly string[], places: Readonly<Record<Column, number>>): Row =>
  Object.fromEntries(Object.entries(places).map(([column, place]) => [column, place < 0 ? '' : (cells[place] ?? '').trim()])) as Record<Column, string>;
