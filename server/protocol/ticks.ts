/** "Every unit is a tick": the same picture on overlay, desk and page. */
export type Tick = 'left' | 'held' | 'sold';

/** Above this many units single ticks cannot be told apart at 720p: a bar in the same three parts. */
export const MOST_TICKS = 60;

export interface Counts {
  readonly left: number;
  readonly held: number;
  readonly sold: number;
}
export const sumCounts = (lines: readonly Counts[]): Counts =>
  lines.reduce<Counts>((sum, line) => ({ left: sum.left + line.left, held: sum.held + line.held, sold: sum.sold + line.sold }), { left: 0, held: 0, sold: 0 });

export type TickRow = { readonly kind: 'ticks'; readonly ticks: readonly Tick[] } | { readonly kind: 'bar'; readonly shares: Readonly<Record<Tick, number>> };

/** One tick per unit up to 60; above, shares of 1 in the order left, held, sold. */
export function tickRow(counts: Counts): TickRow {
  const all = counts.left + counts.held + counts.sold;
  if (all > MOST_TICKS) return { kind: 'bar', shares: { left: counts.left / all, held: counts.held / all, sold: counts.sold / all } };
  return {
    kind: 'ticks',
    ticks: [...Array<Tick>(counts.left).fill('left'), ...Array<Tick>(counts.held).fill('held'), ...Array<Tick>(counts.sold).fill('sold')],
  };
}

/** At or below this many left they are "the last few" and said so, in chat and on the card. 0: never, in a drop too small for it to be news. */
export const lastFewOf = (allotted: number): number => (allotted <= 3 ? 0 : Math.min(5, Math.ceil(allotted / 5)));
export const isLastFew = (counts: Counts): boolean => counts.left > 0 && counts.left <= lastFewOf(counts.left + counts.held + counts.sold);
