import type { DurationMs, Instant } from '@protocol/time.ts';

/** T2: ledger time. The wall clock at start, monotonic from then on, never before the last event. */
export interface Clock {
  /** Never goes back, and never before what `notBefore` was last told. */
  now(): Instant;
  /** Told after each batch that was read or appended: another node's clock may be ahead. */
  notBefore(at: Instant): void;
  /** Follows the wall clock again where it drifted by more than 2 s; only called while nothing is live. */
  followWall(): void;
  /** Wall clock minus ours. */
  drift(): DurationMs;
}
