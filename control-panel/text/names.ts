import type { Counts } from '@protocol/ticks.ts';
import type { DropMode, HoldPart, OrderPart } from '@protocol/parts.ts';
import { w } from './words.ts';

export const modeName = (mode: DropMode): string => {
  switch (mode) {
    case 'hold':
      return w('mode.hold');
    case 'race':
      return w('mode.race');
    case 'draw':
      return w('mode.draw');
    case 'test':
      return w('mode.test');
    default: {
      const never: never = mode;
      return never;
    }
  }
};

/** "Brass", "Brass ×2", "Brass, Nickel ×3" */
export const linesName = (lines: HoldPart['lines'] | OrderPart['lines'], titleOf: (sku: string) => string): string =>
  lines.map((line) => `${line.title || titleOf(line.sku)}${line.quantity > 1 ? ` ×${line.quantity}` : ''}`).join(', ');

/** A variant in one line: "Saddle bag · Brass / Large". */
export const variantName = (title: string, options: readonly string[]): string => (options.length > 0 ? w('variant.name', { title, options: options.join(' / ') }) : title);

export const countsSentence = (counts: Counts): string => w('ticks.sentence', { left: counts.left, held: counts.held, sold: counts.sold });
