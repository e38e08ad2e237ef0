import type { CuePart } from '@protocol/parts.ts';

/** What GO will do, read from the rundown as shown. */
export type NextGo = { readonly kind: 'fire'; readonly cue: CuePart } | { readonly kind: 'talk'; readonly cue: CuePart } | { readonly kind: 'nothing' };

export function nextGo(rundown: readonly CuePart[], showState: 'planned' | 'live' | 'ended' | null): NextGo {
  if (showState === null || showState === 'ended') return { kind: 'nothing' };
  const cue = rundown.find((each) => each.state === 'next');
  if (cue === undefined) return { kind: 'nothing' };
  return cue.kind === 'drop' ? { kind: 'fire', cue } : { kind: 'talk', cue };
}

/** How far the show is from its plan: positive is late. Null where no cue is on. */
export function behindPlan(rundown: readonly CuePart[], now: number): number | null {
  const on = rundown.find((each) => each.state === 'on');
  if (on === undefined) return null;
  const plannedEnd = on.at + on.minutes * 60_000;
  if (now > plannedEnd) return now - plannedEnd;
  return now < on.at ? now - on.at : 0;
}
