import { describe, expect, it } from 'vitest';
import { commitmentOf, drawOrder } from '@protocol/draw.ts';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { drawRecord } from '../../../server/views/draw-view.ts';
import { connectChat, holdRunsOut, host, openStall, refusedAs, viewer, type Stall } from '../../support/stall.ts';

const NAMES = ['ana', 'ben', 'cem', 'dea', 'eli'];
function openDraw(places: number): { readonly stall: Stall; readonly dropId: string; enter(name: string): string } {
  const stall = openStall();
  connectChat(stall, 5);
  const dropId = stall.open('Drawn', [['A', places]], 1, 'draw');
  return { stall, dropId, enter: (name) => refusedAs(stall.world.ask('draw.enter', { dropId, sku: 'A' }, viewer(name))) };
}
const closes = (stall: Stall, dropId: string): void => stall.later((stall.drop(dropId).closesAt ?? 0) - stall.world.now);
/** Names in the order drawn. */
const order = ({ world }: Stall, dropId: string): readonly string[] =>
  (world.state.draws.get(dropId)?.drawn?.order ?? []).map((entryId) => world.state.entries.get(entryId)?.viewer ?? '');
const holders = ({ world }: Stall, dropId: string): readonly string[] =>
  [...world.state.holds.values()].filter((hold) => hold.dropId === dropId).map((hold) => hold.viewer);

