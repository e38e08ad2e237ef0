import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { actorOf } from '../../support/shop-world.ts';
import { connectChat, host, openStall, refusedAs, type Stall } from '../../support/stall.ts';

const system = actorOf('system', 'tasks');
const producer = actorOf('producer', 'kim');

const reels = { label: 'Reels', enabled: true, delaySeconds: 5, longest: 150, templates: {} };
/** A channel that a person posts in. */
const byHand = (stall: Stall, input: Partial<typeof reels> = {}): string =>
  eventOf(stall.world.mustAsk('channel.by-hand', { channel: null, ...reels, ...input }, host), 'ChannelSaved')?.channel ?? '';
const linesOf = (stall: Stall, channel: string) => stall.tasks('chat.post').filter((task) => task.target === channel);
const waiting = (stall: Stall, channel: string): readonly (string | undefined)[] =>
  linesOf(stall, channel)
    .filter((task) => task.state === 'waiting')
    .map((task) => task.template);
const posted = (stall: Stall, channel: string): void => {
  for (const { taskId, state } of linesOf(stall, channel)) if (state === 'waiting') stall.world.mustAsk('post.done', { taskId }, producer);
};

describe('a channel that a person posts in', () => {
  it('D2 has a name, a delay that selling waits for, and a link of its own whose clicks are its own', () => {
    const stall = openStall();
    const channel = byHand(stall, { delaySeconds: 9 });
    expect(stall.world.state.channels.get(channel)).toMatchObject({ hand: { label: 'Reels', longest: 150 }, delayMs: 9 * SECOND, enabled: true });
    const dropId = stall.plan('First', [['A', 2]]);
    stall.fire(dropId);
    expect(stall.drop(dropId).leadMs).toBe(9 * SECOND);
    const codes = stall.drop(dropId).links.map((link) => [link.channel, link.code] as const);
    expect(new Set(codes.map(([, code]) => code)).size).toBe(codes.length);
    const code = codes.find(([of]) => of === channel)?.[1] ?? '';
    expect(stall.world.state.codes.get(code)?.channel).toBe(channel);
    expect(linesOf(stall, channel)).toMatchObject([{ template: 'link', dueAt: stall.world.now + 9 * SECOND, state: 'waiting' }]);
  });

  it('is renamed and switched off under the same id; what is no channel of a person’s is refused', () => {
    const stall = openStall();
    const channel = byHand(stall);
    expect(byHand(stall, {})).not.toBe(channel);
    stall.world.mustAsk('channel.by-hand', { channel, ...reels, label: 'Stories', enabled: false }, host);
    expect(stall.world.state.channels.get(channel)).toMatchObject({ hand: { label: 'Stories' }, enabled: false });
    connectChat(stall, 1);
    for (const other of ['toy', 'hand-none']) expect(refusedAs(stall.world.ask('channel.by-hand', { channel: other, ...reels }, host))).toBe('no-such-channel');
    expect(refusedAs(stall.world.ask('channel.save', { channel, enabled: true, delaySeconds: 1, settings: {}, templates: {} }, host))).toBe('no-such-channel');
    expect(refusedAs(stall.world.ask('channel.by-hand', { channel, ...reels, templates: { link: '{lnik}' } }, host))).toBe('bad-settings');
  });

  it('is taken out again: no line is owed there, its links go on leading to their drop, and a plugged-in chat stays', () => {
    const stall = openStall();
    const channel = byHand(stall);
    const other = byHand(stall, { label: 'Stories' });
    const dropId = stall.plan('First', [['A', 2]]);
    stall.fire(dropId);
    const code = stall.drop(dropId).links.find((link) => link.channel === channel)?.code ?? '';
    stall.world.mustAsk('channel.remove', { channel }, host);
    expect([...stall.world.state.channels.values()].map((each) => each.channel)).toEqual([other]);
    expect(linesOf(stall, channel).map((task) => [task.state, task.note])).toEqual([['dropped', 'channel-gone']]);
    expect(waiting(stall, other)).toEqual(['link']);
    expect(stall.world.state.codes.get(code)).toMatchObject({ dropId, channel });
    expect(stall.world.state.single('log').at(-1)).toMatchObject({ what: 'ChannelRemoved', blanks: { name: 'Reels' } });
    expect(refusedAs(stall.world.ask('channel.remove', { channel }, host))).toBe('no-such-channel');
    connectChat(stall, 1);
    expect(refusedAs(stall.world.ask('channel.remove', { channel: 'toy' }, host))).toBe('no-such-channel');
  });

  it('a line is ticked by whoever copied it, from its time on and once', () => {
    const stall = openStall();
    const channel = byHand(stall);
    stall.fire(stall.plan('First', [['A', 2]]));
    const taskId = linesOf(stall, channel)[0]?.taskId ?? '';
    expect(refusedAs(stall.world.ask('post.done', { taskId }, producer))).toBe('task-not-open');
    stall.later(5 * SECOND);
    expect(stall.world.ask('post.done', { taskId }, producer).ok).toBe(true);
    expect(linesOf(stall, channel)).toMatchObject([{ state: 'done', note: 'hand-posted' }]);
    expect(refusedAs(stall.world.ask('post.done', { taskId }, producer))).toBe('task-not-open');
    expect(refusedAs(stall.world.ask('post.done', { taskId: 'none' }, producer))).toBe('no-such-task');
  });

  it('E2 who was not told yet gets the link line alone; later only the newest line stands; sold out ends both', () => {
    const stall = openStall();
    const channel = byHand(stall);
    const dropId = stall.open('First', [['B', 4]], 4);
    stall.later(5 * SECOND);
    stall.held('ana', dropId, [['B', 2]]);
    stall.world.mustAsk('drop.extend', { dropId, minutes: 2, reason: 'froze' }, host);
    expect(waiting(stall, channel)).toEqual(['link']);
    posted(stall, channel);
    stall.world.mustAsk('drop.extend', { dropId, minutes: 2, reason: 'froze' }, host);
    stall.world.mustAsk('drop.extend', { dropId, minutes: 1, reason: 'again' }, host);
    expect(waiting(stall, channel)).toEqual(['extended']);
    expect(linesOf(stall, channel).filter((task) => task.note === 'newer-line')).toHaveLength(1);

    const unheard = openStall();
    const other = byHand(unheard);
    const soon = unheard.open('First', [['A', 1]]);
    unheard.later(5 * SECOND);
    unheard.ordered('ana', unheard.held('ana', soon, [['A', 1]]));
    expect(linesOf(unheard, other)).toMatchObject([{ template: 'link', state: 'dropped', note: 'sold-out' }]);
  });

  it('E2 when the drop is over its lines say so and go', () => {
    const stall = openStall();
    const channel = byHand(stall);
    stall.open('First', [['A', 2]]);
    stall.later(20 * MINUTE);
    expect(linesOf(stall, channel)).toMatchObject([{ state: 'dropped' }]);
    expect(linesOf(stall, channel)[0]?.note).toMatch(/^(?:too-late|drop-ended)$/u);
  });

  it('D6 “called off” follows only where the link was posted', () => {
    const stall = openStall();
    const told = byHand(stall, { delaySeconds: 3 });
    const untold = byHand(stall, { label: 'Stories', delaySeconds: 20 });
    const dropId = stall.plan('First', [['A', 1]]);
    stall.fire(dropId);
    stall.later(4 * SECOND);
    stall.world.mustAsk('post.done', { taskId: linesOf(stall, told)[0]?.taskId ?? '' }, host);
    stall.world.mustAsk('drop.undo', { dropId }, host);
    expect(waiting(stall, told)).toEqual(['called-off']);
    expect(waiting(stall, untold)).toEqual([]);
  });
});

