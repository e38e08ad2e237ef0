import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '@protocol/time.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { orderUntil } from '../../../server/shop/pickup.ts';
import { host, openStall, refusedAs, viewer, type Stall } from '../../support/stall.ts';

const point = (stall: Stall, cutOffMinutes: number | null, pointId: string | null = null) =>
  stall.world.ask('point.save', { pointId, place: 'Station', address: 'Platform 1', kind: 'locker', cutOffMinutes, note: 'The green doors' }, host);
const pointIdOf = (stall: Stall): string => [...stall.world.state.points.values()].find((each) => each.place === 'Station')?.pointId ?? '';
const addSlot = (stall: Stall, startsAt: number, capacity = 1): string => {
  const events = stall.world.mustAsk('slots.add', { pointId: pointIdOf(stall), slots: [{ startsAt, endsAt: startsAt + HOUR, capacity }] }, host);
  return eventOf(events, 'PickupSaved')?.pickupId ?? '';
};
const orderFor = (stall: Stall, who: string, holdId: string, pickupId: string) =>
  stall.world.ask(
    'checkout.start',
    { holdId, provider: 'later', contact: { name: 'Lena', email: `${who}@x.ie` }, delivery: { kind: 'pickup', pickupId }, with: null },
    viewer(who),
  );

describe('pickup points', () => {
  it('S4 each slot of a point holds as many orders as it has places, and takes none past its cut-off', () => {
    const stall = openStall();
    expect(point(stall, 30).ok).toBe(true);
    const startsAt = stall.world.now + 40 * MINUTE;
    const [soon, later] = [addSlot(stall, startsAt), addSlot(stall, startsAt + 24 * HOUR)];
    const dropId = stall.open('First', [['A', 5]]);
    const slot = stall.world.state.pickups.get(soon);
    expect(slot && orderUntil(stall.world.state, slot)).toBe(startsAt - 30 * MINUTE);
    const ana = orderFor(stall, 'ana', stall.held('ana', dropId, [['A', 1]]), soon);
    expect(refusedAs(ana)).toBe('accepted');
    // H6: whoever pays there has until the slot's end.
    expect(ana.ok && eventOf(ana.events, 'OrderOpened')?.payBy).toBe(startsAt + HOUR);
    expect(refusedAs(orderFor(stall, 'ben', stall.held('ben', dropId, [['A', 1]]), soon))).toBe('pickup-full');
    stall.world.mustAsk('order.cancel', { orderNumber: 1001, reason: 'asked' }, host);
    stall.world.now = startsAt - 30 * MINUTE;
    const next = stall.open('Second', [['B', 5]]);
    const holdId = stall.held('cem', next, [['B', 1]]);
    expect(refusedAs(orderFor(stall, 'cem', holdId, soon))).toBe('pickup-closed');
    expect(refusedAs(orderFor(stall, 'cem', holdId, later))).toBe('accepted');
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('a slot saved with its place, as it always was, is at the point of that place, and takes orders until its end', () => {
    const stall = openStall();
    const save = (pickupId: string | null, place: string) =>
      stall.world.mustAsk('pickup.save', { pickupId, place, address: 'Market', startsAt: stall.world.now, endsAt: stall.world.now + HOUR, capacity: 3 }, host);
    const first = eventOf(save(null, 'Workshop'), 'PickupSaved')?.pickupId ?? '';
    save(null, 'Workshop');
    const points = () => [...stall.world.state.points.values()].map(({ place, kind, cutOffMinutes }) => [place, kind, cutOffMinutes]);
    expect(points()).toEqual([['Stall', 'person', null], ['Workshop', 'person', null]]); // prettier-ignore
    const slot = stall.world.state.pickups.get(first);
    expect(slot && orderUntil(stall.world.state, slot)).toBe(slot?.endsAt);
    const pointId = slot?.pointId ?? '';
    stall.world.mustAsk('point.save', { pointId, place: 'Back door', address: 'Market', kind: 'hub', cutOffMinutes: 10, note: '' }, host);
    expect([...stall.world.state.pickups.values()].map(({ place }) => place)).toEqual(['Stall', 'Back door', 'Back door']);
    save(first, 'Stall');
    expect(stall.world.state.pickups.get(first)?.pointId).not.toBe(pointId);
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('S4 seed 4242: the first slot of a place moves away after the place became another one, and leaves it to the others', () => {
    const stall = openStall();
    const save = (pickupId: string | null, place: string) =>
      stall.world.mustAsk('pickup.save', { pickupId, place, address: 'Market', startsAt: stall.world.now, endsAt: stall.world.now + HOUR, capacity: 3 }, host);
    const first = eventOf(save(null, 'Workshop'), 'PickupSaved')?.pickupId ?? '';
    save(null, 'Workshop');
    stall.world.mustAsk('point.save', { pointId: first, place: 'Locker 1', address: 'Market', kind: 'locker', cutOffMinutes: 30, note: '' }, host);
    save(first, 'Workshop');
    expect(brokenRules(stall.world.state)).toEqual([]);
    expect([...stall.world.state.points.values()].map(({ place }) => place)).toEqual(['Stall', 'Locker 1', 'Workshop']);
  });
  it('what an order names stays; a place is known once, and goes when it has no times', () => {
    const stall = openStall();
    point(stall, null);
    expect(refusedAs(point(stall, null))).toBe('wrong-state');
    const pointId = pointIdOf(stall);
    const pickupId = addSlot(stall, stall.world.now + HOUR);
    expect(refusedAs(stall.world.ask('point.remove', { pointId }, host))).toBe('wrong-state');
    const dropId = stall.open('First', [['A', 5]]);
    expect(orderFor(stall, 'ana', stall.held('ana', dropId, [['A', 1]]), pickupId).ok).toBe(true);
    expect(refusedAs(stall.world.ask('pickup.remove', { pickupId }, host))).toBe('wrong-state');
    const free = addSlot(stall, stall.world.now + 2 * HOUR);
    stall.world.mustAsk('pickup.remove', { pickupId: free }, host);
    expect(stall.world.state.pickups.has(free)).toBe(false);
    expect(refusedAs(stall.world.ask('slots.add', { pointId, slots: [{ startsAt: 5, endsAt: 5, capacity: 1 }] }, host))).toBe('malformed');
  });
});