describe('a draw', () => {
  it('D4 the commitment is known before anyone can enter, in the chats too, and the seed is in no event before it is drawn', () => {
    const stall = openStall();
    connectChat(stall, 1);
    const dropId = stall.plan('Drawn', [['A', 1]], 1, 'draw');
    stall.fire(dropId);
    const { opensAt } = stall.drop(dropId);
    const sealed = stall.tasks('chat.post').find((task) => task.template === 'sealed');
    expect(sealed?.dueAt).toBeLessThan(opensAt ?? 0);
    expect(refusedAs(stall.world.ask('draw.enter', { dropId, sku: 'A' }, viewer('ana')))).toBe('not-open');
    const { commitment } = stall.world.state.draws.get(dropId) ?? {};
    stall.world.now = opensAt ?? 0;
    stall.world.mustAsk('draw.enter', { dropId, sku: 'A' }, viewer('ana'));
    const before = JSON.stringify(stall.world.batches);
    closes(stall, dropId);
    const seed = stall.world.state.draws.get(dropId)?.drawn?.seed ?? '';
    expect(commitmentOf(seed)).toBe(commitment);
    expect(before).not.toContain(seed);
  });
  it('S4 one entry per viewer; leaving and coming back until it closes; nobody reserves', () => {
    const { stall, dropId, enter } = openDraw(2);
    expect([enter('ana'), enter('ana'), enter('ben')]).toEqual(['accepted', 'accepted', 'accepted']);
    expect(stall.world.state.draws.get(dropId)?.entries).toBe(2);
    expect(refusedAs(stall.hold('ana', dropId, [['A', 1]]))).toBe('draw-only');
    stall.world.mustAsk('draw.leave', { dropId }, viewer('ana'));
    expect(refusedAs(stall.world.ask('draw.leave', { dropId }, viewer('ana')))).toBe('no-such-entry');
    closes(stall, dropId);
    expect(order(stall, dropId)).toEqual(['ben']);
    expect([enter('cem'), refusedAs(stall.world.ask('draw.leave', { dropId }, viewer('ben')))]).toEqual(['not-open', 'not-open']);
  });
  it('D4 as many winners as places, in the published order; what one leaves goes to the next, until nobody or nothing is left', () => {
    const { stall, dropId, enter } = openDraw(2);
    for (const name of NAMES) enter(name);
    closes(stall, dropId);
    const drawn = order(stall, dropId);
    const { seed, order: ids } = drawRecord(stall.world.state, dropId) ?? {};
    expect(drawOrder(seed ?? '', ids ?? []).order).toEqual(ids);
    expect(holders(stall, dropId)).toEqual(drawn.slice(0, 2));
    // It is over for everyone else, off the card, and its units stay where they are.
    expect(stall.drop(dropId)).toMatchObject({ state: 'live', settling: stall.world.now });
    expect([stall.world.state.single('onAir'), stall.world.state.single('liveDrops')]).toEqual([null, [dropId]]);
    const first = [...stall.world.state.holds.values()].find((hold) => hold.viewer === drawn[0])?.holdId ?? '';
    stall.ordered(drawn[0] ?? '', first);
    stall.world.mustAsk('hold.release', { holdId: [...stall.world.state.holds.values()][0]?.holdId ?? '' }, viewer(drawn[1] ?? ''));
    stall.later(0);
    expect(holders(stall, dropId)).toEqual([drawn[2]]);
    for (let i = 0; i < 4; i += 1) stall.later(holdRunsOut);
    expect(stall.drop(dropId)).toMatchObject({ state: 'ended', settling: null, lines: [{ left: 1, held: 0, sold: 1 }] });
    expect(stall.variant('A')).toMatchObject({ setAside: 0, held: 0 });
    expect([...stall.world.state.entries.values()].every((entry) => entry.passed)).toBe(true);
  });
  it('D4 with more places than entries everyone wins, and what is over is free again when they paid', () => {
    const { stall, dropId, enter } = openDraw(4);
    enter('ana');
    closes(stall, dropId);
    stall.ordered('ana', [...stall.world.state.holds.values()][0]?.holdId ?? '');
    stall.later(0);
    expect(stall.drop(dropId)).toMatchObject({ state: 'ended', lines: [{ left: 3, sold: 1 }] });
  });
  it('D4 nobody entered: it ends, and its seed is told all the same', () => {
    const { stall, dropId } = openDraw(1);
    closes(stall, dropId);
    expect(stall.drop(dropId).state).toBe('ended');
    expect(drawRecord(stall.world.state, dropId)).toMatchObject({ order: [], entries: [] });
    expect(stall.tasks('chat.post').some((task) => task.template === 'drawn')).toBe(false);
  });
  it('D9 T2 paused when entry closed it waits for a hand; drawn then, it goes on', () => {
    const { stall, dropId, enter } = openDraw(1);
    for (const name of NAMES) enter(name);
    stall.world.mustAsk('panic', {}, host);
    closes(stall, dropId);
    expect(stall.world.state.draws.get(dropId)?.drawn).toBeNull();
    expect(refusedAs(stall.world.ask('draw.run', { dropId }, host))).toBe('panicking');
    stall.world.mustAsk('panic.lift', { drops: [] }, host);
    stall.later(MINUTE);
    stall.world.mustAsk('draw.run', { dropId }, host);
    expect(holders(stall, dropId)).toEqual(order(stall, dropId).slice(0, 1));
    expect(refusedAs(stall.world.ask('draw.run', { dropId }, host))).toBe('wrong-state');
  });
  it('D9 stopped while winners pay, nothing passes on until it goes on', () => {
    const { stall, dropId, enter } = openDraw(1);
    for (const name of NAMES) enter(name);
    closes(stall, dropId);
    stall.world.mustAsk('drop.pause', { dropId }, host);
    stall.later(holdRunsOut);
    expect(holders(stall, dropId)).toEqual([]);
    expect(stall.drop(dropId).state).toBe('paused');
    stall.world.mustAsk('drop.resume', { dropId }, host);
    stall.later(0);
    expect(holders(stall, dropId)).toEqual([order(stall, dropId)[1]]);
  });
  it('D4 End closes entry and draws; End again ends it; the end of the show draws too', () => {
    const { stall, dropId, enter } = openDraw(1);
    enter('ana');
    enter('ben');
    expect(refusedAs(stall.world.ask('draw.run', { dropId }, host))).toBe('wrong-state');
    stall.world.mustAsk('drop.end', { dropId }, host);
    expect(stall.drop(dropId)).toMatchObject({ state: 'live', endsAt: stall.world.now, endedEarly: true });
    stall.world.mustAsk('drop.end', { dropId }, host);
    expect(stall.drop(dropId).state).toBe('ended');
    // Whoever won keeps what they have to pay for.
    expect(holders(stall, dropId)).toHaveLength(1);

    const other = openDraw(1);
    other.enter('ana');
    other.stall.world.mustAsk('show.end', { showId: other.stall.showId, endLive: true }, host);
    expect(holders(other.stall, other.dropId)).toEqual(['ana']);
  });
  it('D6 called off and fired anew, it is another seed', () => {
    const stall = openStall();
    const dropId = stall.plan('Drawn', [['A', 1]], 1, 'draw');
    stall.fire(dropId);
    const before = stall.world.state.draws.get(dropId)?.commitment;
    stall.world.mustAsk('drop.undo', { dropId }, host);
    stall.later(SECOND);
    stall.fire(dropId);
    expect(stall.world.state.draws.get(dropId)?.commitment).not.toBe(before);
  });
  it('D4 a claim typed in a chat enters, and says so', () => {
    const { stall, dropId } = openDraw(1);
    stall.world.mustAsk('chat.claim', { channel: 'toy', viewer: 'ana', tag: null, quantity: 1 }, { kind: 'chat', id: 'toy', role: 'system', name: 'toy' });
    expect(stall.world.state.draws.get(dropId)?.entries).toBe(1);
    expect(stall.tasks('chat.post').some((task) => task.template === 'entered')).toBe(true);
  });
});
