import { dropPhase } from '@protocol/drop-phase.ts';
import type { DropPart } from '@protocol/parts.ts';
import { sumCounts } from '@protocol/ticks.ts';
import type { Instant } from '@protocol/time.ts';

/** How a drop came to rest. A card says it for a while and then folds away. */
export type Rest = 'sold-out' | 'ended' | 'called-off';

/** Ended with nothing left is sold out: the later end is no news to anyone. */
export function restOf(drop: DropPart, now: Instant): Rest | null {
  const phase = dropPhase(drop, now);
  switch (phase) {
    case 'sold-out':
    case 'called-off':
      return phase;
    case 'ended': {
      const counts = sumCounts(drop.lines);
      return counts.left + counts.held === 0 && counts.sold > 0 ? 'sold-out' : 'ended';
    }
    case 'planned':
      // An undo of a drop that was never armed goes back to planned.
      return drop.calledOff ? 'called-off' : null;
    case 'armed':
    case 'opening':
    case 'live':
    case 'all-held':
    case 'paused':
      return null;
    default: {
      const never: never = phase;
      return never;
    }
  }
}

/** By drop: how it rested when last looked at, and when that was seen to begin (null: before we looked). */
export type Seen = Readonly<Record<string, { readonly rest: Rest | null; readonly since: Instant | null }>>;

/** What was seen beginning, for the moments that the server's parts do not carry. */
export function watch(seen: Seen, drops: readonly DropPart[], now: Instant): Seen {
  const next: Record<string, { readonly rest: Rest | null; readonly since: Instant | null }> = {};
  for (const drop of drops) {
    const rest = restOf(drop, now);
    const before = seen[drop.dropId];
    next[drop.dropId] = before === undefined ? { rest, since: null } : before.rest === rest ? before : { rest, since: now };
  }
  return next;
}

/** Since when it rests, by the server's clock so that a reload shows the same (V3); null where nobody knows. */
export function restingSince(drop: DropPart, rest: Rest, seen: Seen): Instant | null {
  // By the clock alone, without an event: nobody has to tell us.
  if (rest === 'ended' && !drop.endedEarly && drop.endsAt !== null) return drop.endsAt;
  return drop.settledAt ?? seen[drop.dropId]?.since ?? null;
}
