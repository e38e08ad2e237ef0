import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { COOL_DOWN, freeShareOf, HARDEST, stepOf } from '../../../server/shop/fairness.ts';
import { host, openStall, refusedAs, system, viewer } from '../../support/stall.ts';
import { actorOf } from '../../support/shop-world.ts';

const moderator = actorOf('moderator', 'mod');
const drop = (...allotted: readonly number[]) => ({ lines: allotted.map((n) => ({ sku: 'A', price: 1, allotted: n, added: 0, left: n, held: 0, sold: 0 })) });

describe('the share of one network', () => {
  it('is a fifth of the drop, at least two; the work doubles once a whole drop’s worth was reserved', () => {
    expect([drop(60), drop(9), drop(1), drop(30, 29)].map(freeShareOf)).toEqual([12, 2, 2, 11]);
    expect([1, 12, 13, 24, 60, 61, 72, 73, 84, 85, 10_000].map((units) => stepOf(drop(60), units))).toEqual([null, null, 0, 0, 0, 1, 1, 2, 2, 3, HARDEST]);
  });
  it('counts what was ever reserved there, an exchange once, and gives nobody else’s away', () => {
    const stall = openStall();
    const dropId = stall.open('Ten', [['A', 9], ['C', 1]], 3); // prettier-ignore
    const hold = (who: string, network: string, sku: string, quantity: number) =>
      stall.world.ask('hold.place', { dropId, lines: [{ sku, quantity }] }, { ...viewer(who), network });
    expect(hold('ana', 'n1', 'A', 1).ok).toBe(true);
    // Other lines in its place are no second unit.
    expect(hold('ana', 'n1', 'C', 1).ok).toBe(true);
    expect(hold('ben', 'n1', 'A', 1).ok).toBe(true);
    expect(refusedAs(hold('cem', 'n1', 'A', 1))).toBe('prove-first');
    expect(refusedAs(hold('ben', 'n1', 'A', 2))).toBe('prove-first');
    expect(hold('ben', 'n1', 'A', 1).ok).toBe(true);
    expect(hold('cem', 'n2', 'A', 1).ok).toBe(true);
    // Run out, they are free for everybody, and free without work for nobody there.
    stall.later(61 * SECOND);
    expect(refusedAs(hold('ana', 'n1', 'A', 1))).toBe('prove-first');
    stall.world.proofs.set('ana', { good: true, id: 'p1', step: 0, until: stall.world.now + MINUTE });
    expect(hold('ana', 'n1', 'A', 1).ok).toBe(true);
    // What cannot be had is said before anybody works for it.
    expect(refusedAs(hold('eli', 'n1', 'C', 2))).toBe('sold-out');
  });
});

describe('a cool-down', () => {
  it('comes after two reservations left unpaid, lasts ten minutes, and one more brings it again', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 2);
    const again = (): string => refusedAs(stall.hold('ana', dropId, [['A', 1]]));
    for (const n of [1, 2]) {
      expect(again(), String(n)).toBe('accepted');
      stall.later(61 * SECOND);
    }
    expect(stall.hold('ana', dropId, [['A', 1]])).toMatchObject({ refused: { refused: 'too-fast', details: { why: 'cool-down' } } });
    expect(refusedAs(stall.hold('ben', dropId, [['A', 1]]))).toBe('accepted');
    // A bot, a host or a chat that reserves for them does.
    expect(refusedAs(stall.world.ask('hold.place', { dropId, lines: [{ sku: 'A', quantity: 1 }] }, host))).toBe('accepted');
    stall.world.mustAsk('drop.extend', { dropId, minutes: 30, reason: 'late' }, host);
    stall.later(COOL_DOWN);
    expect(again()).toBe('accepted');
    stall.later(61 * SECOND);
    expect(again()).toBe('too-fast');
  });
  it('counts time: exchanging lines keeps no unit for longer, giving back at once costs nothing, paying clears it', () => {
    const stall = openStall();
    const dropId = stall.open('Both', [['A', 9], ['B', 4]], 3); // prettier-ignore
    stall.world.mustAsk('drop.extend', { dropId, minutes: 30, reason: 'late' }, host);
    let exchanges = 0;
    while (exchanges < 20 && stall.hold('ana', dropId, [[exchanges % 2 === 0 ? 'A' : 'B', 1]]).ok) {
      exchanges += 1;
      stall.later(50 * SECOND);
    }
    expect(exchanges).toBe(4);
    for (let i = 0; i < 20; i += 1) {
      const holdId = stall.held('ben', dropId, [['A', 1]]);
      stall.world.mustAsk('hold.release', { holdId }, viewer('ben'));
    }
    stall.held('cem', dropId, [['A', 1]]);
    stall.later(61 * SECOND);
    const paid = stall.ordered('cem', stall.held('cem', dropId, [['A', 1]]));
    stall.world.mustAsk('order.pay', { orderNumber: paid, paidBy: 'cash' }, host);
    stall.held('cem', dropId, [['A', 1]]);
    stall.later(61 * SECOND);
    expect(refusedAs(stall.hold('cem', dropId, [['A', 1]]))).toBe('accepted');
  });
});

