import type { ChatRules } from '@protocol/chat-rules.ts';
import { MINUTE, SECOND, type Instant } from '@protocol/time.ts';

export interface ChatTimers {
  /** Somebody else wrote in the chat. */
  moved(): void;
  /** The first line whose minutes are over and for which the chat has moved enough; null where there is none. */
  due(rules: ChatRules, now: Instant): number | null;
  /** It was said, or could not be now. */
  ended(timer: number, posted: boolean, now: Instant): void;
}

/** A line that could not be said now (nothing is on) is looked at again after this. */
const AGAIN_AFTER = 10 * SECOND;

/**
 * When a repeating line is due: its minutes have passed and the chat has moved since. Counted anew from each start, and when its rules
 * change. Pure but for its own memory.
 */
export function chatTimers(): ChatTimers {
  let made: string | null = null;
  let rows: { since: Instant; lines: number; notBefore: Instant }[] = [];
  return {
    moved: () => {
      for (const row of rows) row.lines += 1;
    },
    due: ({ timers }, now) => {
      const asIs = JSON.stringify(timers);
      if (made !== asIs) {
        made = asIs;
        rows = timers.map(() => ({ since: now, lines: 0, notBefore: 0 }));
      }
      const at = timers.findIndex((timer, n) => {
        const row = rows[n];
        return row !== undefined && now - row.since >= timer.minutes * MINUTE && row.lines >= timer.lines && now >= row.notBefore;
      });
      return at === -1 ? null : at;
    },
    ended: (timer, posted, now) => {
      const row = rows[timer];
      if (row === undefined) return;
      if (posted) Object.assign(row, { since: now, lines: 0, notBefore: 0 });
      else row.notBefore = now + AGAIN_AFTER;
    },
  };
}
