import type { CommandInput } from '@protocol/commands.ts';
import type { Refused } from '@protocol/refusals.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';

/** A refusal leaves no event (L6): how many there were is gathered here and noted this often at most. */
const NOTED_EVERY: DurationMs = 2 * SECOND;
/** A hundred thousand presses of one bot are one line each; so many different viewers of one drop are remembered. */
const MOST_VIEWERS = 10_000;

type Note = CommandInput<'crowd.note'>;
interface Tally {
  readonly asked: Set<string>;
  /** Asked since the last note. */
  fresh: number;
  refused: number;
  turnedAway: number;
}
export interface TurnedAway {
  add(dropId: string, viewer: string, refused: Refused): void;
  /** What is to be noted now. `at`: of any steady clock. */
  take(at: number): readonly Note[];
}

export function createTurnedAway(): TurnedAway {
  const tallies = new Map<string, Tally>();
  let takenAt = -Infinity;
  return {
    add: (dropId, viewer, { refused, details }) => {
      const why = details['why'];
      const isAway = refused === 'restricted' || (refused === 'too-fast' && why === 'cool-down');
      if (!isAway && refused !== 'prove-first') return;
      const tally = tallies.get(dropId) ?? { asked: new Set<string>(), fresh: 0, refused: 0, turnedAway: 0 };
      tallies.set(dropId, tally);
      if (isAway) tally.turnedAway += 1;
      else if (why !== 'crowded') tally.refused += 1;
      else if (!tally.asked.has(viewer)) {
        // A buyer who is asked twice is one who was asked.
        if (tally.asked.size < MOST_VIEWERS) tally.asked.add(viewer);
        tally.fresh += 1;
      }
    },
    take: (at) => {
      if (at - takenAt < NOTED_EVERY) return [];
      const notes: Note[] = [];
      for (const [dropId, tally] of tallies) {
        const { fresh: asked, refused, turnedAway } = tally;
        if (asked + refused + turnedAway === 0) continue;
        notes.push({ dropId, asked, refused, turnedAway });
        Object.assign(tally, { fresh: 0, refused: 0, turnedAway: 0 });
      }
      if (notes.length > 0) takenAt = at;
      return notes;
    },
  };
}
