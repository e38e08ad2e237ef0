import type { ReactNode } from 'react';
import type { Minor } from '@protocol/money.ts';
import type { MadeOf } from '@protocol/parts.ts';
import type { Voice } from '../voice.ts';
import { insideWords } from './Inside.tsx';

export interface ShownLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly price: Minor;
  readonly refunded: number;
  /** What is in one of it, by name; absent where it is no bundle. */
  readonly parts?: readonly MadeOf[];
}

export function Lines({ lines, voice }: { readonly lines: readonly ShownLine[]; readonly voice: Voice }): ReactNode {
  const { t, money } = voice;
  return (
    <ul className="lines">
      {lines.map((line) => (
        <li key={line.sku}>
          <span>
            {line.quantity > 1 ? t('lines.some', { n: line.quantity, title: line.title }) : line.title}
            {line.parts !== undefined && <small>{insideWords(line.parts, voice)}</small>}
            {line.refunded > 0 && <small>{t('lines.refunded', { n: line.refunded })}</small>}
          </span>
          <span className="num">{money(line.price * line.quantity)}</span>
        </li>
      ))}
    </ul>
  );
}
