/** Why somebody may not reserve: a list and no text, so that no name ends up in an event (L8). */
export const restrictReasons = ['unpaid', 'too-many', 'conduct', 'other'] as const;
export type RestrictReason = (typeof restrictReasons)[number];

/** What the shop does against hoarding, in numbers: of drops on sale, or of the last one. */
export interface CrowdDrop {
  readonly dropId: string;
  readonly title: string;
  /** A draw: `most` and `free` count entries. */
  readonly draw: boolean;
  /** Networks that were counted, and the most units that were reserved from one of them. */
  readonly networks: number;
  readonly most: number;
  /** The most places in line that one of them took. */
  readonly inLine: number;
  /** What one network may reserve, or in a draw enter, before it has to prove. */
  readonly free: number;
  /** Buyers who were asked for a proof, reservations made with one, and proofs that were no good. */
  readonly asked: number;
  readonly solved: number;
  readonly refused: number;
  /** Cool-downs that began, and presses of people who were in one or are restricted. */
  readonly cooled: number;
  readonly turnedAway: number;
}
export interface RestrictionPart {
  readonly restrictionId: string;
  readonly at: number;
  readonly reason: RestrictReason;
  /** Null: until lifted. */
  readonly showTitle: string | null;
  /** What they were restricted by. */
  readonly orderNumber: number | null;
  readonly title: string;
}
export interface CrowdPart {
  readonly drops: readonly CrowdDrop[];
  readonly restricted: readonly RestrictionPart[];
}
