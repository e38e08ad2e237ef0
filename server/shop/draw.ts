import { commitmentOf, drawOrder } from '@protocol/draw.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import { postEverywhere, postTo } from './announce.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { dueBy } from './due-bound.ts';
import { isRestricted, mayJoin, visitOf } from './fairness.ts';
import { happened } from './events.ts';
import { channelOf, holdKey, placeHold } from './hold.ts';
import { dropOf, must, putDrop } from './stock.ts';
import { taskPriority, type Drop, type State } from './state.ts';
import type { DrawRow, Entry } from './draw-rows.ts';

/**
 * D4 `draw`: what fixes the order is published before anyone enters, and opened after nobody can. Winners have timed holds; what they
 * leave passes to who is next (settle.ts).
 */

/** The commitment stands in the chats before entry opens, although no post goes out in the first seconds (D6). */
export const DRAW_LEAD: DurationMs = 8 * SECOND;
const COMMITTED_AFTER: DurationMs = 3 * SECOND;

const seedOf = (draft: Draft, { epoch, dropId, firing }: Pick<DrawRow, 'epoch' | 'dropId' | 'firing'>): string =>
  draft.context.drawSeed(`${epoch}\n${dropId}\n${firing}`);

/** When a draw is fired: its seed is fixed, and nobody has entered yet. */
export function commitDraw(draft: Draft, dropId: string): void {
  const drop = dropOf(draft.state, dropId);
  const which = { dropId, firing: drop.firing, epoch: draft.state.single('ledger').epoch };
  const commitment = commitmentOf(seedOf(draft, which));
  draft.emit(happened('DrawCommitted', { ...which, commitment }));
  const { now } = draft.context;
  // A person posts one line of a drop, and that is its link: the page behind it shows the commitment, too.
  for (const channel of draft.state.channels.values())
    if (channel.enabled && channel.hand === null)
      postTo(draft, channel.channel, drop, {
        template: 'sealed',
        priority: taskPriority.link,
        dueAt: now + COMMITTED_AFTER,
        uselessAt: drop.endsAt,
        extra: { seal: commitment },
      });
}

export const isUndrawn = (state: Pick<State, 'draws'>, drop: Drop): boolean => drop.mode === 'draw' && state.draws.get(drop.dropId)?.drawn === null;

function mayEnter(draft: Draft, dropId: string): Refused | Drop {
  const drop = draft.state.drops.get(dropId);
  if (!drop) return refuse('no-such-drop', { dropId });
  if (drop.mode !== 'draw') return refuse('not-a-draw', { dropId });
  if (draft.state.single('ledger').closed) return refuse('shop-closed');
  const { now } = draft.context;
  const isOpen = drop.state === 'live' && drop.opensAt !== null && drop.closesAt !== null && now >= drop.opensAt && now < drop.closesAt;
  return isOpen && isUndrawn(draft.state, drop) ? drop : refuse('not-open', { state: drop.state, opensAt: drop.opensAt, endsAt: drop.endsAt });
}

export const drawHandlers: Handlers<'draw.enter' | 'draw.leave'> = {
  'draw.enter': (draft, { dropId, sku, code }) => {
    const { state, context } = draft;
    const drop = mayEnter(draft, dropId);
    if ('refused' in drop) return drop;
    if (!drop.lines.some((line) => line.sku === sku && line.allotted > 0)) return refuse('malformed', { where: 'sku' });
    const viewer = must(context.viewer, 'the viewer of an entry');
    if (isRestricted(state, viewer, drop.showId)) return refuse('restricted');
    const before = state.entries.get(state.entryOf.get(holdKey(dropId, viewer)) ?? '');
    if (before?.sku === sku) return void draft.emit(happened('Answered', { result: { entryId: before.entryId } }));
    const kept = before === undefined ? mayJoin(draft, drop, 'entry', state.draws.get(dropId)?.entries ?? 0) : null;
    if (kept) return kept;
    draft.emit(
      happened('DrawEntered', {
        dropId,
        entryId: before?.entryId ?? context.id(),
        viewer,
        sku,
        channel: channelOf(state, dropId, code) ?? before?.channel ?? null,
        ...(before === undefined ? visitOf(context.visit) : {}),
      }),
    );
    return undefined;
  },
  'draw.leave': (draft, { dropId }) => {
    const drop = mayEnter(draft, dropId);
    if ('refused' in drop) return drop;
    const viewer = must(draft.context.viewer, 'the viewer of an entry');
    const entryId = draft.state.entryOf.get(holdKey(dropId, viewer));
    if (entryId === undefined) return refuse('no-such-entry', { dropId });
    draft.emit(happened('DrawLeft', { dropId, entryId, viewer }));
    return undefined;
  },
};