describe('what the crew does', () => {
  it('lets go of what was unpaid before an instant, ends pay pages first, and leaves what came later', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 2);
    stall.held('ana', dropId, [['A', 1]]);
    const paying = stall.held('ben', dropId, [['A', 1]]);
    const orderNumber = stall.ordered('ben', paying, 'page');
    stall.later(10 * SECOND);
    const seen = stall.world.now;
    const late = stall.held('cem', dropId, [['A', 1]]);
    const answer = stall.world.mustAsk('hold.release-unpaid', { dropId, placedBefore: seen }, moderator);
    expect(eventOf(answer, 'UnpaidReleased')).toMatchObject({ released: 1, expiring: 1 });
    // H3: the page may still take money; its unit waits for the provider's word.
    expect([...stall.world.state.holds.values()].map(({ holdId }) => holdId)).toEqual([paying, late]);
    expect(stall.world.state.orders.get(String(orderNumber))?.expiring).toBe(true);
    expect(stall.drop(dropId).lines[0]).toMatchObject({ left: 7, held: 2 });
    // Pressed twice it is done once, and nobody has to cool down for it.
    expect(eventOf(stall.world.mustAsk('hold.release-unpaid', { dropId: null, placedBefore: seen }, moderator), 'UnpaidReleased')).toMatchObject({ released: 0, expiring: 0 }); // prettier-ignore
    expect(stall.world.state.idle.size).toBe(0);
    expect(refusedAs(stall.world.ask('hold.release-unpaid', { dropId: 'none', placedBefore: seen }, moderator))).toBe('no-such-drop');
  });
  it('keeps a person from reserving in this show, or until lifted, from any browser of theirs and by chat; what they have stays', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 3);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    stall.world.mustAsk('hold.carry', { holdId, viewer: 'anas-phone' }, system);
    const restricted = stall.world.mustAsk('person.restrict', { whose: { holdId }, until: 'show', reason: 'unpaid' }, moderator);
    for (const who of ['ana', 'anas-phone']) expect(refusedAs(stall.hold(who, dropId, [['A', 2]]))).toBe('restricted');
    expect(stall.world.state.holds.has(holdId)).toBe(true);
    expect(refusedAs(stall.hold('ben', dropId, [['A', 1]]))).toBe('accepted');
    stall.world.mustAsk('person.unrestrict', { restrictionId: eventOf(restricted, 'PersonRestricted')?.restrictionId ?? '' }, moderator);
    expect(refusedAs(stall.hold('ana', dropId, [['A', 2]]))).toBe('accepted');
    // By an order, and for as long as the show runs.
    const orderNumber = stall.ordered('dea', stall.held('dea', dropId, [['A', 1]]));
    stall.world.mustAsk('person.restrict', { whose: { orderNumber }, until: 'show', reason: 'conduct' }, host);
    stall.world.mustAsk('show.end', { showId: stall.showId, endLive: true }, host);
    expect(stall.world.state.restrictions.size).toBe(0);
    expect(refusedAs(stall.world.ask('person.unrestrict', { restrictionId: 'none' }, host))).toBe('no-such-person');
  });
});
