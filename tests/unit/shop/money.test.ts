import { describe, expect, it } from 'vitest';
import { floorFor, leavesTooLittle } from '@protocol/margin-guard.ts';
import { guardOf } from '../../../server/shop/money.ts';
import { partsFor } from '../../../server/views/parts.ts';
import { host, openStall, owner, refusedAs, type Stall } from '../../support/stall.ts';
import { actorOf } from '../../support/shop-world.ts';
import { viewContext } from '../../support/view-rig.ts';

const producer = actorOf('producer', 'producer');
/** MONEY's worked case: delivered free, T as given. */
const fees = (target: number | null) => ({ fee: { share: 150, fixed: 25 }, feeOf: {}, carrier: 395, packing: 125, returns: 0, target });
const mug = (price: number, cost: number | null) => ({ handle: 'mug', title: 'Mug', body: '', vendor: '', pictures: [], options: [], variants: [{ sku: 'MUG', options: [], price, compareAt: null, cost, grams: null, onHand: 10 }] }); // prettier-ignore
function stallWith(target: number | null): Stall {
  const stall = openStall();
  stall.world.mustAsk('product.save', mug(2400, 800), host);
  stall.world.mustAsk('shipping.save', { flat: 0 }, host);
  stall.world.mustAsk('tax.save', { rate: 2000, onTop: false }, owner);
  stall.world.mustAsk('money.save', fees(target), owner);
  return stall;
}
const plan = (stall: Stall, price: number, who = host, reason: string | null = null, sku = 'MUG') =>
  stall.world.ask(
    'drop.plan',
    { showId: stall.showId, title: 'Mug', mode: 'hold', lines: [{ sku, allotted: 2, price }], minutes: 5, holdSeconds: 60, perViewer: 1, ...(reason === null ? {} : { belowFloor: { reason } }) },
    who,
  ); // prettier-ignore
const floorOfMug = (stall: Stall): number => floorFor(guardOf(stall.world.state)!, { cost: 800, grams: null }) ?? -1;