describe('a chat that comes back', () => {
  const away = (): { readonly stall: Stall; readonly dropId: string; readonly ana: string; readonly catchUp: () => void } => {
    const stall = openStall();
    connectChat(stall, 3);
    const dropId = stall.open('First', [['B', 4]], 4);
    stall.later(5 * SECOND);
    const ana = stall.held('ana', dropId, [['B', 3]]);
    stall.world.mustAsk('drop.extend', { dropId, minutes: 2, reason: 'froze' }, host);
    stall.later(30 * SECOND);
    return { stall, dropId, ana, catchUp: () => stall.world.mustAsk('chat.catch-up', { channel: 'toy', before: stall.world.now - 10 * SECOND }, system) };
  };

  it('E2 is told once what is so now, and what was not sent is noted', () => {
    const { stall, dropId, catchUp } = away();
    const before = waiting(stall, 'toy').length;
    expect(before).toBeGreaterThan(1);
    catchUp();
    expect(waiting(stall, 'toy')).toEqual(['drop']);
    expect(linesOf(stall, 'toy').filter((task) => task.note === 'caught-up')).toHaveLength(before);
    const summary = [...stall.world.state.tasks.values()].find((task) => task.state === 'waiting' && task.target === 'toy');
    expect(summary).toMatchObject({ dropId, data: { left: '1' }, uselessAt: stall.drop(dropId).endsAt });
    expect(summary?.data['code']).toBe(stall.drop(dropId).links.find((link) => link.channel === 'toy')?.code);
    expect(stall.world.state.single('log').at(-1)).toMatchObject({ what: 'ChatCaughtUp', blanks: { channel: 'toy', n: before } });
    // Nothing is late any more.
    const { seq } = stall.world.place;
    catchUp();
    expect(stall.world.place.seq).toBe(seq);
  });

  it('E2 what sold out meanwhile is said to be sold out; of a drop that is over nothing is said', () => {
    const { stall, dropId, ana, catchUp } = away();
    stall.ordered('ben', stall.held('ben', dropId, [['B', 1]]));
    stall.ordered('ana', ana);
    catchUp();
    expect(waiting(stall, 'toy')).toEqual(['sold-out']);

    const over = away();
    over.stall.world.mustAsk('drop.end', { dropId: over.dropId }, host);
    over.catchUp();
    expect(waiting(over.stall, 'toy')).toEqual([]);
    expect(over.stall.tasks('chat.post').some((task) => task.note === 'caught-up')).toBe(false);
  });

  it('D9 after a panic there is nothing to catch up with', () => {
    const { stall, catchUp } = away();
    stall.world.mustAsk('panic', {}, host);
    catchUp();
    expect(waiting(stall, 'toy')).toEqual([]);
  });

  it('what waited a moment goes out as it is', () => {
    const stall = openStall();
    connectChat(stall, 3);
    stall.open('First', [['B', 4]], 4);
    stall.later(5 * SECOND);
    stall.world.mustAsk('chat.catch-up', { channel: 'toy', before: stall.world.now - 10 * SECOND }, system);
    expect(waiting(stall, 'toy')).toEqual(['link']);
  });
});
