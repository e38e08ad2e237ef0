import { lastFewOf } from './ticks.ts';
import type { DurationMs, Instant } from './time.ts';

/** How fast a drop sells: what was reserved of late, `units` as of `at`; what is a whole lead ago counts half, and less and less. */
export interface Pace {
  readonly at: Instant;
  readonly units: number;
}

const weighed = (pace: Pace, leadMs: DurationMs, now: Instant): number => (pace.units * leadMs) / (leadMs + Math.max(0, now - pace.at));

/** With `quantity` more reserved now. At an even pace `units` is what a lead sells. Hundredths: no machine may come to another number (L9). */
export const paceWith = (pace: Pace | null, leadMs: DurationMs, now: Instant, quantity: number): Pace => ({
  at: now,
  units: Math.round(((pace === null ? 0 : weighed(pace, leadMs, now)) + quantity) * 100) / 100,
});

/**
 * D2: fewer are left than are taken before those who see the picture late can act on it: for them these are the last few. Never in a
 * drop too small for that to be news.
 */
export const sellsWithinLead = (left: number, allotted: number, pace: Pace | null, leadMs: DurationMs, now: Instant): boolean =>
  pace !== null && left > 0 && lastFewOf(allotted) > 0 && left < weighed(pace, leadMs, now);
