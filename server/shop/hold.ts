import { paceWith } from '@protocol/pace.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { SECOND, type Instant } from '@protocol/time.ts';
import { tellCounts } from './announce.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { dueBy } from './due-bound.ts';
import { mayReserve, visitOf } from './fairness.ts';
import { happened } from './events.ts';
import { expireSoon, orderOf } from './pay.ts';
import { relist } from './relist.ts';
import { holdUnits, madeLike, must, partsOf, putDrop, releaseUnits, sumUnits, wholeAgain, type LineUnits } from './stock.ts';
import type { Drop, Hold, HoldBy, HoldEnd, HoldLine, ReadState, State, Units } from './state.ts';

/** A link that went astray must not fill every browser of a crowd with one hold. */
const MOST_BROWSERS = 4;

export const holdersOf = (hold: Pick<Hold, 'viewer' | 'also'>): readonly string[] => [hold.viewer, ...hold.also];
export const isHolder = (hold: Pick<Hold, 'viewer' | 'also'>, viewer: string | null): boolean => viewer !== null && holdersOf(hold).includes(viewer);

export const holdKey = (dropId: string, viewer: string): string => `${dropId} ${viewer}`;

const sameLines = (a: readonly Units[], b: readonly Units[]): boolean => {
  const wanted = sumUnits(b);
  return a.length === wanted.size && a.every((line) => wanted.get(line.sku) === line.quantity);
};

/** When the first of the held units of a line may come back (D5); null where none is held for a time. */
export function backAt(state: ReadState, dropId: string, sku: string): Instant | null {
  let first: Instant | null = null;
  for (const hold of state.holds.values()) {
    if (hold.dropId !== dropId || hold.state === 'place' || (first !== null && hold.expiresAt >= first)) continue;
    if (hold.lines.some((line) => line.sku === sku)) first = hold.expiresAt;
  }
  return first;
}

/** Given back, units first fill what is missing on the shelf (S5): only the rest can be had again. By the line's sku. */
function comesBack(state: ReadState, own: readonly LineUnits[]): ReadonlyMap<string, number> {
  const missing = new Map<string, number>();
  const missingOf = (sku: string): number => missing.get(sku) ?? state.variants.get(sku)?.missing ?? 0;
  const back = new Map<string, number>();
  for (const line of own) {
    back.set(line.sku, (back.get(line.sku) ?? 0) + wholeAgain(line, missingOf));
    for (const part of partsOf(line)) missing.set(part.sku, Math.max(0, missingOf(part.sku) - part.quantity * line.quantity));
  }
  return back;
}
/** What a drop offers, promised to somebody: for its price now, and made of what it is now. */
export const promised = (drop: Drop, lines: readonly Units[]): readonly HoldLine[] =>
  lines.map(({ sku, quantity }) => {
    const line = must(
      drop.lines.find((l) => l.sku === sku),
      `line ${sku} of drop ${drop.dropId}`,
    );
    return { sku, quantity, price: line.price, ...madeLike(line) };
  });

/**
 * The guard that keeps one unit from being promised twice: all of the lines, or none (S2). `own` are
 * the units of the hold that this one replaces.
 */
export function mayHold(state: ReadState, drop: Drop, lines: readonly Units[], own: readonly LineUnits[]): Refused | null {
  const owned = comesBack(state, own);
  for (const [sku, quantity] of sumUnits(lines)) {
    const line = drop.lines.find((l) => l.sku === sku);
    if (!line) return refuse('malformed', { where: `lines.${sku}` });
    // What comes back while people wait is theirs first.
    const there = (line.waiting ?? 0) > 0 ? 0 : line.left;
    if (there + (owned.get(sku) ?? 0) >= quantity) continue;
    const mayComeBack = line.left + line.held >= quantity;
    return mayComeBack
      ? refuse('all-held', { sku, title: drop.title, left: line.left, n: line.held, backAt: backAt(state, drop.dropId, sku) })
      : refuse('sold-out', { sku, title: drop.title, left: line.left });
  }
  return null;
}
interface Placing {
  /** A fresh id. */
  readonly holdId: string;
  readonly channel: string | null;
  /** Null: somebody pressed. */
  readonly by: HoldBy | null;
  readonly person: string | null;
  /** Of the press, what is noted against hoarding. */
  readonly visit: ReturnType<typeof visitOf>;
}
/** The hold itself, at the drop's prices. What speaks against it was asked before. */
export function placeHold(draft: Draft, drop: Drop, viewer: string, units: readonly Units[], { holdId, channel, by, person, visit }: Placing): void {
  const waits = draft.state.waiting.get(holdKey(drop.dropId, viewer));
  if (waits !== undefined) draft.emit(happened('WaitlistLeft', { dropId: drop.dropId, waitId: waits.waitId, viewer, sku: waits.sku, why: 'reserved' }));
  const lines = promised(drop, units);
  draft.emit(
    happened('HoldPlaced', {
      holdId, dropId: drop.dropId, viewer, lines, total: lines.reduce((sum, line) => sum + line.price * line.quantity, 0), expiresAt: draft.context.now + drop.holdSeconds * SECOND, channel,
      ...(by === null ? {} : { by }), ...(person === null ? {} : { person }), ...(drop.mode === 'race' && by === null ? { reserves: false } : {}), ...visit,
    }),
  ); // prettier-ignore
}

