import type { Currency, Minor } from '@protocol/money.ts';

/** What any file with products comes down to. Stock is what the file says; the shop decides whether to take it (S5). */
export interface FileVariant {
  readonly sku: string;
  readonly options: readonly string[];
  readonly price: Minor;
  readonly compareAt: Minor | null;
  readonly cost: Minor | null;
  readonly grams: number | null;
  readonly onHand: number;
}
export interface FileProduct {
  readonly handle: string;
  readonly title: string;
  /** Sanitised HTML. */
  readonly body: string;
  readonly vendor: string;
  readonly pictures: readonly string[];
  readonly options: readonly string[];
  readonly variants: readonly FileVariant[];
}
export interface FileWarning {
  /** Line of the file as a spreadsheet counts it, from 1. */
  readonly row: number;
  /** Key under `catalogFile` in the words, and its blanks. */
  readonly what: string;
  readonly blanks: Readonly<Record<string, string | number>>;
}
export interface CatalogFile {
  readonly products: readonly FileProduct[];
  readonly warnings: readonly FileWarning[];
}
/** Pure. `refused`: nothing of it can be used; why, as a warning. */
export type ReadCatalogFile = (text: string, currency: Currency, locale: string) => CatalogFile | { readonly refused: FileWarning };
