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
  /** Of the held units of a drop's line, those offered from the waiting list. */
  offered(dropId: string, sku: string): number;
  /** From 1. */
  waitPlace(waitId: string): number;
  /** Drops that were or will be drawn, oldest first. */
  drawn(): readonly Drop[];
  /** Drops in which somebody has units held, or a place. */
  dropsWithHolds(): readonly string[];
  /** The show that panel, overlay and pages speak of. */
  readonly show: Show | null;
  /** Drops on air or still live, D8: the one on air first, then the newest. */
  readonly selling: readonly Drop[];
}

export function sightOf(state: ReadState, context: ViewContext): Sight {
  let back: Map<string, Instant> | null = null;
  let offered: Map<string, number> | null = null;
  let places: Map<string, number> | null = null;
  let drawn: readonly Drop[] | null = null;
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
    offered: (dropId, sku) => (offered ??= unitsOffered(state)).get(`${dropId} ${sku}`) ?? 0,
    waitPlace: (waitId) => (places ??= waitPlaces(state)).get(waitId) ?? 0,
    drawn: () => (drawn ??= [...state.drops.values()].filter((drop) => drop.mode === 'draw' && drop.firing > 0)),
    dropsWithHolds: () =>
      (withHolds ??= [...state.drops.values()]
        .filter((drop) => drop.lines.some((line) => line.held > 0) || (drop.mode === 'race' && drop.firing > 0))
        .map((drop) => drop.dropId)),
  };
}

function unitsOffered(state: ReadState): Map<string, number> {
  const offered = new Map<string, number>();
  for (const hold of state.holds.values()) {
    if (hold.by !== 'waitlist') continue;
    for (const line of hold.lines) offered.set(`${hold.dropId} ${line.sku}`, (offered.get(`${hold.dropId} ${line.sku}`) ?? 0) + line.quantity);
  }
  return offered;
}
function waitPlaces(state: ReadState): Map<string, number> {
  const places = new Map<string, number>();
  const inLine = new Map<string, number>();
  for (const { waitId, dropId, sku } of state.waiting.values()) {
    const place = (inLine.get(`${dropId} ${sku}`) ?? 0) + 1;
    inLine.set(`${dropId} ${sku}`, place);
    places.set(waitId, place);
  }
  return places;
}
function earliestBack(state: ReadState): Map<string, Instant> {
  const back = new Map<string, Instant>();
  for (const hold of state.holds.values()) {
    if (hold.state === 'place') continue;
    for (const line of hold.lines) {
      const key = `${hold.dropId} ${line.sku}`;
      const known = back.get(key);
      if (known === undefined || hold.expiresAt < known) back.set(key, hold.expiresAt);
    }
  }
  return back;
}
