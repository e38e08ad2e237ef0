import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '@protocol/time.ts';
import { claimsPart } from '../../../server/views/claims-view.ts';
import { sightOf } from '../../../server/views/sight.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { host, openStall } from '../../support/stall.ts';
import { viewContext } from '../../support/view-rig.ts';

describe('what buyers were told', () => {
  it('promise 1 promise 2 promise 3 stands there with its time and what made it true', () => {
    const stall = openStall();
    const { world } = stall;
    world.now += 40 * DAY;
    const planned = world.mustAsk('drop.plan', { showId: stall.showId, title: 'Bag', mode: 'hold', lines: [{ sku: 'A', allotted: 4, price: 800, was: 1000 }], minutes: 5, holdSeconds: 60, perViewer: 4 }, host); // prettier-ignore
    const dropId = eventOf(planned, 'DropPlanned')?.dropId ?? '';
    stall.fire(dropId);
    world.now += MINUTE;
    world.mustAsk('drop.reprice', { dropId, sku: 'A', price: 700 }, host);
    world.mustAsk('drop.extend', { dropId, minutes: 2, reason: 'the chat was down' }, host);
    world.mustAsk('sale.record', { lines: [{ sku: 'A', quantity: 4, price: 700 }], paidBy: 'cash', dropId }, host);
    world.mustAsk('drop.restock', { dropId, sku: 'A', add: 2, counted: false }, host);
    world.mustAsk('drop.end', { dropId }, host);
    const claims = claimsPart(sightOf(world.state, viewContext));
    expect(claims.map((claim) => claim.kind).filter((kind) => kind !== 'few')).toEqual(['opened', 'was', 'price', 'longer', 'sold-out', 'more', 'ended']);
    expect(claims[0]).toMatchObject({ title: 'Bag', n: 4 });
    expect(claims[1]).toMatchObject({ sku: 'A', price: 800, was: 1000 });
    expect(claims[2]).toMatchObject({ price: 700, was: 1000 });
    expect(claims.find((claim) => claim.kind === 'longer')).toMatchObject({ reason: 'the chat was down' });
  });
});
