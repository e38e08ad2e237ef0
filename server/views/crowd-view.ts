import type { CrowdPart } from '@protocol/fairness.ts';
import { freeEntriesOf, freeShareOf } from '../shop/fairness.ts';
import type { Sight } from './sight.ts';

/** Of drops that are on; else of the last one that was. */
export function crowdPart({ state }: Sight): CrowdPart {
  const live = state.single('liveDrops');
  const all = [...state.crowds.entries()];
  const shown = live.length > 0 ? all.filter(([dropId]) => live.includes(dropId)) : all.slice(-1);
  return {
    drops: shown.flatMap(([dropId, crowd]) => {
      const drop = state.drops.get(dropId);
      if (drop === undefined) return [];
      const draw = drop.mode === 'draw';
      const free = draw ? freeEntriesOf(drop, state.draws.get(dropId)?.entries ?? 0) : freeShareOf(drop);
      return [{ dropId, title: drop.title, draw, free, ...crowd }];
    }),
    restricted: [...state.restrictions.values()].reverse().map(({ restrictionId, at, reason, showId, orderNumber, dropId }) => ({
      restrictionId,
      at,
      reason,
      showTitle: showId === null ? null : (state.shows.get(showId)?.title ?? ''),
      orderNumber,
      title: state.drops.get(dropId ?? '')?.title ?? '',
    })),
  };
}
