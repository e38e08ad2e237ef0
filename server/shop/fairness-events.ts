import type { RestrictReason } from '@protocol/fairness.ts';

/** Against hoarding (docs/decisions/hoarding.md). Random ids only: of viewers, holds, shows (L8). */
export interface FairnessKinds {
  /** `showId`: for as long as it runs; null: until lifted. `dropId` and `orderNumber`: by what they were found. */
  PersonRestricted: {
    restrictionId: string;
    viewers: readonly string[];
    showId: string | null;
    reason: RestrictReason;
    dropId: string | null;
    orderNumber: number | null;
  };
  RestrictionLifted: { restrictionId: string };
  /** What became of each hold stands beside it. */
  UnpaidReleased: { dropId: string | null; released: number; expiring: number };
  CrowdNoted: { dropId: string; asked: number; refused: number; turnedAway: number };
}
