import type { Parts } from '@protocol/parts.ts';

/**
 * The public snapshot for caches: without `now`, so that it is the same text for as long as nothing
 * changes; its clock is the response's `Date` + `Age`.
 */
export const liveJson = (epoch: string, rev: number, parts: Parts): string => JSON.stringify({ epoch, rev, parts });
