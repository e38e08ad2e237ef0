import { dropPhase, isSelling, type DropPhase } from '@protocol/drop-phase.ts';
import type { DropPart } from '@protocol/parts.ts';
import { sumCounts } from '@protocol/ticks.ts';
import type { Instant } from '@protocol/time.ts';

/**
 * What a product page shows. Beside the phases everyone sees it knows two of its own: `closing`,
 * the grace behind the end in which those who see the stream late may still claim (D2), and
 * `stopped`, while the whole shop sells nothing (L5).
 */
export type PagePhase = DropPhase | 'closing' | 'stopped';

export function pagePhase(drop: DropPart, stopped: boolean, now: Instant): PagePhase {
  const phase = dropPhase(drop, now);
  if (stopped && isCounter(phase)) return 'stopped';
  return phase === 'ended' && isSelling(drop, now) && sumCounts(drop.lines).left > 0 ? 'closing' : phase;
}

/**
 * Phases that share one markup, told apart by an attribute: the page goes from one to the other
 * without asking the server, so that selling opens on every phone in the same moment.
 */
export const isCounter = (phase: PagePhase): boolean => phase === 'opening' || phase === 'live' || phase === 'closing' || phase === 'all-held';

/** Whether a press on the button may be answered with a hold. */
export const isOpen = (phase: PagePhase): boolean => phase === 'live' || phase === 'closing';

/** What is sold, for how much, and when more came in: where it changes in mid-show, the server's markup is asked for anew. */
export const offerOf = ({ lines, more, draw, settling }: DropPart): string =>
  String([lines.map((line) => line.sku + line.price), more?.at, draw?.drawnAt, settling]);
