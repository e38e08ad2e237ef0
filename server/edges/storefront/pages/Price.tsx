import type { ReactNode } from 'react';
import type { PageLine } from '../page-drop.ts';
import type { Voice } from '../voice.ts';

export const isOnePrice = (lines: readonly PageLine[]): boolean => new Set(lines.map((line) => line.price)).size === 1;

/** "€148", or "from €120" where the options differ. */
export function priceWords(lines: readonly PageLine[], voice: Voice): string {
  const lowest = voice.money(Math.min(...lines.map((line) => line.price)));
  return isOnePrice(lines) ? lowest : voice.t('price.from', { price: lowest });
}

/** What is struck through beside the price: one figure that is true of all of them, or nothing. */
export function wasWords(lines: readonly PageLine[], voice: Voice): string | null {
  const was = new Set(lines.map((line) => line.was));
  const [first] = was;
  return was.size === 1 && first !== undefined && isOnePrice(lines) ? voice.money(first) : null;
}

export function PriceTag({ lines, voice }: { readonly lines: readonly PageLine[]; readonly voice: Voice }): ReactNode {
  return <span className="num tag-price">{priceWords(lines, voice)}</span>;
}
