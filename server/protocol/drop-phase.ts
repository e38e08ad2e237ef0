import type { DropPart } from './parts.ts';
import { sumCounts } from './ticks.ts';
import { SECOND, type DurationMs, type Instant } from './time.ts';

/**
 * What a person sees of a drop at a moment: the state of the ledger plus the clock (D2, D5). One
 * function for overlay, panel, stage and page, so that no two of them can disagree.
 */
export type DropPhase = 'planned' | 'armed' | 'opening' | 'live' | 'all-held' | 'sold-out' | 'paused' | 'called-off' | 'ended';

export function dropPhase(drop: DropPart, now: Instant): DropPhase {
  switch (drop.state) {
    case 'planned':
      return drop.calledOff ? 'called-off' : 'planned';
    case 'armed':
      return drop.calledOff ? 'called-off' : 'armed';
    case 'ended':
      return 'ended';
    case 'paused':
      return drop.endsAt !== null && now >= drop.endsAt ? 'ended' : 'paused';
    case 'live': {
      if (drop.opensAt !== null && now < drop.opensAt) return 'opening';
      if (drop.endsAt !== null && now >= drop.endsAt) return 'ended';
      const counts = sumCounts(drop.lines);
      if (counts.left > 0) return 'live';
      return counts.held > 0 ? 'all-held' : 'sold-out';
    }
    default: {
      const never: never = drop.state;
      return never;
    }
  }
}

/** D2: selling waits for the slowest channel, at most this long. A slower one does not keep the others up; the desk names it. */
export const LONGEST_LEAD: DurationMs = 20 * SECOND;

/** Whether a claim may succeed at this moment: the grace after `endsAt` lets in those who see it late. */
export const isSelling = (drop: DropPart, now: Instant): boolean =>
  drop.state === 'live' && drop.opensAt !== null && drop.closesAt !== null && now >= drop.opensAt && now < drop.closesAt;
