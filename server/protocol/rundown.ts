import { MINUTE, SECOND, type DurationMs, type Instant } from './time.ts';

/** Differences from the plan below this are nobody's worry: on time. */
export const ON_TIME_MS: DurationMs = 30 * SECOND;

/** How far the show is from its plan, told by the cue that is on: positive is late. Null where no cue is on. Desk and stage ask the same. */
export function behindPlan(on: { readonly at: Instant; readonly minutes: number } | null, now: Instant): DurationMs | null {
  if (on === null) return null;
  const plannedEnd = on.at + on.minutes * MINUTE;
  if (now > plannedEnd) return now - plannedEnd;
  return now < on.at ? now - on.at : 0;
}
