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

describe('entries and places in line', () => {
  const join = (stall: ReturnType<typeof openStall>, name: 'draw.enter' | 'waitlist.join', dropId: string, who: string, network: string | null, sku = 'A') =>
    refusedAs(stall.world.ask(name, { dropId, sku }, network === null ? viewer(who) : { ...viewer(who), network }));
  const prove = (stall: ReturnType<typeof openStall>, who: string, id: string): void =>
    void stall.world.proofs.set(who, { good: true, id, step: 0, until: stall.world.now + MINUTE });

  it('a fifth of a draw’s entries, at least two, comes from one network without work, and each beyond it with its own proof', () => {
    const stall = openStall();
    const dropId = stall.open('Ten', [['A', 9], ['C', 1]], 1, 'draw'); // prettier-ignore
    const enter = (who: string, network: string | null, sku?: string): string => join(stall, 'draw.enter', dropId, who, network, sku);
    expect([enter('ana', 'n1'), enter('ben', 'n1'), enter('cem', 'n1'), enter('cem', 'n2'), enter('dea', null)]).toEqual(['accepted', 'accepted', 'prove-first', 'accepted', 'accepted']); // prettier-ignore
    // For another variant it is the same entry; taken back, it counts no more.
    expect(enter('ana', 'n1', 'C')).toBe('accepted');
    stall.world.mustAsk('draw.leave', { dropId }, viewer('ana'));
    expect([enter('eli', 'n1'), enter('ana', 'n1')]).toEqual(['accepted', 'prove-first']);
    prove(stall, 'ana', 'p1');
    expect(enter('ana', 'n1')).toBe('accepted');
    prove(stall, 'fay', 'p1');
    expect(enter('fay', 'n1')).toBe('prove-first');
    expect(stall.world.state.crowds.get(dropId)).toMatchObject({ networks: 2, most: 3, solved: 1 });
    // The more enter, the more may come from one: a fifth of twenty.
    for (let n = 0; n < 15; n += 1) expect(enter(`other-${n}`, `elsewhere-${n}`)).toBe('accepted');
    expect([enter('gil', 'n1'), enter('hal', 'n1')]).toEqual(['accepted', 'prove-first']);
    // Who enters is no name in the ledger (L8), and nobody needs a proof for what they have.
    expect(enter('ben', 'n1')).toBe('accepted');
  });
  it('a place in line the same; an offer that lapsed counts on, leaving gives the place back', () => {
    const stall = openStall();
    const dropId = stall.open('One', [['C', 1]], 1);
    const wait = (who: string, network: string | null): string => join(stall, 'waitlist.join', dropId, who, network, 'C');
    const holdId = stall.held('zoe', dropId, [['C', 1]]);
    expect([wait('ana', 'n1'), wait('ben', 'n1'), wait('cem', 'n1'), wait('cem', null)]).toEqual(['accepted', 'accepted', 'prove-first', 'accepted']);
    stall.world.mustAsk('waitlist.leave', { dropId, waitId: null }, viewer('ben'));
    expect([wait('dea', 'n1'), wait('ben', 'n1')]).toEqual(['accepted', 'prove-first']);
    stall.world.mustAsk('hold.release', { holdId }, viewer('zoe'));
    stall.later(0);
    expect([...stall.world.state.holds.values()].map((hold) => hold.viewer)).toEqual(['ana']);
    expect(wait('ben', 'n1')).toBe('prove-first');
    prove(stall, 'ben', 'p1');
    expect(wait('ben', 'n1')).toBe('accepted');
    expect(stall.world.state.crowds.get(dropId)).toMatchObject({ inLine: 3, solved: 1 });
  });
  it('is off where the show is for this network only, and for whoever asks on behalf', () => {
    const stall = openStall();
    const { world } = stall;
    const showId = eventOf(world.mustAsk('show.plan', { title: 'Stall', startsAt: world.now, minutes: 30, reach: 'network' }, host), 'ShowPlanned')?.showId ?? '';
    const planned = world.mustAsk('drop.plan', { showId, title: 'Ten', mode: 'draw', lines: [{ sku: 'A', allotted: 2, price: 900 }], minutes: 5, holdSeconds: 60, perViewer: 1 }, host);
    const dropId = eventOf(planned, 'DropPlanned')?.dropId ?? '';
    stall.fire(dropId);
    world.now = stall.drop(dropId).opensAt ?? 0;
    for (const who of ['ana', 'ben', 'cem', 'dea']) expect(join(stall, 'draw.enter', dropId, who, 'n1')).toBe('accepted');
    expect(refusedAs(world.ask('draw.enter', { dropId, sku: 'A', onBehalfOf: 'twitch:1' }, actorOf('bot', 'bot')))).toBe('accepted');
    expect(world.state.crowds.get(dropId)?.asked ?? 0).toBe(0);
  }); // prettier-ignore
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
