import type { Instant } from '@protocol/time.ts';

export interface DrawRow {
  readonly dropId: string;
  readonly firing: number;
  /** Of the ledger when it was committed: a shop that lost its tail does not draw twice from one seed. */
  readonly epoch: string;
  readonly commitment: string;
  readonly entries: number;
  readonly drawn: { readonly seed: string; readonly digest: string; readonly order: readonly string[]; readonly at: Instant } | null;
}
export interface Entry {
  readonly entryId: string;
  readonly dropId: string;
  readonly viewer: string;
  readonly sku: string;
  readonly channel: string | null;
  readonly at: Instant;
  /** In the order, from 1; null before it was drawn. */
  readonly place: number | null;
  /** Its turn came. */
  readonly passed: boolean;
  /** Where it came from, as far as it counts. */
  readonly network?: string;
}
/** Somebody who waits for a unit of a line. The table stands in the order of joining. */
export interface Wait {
  readonly waitId: string;
  readonly dropId: string;
  readonly sku: string;
  readonly viewer: string;
  readonly person: string | null;
  readonly at: Instant;
  readonly network?: string;
}