/** Which link a code stands for; null for one of another drop, or of none. */
export function channelOf(state: ReadState, dropId: string, code: string | undefined): string | null {
  const link = code === undefined ? undefined : state.codes.get(code);
  return link?.dropId === dropId ? link.channel : null;
}
/** As an answer tells it. */
export const heldLine = ({ sku, quantity, price }: HoldLine): { sku: string; quantity: number; price: number } => ({ sku, quantity, price });
/** Replaced by a test alone, to show that the properties fail without the guard. */
export interface HoldGuard {
  readonly mayHold: typeof mayHold;
}
export const holdGuard: HoldGuard = { mayHold };

export const holdHandlersWith = (guard: HoldGuard): Handlers<'hold.place' | 'hold.release' | 'hold.carry'> => ({
  'hold.place': (draft, input) => {
    const { state, context } = draft;
    const viewer = must(context.viewer, 'the viewer of a hold');
    const drop = state.drops.get(input.dropId);
    if (!drop || drop.state === 'planned' || drop.state === 'armed')
      return drop ? refuse('not-open', { state: drop.state, opensAt: null }) : refuse('no-such-drop', { dropId: input.dropId });
    if (drop.mode === 'draw') return refuse('draw-only', { dropId: drop.dropId });
    if (state.single('ledger').closed) return refuse('shop-closed');
    const { now } = context;
    if (drop.state !== 'live' || drop.opensAt === null || drop.closesAt === null || now < drop.opensAt || now >= drop.closesAt) {
      return refuse('not-open', { state: drop.state, opensAt: drop.opensAt, endsAt: drop.endsAt });
    }
    const before = state.holds.get(state.holdOf.get(holdKey(drop.dropId, viewer)) ?? '');
    if (drop.sells) return refuse('sold-elsewhere', { at: drop.sells.via });
    if (before && sameLines(before.lines, input.lines)) {
      // H1: a second click is the same hold.
      return void draft.emit(
        happened('Answered', { result: { holdId: before.holdId, expiresAt: before.expiresAt, lines: before.lines.map(heldLine), total: before.total } }),
      );
    }
    const wanted = input.lines.reduce((sum, line) => sum + line.quantity, 0);
    // What another browser reserved stays that one's as well: neither of them gets a second limit by it.
    const owner = before?.viewer ?? viewer;
    const boughtBy = (who: string): number => state.bought.get(holdKey(drop.dropId, who)) ?? 0;
    const limit = { n: drop.perViewer, bought: Math.max(boughtBy(viewer), boughtBy(owner)) };
    if (before?.state === 'paying' || limit.bought + wanted > drop.perViewer) return refuse('limit-reached', limit);
    const perOrder = drop.perOrder ?? drop.perViewer;
    if (wanted > perOrder) return refuse('limit-reached', { perOrder, why: 'order' });
    const refused = guard.mayHold(state, drop, input.lines, before?.state === 'held' ? before.lines : []);
    if (refused) return refused;
    const kept = mayReserve(draft, drop, owner, wanted, before);
    if (kept) return kept;

    if (before) draft.emit(happened('HoldEnded', { holdId: before.holdId, how: 'replaced' }));
    const holdId = context.id();
    placeHold(draft, drop, owner, input.lines, {
      holdId,
      channel: channelOf(state, drop.dropId, input.code) ?? before?.channel ?? null,
      by: null,
      person: null,
      visit: visitOf(context.visit),
    });
    for (const other of before?.also ?? []) draft.emit(happened('HoldCarried', { holdId, viewer: other }));
    tellCounts(draft, drop.dropId);
  },

  'hold.carry': (draft, { holdId, viewer }) => {
    const { state } = draft;
    const hold = state.holds.get(holdId);
    if (!hold) return state.endedHolds.has(holdId) ? refuse('hold-over', { holdId }) : refuse('no-such-hold', { holdId });
    if (isHolder(hold, viewer)) return void draft.emit(happened('Answered', { result: {} }));
    if (hold.state === 'paying') return refuse('hold-over', { holdId, how: 'paying' });
    const drop = must(state.drops.get(hold.dropId), `the drop of hold ${holdId}`);
    const key = holdKey(hold.dropId, viewer);
    const bought = state.bought.get(key) ?? 0;
    const units = hold.lines.reduce((sum, line) => sum + line.quantity, 0);
    // H1: one live hold each, and within the limit of the browser it comes to.
    if (state.holdOf.has(key) || state.entryOf.has(key) || bought + units > drop.perViewer || hold.also.length >= MOST_BROWSERS - 1)
      return refuse('limit-reached', { n: drop.perViewer, bought });
    const waits = state.waiting.get(key);
    if (waits !== undefined) draft.emit(happened('WaitlistLeft', { dropId: hold.dropId, waitId: waits.waitId, viewer, sku: waits.sku, why: 'reserved' }));
    draft.emit(happened('HoldCarried', { holdId, viewer }));
  },

  'hold.release': (draft, { holdId }) => {
    const { state, context } = draft;
    const hold = state.holds.get(holdId);
    const known = hold ?? state.endedHolds.get(holdId);
    const mine = context.actor.role !== 'viewer' || (known !== undefined && isHolder(known, context.viewer));
    if (!hold)
      return mine && state.endedHolds.has(holdId)
        ? refuse('hold-over', { holdId, how: state.endedHolds.get(holdId)?.how })
        : refuse('no-such-hold', { holdId });
    if (!mine) return refuse('no-such-hold', { holdId });
    // H3: a page at the provider may still take money; the units come back when it has said otherwise.
    if (hold.state === 'paying') return void expireSoon(draft, must(hold.orderNumber, `the order of hold ${holdId}`));
    draft.emit(happened('HoldEnded', { holdId, how: 'released' }));
    relist(draft, hold.dropId);
  },
});

