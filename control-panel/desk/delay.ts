import { SECOND, type DurationMs, type Instant } from '@protocol/time.ts';

/** From what one sees to the finger on the button. */
const REACTION: DurationMs = 300;
/** The longest delay that a channel can have; a tap behind it means another mark, or nothing. */
export const LONGEST_DELAY = 120;

/** One tap, both times by the server's clock; null for one that cannot be of this mark. */
export function tapped(markedAt: Instant, tappedAt: Instant): DurationMs | null {
  const late = tappedAt - markedAt - REACTION;
  return late > LONGEST_DELAY * SECOND ? null : Math.max(0, late);
}

/** The median, in seconds to a half: one tap that came late or too soon spoils nothing, and nobody is better than that. Null without a tap. */
export function measuredDelay(taps: readonly DurationMs[]): number | null {
  const sorted = [...taps].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half];
  if (upper === undefined) return null;
  const middle = sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
  return Math.round((middle / SECOND) * 2) / 2;
}
