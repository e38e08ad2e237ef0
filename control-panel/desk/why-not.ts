import type { CanPart } from '@protocol/parts.ts';
import { formatClock, type Instant } from '@protocol/time.ts';
import { refusalSentence, w } from '../text/words.ts';

/** Why a button is off, as a sentence; null where it is on, or where the server alone can tell. */
export function whyNot(can: CanPart | null, command: string, now: Instant): string | null {
  const no = can?.[command] ?? null;
  if (no === null) return null;
  const sentence = refusalSentence(no.refusal);
  return no.until !== null && no.until > now ? w('why.until', { sentence, clock: formatClock(no.until - now) }) : sentence;
}
