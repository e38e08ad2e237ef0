/** A moment: milliseconds since 1970 by the ledger's clock. Names end in `At`. */
export type Instant = number;
/** A length of time in milliseconds. Names end in `Ms`. */
export type DurationMs = number;

export const SECOND: DurationMs = 1_000;
export const MINUTE: DurationMs = 60_000;
export const HOUR: DurationMs = 3_600_000;
export const DAY: DurationMs = 86_400_000;

/** T2: from here on it is told that the wall clock and the ledger's time went apart. */
export const DRIFT_TOLD: DurationMs = 2 * SECOND;

/** "4:12", "1:02:09": what a clock on a card says. Rounds up, so that 0:00 means over. */
export function formatClock(ms: DurationMs): string {
  const total = Math.max(0, Math.ceil(ms / SECOND));
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}
