import type { ReactNode } from 'react';
import type { PageLine } from '../page-drop.ts';
import type { Voice } from '../voice.ts';

export const isOnePrice = (lines: readonly PageLine[]): boolean => new Set(lines.map((line) => line.price)).size === 1;

/** "€148", or "from €120" where the options differ. */
export function priceWords(lines: readonly PageLine[], voice: Voice): string {
  const lowest = voice.money(Math.min(...lines.map((line) => line.price)));
  return isOnePrice(lines) ? lowest : voice.t('price.from', { price: lowest });
}

export function PriceTag({ lines, voice }: { readonly lines: readonly PageLine[]; readonly voice: Voice }): ReactNode {
  return <span className="num tag-price">{priceWords(lines, voice)}</span>;
}
