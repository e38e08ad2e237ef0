/** The arithmetic of the bench: a figure is never one measurement, and never compared with another day's. */
export type Sense = 'at most' | 'at least';
/** What the median of fewer would say depends on the machine's mood. */
export const PAIRS = 9;

/** The middle one; of an even number the mean of the two. Throws where there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const high = sorted[sorted.length >> 1];
  const low = sorted[(sorted.length - 1) >> 1];
  if (high === undefined || low === undefined) throw new Error('a median of nothing');
  return (low + high) / 2;
}

/** The smallest value that at least this share (0 to 1) of them does not exceed. Throws where there is none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('a quantile of nothing');
  return found;
}

/** Ours over the peer's of the same pair, and of those the median: what slowed the machine for a while slowed both. */
export function medianRatio(ours: readonly number[], peers: readonly number[]): number {
  if (ours.length !== peers.length) throw new Error('pairs are of two');
  return median(ours.map((own, at) => own / (peers[at] ?? NaN)));
}

/** Three digits that count: 1.07, 13.2, 712. */
export function rounded(value: number): number {
  return value === 0 || !Number.isFinite(value) ? value : Number(value.toPrecision(Math.abs(value) >= 1_000 ? Math.floor(Math.log10(Math.abs(value))) + 1 : 3));
}

/** As it is printed: what a reader sees as 1.15 is 1.15. A figure without a limit is stated and cannot be missed. */
export function isMet(value: number, limit: number | null, sense: Sense): boolean {
  if (limit === null) return Number.isFinite(value);
  return sense === 'at most' ? rounded(value) <= limit : rounded(value) >= limit;
}

export interface Pairs<T> {
  readonly ours: readonly T[];
  readonly peer: readonly T[];
}
/** One of each in turn, and every other time the other one first. The first pair warms up and is thrown away. */
export async function pairs<T>(count: number, ours: () => Promise<T>, peer: () => Promise<T>): Promise<Pairs<T>> {
  const all: { readonly own: T; readonly other: T }[] = [];
  for (let at = 0; at <= count; at += 1) {
    if (at % 2 === 0) {
      const own = await ours();
      all.push({ own, other: await peer() });
    } else {
      const other = await peer();
      all.push({ own: await ours(), other });
    }
  }
  const kept = all.slice(1);
  return { ours: kept.map(({ own }) => own), peer: kept.map(({ other }) => other) };
}
