import { describe, expect, it } from 'vitest';
import { commands } from '@protocol/commands.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { holdKey } from '../../../server/shop/hold.ts';
import { evolveBatch, type ShopBatch } from '../../../server/shop/evolve.ts';
import { dumpState, newState } from '../../../server/shop/state.ts';
import type { Answer } from '../../support/shop-world.ts';
import { host, openStall, refusedAs, system, viewer, type Stall } from '../../support/stall.ts';

const carry = (stall: Stall, holdId: string, to: string): Answer => stall.world.ask('hold.carry', { holdId, viewer: to }, system);
const liveHolds = (stall: Stall): number => stall.world.state.holds.size;

describe('a hold opened in another browser', () => {
  it('H1 is one hold in both: a press in either returns it, and each may give it back', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 5]], 1);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    expect(carry(stall, holdId, 'ana-phone').ok).toBe(true);
    for (const who of ['ana', 'ana-phone']) {
      const again = stall.hold(who, dropId, [['A', 1]]);
      expect(again.ok && eventOf(again.events, 'Answered')?.result['holdId']).toBe(holdId);
    }
    expect(stall.drop(dropId).lines[0]).toMatchObject({ left: 4, held: 1, sold: 0 });
    expect(brokenRules(stall.world.state)).toEqual([]);
    stall.world.mustAsk('hold.release', { holdId }, viewer('ana-phone'));
    expect(liveHolds(stall)).toBe(0);
    // Over in one, over in the other: both may reserve anew.
    expect(stall.hold('ana', dropId, [['A', 1]]).ok).toBe(true);
    expect(stall.hold('ana-phone', dropId, [['A', 1]]).ok).toBe(true);
  });

  it('H1 carried twice is once; another choice made in either takes its place in both', () => {
    const stall = openStall();
    const dropId = stall.open('Both', [['A', 2], ['C', 1]], 1); // prettier-ignore
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    carry(stall, holdId, 'ana-phone');
    expect(carry(stall, holdId, 'ana-phone').ok).toBe(true);
    expect(stall.world.state.holds.get(holdId)?.also).toEqual(['ana-phone']);
    const other = stall.held('ana-phone', dropId, [['C', 1]]);
    const [hold] = [...stall.world.state.holds.values()];
    expect(hold).toMatchObject({ holdId: other, viewer: 'ana', also: ['ana-phone'] });
    expect(liveHolds(stall)).toBe(1);
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  it('H1 gives nobody a second hold, nor more than the limit of the browser it comes to', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 1);
    const anas = stall.held('ana', dropId, [['A', 1]]);
    const bens = stall.held('ben', dropId, [['A', 1]]);
    expect(refusedAs(carry(stall, anas, 'ben'))).toBe('limit-reached');
    stall.ordered('ben', bens);
    expect(refusedAs(carry(stall, anas, 'ben'))).toBe('limit-reached');
    // Handing it on frees no place for another one: what she has is still hers.
    carry(stall, anas, 'cem');
    const again = stall.hold('ana', dropId, [['A', 1]]);
    expect(again.ok && eventOf(again.events, 'Answered')?.result['holdId']).toBe(anas);
    // And finished in either, it counts in both.
    stall.ordered('cem', anas);
    expect(refusedAs(stall.hold('ana', dropId, [['A', 1]]))).toBe('limit-reached');
    expect(refusedAs(stall.hold('cem', dropId, [['A', 1]]))).toBe('limit-reached');
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  it('H1 a link that went astray takes nobody’s place: finished where it was reserved, it counts there alone', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 1);
    const holdId = stall.held('troll', dropId, [['A', 1]]);
    for (const [at, who] of ['b0', 'b1', 'b2', 'b3', 'b4'].entries()) expect(carry(stall, holdId, who).ok).toBe(at < 3);
    stall.ordered('troll', holdId);
    stall.ordered('b0', stall.held('b0', dropId, [['A', 1]]));
    for (const who of ['b1', 'b2']) expect(stall.hold(who, dropId, [['A', 1]]).ok).toBe(true);
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  it('H6 two browsers with one hold make one unpaid order, in both lists, and cancelled it counts in neither', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 2);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    carry(stall, holdId, 'ana-phone');
    const orderNumber = stall.ordered('ana-phone', holdId);
    const { state } = stall.world;
    expect([state.ordersOf.get('ana'), state.ordersOf.get('ana-phone')]).toEqual([[orderNumber], [orderNumber]]);
    for (const who of ['ana', 'ana-phone']) {
      expect(state.bought.get(holdKey(dropId, who))).toBe(1);
      expect(refusedAs(stall.order(who, stall.held(who, dropId, [['A', 1]])))).toBe('one-unpaid-order');
    }
    stall.world.mustAsk('order.cancel', { orderNumber, reason: 'not needed' }, host);
    for (const who of ['ana', 'ana-phone']) expect(state.bought.get(holdKey(dropId, who))).toBe(0);
  });

  it('what is over, being paid for or unknown is not carried', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 2);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    expect(refusedAs(carry(stall, 'none', 'ben'))).toBe('no-such-hold');
    stall.order('ana', holdId, 'page');
    expect(refusedAs(carry(stall, holdId, 'ben'))).toBe('hold-over');
    const other = stall.held('cem', dropId, [['A', 1]]);
    stall.world.mustAsk('hold.release', { holdId: other }, viewer('cem'));
    expect(refusedAs(carry(stall, other, 'ben'))).toBe('hold-over');
    // Whether somebody has the page's address is asked where pages are served, so nobody else asks for it.
    expect(commands['hold.carry'].roles).toEqual(['system']);
  });

  it('L1 the ledger replays to the same state', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 2);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    carry(stall, holdId, 'ben');
    stall.world.mustAsk('order.relink', { orderNumber: stall.ordered('ana', holdId) }, host);
    const replayed = newState();
    for (const batch of stall.world.batches) evolveBatch(replayed, batch as ShopBatch);
    expect(dumpState(replayed)).toBe(dumpState(stall.world.state));
  });
});

describe('a renewed link', () => {
  it('P2 is one more each time, takes the order from browsers that had it by its address alone, and is the host’s to give', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 2);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    carry(stall, holdId, 'ana-phone');
    carry(stall, holdId, 'stranger');
    const orderNumber = stall.ordered('ana-phone', holdId);
    const { state } = stall.world;
    expect(state.orders.get(String(orderNumber))?.link).toBe(0);
    expect(commands['order.relink'].roles).toEqual(['owner', 'host']);
    stall.world.mustAsk('order.relink', { orderNumber }, host);
    stall.world.mustAsk('order.relink', { orderNumber }, host);
    expect(state.orders.get(String(orderNumber))?.link).toBe(2);
    expect(['ana', 'ana-phone', 'stranger'].map((who) => state.ordersOf.get(who))).toEqual([[orderNumber], [orderNumber], []]);
    expect(refusedAs(stall.world.ask('order.relink', { orderNumber: 99 }, host))).toBe('no-such-order');
  });
});
