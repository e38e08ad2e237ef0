import { createHash } from 'node:crypto';
import Papa from 'papaparse';
import { visible } from '@protocol/inputs.ts';
import { parseMoney, type Currency, type Minor } from '@protocol/money.ts';
import { cleanHtml } from '../../dispatch/clean-html.ts';
import type { CatalogFile, FileProduct, FileVariant, FileWarning, ReadCatalogFile } from '../../ports/catalog-file.ts';
import { neededColumns, placeColumns, rowOf, type Row } from './columns.ts';

/**
 * Shopify's product CSV, as shops really have it: one row per variant, product fields on the first
 * row only, rows with a picture alone, SKUs often empty. What cannot be used is left out with a
 * warning that names its row; only a file that cannot be read at all is refused.
 */

const MOST_PICTURES = 20;
const MOST_VARIANTS = 100;
const LONGEST = { title: 120, vendor: 80, optionName: 40, option: 80, body: 20_000, sku: 64, handle: 120 } as const;
const MOST_ON_HAND = 1_000_000;

/** Control characters and bidi overrides: a name must not rewrite the line it stands in. */
const plain = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '').trim();
const oneLine = (text: string, most: number): string => {
  const line = plain(text.replace(/\s+/gu, ' ')).slice(0, most).trim();
  // Of zero-width characters alone: as good as empty, and the command would refuse it.
  return visible.test(line) ? line : '';
};

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/gu, '');

