import { describe, expect, it } from 'vitest';
import { floorFor, leavesTooLittle } from '@protocol/margin-guard.ts';
import { guardOf } from '../../../server/shop/money.ts';
import { partsFor } from '../../../server/views/parts.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { host, openStall, owner, refusedAs, viewer, type Stall } from '../../support/stall.ts';
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
const floorOfMug = (stall: Stall): number => floorFor(guardOf(stall.world.state)!, { cost: 800, grams: null }, null) ?? -1;

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
    expect(floorFor(guard, unit, null)).toBe(1800);
    expect([1799, 1800, 1801, 1802].map((price) => leavesTooLittle(guard, unit, price, null))).toEqual([true, false, true, false]);
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
    const before = guardOf(stall.world.state)!;
    const guard = { ...before, ways: before.ways.map((way) => ({ ...way, freeFrom: paid - 1 })) };
    expect(floorFor(guard, { cost: 800, grams: null }, null)).toBe(free);
  });
});

describe('the guard asks the order that leaves the least', () => {
  const zone = (zoneId: string, countries: string[], price: number, cost: number, freeFrom: number | null = null) => ({ zoneId, name: zoneId, countries, freeFrom, carriers: [{ carrierId: `c-${zoneId}`, name: 'Post', free: true, steps: [{ upTo: null, price, cost }] }] });
  const deliver = (stall: Stall, zones: ReturnType<typeof zone>[], pickupDiscount: { kind: 'amount'; amount: number } | { kind: 'share'; share: number } | null = null) =>
    stall.world.mustAsk('delivery.save', { zones, assumedGrams: 500, pickupDiscount }, host);
  const leaves = (stall: Stall, price: number): boolean => !leavesTooLittle(guardOf(stall.world.state)!, { cost: 800, grams: null }, price, null);
  /** Nothing lower does, whatever was worked out. */
  const tried = (stall: Stall): number => {
    let price = 0;
    while (!leaves(stall, price)) price += 1;
    return price;
  };

  it('MONEY of all zones the one that takes the most, wherever it stands in the list', () => {
    const stall = stallWith(300);
    const home = floorOfMug(stall);
    const [near, far] = [zone('home', ['IE'], 0, 395), zone('far', [], 0, 900)];
    for (const zones of [[near, far], [far, near]]) {
      deliver(stall, zones);
      expect(floorOfMug(stall)).toBe(tried(stall));
      expect(floorOfMug(stall)).toBeGreaterThan(home);
    }
    expect(refusedAs(plan(stall, home))).toBe('below-floor');
    // What the buyer pays for it is theirs to pay: the near one takes the most then.
    deliver(stall, [near, zone('far', [], 1100, 900)]);
    expect(floorOfMug(stall)).toBe(home);
  });
  it('MONEY a zone from which delivery is free, and picking up with its discount, count as they are', () => {
    const stall = stallWith(300);
    deliver(stall, [zone('home', ['IE'], 600, 395), zone('far', [], 1100, 900, 1500)]);
    expect(floorOfMug(stall)).toBe(tried(stall));
    deliver(stall, [zone('home', [], 600, 395)]);
    const sent = floorOfMug(stall);
    for (const cut of [{ kind: 'amount', amount: 700 }, { kind: 'share', share: 3500 }] as const) {
      deliver(stall, [zone('home', [], 600, 395)], cut);
      expect(floorOfMug(stall)).toBe(tried(stall));
      expect(floorOfMug(stall)).toBeGreaterThan(sent);
    }
    deliver(stall, [zone('home', [], 600, 395)], { kind: 'share', share: 10_000 });
    expect(floorFor(guardOf(stall.world.state)!, { cost: 800, grams: null }, null)).toBe(null);
    expect(plan(stall, 90_000)).toMatchObject({ refused: { refused: 'below-floor', details: { floor: null } } });
  });
  it('D4 a draw is asked the same; what is drawn, and what is offered to the waiting list, costs what the drop costs', () => {
    const stall = stallWith(300);
    const { world } = stall;
    const price = floorOfMug(stall);
    const input = { showId: stall.showId, title: 'Mug', minutes: 5, holdSeconds: 60, perViewer: 1 };
    expect(refusedAs(world.ask('drop.plan', { ...input, mode: 'draw', lines: [{ sku: 'MUG', allotted: 1, price: price - 1 }] }, host))).toBe('below-floor');
    const fire = (mode: 'hold' | 'draw'): string => {
      const dropId = eventOf(world.mustAsk('drop.plan', { ...input, mode, lines: [{ sku: 'MUG', allotted: 1, price }] }, host), 'DropPlanned')?.dropId ?? '';
      stall.fire(dropId);
      world.now = stall.drop(dropId).opensAt ?? 0;
      return dropId;
    };
    const drawn = fire('draw');
    world.mustAsk('draw.enter', { dropId: drawn, sku: 'MUG' }, viewer('ana'));
    world.mustAsk('drop.end', { dropId: drawn }, host);
    expect([...world.state.holds.values()]).toMatchObject([{ by: 'draw', total: price, lines: [{ price }] }]);
    stall.later(60 * 60_000);
    const dropId = fire('hold');
    const holdId = stall.held('ben', dropId, [['MUG', 1]]);
    world.mustAsk('waitlist.join', { dropId, sku: 'MUG' }, viewer('cem'));
    world.mustAsk('hold.release', { holdId }, viewer('ben'));
    stall.later(0);
    expect([...world.state.holds.values()]).toMatchObject([{ by: 'waitlist', viewer: 'cem', total: price, lines: [{ price }] }]);
  });
}); // prettier-ignore

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
