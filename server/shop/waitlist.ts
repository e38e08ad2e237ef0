import { refuse } from '@protocol/refusals.ts';
import { SECOND } from '@protocol/time.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { isRestricted, mayJoin, visitOf } from './fairness.ts';
import { happened } from './events.ts';
import { holdKey, placeHold } from './hold.ts';
import { dropOf, must, putLine } from './stock.ts';
import type { State } from './state.ts';
import type { Wait } from './draw-rows.ts';

/**
 * The line of those who came when all was held or sold. Units that come back are offered in the order of joining, one by one, as
 * timed holds; what lapses goes to the next. While people wait nobody else can have such a unit (`mayHold`).
 */
export const waitlistHandlers: Handlers<'waitlist.join' | 'waitlist.leave'> = {
  'waitlist.join': (draft, { dropId, sku }) => {
    const { state, context } = draft;
    const drop = state.drops.get(dropId);
    if (!drop) return refuse('no-such-drop', { dropId });
    if (drop.mode === 'draw') return refuse('draw-only', { dropId });
    if (drop.sells) return refuse('sold-elsewhere', { at: drop.sells.via });
    if (state.single('ledger').closed) return refuse('shop-closed');
    const { now } = context;
    if ((drop.state !== 'live' && drop.state !== 'paused') || drop.opensAt === null || drop.closesAt === null || now < drop.opensAt || now >= drop.closesAt)
      return refuse('not-open', { state: drop.state, opensAt: drop.opensAt, endsAt: drop.endsAt });
    const line = drop.lines.find((each) => each.sku === sku && each.allotted > 0);
    if (!line) return refuse('malformed', { where: 'sku' });
    const viewer = must(context.viewer, 'the viewer who waits');
    if (isRestricted(state, viewer, drop.showId)) return refuse('restricted');
    const key = holdKey(dropId, viewer);
    const before = state.waiting.get(key);
    if (before?.sku === sku) return void draft.emit(happened('Answered', { result: { waitId: before.waitId } }));
    if (line.left > 0 && (line.waiting ?? 0) === 0) return refuse('some-left', { sku, n: line.left });
    const bought = state.bought.get(key) ?? 0;
    if (state.holdOf.has(key) || bought >= drop.perViewer) return refuse('limit-reached', { n: drop.perViewer, bought });
    const there = drop.lines.reduce((sum, each) => sum + (each.waiting ?? 0), 0);
    const kept = before === undefined ? mayJoin(draft, drop, 'line', there) : null;
    if (kept) return kept;
    // Into another line: the same place, counted where it came from.
    const came = before === undefined ? visitOf(context.visit) : before.network === undefined ? {} : { network: before.network };
    if (before) draft.emit(happened('WaitlistLeft', { dropId, waitId: before.waitId, viewer, sku: before.sku, why: 'left' }));
    draft.emit(happened('WaitlistJoined', { dropId, waitId: context.id(), viewer, sku, person: context.person, ...came }));
    return undefined;
  },
  'waitlist.leave': (draft, { dropId, waitId }) => {
    const { state, context } = draft;
    const found =
      waitId === null ? state.waiting.get(holdKey(dropId, context.viewer ?? '')) : [...state.waiting.values()].find((wait) => wait.waitId === waitId);
    const isCrew = context.actor.role !== 'viewer' && context.actor.role !== 'bot';
    if (found === undefined || found.dropId !== dropId || (!isCrew && found.viewer !== context.viewer)) return refuse('no-such-wait', { dropId });
    const why = found.viewer === context.viewer ? 'left' : 'crew';
    draft.emit(happened('WaitlistLeft', { dropId, waitId: found.waitId, viewer: found.viewer, sku: found.sku, why }));
    return undefined;
  },
};

/** Units that came back, to those who wait for them. */
export function offerUnits(draft: Draft, dropId: string): void {
  const { state, context } = draft;
  if (dropOf(state, dropId).state !== 'live') return;
  for (const { sku } of dropOf(state, dropId).lines) {
    for (;;) {
      const drop = dropOf(state, dropId);
      const line = must(
        drop.lines.find((each) => each.sku === sku),
        sku,
      );
      const next = line.left > 0 && (line.waiting ?? 0) > 0 ? firstWaiting(state, dropId, sku) : null;
      if (next === null) break;
      const { waitId, viewer, person } = next;
      const holdId = context.id();
      draft.emit(happened('WaitlistOffered', { dropId, waitId, viewer, sku, person, holdId, expiresAt: context.now + drop.holdSeconds * SECOND }));
      placeHold(draft, drop, viewer, [{ sku, quantity: 1 }], { holdId, channel: null, by: 'waitlist', person, visit: {} });
    }
  }
}
function firstWaiting(state: State, dropId: string, sku: string): Wait | null {
  for (const wait of state.waiting.values()) if (wait.dropId === dropId && wait.sku === sku) return wait;
  return null;
}

function leave(state: State, { dropId, viewer, sku }: Pick<Wait, 'dropId' | 'viewer' | 'sku'>): void {
  state.waiting.delete(holdKey(dropId, viewer));
  putLine(state, dropId, sku, (line) => ({ waiting: (line.waiting ?? 0) - 1 }));
}
/** With the drop its line ends. */
export function closeLine(state: State, dropId: string): void {
  for (const wait of [...state.waiting.values()]) if (wait.dropId === dropId) leave(state, wait);
}

export const waitlistEvolvers: Evolvers<'WaitlistJoined' | 'WaitlistLeft' | 'WaitlistOffered'> = {
  WaitlistJoined: (state, { dropId, waitId, viewer, sku, person, network }, meta) => {
    state.waiting.set(holdKey(dropId, viewer), { waitId, dropId, sku, viewer, person, at: meta.at, ...(network === undefined ? {} : { network }) });
    putLine(state, dropId, sku, (line) => ({ waiting: (line.waiting ?? 0) + 1 }));
  },
  WaitlistLeft: (state, event) => leave(state, event),
  WaitlistOffered: (state, event) => leave(state, event),
};
