import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../server/shop/context.ts';
import { decideWith } from '../../../server/shop/decide.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { ShopWorld } from '../../support/shop-world.ts';
import { holdRunsOut, host, openStall, refusedAs, system, viewer, type Stall } from '../../support/stall.ts';

const open = (units: number): { readonly stall: Stall; readonly dropId: string } => {
  const stall = openStall();
  return { stall, dropId: stall.open('Race', [['A', units]], 1, 'race') };
};

describe('first to checkout', () => {
  it('D4 a place reserves nothing: everybody gets one, and the count does not move', () => {
    const { stall, dropId } = open(1);
    for (const name of ['ana', 'ben', 'cem']) stall.held(name, dropId, [['A', 1]]);
    expect(stall.drop(dropId).lines[0]).toMatchObject({ left: 1, held: 0 });
    expect([...stall.world.state.holds.values()].map((hold) => hold.state)).toEqual(['place', 'place', 'place']);
  });
  it('D4 the first to open the pay page has it; the others are told, and may try again when it comes back', () => {
    const { stall, dropId } = open(1);
    const [ana, ben] = ['ana', 'ben'].map((name) => stall.held(name, dropId, [['A', 1]]));
    const number = stall.ordered('ana', ana ?? '', 'page');
    expect(stall.drop(dropId).lines[0]).toMatchObject({ left: 0, held: 1 });
    expect(refusedAs(stall.order('ben', ben ?? '', 'page'))).toBe('all-held');
    expect(refusedAs(stall.hold('cem', dropId, [['A', 1]]))).toBe('all-held');
    const { reference } = stall.world.state.orders.get(String(number)) ?? { reference: '' };
    stall.world.mustAsk('payment.notice', { provider: 'page', reference, status: 'expired', amount: 0 }, system);
    expect(refusedAs(stall.order('ben', ben ?? '', 'page'))).toBe('accepted');
  });
  it('H6 paid later it is committed at once, and sold out for the others', () => {
    const { stall, dropId } = open(1);
    const [ana, ben] = ['ana', 'ben'].map((name) => stall.held(name, dropId, [['A', 1]]));
    stall.ordered('ana', ana ?? '');
    expect(stall.drop(dropId).lines[0]).toMatchObject({ left: 0, held: 0, sold: 1 });
    expect(refusedAs(stall.order('ben', ben ?? ''))).toBe('sold-out');
  });
  it('H2 D7 a place runs out, and buys nothing from a drop that is paused or over', () => {
    const { stall, dropId } = open(2);
    const ana = stall.held('ana', dropId, [['A', 1]]);
    stall.world.mustAsk('drop.pause', { dropId }, host);
    expect(refusedAs(stall.order('ana', ana))).toBe('not-open');
    stall.world.mustAsk('drop.resume', { dropId }, host);
    stall.later(holdRunsOut);
    expect(refusedAs(stall.order('ana', ana))).toBe('hold-over');
    const ben = stall.held('ben', dropId, [['A', 1]]);
    stall.world.mustAsk('drop.end', { dropId }, host);
    expect(refusedAs(stall.order('ben', ben))).toBe('not-open');
    expect(refusedAs(stall.world.ask('hold.release', { holdId: ben }, viewer('ben')))).toBe('accepted');
    expect(brokenRules(stall.world.state)).toEqual([]);
  });

  /** 200 who all open the pay page in one batch. */
  function rush(how: ConstructorParameters<typeof ShopWorld>[0]): { readonly open: number; readonly broken: readonly string[] } {
    const { stall, dropId } = open(5);
    const world = new ShopWorld(how);
    world.begin(stall.world.batches);
    world.now = stall.world.now;
    const names = Array.from({ length: 200 }, (_none, n) => `viewer-${n}`);
    const placed = names.map((name) => world.mustAsk('hold.place', { dropId, lines: [{ sku: 'A', quantity: 1 }] }, viewer(name)));
    world.askAll(
      placed.map((events, n) => ({
        name: 'checkout.start',
        input: { holdId: eventOf(events, 'HoldPlaced')?.holdId, provider: 'page', contact: { name: 'Lena', email: 'l@x.ie' }, delivery: { kind: 'ship', address: { line1: '1', line2: '', city: 'G', postcode: '', region: '', country: 'IE' } }, with: null },
        actor: viewer(names[n] ?? ''),
        id: `rush-checkout-${n}`,
      })),
    ); // prettier-ignore
    return { open: [...world.state.orders.values()].filter((order) => order.state === 'paying').length, broken: brokenRules(world.state) };
  }
  it('D4 never more open pay pages than units, 200 at once', () => {
    expect(rush(null)).toEqual({ open: 5, broken: [] });
  });
  it('D4 with the guard taken out the same rush opens one for each: the test can see it', () => {
    const careless = rush(decideWith({ mayHold: () => null }));
    expect(careless.open).toBe(200);
    expect(careless.broken.join()).toMatch(/S1/u);
  });
});
