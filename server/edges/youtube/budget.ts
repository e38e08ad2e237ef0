import { HOUR, MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';

/**
 * YouTube gives a project so many units a day, and a show has to get by with them. Pure: the clock is an argument. Lines come first:
 * what is read is paid from a share of its own, and stops where that is used up.
 */
export const COST = { list: 5, insert: 50, look: 1 } as const;
export type Cost = keyof typeof COST;
export const USUAL_UNITS = 10_000;
export const USUAL_HOURS = 3;

/** Of the day's units: for our lines, and for reading the chat. The rest is for looking whether a stream is on, and for being wrong. */
const LINES_SHARE = 0.4;
const READING_SHARE = 0.5;
/** Slower than this nobody waits for an answer: then the chat is not read at all. */
const SLOWEST_READING: DurationMs = 30 * SECOND;
/** While fewer are left than this share of the planned lines, counts and answers are not worth one. */
const ANSWERS_ABOVE = 0.5;

export interface Used {
  /** Of Google's day. */
  readonly day: string;
  readonly list: number;
  readonly insert: number;
  readonly look: number;
  /** Google said that nothing is left, whatever we counted: somebody else uses the same project. */
  readonly all: boolean;
}
export const unused = (day: string): Used => ({ day, list: 0, insert: 0, look: 0, all: false });

export interface Allowed {
  readonly units: number;
  readonly hours: number;
  readonly reads: boolean;
}
export interface Plan {
  readonly units: number;
  readonly used: number;
  /** Lines planned for, and those that still fit. */
  readonly lines: number;
  readonly linesLeft: number;
  /** How often the chat is read at most; null where the units do not allow it, or nobody wants it. */
  readonly readEveryMs: DurationMs | null;
  /** Of the reading's share. */
  readonly readsLeft: number;
  readonly answers: boolean;
}

/** Units come back at midnight where Google sits. */
const pacific = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles', year: 'numeric', month: '2-digit', day: '2-digit' });
export const quotaDay = (now: Instant): string => pacific.format(now);
/** The next midnight there, to the minute: found by halving, since a day may have 23 or 25 hours. */
export function quotaBackAt(now: Instant): Instant {
  const today = quotaDay(now);
  let before = now;
  let after = now + 26 * HOUR;
  while (after - before > MINUTE) {
    const middle = (before + after) / 2;
    if (quotaDay(middle) === today) before = middle;
    else after = middle;
  }
  return after;
}

export function planOf({ units, hours, reads }: Allowed, used: Used, now: Instant): Plan {
  const today = used.day === quotaDay(now) ? used : unused(quotaDay(now));
  const spent = today.all ? units : Math.min(units, today.list * COST.list + today.insert * COST.insert + today.look * COST.look);
  const lines = Math.floor((units * LINES_SHARE) / COST.insert);
  const allReads = Math.floor((units * READING_SHARE) / COST.list);
  const every = (hours * HOUR) / Math.max(1, allReads);
  // What was not read may be written, and lines are never stopped by what was read.
  const linesLeft = Math.floor((units - spent) / COST.insert);
  const readsLeft = Math.max(0, Math.min(allReads - today.list, Math.floor((units - spent - Math.max(0, lines - today.insert) * COST.insert) / COST.list)));
  return {
    units,
    used: spent,
    lines,
    linesLeft,
    readEveryMs: reads && every <= SLOWEST_READING ? every : null,
    readsLeft,
    answers: linesLeft > lines * ANSWERS_ABOVE,
  };
}
