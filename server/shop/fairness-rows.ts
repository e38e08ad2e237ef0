import type { RestrictReason } from '@protocol/fairness.ts';
import type { Instant } from '@protocol/time.ts';

/** Units that were ever reserved in a drop from one network; in a draw its entries, under a key of its own its places in line. */
export interface Reserved {
  readonly dropId: string;
  readonly units: number;
}
/** From which network a live hold came. */
export interface Counted {
  readonly network: string;
  readonly units: number;
}
/** How long somebody kept units unpaid: 1,000 is one whole reservation. */
export interface Idle {
  readonly share: number;
  readonly coolUntil: Instant;
}
export interface Restriction {
  readonly restrictionId: string;
  readonly viewers: readonly string[];
  readonly showId: string | null;
  readonly reason: RestrictReason;
  readonly dropId: string | null;
  readonly orderNumber: number | null;
  readonly at: Instant;
}
/** Of one drop, for the desk. */
export interface Crowd {
  readonly networks: number;
  readonly most: number;
  readonly inLine: number;
  readonly asked: number;
  readonly solved: number;
  readonly refused: number;
  readonly cooled: number;
  readonly turnedAway: number;
}
