import type { Instant } from '@protocol/time.ts';
import type { Drop, ReadState, Show } from '../shop/state.ts';
import type { ViewContext } from './view-context.ts';

/**
 * One look at the state: what several parts need is worked out once. Thrown away after use, since
 * the state goes on underneath.
 */
export interface Sight {
  readonly state: ReadState;
  readonly context: ViewContext;
  /** When the next held unit of a drop's line may come back. */
  backAt(dropId: string, sku: string): Instant | null;
  /** Drops in which somebody has units held. */
  dropsWithHolds(): readonly string[];
  /** The show that panel, overlay and pages speak of. */
  readonly show: Show | null;
  /** Drops on air or still live, D8: the one on air first, then the newest. */
  readonly selling: readonly Drop[];
}

export function sightOf(state: ReadState, context: ViewContext): Sight {
  let back: Map<string, Instant> | null = null;
  let withHolds: readonly string[] | null = null;
  const onAir = state.single('onAir');
  const sellingIds = [...new Set([...(onAir === null ? [] : [onAir]), ...[...state.single('liveDrops')].reverse()])];
  const selling = sellingIds.flatMap((dropId) => {
    const drop = state.drops.get(dropId);
    return drop !== undefined && (drop.state === 'live' || drop.state === 'paused') ? [drop] : [];
  });
  return {
    state,
    context,
    selling,
    show: state.shows.get(state.single('showId') ?? '') ?? null,
    backAt: (dropId, sku) => {
      // One walk over the holds for all lines: in a rush there are thousands, and this runs 20 times a second.
      back ??= earliestBack(state);
      return back.get(`${dropId} ${sku}`) ?? null;
    },
    dropsWithHolds: () => (withHolds ??= [...state.drops.values()].filter((drop) => drop.lines.some((line) => line.held > 0)).map((drop) => drop.dropId)),
  };
}

function earliestBack(state: ReadState): Map<string, Instant> {
  const back = new Map<string, Instant>();
  for (const hold of state.holds.values()) {
    for (const line of hold.lines) {
      const key = `${hold.dropId} ${line.sku}`;
      const known = back.get(key);
      if (known === undefined || hold.expiresAt < known) back.set(key, hold.expiresAt);
    }
  }
  return back;
}
