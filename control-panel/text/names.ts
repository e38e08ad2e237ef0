import type { Counts } from '@protocol/ticks.ts';
import type { DropMode, HoldPart, MadeOf, OrderPart } from '@protocol/parts.ts';
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

/** "Saddle bag · Brass", "Saddle bag · Brass ×2, Belt · M"; `short` says a line's name where the product is plain from around it. */
export const linesName = (lines: readonly MadeOf[] | HoldPart['lines'] | OrderPart['lines'], short: ((sku: string) => string | null) | null): string =>
  lines.map((line) => `${short?.(line.sku) ?? line.title}${line.quantity > 1 ? ` ×${line.quantity}` : ''}`).join(', ');

/** Where an order goes. */
export const deliveryName = (delivery: OrderPart['delivery']): string => {
  switch (delivery.kind) {
    case 'pickup':
      return w('to.pickup', { place: delivery.label });
    case 'ship':
      return delivery.label === '' ? w('to.ship') : delivery.label;
    case 'till':
      return w('to.till');
    default: {
      const never: never = delivery.kind;
      return never;
    }
  }
};

/** A variant in one line: "Saddle bag · Brass / Large". */
export const variantName = (title: string, options: readonly string[]): string =>
  options.length > 0 ? w('variant.name', { title, options: options.join(' / ') }) : title;

/** "#1043, #1050". */
export const ordersText = (numbers: readonly number[]): string => numbers.map((n) => `#${n}`).join(', ');
/** What is in one bundle: "Saddle bag · Brass, Wax ×2". */
export const insideText = (parts: readonly MadeOf[]): string => linesName(parts, null);

export const countsSentence = (counts: Counts): string => w('ticks.sentence', { left: counts.left, held: counts.held, sold: counts.sold });
