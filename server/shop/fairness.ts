import { refuse, type Refused } from '@protocol/refusals.ts';
import { DAY, MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import type { Draft, EventMeta, Evolvers, Visit } from './context.ts';
import type { ShopEvent } from './events.ts';
import type { Crowd } from './fairness-rows.ts';
import type { Units } from './stock.ts';
import type { Drop, Hold, ReadState, State } from './state.ts';

/** docs/decisions/hoarding.md has the reasons for every number here. */
const FREE_SHARE = 5;
const FREE_LEAST = 2;
/** A drop's worth, in free shares: up to there the work stays the same. */
const EVEN_SHARES = FREE_SHARE - 1;
/** 256 times the work of the first: more than a phone does while a challenge lives. */
export const HARDEST = 8;
/** Somebody of the same crowd may have reserved while this one was at work. */
const STEPS_BEHIND = 1;
const WHOLE = 1_000;
const COOL_AFTER = 2 * WHOLE;
export const COOL_DOWN: DurationMs = 10 * MINUTE;
/** Whoever was idle this long ago is a new customer. */
const FORGOTTEN_AFTER: DurationMs = DAY;

const reservedKey = (dropId: string, network: string): string => `${dropId} ${network}`;
/** Offers that a network took stay counted: whoever lets them lapse stands in line again with work. */
const lineKey = (dropId: string, network: string): string => `${reservedKey(dropId, network)} line`;
type Joining = 'entry' | 'line';
const keyOf: { readonly [W in Joining]: typeof reservedKey } = { entry: reservedKey, line: lineKey };
const unitsOf = (lines: readonly Units[]): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** What one network may reserve of a drop before it has to prove. */
export const freeShareOf = (drop: Pick<Drop, 'lines'>): number =>
  Math.max(FREE_LEAST, Math.floor(drop.lines.reduce((sum, line) => sum + line.allotted, 0) / FREE_SHARE));

/** Which step of work `units` from one network cost; null for none. */
export function stepOf(drop: Pick<Drop, 'lines'>, units: number): number | null {
  const free = freeShareOf(drop);
  if (units <= free) return null;
  return Math.min(HARDEST, Math.max(0, Math.ceil((units - free) / free) - EVEN_SHARES));
}

/**
 * What one network may enter, or stand in line with, before it has to prove: a fifth of what there are, and at least what it may reserve. The
 * work stays even: who enters takes nobody's unit, and a carrier's whole town enters the same draw.
 */
export const freeEntriesOf = (drop: Pick<Drop, 'lines'>, there: number): number => Math.max(freeShareOf(drop), Math.floor(there / FREE_SHARE));

/** Whether somebody is kept from reserving in a show. */
export function isRestricted(state: ReadState, viewer: string, showId: string): boolean {
  for (const restriction of state.restrictions.values())
    if ((restriction.showId === null || restriction.showId === showId) && restriction.viewers.includes(viewer)) return true;
  return false;
}

/**
 * Whether these units may be reserved by this person from where they come. `before`: the hold that this one replaces. Asked last, so that
 * nobody works for what is not to be had.
 */
export function mayReserve({ state, context }: Draft, drop: Drop, viewer: string, units: number, before: Hold | undefined): Refused | null {
  if (isRestricted(state, viewer, drop.showId)) return refuse('restricted');
  const { visit, now } = context;
  if (visit === null) return null;
  const coolUntil = state.idle.get(viewer)?.coolUntil ?? 0;
  if (coolUntil > now) return refuse('too-fast', { why: 'cool-down', retryAfterMs: coolUntil - now, n: Math.ceil((coolUntil - now) / MINUTE) });
  if (visit.network === null || state.shows.get(drop.showId)?.reach === 'network') return null;
  const counted = state.counted.get(before?.holdId ?? '');
  const own = counted?.network === visit.network ? counted.units : 0;
  // Other lines in the place of as many: nothing more is taken.
  if (units <= own) return null;
  const reserved = state.reserved.get(reservedKey(drop.dropId, visit.network))?.units ?? 0;
  const step = stepOf(drop, reserved - own + units);
  return step === null ? null : proven(state, visit.proof, step, freeShareOf(drop));
}
/** Whether this person may enter a draw, or join the line, of which there are `there`, from where they come. */
export function mayJoin({ state, context }: Draft, drop: Drop, what: Joining, there: number): Refused | null {
  const { visit } = context;
  if (visit === null || visit.network === null || state.shows.get(drop.showId)?.reach === 'network') return null;
  const free = freeEntriesOf(drop, there);
  const before = state.reserved.get(keyOf[what](drop.dropId, visit.network))?.units ?? 0;
  return before < free ? null : proven(state, visit.proof, 0, free);
}
function proven(state: ReadState, proof: Visit['proof'], step: number, free: number): Refused | null {
  const ask = (why: string): Refused => refuse('prove-first', { why, step, n: free });
  if (proof === null) return ask('crowded');
  if (!proof.good) return ask(proof.why);
  if (state.spentProofs.has(proof.id)) return ask('spent');
  return proof.step + STEPS_BEHIND < step ? ask('easy') : null;
}
/** What `HoldPlaced`, `DrawEntered` and `WaitlistJoined` say of it. */
export function visitOf(visit: Visit | null): { readonly network?: string; readonly proof?: { readonly id: string; readonly until: Instant } } {
  if (visit === null || visit.network === null) return {};
  return { network: visit.network, ...(visit.proof?.good === true ? { proof: { id: visit.proof.id, until: visit.proof.until } } : {}) };
}

const nobody: Crowd = { networks: 0, most: 0, inLine: 0, asked: 0, solved: 0, refused: 0, cooled: 0, turnedAway: 0 };
function putCrowd(state: State, dropId: string, change: (crowd: Crowd) => Partial<Crowd>): void {
  const crowd = state.crowds.get(dropId) ?? nobody;
  state.crowds.set(dropId, { ...crowd, ...change(crowd) });
}

export const fairnessEvolvers: Evolvers<'PersonRestricted' | 'RestrictionLifted' | 'UnpaidReleased' | 'CrowdNoted'> = {
  PersonRestricted: (state, { restrictionId, viewers, showId, reason, dropId, orderNumber }, meta) =>
    state.restrictions.set(restrictionId, { restrictionId, viewers, showId, reason, dropId, orderNumber, at: meta.at }),
  RestrictionLifted: (state, { restrictionId }) => state.restrictions.delete(restrictionId),
  UnpaidReleased: () => undefined,
  CrowdNoted: (state, { dropId, asked, refused, turnedAway }) =>
    putCrowd(state, dropId, (crowd) => ({ asked: crowd.asked + asked, refused: crowd.refused + refused, turnedAway: crowd.turnedAway + turnedAway })),
};

/** Counts what came from which network, and how long who kept what unpaid. Before the event's own evolver: it reads the rows that this one takes away. */
export function noteFairness(state: State, event: ShopEvent, meta: EventMeta): void {
  switch (event.type) {
    case 'HoldPlaced':
      notePlaced(state, event, meta.at);
      break;
    case 'DrawEntered':
      // Moved to another variant it is the same entry.
      if (event.network === undefined || state.entries.has(event.entryId)) break;
      addReserved(state, event.dropId, event.network, 1);
      noteProof(state, event.dropId, event.proof, meta.at);
      break;
    case 'DrawLeft': {
      const network = state.entries.get(event.entryId)?.network;
      if (network !== undefined) addReserved(state, event.dropId, network, -1);
      break;
    }
    case 'WaitlistJoined':
      if (event.network === undefined) break;
      addInLine(state, event.dropId, event.network, 1);
      noteProof(state, event.dropId, event.proof, meta.at);
      break;
    case 'WaitlistLeft': {
      const network = [...state.waiting.values()].find(({ waitId }) => waitId === event.waitId)?.network;
      if (network !== undefined) addInLine(state, event.dropId, network, -1);
      break;
    }
    case 'HoldEnded': {
      const hold = state.holds.get(event.holdId);
      if (hold === undefined) break;
      const counted = state.counted.get(hold.holdId);
      if (event.how === 'replaced' && counted !== undefined) addReserved(state, hold.dropId, counted.network, -counted.units);
      state.counted.delete(hold.holdId);
      // What the crew gave back is nobody's fault; what nobody pressed for, or took no unit, kept nobody out.
      if (hold.by !== null || hold.state === 'place') break;
      if (event.how === 'expired' || meta.actor.startsWith('viewer:')) addIdle(state, hold.viewer, hold.dropId, shareOf(state, hold, meta.at), meta.at);
      break;
    }
    case 'PayExpired': {
      const order = state.orders.get(String(event.orderNumber));
      if (order === undefined || order.viewer === null) break;
      state.counted.delete(order.holdId ?? '');
      // A page that never came up was not theirs to pay.
      if (order.payUrl !== null) addIdle(state, order.viewer, order.dropId, WHOLE, meta.at);
      break;
    }
    case 'OrderCancelled': {
      const order = state.orders.get(String(event.orderNumber));
      const theirs = meta.actor.startsWith('viewer:') || meta.actor.startsWith('system:');
      if (order !== undefined && order.viewer !== null && theirs) addIdle(state, order.viewer, order.dropId, WHOLE, meta.at);
      break;
    }
    case 'OrderOpened':
      if (event.as === 'unpaid') state.counted.delete(event.holdId);
      break;
    case 'OrderPaid': {
      const order = state.orders.get(String(event.orderNumber));
      if (order?.viewer != null) state.idle.delete(order.viewer);
      state.counted.delete(order?.holdId ?? '');
      break;
    }
    case 'DropEnded':
    case 'DropUndone':
      // Nothing more is reserved there; fired again, it begins anew.
      for (const [key, row] of [...state.reserved.entries()]) if (row.dropId === event.dropId) state.reserved.delete(key);
      break;
    case 'ShowEnded':
      for (const [viewer, row] of [...state.idle.entries()]) if (row.coolUntil + FORGOTTEN_AFTER <= meta.at) state.idle.delete(viewer);
      for (const [key, row] of [...state.restrictions.entries()]) if (row.showId === event.showId) state.restrictions.delete(key);
      break;
    default:
      break;
  }
}

function notePlaced(state: State, event: Extract<ShopEvent, { type: 'HoldPlaced' }>, at: Instant): void {
  const { network, proof, holdId, dropId } = event;
  if (network === undefined) return;
  const units = unitsOf(event.lines);
  state.counted.set(holdId, { network, units });
  addReserved(state, dropId, network, units);
  noteProof(state, dropId, proof, at);
}
function noteProof(state: State, dropId: string, proof: { readonly id: string; readonly until: Instant } | undefined, at: Instant): void {
  if (proof === undefined) return;
  // Oldest first: what has run out is refused as such.
  for (const [id, until] of [...state.spentProofs.entries()]) {
    if (until > at) break;
    state.spentProofs.delete(id);
  }
  state.spentProofs.set(proof.id, proof.until);
  putCrowd(state, dropId, (crowd) => ({ solved: crowd.solved + 1 }));
}
function addReserved(state: State, dropId: string, network: string, units: number): void {
  const key = reservedKey(dropId, network);
  const before = state.reserved.get(key);
  const after = Math.max(0, (before?.units ?? 0) + units);
  state.reserved.set(key, { dropId, units: after });
  putCrowd(state, dropId, (crowd) => ({ networks: crowd.networks + (before === undefined ? 1 : 0), most: Math.max(crowd.most, after) }));
}
function addInLine(state: State, dropId: string, network: string, n: number): void {
  const key = lineKey(dropId, network);
  const after = Math.max(0, (state.reserved.get(key)?.units ?? 0) + n);
  state.reserved.set(key, { dropId, units: after });
  putCrowd(state, dropId, (crowd) => ({ inLine: Math.max(crowd.inLine, after) }));
}
/** Of a whole reservation, in thousandths. */
function shareOf(state: ReadState, hold: Hold, at: Instant): number {
  const whole = (state.drops.get(hold.dropId)?.holdSeconds ?? 1) * SECOND;
  return Math.min(WHOLE, Math.floor(((at - hold.placedAt) * WHOLE) / whole));
}
function addIdle(state: State, viewer: string, dropId: string | null, share: number, at: Instant): void {
  const all = (state.idle.get(viewer)?.share ?? 0) + share;
  const cools = all >= COOL_AFTER;
  // One more unpaid after it is over, and it begins again.
  state.idle.set(viewer, { share: cools ? all - WHOLE : all, coolUntil: cools ? at + COOL_DOWN : (state.idle.get(viewer)?.coolUntil ?? at) });
  if (cools && dropId !== null) putCrowd(state, dropId, (crowd) => ({ cooled: crowd.cooled + 1 }));
}