/** H2: what has run out by the ledger's clock ends, before anything else is decided at this moment. */
export function tickHolds(draft: Draft): void {
  const { now } = draft.context;
  for (const hold of [...draft.state.holds.values()]) {
    if (hold.expiresAt > now) continue;
    if (hold.state !== 'paying') {
      draft.emit(happened('HoldEnded', { holdId: hold.holdId, how: 'expired' }));
      relist(draft, hold.dropId);
      continue;
    }
    const orderNumber = must(hold.orderNumber, `the order of hold ${hold.holdId}`);
    if (!orderOf(draft.state, orderNumber).expiring) expireSoon(draft, orderNumber);
  }
}
export function holdsDueAt(state: State): Instant {
  let due = Number.MAX_SAFE_INTEGER;
  for (const hold of state.holds.values()) {
    const waits = hold.state === 'paying' && hold.orderNumber !== null && state.orders.get(String(hold.orderNumber))?.expiring === true;
    if (!waits) due = Math.min(due, hold.expiresAt);
  }
  return due;
}

/** The hold is no more; what becomes of its units is the caller's business. */
export function closeHold(state: State, hold: Hold, how: HoldEnd): void {
  state.holds.delete(hold.holdId);
  // It may have been the last that its drop waited for.
  if (state.drops.get(hold.dropId)?.settling) dueBy(state, 0);
  for (const viewer of holdersOf(hold)) state.holdOf.delete(holdKey(hold.dropId, viewer));
  state.endedHolds.set(hold.holdId, { holdId: hold.holdId, dropId: hold.dropId, viewer: hold.viewer, also: hold.also, how, orderNumber: hold.orderNumber });
}
export const holdById = (state: State, holdId: string): Hold => must(state.holds.get(holdId), `hold ${holdId}`);

export const holdEvolvers: Evolvers<'HoldPlaced' | 'HoldEnded' | 'HoldCarried'> = {
  HoldPlaced: (state, event, meta) => {
    state.holds.set(event.holdId, {
      holdId: event.holdId, dropId: event.dropId, viewer: event.viewer, lines: event.lines, total: event.total, state: event.reserves === false ? 'place' : 'held', by: event.by ?? null, person: event.person ?? null, placedAt: meta.at, expiresAt: event.expiresAt, extended: false, orderNumber: null,
      channel: event.channel ?? null, also: [],
    }); // prettier-ignore
    state.holdOf.set(holdKey(event.dropId, event.viewer), event.holdId);
    if (event.reserves !== false) holdUnits(state, event.dropId, event.lines);
    const units = event.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    putDrop(state, event.dropId, ({ pace, leadMs }) => ({ pace: paceWith(pace ?? null, leadMs, meta.at, units) }));
    dueBy(state, event.expiresAt);
  },
  HoldCarried: (state, event) => {
    const hold = holdById(state, event.holdId);
    state.holds.set(hold.holdId, { ...hold, also: [...hold.also, event.viewer] });
    state.holdOf.set(holdKey(hold.dropId, event.viewer), hold.holdId);
  },
  HoldEnded: (state, event) => {
    const hold = holdById(state, event.holdId);
    if (hold.state !== 'place') releaseUnits(state, hold.dropId, hold.lines);
    closeHold(state, hold, event.how);
  },
};
