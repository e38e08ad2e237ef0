import type { DurationMs, Instant } from '@protocol/time.ts';
import type { ChatLine } from '../ports/chat.ts';

/**
 * Which chat lines reach the shop. A chat of thousands may shout "!drop" all evening; each line let
 * through is a command, and may become a line of the ledger.
 */
export const LINES = { burst: 10, perSecond: 4, longest: 500, sameWithinMs: 2_000 as DurationMs } as const;

export interface LineGate {
  /** The text to pass on, or null. */
  admit(line: ChatLine, now: Instant): string | null;
}

export function lineGate(): LineGate {
  const buckets = { viewers: { left: LINES.burst as number, at: 0 }, mods: { left: LINES.burst as number, at: 0 } };
  const lastSaid = new Map<string, Instant>();
  return {
    admit: (line, now) => {
      const text = line.text.trim();
      if (!text.startsWith('!') || text.length < 2 || text.length > LINES.longest) return null;
      if (!line.mod) {
        const before = lastSaid.get(text);
        if (before !== undefined && now - before < LINES.sameWithinMs) return null;
      }
      // Moderators have their own: a flood of viewers must not keep an "!end" out.
      const bucket = line.mod ? buckets.mods : buckets.viewers;
      bucket.left = Math.min(LINES.burst, bucket.left + (Math.max(0, now - bucket.at) / 1_000) * LINES.perSecond);
      bucket.at = now;
      if (bucket.left < 1) return null;
      bucket.left -= 1;
      if (lastSaid.size > 100) lastSaid.clear();
      lastSaid.set(text, now);
      return text;
    },
  };
}