describe('the margin guard', () => {
  it('MONEY a price below the floor is refused, with floor and margin; the floor itself is taken', () => {
    const stall = stallWith(300);
    const floor = floorOfMug(stall);
    expect(floor).toBe(2012);
    expect(plan(stall, floor - 1)).toMatchObject({ refused: { refused: 'below-floor', details: { sku: 'MUG', price: floor - 1, floor, target: 300 } } });
    expect(plan(stall, floor).ok).toBe(true);
  });
  it('MONEY it asks the margin, not the floor: T 1.28 gives 18.00, and 18.01 misses', () => {
    const stall = stallWith(128);
    const guard = guardOf(stall.world.state)!;
    const unit = { cost: 800, grams: null };
    expect(floorFor(guard, unit)).toBe(1800);
    expect([1799, 1800, 1801, 1802].map((price) => leavesTooLittle(guard, unit, price))).toEqual([true, false, true, false]);
    expect([1800, 1801, 1802].map((price) => refusedAs(plan(stall, price)))).toEqual(['accepted', 'below-floor', 'accepted']);
  });
  it('P1 an owner lets it through with a reason that is kept; nobody else does', () => {
    const stall = stallWith(300);
    expect(refusedAs(plan(stall, 1200, host, 'last ones'))).toBe('below-floor');
    const answer = plan(stall, 1200, owner, 'last ones');
    expect(answer.ok && answer.events.find((event) => event.type === 'MarginWaived')).toMatchObject({
      sku: 'MUG',
      price: 1200,
      reason: 'last ones',
      floor: floorOfMug(stall),
    });
    expect(stall.world.state.single('log').at(-1)).toMatchObject({ what: 'MarginWaived', blanks: { sku: 'MUG', reason: 'last ones' } });
  });
  it('V6 a producer is told the price that would do, never what one leaves', () => {
    const stall = stallWith(300);
    const answer = plan(stall, 1200, producer);
    expect(answer).toMatchObject({ refused: { refused: 'below-floor', details: { floor: floorOfMug(stall) } } });
    expect(answer.ok ? {} : answer.refused.details).not.toHaveProperty('margin');
    expect(answer.ok ? {} : answer.refused.details).not.toHaveProperty('target');
  });
  it('asks every way to set a price: a plan changed, a quick drop, a new price, one more variant, the catalog', () => {
    const stall = stallWith(300);
    const { world } = stall;
    const planned = plan(stall, 2400);
    const dropId = planned.ok ? String(planned.events.flatMap((event) => (event.type === 'DropPlanned' ? [event.dropId] : []))[0]) : '';
    const fields = { title: 'Cup', mode: 'hold' as const, minutes: 5, holdSeconds: 60, perViewer: 1 };
    expect(refusedAs(world.ask('drop.change', { dropId, ...fields, lines: [{ sku: 'MUG', allotted: 1, price: 900 }] }, host))).toBe('below-floor');
    expect(refusedAs(world.ask('drop.change', { dropId, ...fields, lines: [{ sku: 'MUG', allotted: 1, price: 2400 }] }, host))).toBe('accepted');
    expect(refusedAs(world.ask('drop.quick', { showId: stall.showId, title: 'Find', price: 900, count: 1, mediaId: null, minutes: 5, cost: 800 }, host))).toBe(
      'below-floor',
    );
    expect(refusedAs(world.ask('product.save', mug(900, 800), host))).toBe('below-floor');
    const opened = stall.open('A', [['A', 2]]);
    expect(refusedAs(world.ask('drop.add', { dropId: opened, sku: 'MUG', allotted: 1, price: 900 }, host))).toBe('below-floor');
    world.mustAsk('drop.add', { dropId: opened, sku: 'MUG', allotted: 1, price: 2400 }, host);
    expect(refusedAs(world.ask('drop.reprice', { dropId: opened, sku: 'MUG', price: 900 }, host))).toBe('below-floor');
    expect(refusedAs(world.ask('drop.reprice', { dropId: opened, sku: 'MUG', price: 900, belowFloor: { reason: 'the lid is scratched' } }, owner))).toBe(
      'accepted',
    );
  });
  it('a price that stood before the guard is not asked again when only the title changes', () => {
    const stall = openStall();
    stall.world.mustAsk('product.save', mug(900, 800), host);
    const planned = plan(stall, 900);
    const dropId = planned.ok ? String(planned.events.flatMap((event) => (event.type === 'DropPlanned' ? [event.dropId] : []))[0]) : '';
    stall.world.mustAsk('money.save', fees(300), owner);
    const fields = { title: 'Cup', mode: 'hold' as const, minutes: 5, holdSeconds: 60, perViewer: 1 };
    expect(refusedAs(stall.world.ask('drop.change', { dropId, ...fields, lines: [{ sku: 'MUG', allotted: 1, price: 900 }] }, host))).toBe('accepted');
    expect(refusedAs(stall.world.ask('product.save', { ...mug(900, 800), title: 'Cup' }, host))).toBe('accepted');
  });
  it('without a cost, or without a target, nothing is refused', () => {
    const none = stallWith(300);
    expect(refusedAs(plan(none, 1, host, null, 'A'))).toBe('accepted');
    expect(refusedAs(plan(stallWith(null), 1))).toBe('accepted');
  });
  it('counts what the buyer pays for delivery, until the price makes it free', () => {
    const stall = stallWith(0);
    const free = floorOfMug(stall);
    stall.world.mustAsk('shipping.save', { flat: 395 }, host);
    const paid = floorOfMug(stall);
    expect(paid).toBeLessThan(free);
    const guard = { ...guardOf(stall.world.state)!, freeFrom: paid - 1 };
    expect(floorFor(guard, { cost: 800, grams: null })).toBe(free);
  });
});

describe('what an order costs', () => {
  it('P1 is the owner’s to enter', () => {
    const stall = openStall();
    expect(refusedAs(stall.world.ask('money.save', { ...fees(0), feeOf: { nobody: { share: 1, fixed: 1 } } }, owner))).toBe('no-such-provider');
    stall.world.mustAsk('money.save', { ...fees(0), feeOf: { later: { share: 0, fixed: 0 } } }, owner);
    expect(stall.world.state.single('money')?.feeOf).toEqual({ later: { share: 0, fixed: 0 } });
  });
  it('V6 reaches owner and host, and nobody else', () => {
    const stall = stallWith(300);
    const see = (
      audience: 'panel' | 'public' | 'overlay' | 'stage',
      role: 'owner' | 'host' | 'producer' | 'moderator' | 'packer' | 'viewer' | 'overlay' | 'stage',
    ) => Object.keys(partsFor({ audience, role, viewer: null }, stall.world.state, viewContext)).filter((key) => ['guard', 'money'].includes(key));
    expect(see('panel', 'owner')).toEqual(['guard', 'money']);
    expect(see('panel', 'host')).toEqual(['guard']);
    for (const role of ['producer', 'moderator', 'packer'] as const) expect(see('panel', role)).toEqual([]);
    for (const [audience, role] of [
      ['public', 'viewer'],
      ['overlay', 'overlay'],
      ['stage', 'stage'],
    ] as const)
      expect(see(audience, role)).toEqual([]);
  });
});
