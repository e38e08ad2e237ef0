import type { ReactNode } from 'react';
import type { Minor } from '@protocol/money.ts';
import type { Voice } from '../voice.ts';

export interface ShownLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly price: Minor;
  readonly refunded: number;
}

export function Lines({ lines, voice: { t, money } }: { readonly lines: readonly ShownLine[]; readonly voice: Voice }): ReactNode {
  return (
    <ul className="lines">
      {lines.map((line) => (
        <li key={line.sku}>
          <span>
            {line.quantity > 1 ? t('lines.some', { n: line.quantity, title: line.title }) : line.title}
            {line.refunded > 0 && <small>{t('lines.refunded', { n: line.refunded })}</small>}
          </span>
          <span className="num">{money(line.price * line.quantity)}</span>
        </li>
      ))}
    </ul>
  );
}
