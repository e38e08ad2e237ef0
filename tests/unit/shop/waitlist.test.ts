import { describe, expect, it } from 'vitest';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { actorOf } from '../../support/shop-world.ts';
import { holdRunsOut, host, openStall, refusedAs, viewer, type Stall } from '../../support/stall.ts';

interface Scene {
  readonly stall: Stall;
  readonly dropId: string;
  join(name: string): string;
  /** Who has something, in the order of the holds. */
  holders(): readonly string[];
}
function allHeld(): Scene {
  const stall = openStall();
  const dropId = stall.open('Bag', [['C', 1]], 1);
  return {
    stall,
    dropId,
    join: (name) => refusedAs(stall.world.ask('waitlist.join', { dropId, sku: 'C' }, viewer(name))),
    holders: () => [...stall.world.state.holds.values()].map((hold) => hold.viewer),
  };
}

describe('the waiting list', () => {
  it('D5 one can wait where nothing is left, and only there; once each', () => {
    const { stall, dropId, join } = allHeld();
    expect(join('ben')).toBe('some-left');
    stall.held('ana', dropId, [['C', 1]]);
    expect([join('ben'), join('ben'), join('ana')]).toEqual(['accepted', 'accepted', 'limit-reached']);
    expect(stall.drop(dropId).lines[0]?.waiting).toBe(1);
  });
  it('D4 what comes back is offered in the order of joining, one by one; an offer lapses and goes on', () => {
    const { stall, dropId, join, holders } = allHeld();
    stall.held('ana', dropId, [['C', 1]]);
    for (const name of ['ben', 'cem', 'dea']) join(name);
    stall.later(holdRunsOut);
    expect(holders()).toEqual(['ben']);
    // An offer is a hold: the count says so, and nobody slips in.
    expect(stall.drop(dropId).lines[0]).toMatchObject({ allotted: 1, left: 0, held: 1, sold: 0, waiting: 2 });
    expect(refusedAs(stall.hold('eli', dropId, [['C', 1]]))).toBe('all-held');
    stall.later(holdRunsOut);
    expect(holders()).toEqual(['cem']);
    stall.ordered('cem', [...stall.world.state.holds.values()][0]?.holdId ?? '');
    expect(stall.drop(dropId).lines[0]).toMatchObject({ sold: 1, waiting: 1 });
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('D4 nobody slips in between a unit that comes back and its offer, in one batch neither', () => {
    const { stall, dropId, join, holders } = allHeld();
    const holdId = stall.held('ana', dropId, [['C', 1]]);
    join('ben');
    const [, slipped] = stall.world.askAll([
      { name: 'hold.release', input: { holdId }, actor: viewer('ana'), id: 'release-1' },
      { name: 'hold.place', input: { dropId, lines: [{ sku: 'C', quantity: 1 }] }, actor: viewer('eli'), id: 'place-it-1' },
    ]);
    expect(slipped && refusedAs(slipped)).toBe('all-held');
    stall.later(0);
    expect(holders()).toEqual(['ben']);
  });
  it('S5 units that the host brings, and a refund with restock, go to who waits first', () => {
    const { stall, dropId, join, holders } = allHeld();
    const number = stall.ordered('ana', stall.held('ana', dropId, [['C', 1]]));
    join('ben');
    join('cem');
    stall.world.mustAsk('drop.restock', { dropId, sku: 'C', add: 1, counted: true }, host);
    stall.later(0);
    expect(holders()).toEqual(['ben']);
    stall.world.mustAsk('order.pay', { orderNumber: number, paidBy: 'cash' }, host);
    stall.world.mustAsk('order.refund', { orderNumber: number, lines: [{ sku: 'C', quantity: 1 }], restock: true }, host);
    stall.later(0);
    expect(holders()).toEqual(['ben', 'cem']);
  });
  it('D2 a drop that closes while somebody waits for what is held settles first; then the line ends with it', () => {
    const { stall, dropId, join, holders } = allHeld();
    stall.later((stall.drop(dropId).closesAt ?? 0) - stall.world.now - 1);
    stall.held('ana', dropId, [['C', 1]]);
    join('ben');
    join('cem');
    stall.later(1);
    expect(stall.drop(dropId).settling).toBe(stall.world.now);
    expect(join('eli')).toBe('not-open');
    stall.later(holdRunsOut);
    expect(holders()).toEqual(['ben']);
    stall.ordered('ben', [...stall.world.state.holds.values()][0]?.holdId ?? '');
    stall.later(0);
    expect(stall.drop(dropId).state).toBe('ended');
    expect(stall.world.state.waiting.size).toBe(0);
  });
  it('P1 one leaves by oneself; a moderator takes out anyone, a viewer nobody else', () => {
    const { stall, dropId, join } = allHeld();
    stall.held('ana', dropId, [['C', 1]]);
    for (const name of ['ben', 'cem']) join(name);
    const waitId = [...stall.world.state.waiting.values()][1]?.waitId ?? '';
    expect(refusedAs(stall.world.ask('waitlist.leave', { dropId, waitId }, viewer('ben')))).toBe('no-such-wait');
    stall.world.mustAsk('waitlist.leave', { dropId, waitId: null }, viewer('ben'));
    stall.world.mustAsk('waitlist.leave', { dropId, waitId }, actorOf('moderator', 'mod'));
    expect(stall.world.state.waiting.size).toBe(0);
    stall.later(holdRunsOut);
    expect(stall.drop(dropId).lines[0]).toMatchObject({ left: 1, held: 0, waiting: 0 });
  });
  it('H1 L8 who reserves something else leaves the line; an offer names whom it may be told to, and the events nobody', () => {
    const stall = openStall();
    const dropId = stall.open('Bag', [['C', 1], ['A', 2]], 1); // prettier-ignore
    stall.held('ana', dropId, [['C', 1]]);
    stall.world.mustAsk('waitlist.join', { dropId, sku: 'C' }, viewer('ben'));
    stall.held('ben', dropId, [['A', 1]]);
    expect(stall.world.state.waiting.size).toBe(0);
    stall.world.mustAsk('waitlist.join', { dropId, sku: 'C', contact: { email: 'cem@x.ie' } }, viewer('cem'));
    stall.later(holdRunsOut);
    const offered = stall.world.batches.flatMap((batch) => batch.events).find((event) => event.type === 'WaitlistOffered');
    expect(offered).toMatchObject({ viewer: 'cem', sku: 'C', person: [...stall.world.state.holds.values()][0]?.person });
    expect(JSON.stringify(stall.world.batches.map((batch) => batch.events))).not.toContain('cem@x.ie');
  });
});
