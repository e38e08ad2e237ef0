import type { PanelParts } from '@protocol/parts.ts';
import type { Sight } from './sight.ts';

/** What buyers were told in the show at hand, oldest first: all of it is in the ledger, this is what the recap prints. */
export function claimsPart({ state, show }: Sight): PanelParts['claims'] {
  // By the drop and not by its cue: the order of the evening may change, what was said does not.
  const told = [...state.claims.entries()].flatMap(([dropId, claims]) => (show !== null && state.drops.get(dropId)?.showId === show.showId ? claims : []));
  return told.sort((a, b) => a.at - b.at);
}
