import { describe, expect, it } from 'vitest';
import { lowestBefore, percentClaimed } from '@protocol/prior-price.ts';
import { DAY, HOUR, MINUTE } from '@protocol/time.ts';
import { publicDropPart } from '../../../server/views/drop-view.ts';
import { sightOf } from '../../../server/views/sight.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { host, openStall, owner, refusedAs, type Stall } from '../../support/stall.ts';
import { viewContext } from '../../support/view-rig.ts';

const plan = (stall: Stall, price: number, was: number | null, title = 'Bag') =>
  stall.world.ask(
    'drop.plan',
    { showId: stall.showId, title, mode: 'hold', lines: [{ sku: 'A', allotted: 2, price, was }], minutes: 5, holdSeconds: 60, perViewer: 1 },
    host,
  );
function planned(stall: Stall, price: number, was: number | null): string {
  const answer = plan(stall, price, was);
  if (!answer.ok) throw new Error(answer.refused.refused);
  return eventOf(answer.events, 'DropPlanned')?.dropId ?? '';
}
const fire = (stall: Stall, dropId: string): void => {
  stall.fire(dropId);
  stall.world.now = stall.drop(dropId).opensAt ?? stall.world.now;
};
function end(stall: Stall, dropId: string): void {
  stall.world.now += MINUTE;
  stall.world.mustAsk('drop.end', { dropId }, host);
}
const seen = (stall: Stall, dropId: string) => publicDropPart(sightOf(stall.world.state, viewContext), stall.drop(dropId)).lines[0];
/** The catalog asked 10.00 for 40 days. */
function known(): Stall {
  const stall = openStall();
  stall.world.now += 40 * DAY;
  return stall;
}

describe('promise 1: what may be struck through', () => {
  it('promise 1 the lowest price of the 30 days before the reduction, and no other', () => {
    const stall = known();
    expect(plan(stall, 800, 1200)).toMatchObject({ refused: { refused: 'false-discount', details: { sku: 'A', was: 1200, prior: 1000 } } });
    const dropId = planned(stall, 800, 1000);
    fire(stall, dropId);
    expect(seen(stall, dropId)).toMatchObject({ price: 800, was: 1000 });
  });
  it('promise 1 a past flash price counts: after it nothing is struck through for 30 days', () => {
    const stall = known();
    const flash = planned(stall, 800, 1000);
    fire(stall, flash);
    end(stall, flash);
    stall.world.now += 10 * DAY;
    expect(plan(stall, 800, 1000)).toMatchObject({ refused: { refused: 'false-discount', details: { prior: 800, why: 'none' } } });
    expect(plan(stall, 700, 1000)).toMatchObject({ refused: { refused: 'false-discount', details: { prior: 800 } } });
    expect(refusedAs(plan(stall, 700, 800))).toBe('accepted');
    stall.world.now += 21 * DAY;
    expect(refusedAs(plan(stall, 800, 1000))).toBe('accepted');
  });
  it('promise 1 nothing is claimed of goods whose prices are known for less than 30 days', () => {
    const stall = openStall();
    stall.world.now += 29 * DAY;
    expect(plan(stall, 800, 1000)).toMatchObject({ refused: { refused: 'false-discount', details: { why: 'unknown' } } });
  });
  it('promise 1 what was true when planned and is not when fired falls, and the drop goes on without it', () => {
    const stall = known();
    const first = planned(stall, 700, 1000);
    const second = planned(stall, 600, 1000);
    fire(stall, first);
    end(stall, first);
    fire(stall, second);
    expect(seen(stall, second)).not.toHaveProperty('was');
  });
  it('promise 1 a reduction that grows keeps its prior price; one that is taken back is over (Article 6a(5))', () => {
    const stall = known();
    const dropId = planned(stall, 800, 1000);
    fire(stall, dropId);
    const reprice = (price: number) => stall.world.mustAsk('drop.reprice', { dropId, sku: 'A', price }, host);
    reprice(700);
    expect(seen(stall, dropId)).toMatchObject({ price: 700, was: 1000 });
    reprice(900);
    expect(seen(stall, dropId)).not.toHaveProperty('was');
    reprice(700);
    expect(seen(stall, dropId)).not.toHaveProperty('was');
  });
  it('promise 1 an old price of a file is kept as data and shown to nobody', () => {
    const stall = known();
    const variants = [{ sku: 'TEA', options: [], price: 1000, compareAt: 1900, cost: null, grams: null, onHand: 3 }];
    stall.world.mustAsk('product.save', { handle: 'tea', title: 'Tea', body: '', vendor: '', pictures: [], options: [], variants }, host);
    const dropId = stall.open('Tea', [['TEA', 2]]);
    expect(JSON.stringify(publicDropPart(sightOf(stall.world.state, viewContext), stall.drop(dropId)))).not.toContain('1900');
  });
  it('promise 1 a percentage in a title is a claim, too (C-330/23)', () => {
    const stall = known();
    expect(refusedAs(plan(stall, 800, null, 'Bag −30%'))).toBe('false-discount');
    expect(refusedAs(plan(stall, 700, null, 'Bag −30%'))).toBe('accepted');
    expect(refusedAs(plan(openStall(), 700, null, '30 % off bags'))).toBe('false-discount');
    expect(refusedAs(plan(openStall(), 700, null, '100 % cotton bag'))).toBe('accepted');
    expect(percentClaimed('Nur heute: 20% Rabatt')).toBe(20);
  });
  it('a drop that was called off asked nothing', () => {
    const stall = known();
    const dropId = planned(stall, 300, null);
    stall.fire(dropId);
    stall.world.mustAsk('drop.undo', { dropId }, host);
    expect(lowestBefore(stall.world.state.prices.get('A'), stall.world.now + HOUR)).toBe(1000);
  });
  it('a new price of the catalog counts from then on, and what is long past is forgotten', () => {
    const stall = known();
    const save = (price: number) =>
      stall.world.mustAsk(
        'product.save',
        {
          handle: 'tea',
          title: 'Tea',
          body: '',
          vendor: '',
          pictures: [],
          options: [],
          variants: [{ sku: 'TEA', options: [], price, compareAt: null, cost: null, grams: null, onHand: 3 }],
        },
        owner,
      );
    for (const price of [900, 700, 1000]) {
      save(price);
      stall.world.now += 31 * DAY;
    }
    const history = stall.world.state.prices.get('TEA');
    expect(lowestBefore(history, stall.world.now)).toBe(1000);
    expect(lowestBefore(history, stall.world.now - 31 * DAY + MINUTE)).toBe(700);
    stall.world.now += 200 * DAY;
    save(1100);
    expect(stall.world.state.prices.get('TEA')?.asked.map((one) => one.price)).toEqual([1000, 1100]);
  });
});

describe('promise 3: what the shop keeps back is said', () => {
  it('promise 3 a drop that was given fewer than there are says so, until it has all of them', () => {
    const stall = openStall();
    const dropId = stall.open('Bag', [['A', 2]]);
    const part = () => publicDropPart(sightOf(stall.world.state, viewContext), stall.drop(dropId));
    expect(part().heldBack).toBe(true);
    stall.world.mustAsk('drop.restock', { dropId, sku: 'A', add: 8, counted: false }, host);
    expect(part().heldBack).toBeUndefined();
  });
});
