import { hmacSha256, sha256 } from './sha256.ts';

/**
 * How a draw is drawn (docs/draws.md). All values are texts in lower-case hex or plain letters, hashed as UTF-8, so that a line of
 * shell can follow it. The same function in the shop, in its audit and on the visitor's phone; scripts/verify-draw.mjs is another one.
 */

/** Published before entry opens: it fixes the seed without telling it. */
export const commitmentOf = (seed: string): string => sha256(seed);
/** What is published of an entry before the draw: whoever has the entry finds it in the list, nobody else learns it. */
export const entryHash = (entryId: string): string => sha256(entryId);

export interface DrawnOrder {
  /** SHA-256 of the sorted entry hashes, one a line, without a last line end: one entry more or less is another order for all. */
  readonly digest: string;
  /** Entry ids, first in line first. */
  readonly order: readonly string[];
}
/** Each entry's place is its HMAC-SHA256 under the seed, over the digest and its id; the lowest is first. */
export function drawOrder(seed: string, entryIds: readonly string[]): DrawnOrder {
  const digest = sha256(entryIds.map(entryHash).sort().join('\n'));
  const ranked = entryIds.map((entryId) => ({ entryId, rank: hmacSha256(seed, digest + entryId) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  return { digest, order: ranked.map(({ entryId }) => entryId) };
}

/** What `/d/:code/draw.json` answers. */
export interface DrawRecord {
  readonly dropId: string;
  readonly title: string;
  readonly commitment: string;
  /** Null until it was drawn. */
  readonly seed: string | null;
  /** Sorted. */
  readonly entries: readonly string[];
  /** Entry ids; null until it was drawn. */
  readonly order: readonly string[] | null;
}

/** What does not agree; empty where everything does. `not-drawn` says no more than that it cannot be told yet. */
export type DrawFault = 'not-drawn' | 'seed' | 'entries' | 'order';
export function checkDraw(record: DrawRecord): DrawFault | null {
  const { seed, order, commitment, entries } = record;
  if (seed === null || order === null) return 'not-drawn';
  if (commitmentOf(seed) !== commitment) return 'seed';
  if (order.map(entryHash).sort().join() !== [...entries].sort().join()) return 'entries';
  return drawOrder(seed, order).order.join() === order.join() ? null : 'order';
}