/** The same product and options give the same SKU in every import, so that importing again changes nothing. */
function madeSku(handle: string, options: readonly string[]): string {
  const whole = [handle, ...options.map(slug)].filter((part) => part !== '').join('--');
  if (whole.length <= LONGEST.sku) return whole;
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, LONGEST.sku - 9).replace(/-+$/u, '')}-${digest}`;
}

interface Draft {
  readonly handle: string;
  readonly title: string;
  readonly body: string;
  readonly vendor: string;
  readonly optionNames: readonly string[];
  readonly pictures: { readonly url: string; readonly place: number }[];
  readonly variants: FileVariant[];
}
type Warn = (row: number, what: string, blanks?: FileWarning['blanks']) => void;

/** "Title: Default Title" is Shopify's way to say: no options. */
const hasNoOptions = (row: Row): boolean =>
  row.option1.toLowerCase() === 'default title' && (row.option1Name === '' || row.option1Name.toLowerCase() === 'title');

function pictureOf(url: string, row: number, warn: Warn): string | null {
  if (url === '') return null;
  try {
    const parsed = new URL(url);
    if ((parsed.protocol === 'https:' || parsed.protocol === 'http:') && parsed.href.length <= 500 && parsed.username === '') return parsed.href;
  } catch {
    // Said below: not an address.
  }
  warn(row, 'bad-picture', { url: oneLine(url, 60) });
  return null;
}

class Reader {
  readonly drafts = new Map<string, Draft>();
  readonly warnings: FileWarning[] = [];
  private readonly skus = new Set<string>();
  constructor(
    private readonly currency: Currency,
    private readonly locale: string,
  ) {}

  readonly warn: Warn = (row, what, blanks = {}) => void this.warnings.push({ row, what, blanks });

  private money(text: string, row: number, column: 'price' | 'compareAt' | 'cost'): Minor | null {
    if (text === '') return null;
    const amount = parseMoney(text, this.currency, this.locale);
    if (amount === null) this.warn(row, `bad-${column}`, { value: oneLine(text, 30) });
    return amount;
  }
  private count(text: string, row: number): number {
    if (text === '') return 0;
    const count = /^-?\d+(?:[.,]0+)?$/u.test(text) ? Number.parseInt(text, 10) : NaN;
    if (Number.isFinite(count) && count >= 0 && count <= MOST_ON_HAND) return count;
    this.warn(row, 'bad-count', { value: oneLine(text, 30) });
    return 0;
  }

  private draftFor(row: Row, at: number): Draft | null {
    const handle = slug(row.handle).slice(0, LONGEST.handle);
    if (handle === '') {
      this.warn(at, 'no-handle');
      return null;
    }
    const known = this.drafts.get(handle);
    if (known) return known;
    const title = oneLine(row.title, LONGEST.title);
    if (title === '') this.warn(at, 'no-title', { handle });
    else if (row.title.length > LONGEST.title) this.warn(at, 'cut-title', { handle });
    const names = hasNoOptions(row)
      ? []
      : [row.option1Name, row.option2Name, row.option3Name].map((name) => oneLine(name, LONGEST.optionName)).filter((name) => name !== '');
    // Cut before it is cleaned: cleaning closes what the cut left open.
    const body = cleanHtml(plain(row.body).slice(0, LONGEST.body - 500));
    const draft: Draft = {
      handle,
      title: title === '' ? handle : title,
      body,
      vendor: oneLine(row.vendor, LONGEST.vendor),
      optionNames: names,
      pictures: [],
      variants: [],
    };
    this.drafts.set(handle, draft);
    return draft;
  }

  read(row: Row, at: number): void {
    const draft = this.draftFor(row, at);
    if (draft === null) return;
    const place = Number.parseInt(row.picturePlace, 10);
    for (const [url, fallback] of [
      [row.picture, 500],
      [row.variantPicture, 900],
    ] as const) {
      const picture = pictureOf(url, at, this.warn);
      if (picture !== null && !draft.pictures.some((known) => known.url === picture))
        draft.pictures.push({ url: picture, place: Number.isFinite(place) && url === row.picture ? place : fallback });
    }
    const options =
      draft.optionNames.length === 0
        ? []
        : [row.option1, row.option2, row.option3].slice(0, draft.optionNames.length).map((value) => oneLine(value, LONGEST.option));
    const isPictureOnly = row.price === '' && row.sku === '' && row.onHand === '' && (row.option1 === '' || row.picture !== '') && row.picture !== '';
    if (isPictureOnly) return;
    this.variant(draft, row, options, at);
  }

  private variant(draft: Draft, row: Row, options: readonly string[], at: number): void {
    const price = this.money(row.price, at, 'price');
    if (price === null) {
      if (row.price === '') this.warn(at, 'no-price', { title: draft.title });
      return;
    }
    if (options.some((value) => value === '')) return this.warn(at, 'no-option', { title: draft.title });
    if (draft.variants.some((known) => JSON.stringify(known.options) === JSON.stringify(options)))
      return this.warn(at, 'option-twice', { title: draft.title, option: options.join(' / ') });
    if (draft.variants.length >= MOST_VARIANTS) return this.warn(at, 'too-many-variants', { title: draft.title, n: MOST_VARIANTS });
    const given = oneLine(row.sku.replace(/^'/u, ''), LONGEST.sku);
    if (given !== '' && this.skus.has(given)) this.warn(at, 'sku-twice', { sku: given });
    const sku = given === '' || this.skus.has(given) ? madeSku(draft.handle, options) : given;
    if (this.skus.has(sku)) return this.warn(at, 'sku-twice', { sku });
    this.skus.add(sku);
    const grams = /^\d+(?:[.,]\d+)?$/u.test(row.grams) ? Math.round(Number(row.grams.replace(',', '.'))) : 0;
    draft.variants.push({
      sku,
      options,
      price,
      compareAt: this.money(row.compareAt, at, 'compareAt'),
      cost: this.money(row.cost, at, 'cost'),
      grams: grams > 0 && grams <= 1_000_000 ? grams : null,
      onHand: this.count(row.onHand, at),
    });
  }

  finish(): CatalogFile {
    const products: FileProduct[] = [];
    for (const draft of this.drafts.values()) {
      if (draft.variants.length === 0) {
        this.warn(1, 'nothing-to-sell', { title: draft.title });
        continue;
      }
      const pictures = draft.pictures.sort((a, b) => a.place - b.place).map(({ url }) => url);
      if (pictures.length > MOST_PICTURES) this.warn(1, 'too-many-pictures', { title: draft.title, n: MOST_PICTURES });
      products.push({
        handle: draft.handle,
        title: draft.title,
        body: draft.body,
        vendor: draft.vendor,
        pictures: pictures.slice(0, MOST_PICTURES),
        options: draft.optionNames,
        variants: draft.variants,
      });
    }
    return { products, warnings: this.warnings };
  }
}

export const readShopifyCsv: ReadCatalogFile = (text, currency, locale) => {
  const parsed = Papa.parse<string[]>(text.replace(/^\ufeff/u, ''), { delimitersToGuess: [',', ';', '\t'], skipEmptyLines: false });
  const [headers, ...rows] = parsed.data;
  const broken = parsed.errors.find((error) => error.type === 'Quotes');
  if (broken) return { refused: { row: (broken.row ?? 0) + 1, what: 'bad-quotes', blanks: { row: (broken.row ?? 0) + 1 } } };
  if (!headers || headers.every((header) => header.trim() === '')) return { refused: { row: 1, what: 'empty', blanks: {} } };
  const places = placeColumns(headers);
  const missing = neededColumns.filter((column) => places[column] < 0);
  if (missing.length > 0) return { refused: { row: 1, what: 'no-columns', blanks: { columns: missing.join(', ') } } };
  const reader = new Reader(currency, locale);
  if (text.includes('\ufffd')) reader.warn(1, 'not-utf8');
  rows.forEach((cells, index) => {
    // Rows as a spreadsheet counts them: the header is the first.
    const at = index + 2;
    if (cells.every((cell) => cell.trim() === '')) return;
    if (cells.length < headers.length && cells.length > 1) reader.warn(at, 'short-row', { n: cells.length, of: headers.length });
    reader.read(rowOf(cells, places), at);
  });
  const file = reader.finish();
  return file.products.length === 0 ? { refused: { row: 1, what: 'no-products', blanks: {} } } : file;
};
