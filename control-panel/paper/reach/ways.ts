import type { ReachPart } from '@protocol/parts.ts';

/** The ways buyers reach a shop, from the least effort to the most lasting. */
export const ways = ['network', 'tunnel', 'address', 'server'] as const;
export type Way = (typeof ways)[number];

/** The way that is in use; null: this computer alone reaches the shop. An address says nothing of what stands behind it. */
export function wayInUse(reach: ReachPart): Way | null {
  if (reach.tunnel !== null) return 'tunnel';
  if (reach.url !== null && !reach.networkFirst) return 'address';
  return reach.network.length > 0 ? 'network' : null;
}
