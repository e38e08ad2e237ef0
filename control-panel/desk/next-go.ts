import type { CuePart } from '@protocol/parts.ts';

/** What GO will do, read from the rundown as shown. */
export type NextGo = { readonly kind: 'fire'; readonly cue: CuePart } | { readonly kind: 'talk'; readonly cue: CuePart } | { readonly kind: 'nothing' };

export function nextGo(rundown: readonly CuePart[], showState: 'planned' | 'live' | 'ended' | null): NextGo {
  if (showState === null || showState === 'ended') return { kind: 'nothing' };
  const cue = rundown.find((each) => each.state === 'next');
  if (cue === undefined) return { kind: 'nothing' };
  return cue.kind === 'drop' ? { kind: 'fire', cue } : { kind: 'talk', cue };
}
