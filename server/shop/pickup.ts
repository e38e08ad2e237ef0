import type { PickupKind } from '@protocol/pickup.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { HOUR, MINUTE, type Instant } from '@protocol/time.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import type { Pickup, PickupPoint, ReadState, State } from './state.ts';

/**
 * Where orders are fetched. A point is a place; its slots are stock (S4): each holds so many orders, and past its cut-off it is offered
 * to nobody and refused to whoever still has the page open.
 */
export interface PickupKinds {
  /** `pointId`: absent in ledgers older than points, and of a slot that is saved with its place: then the place says which one it is. */
  PickupSaved: { pickupId: string; place: string; address: string; startsAt: Instant; endsAt: Instant; capacity: number; pointId?: string };
  PickupRemoved: { pickupId: string };
  PointSaved: { pointId: string; place: string; address: string; kind: PickupKind; cutOffMinutes: number | null; note: string };
  PointRemoved: { pointId: string };
}

const LONGEST_SLOT = 24 * HOUR;
const pointOf = (state: ReadState, slot: Pickup): PickupPoint | undefined => state.points.get(slot.pointId);

/** Until when one may order for it. */
export function orderUntil(state: ReadState, slot: Pickup): Instant {
  const before = pointOf(state, slot)?.cutOffMinutes ?? null;
  return before === null ? slot.endsAt : Math.min(slot.endsAt, slot.startsAt - before * MINUTE);
}
/** S4: what stands against an order for this slot now; null where nothing does. */
export function mayPickUp(state: ReadState, pickupId: string, now: Instant): Refused | null {
  const slot = state.pickups.get(pickupId);
  if (!slot || slot.endsAt <= now) return refuse('no-such-pickup', { pickupId });
  if (orderUntil(state, slot) <= now) return refuse('pickup-closed', { pickupId });
  return slot.taken >= slot.capacity ? refuse('pickup-full', { pickupId }) : null;
}

const slotsOf = (state: ReadState, pointId: string): readonly Pickup[] => [...state.pickups.values()].filter((slot) => slot.pointId === pointId);
const isSpan = ({ startsAt, endsAt }: { readonly startsAt: Instant; readonly endsAt: Instant }): boolean =>
  endsAt > startsAt && endsAt - startsAt <= LONGEST_SLOT;
const isNamed = (state: ReadState, pickupId: string): boolean =>
  [...state.orders.values()].some((order) => order.delivery.kind === 'pickup' && order.delivery.pickupId === pickupId);
const pointAt = (state: ReadState, place: string, address: string): PickupPoint | undefined =>
  [...state.points.values()].find((point) => point.place === place && point.address === address);

export const pickupHandlers: Handlers<'pickup.save' | 'pickup.remove' | 'point.save' | 'point.remove' | 'slots.add'> = {
  'pickup.save': (draft, input) => {
    const before = input.pickupId === null ? null : draft.state.pickups.get(input.pickupId);
    if (before === undefined) return refuse('no-such-pickup', { pickupId: input.pickupId });
    if (!isSpan(input)) return refuse('malformed', { where: 'endsAt' });
    // S4: a slot is stock: what is promised cannot be counted away.
    if (before && input.capacity < before.taken) return refuse('not-enough-stock', { sku: input.place, n: input.capacity, wanted: before.taken });
    draft.emit(happened('PickupSaved', { ...input, pickupId: input.pickupId ?? draft.context.id() }));
  },
  'pickup.remove': ({ state, emit }, { pickupId }) => {
    if (!state.pickups.has(pickupId)) return refuse('no-such-pickup', { pickupId });
    if (isNamed(state, pickupId)) return refuse('wrong-state', { state: 'ordered', why: 'ordered' });
    emit(happened('PickupRemoved', { pickupId }));
  },
  'point.save': ({ state, context, emit }, input) => {
    if (input.pointId !== null && !state.points.has(input.pointId)) return refuse('no-such-pickup', { pickupId: input.pointId });
    const there = pointAt(state, input.place, input.address);
    // Two of one name and address could not be told apart by a buyer, nor by `pickup.save`.
    if (there && there.pointId !== input.pointId) return refuse('wrong-state', { state: 'known', why: 'known' });
    emit(happened('PointSaved', { ...input, pointId: input.pointId ?? context.id() }));
  },
  'point.remove': ({ state, emit }, { pointId }) => {
    if (!state.points.has(pointId)) return refuse('no-such-pickup', { pickupId: pointId });
    if (slotsOf(state, pointId).length > 0) return refuse('wrong-state', { state: 'slots', why: 'slots' });
    emit(happened('PointRemoved', { pointId }));
  },
  'slots.add': ({ state, context, emit }, { pointId, slots }) => {
    const point = state.points.get(pointId);
    if (!point) return refuse('no-such-pickup', { pickupId: pointId });
    const wrong = slots.findIndex((slot) => !isSpan(slot));
    if (wrong >= 0) return refuse('malformed', { where: `slots.${wrong}.endsAt` });
    for (const slot of slots) emit(happened('PickupSaved', { ...slot, pickupId: context.id(), place: point.place, address: point.address, pointId }));
  },
};

/** A slot that was saved with its place is at the point of that place; a new place is a point of its own, without a cut-off. */
function pointFor(state: State, { pickupId, place, address }: { readonly pickupId: string; readonly place: string; readonly address: string }): string {
  const known = pointAt(state, place, address);
  if (known) return known.pointId;
  // Its first point may have become another place meanwhile, with times of other slots.
  let pointId = pickupId;
  for (let n = 2; state.points.has(pointId); n += 1) pointId = `${pickupId}-${n}`;
  state.points.set(pointId, { pointId, place, address, kind: 'person', cutOffMinutes: null, note: '' });
  return pointId;
}

export const pickupEvolvers: Evolvers<'PickupSaved' | 'PickupRemoved' | 'PointSaved' | 'PointRemoved'> = {
  PickupSaved: (state, event) => {
    const before = state.pickups.get(event.pickupId);
    const pointId = event.pointId ?? pointFor(state, event);
    state.pickups.set(event.pickupId, {
      pickupId: event.pickupId, pointId, place: event.place, address: event.address, startsAt: event.startsAt, endsAt: event.endsAt, capacity: event.capacity,
      taken: before?.taken ?? 0,
    }); // prettier-ignore
    // It moved to another place: a point that nobody made by hand, and that has no other times, goes.
    const left = before && before.pointId !== pointId ? state.points.get(before.pointId) : undefined;
    const isPlain = left !== undefined && left.kind === 'person' && left.cutOffMinutes === null && left.note === '';
    if (isPlain && slotsOf(state, left.pointId).length === 0) state.points.delete(left.pointId);
  },
  PickupRemoved: (state, { pickupId }) => state.pickups.delete(pickupId),
  PointSaved: (state, { pointId, place, address, kind, cutOffMinutes, note }) => {
    state.points.set(pointId, { pointId, place, address, kind, cutOffMinutes, note });
    for (const slot of slotsOf(state, pointId)) state.pickups.set(slot.pickupId, { ...slot, place, address });
  },
  PointRemoved: (state, { pointId }) => state.points.delete(pointId),
};
