import type { ReactNode } from 'react';
import type { MadeOf } from '@protocol/parts.ts';
import type { PageLine } from '../page-drop.ts';
import type { Voice } from '../voice.ts';

/** "Saddle bag · Brass, 2 × Wax": what one bundle is made of. */
export const insideWords = (parts: readonly MadeOf[], { t }: Voice): string =>
  t('inside', { parts: parts.map(({ quantity, title }) => (quantity > 1 ? t('lines.some', { n: quantity, title }) : title)).join(', ') });

/** Where a bundle is all there is to choose, what is in it stands under its price. */
export function Inside({ lines, voice }: { readonly lines: readonly PageLine[]; readonly voice: Voice }): ReactNode {
  const [only] = lines;
  if (lines.length !== 1 || only?.parts === undefined) return null;
  return <p className="by">{insideWords(only.parts, voice)}</p>;
}
