import type { ReachPart } from '@protocol/parts.ts';

/** The ways buyers reach a shop, from the least effort to the most lasting. */
export const ways = ['network', 'tunnel', 'address', 'server'] as const;
export type Way = (typeof ways)[number];

/** Where its steps stand for whoever comes from the set-up, and where in the set-up one goes on after them. */
export const stepsOf = (way: Way): string => `/reach?way=${way}&from=setup`;
export const setUpAt = (way: Way): string => `/setup/reach?way=${way}`;
export const wayNamed = (name: string | null): Way | null => ways.find((way) => way === name) ?? null;

/** The way that is in use; null: this computer alone reaches the shop. An address says nothing of what stands behind it. */
export function wayInUse(reach: ReachPart): Way | null {
  if (reach.tunnel !== null) return 'tunnel';
  if (reach.url !== null && !reach.networkFirst) return 'address';
  return reach.network.length > 0 ? 'network' : null;
}