/** Reveals the seed and fixes the order. Who wins is told on their page; the chats are told where to check it. */
export function runDraw(draft: Draft, dropId: string): void {
  const { state } = draft;
  const row = must(state.draws.get(dropId), `the draw of ${dropId}`);
  const entryIds = [...state.entries.values()].filter((entry) => entry.dropId === dropId).map(({ entryId }) => entryId);
  const seed = seedOf(draft, row);
  draft.emit(happened('DrawRun', { dropId, seed, ...drawOrder(seed, entryIds) }));
  if (entryIds.length > 0)
    postEverywhere(draft, dropOf(state, dropId), {
      template: 'drawn',
      priority: taskPriority.news,
      uselessAt: null,
      extra: { entries: String(entryIds.length) },
    });
  passUnits(draft, dropId);
}

/** Units that nobody has go to who is next in the order. */
export function passUnits(draft: Draft, dropId: string): void {
  const { state } = draft;
  const drawn = state.draws.get(dropId)?.drawn ?? null;
  const drop = dropOf(state, dropId);
  if (drawn === null || drop.state !== 'live') return;
  const left = new Map(drop.lines.map((line) => [line.sku, line.left]));
  let units = drop.lines.reduce((sum, line) => sum + line.left, 0);
  for (const entryId of drawn.order) {
    if (units === 0) return;
    const entry = state.entries.get(entryId);
    const there = left.get(entry?.sku ?? '') ?? 0;
    if (entry === undefined || entry.passed || there === 0) continue;
    left.set(entry.sku, there - 1);
    units -= 1;
    const holdId = draft.context.id();
    draft.emit(happened('DrawPassed', { dropId, entryId, viewer: entry.viewer, holdId }));
    placeHold(draft, drop, entry.viewer, [{ sku: entry.sku, quantity: 1 }], { holdId, channel: entry.channel, by: 'draw', person: null, visit: {} });
  }
}
/** Somebody would get a unit now, were the drop not paused. */
export function isSomeoneNext(state: Pick<State, 'draws' | 'entries'>, drop: Drop): boolean {
  const order = state.draws.get(drop.dropId)?.drawn?.order ?? [];
  if (drop.lines.every((line) => line.left === 0)) return false;
  return order.some((entryId) => {
    const entry = state.entries.get(entryId);
    return entry !== undefined && !entry.passed && drop.lines.some((line) => line.sku === entry.sku && line.left > 0);
  });
}

const putDraw = (state: State, dropId: string, change: (row: DrawRow) => Partial<DrawRow>): void => {
  const row = must(state.draws.get(dropId), `the draw of ${dropId}`);
  state.draws.set(dropId, { ...row, ...change(row) });
};
const putEntry = (state: State, entryId: string, change: Partial<Entry>): void => {
  const entry = must(state.entries.get(entryId), `entry ${entryId}`);
  state.entries.set(entryId, { ...entry, ...change });
};

export const drawEvolvers: Evolvers<'DrawCommitted' | 'DrawEntered' | 'DrawLeft' | 'DrawRun' | 'DrawPassed'> = {
  DrawCommitted: (state, { dropId, firing, epoch, commitment }) => state.draws.set(dropId, { dropId, firing, epoch, commitment, entries: 0, drawn: null }),
  DrawEntered: (state, { dropId, entryId, viewer, sku, channel, network }, meta) => {
    const before = state.entries.get(entryId);
    state.entries.set(
      entryId,
      before
        ? { ...before, sku, channel }
        : { entryId, dropId, viewer, sku, channel, at: meta.at, place: null, passed: false, ...(network === undefined ? {} : { network }) },
    );
    if (before) return;
    state.entryOf.set(holdKey(dropId, viewer), entryId);
    putDraw(state, dropId, (row) => ({ entries: row.entries + 1 }));
  },
  DrawLeft: (state, { dropId, entryId, viewer }) => {
    state.entries.delete(entryId);
    state.entryOf.delete(holdKey(dropId, viewer));
    putDraw(state, dropId, (row) => ({ entries: row.entries - 1 }));
  },
  DrawRun: (state, { dropId, seed, digest, order }, meta) => {
    putDraw(state, dropId, () => ({ drawn: { seed, digest, order, at: meta.at } }));
    order.forEach((entryId, at) => putEntry(state, entryId, { place: at + 1 }));
    // Drawn by the host while it was paused: the host wants it to go on.
    putDrop(state, dropId, () => ({ state: 'live' }));
    dueBy(state, meta.at);
  },
  DrawPassed: (state, { entryId }) => putEntry(state, entryId, { passed: true }),
};
