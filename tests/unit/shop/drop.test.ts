import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { deskCan } from '../../../server/shop/allowed.ts';
import { connectChat, host, openStall, refusedAs, system } from '../../support/stall.ts';

describe('firing', () => {
  it('D1 says what is on air when that changed under the host’s finger', () => {
    const stall = openStall();
    const first = stall.open('First', [['A', 2]]);
    const second = stall.plan('Second', [['B', 2]]);
    const answer = stall.world.ask('drop.fire', { dropId: second, expectOnAir: null }, host);
    expect(answer).toMatchObject({ ok: false, refused: { refused: 'on-air-changed', details: { onAir: first, title: 'First' } } });
    expect(stall.world.ask('drop.fire', { dropId: second, expectOnAir: first }, host).ok).toBe(true);
  });
  it('D1 arms a drop that was not armed, and starts the show', () => {
    const stall = openStall();
    stall.open('First', [['A', 2]]);
    expect(stall.variant('A')).toMatchObject({ setAside: 2, onHand: 10 });
    expect(stall.world.state.shows.get(stall.showId)?.state).toBe('live');
  });
  it.each([
    [[], 3], [[1], 3], [[7], 7], [[7, 15], 15], [[45], 20],
  ])('D2 the lead for delays of %j s is %i s', (delays, lead) => {
    const stall = openStall();
    if (delays.length > 0) connectChat(stall, Math.max(...delays));
    const dropId = stall.plan('First', [['A', 2]]);
    const at = stall.world.now;
    stall.fire(dropId);
    const drop = stall.drop(dropId);
    expect([drop.opensAt, drop.endsAt, drop.closesAt]).toEqual([at + lead * SECOND, at + lead * SECOND + 5 * MINUTE, at + 2 * lead * SECOND + 5 * MINUTE]);
  }); // prettier-ignore
  it('D2 selling opens for everyone at once, ends for everyone at once, and the grace lets in who sees it late', () => {
    const stall = openStall();
    connectChat(stall, 10);
    const dropId = stall.plan('First', [['A', 5]]);
    stall.fire(dropId);
    stall.world.now = (stall.drop(dropId).opensAt ?? 0) - 1;
    expect(refusedAs(stall.hold('ana', dropId, [['A', 1]]))).toBe('not-open');
    stall.world.now += 1;
    expect(stall.hold('ana', dropId, [['A', 1]]).ok).toBe(true);
    stall.world.now = (stall.drop(dropId).closesAt ?? 0) - 1;
    expect(stall.hold('ben', dropId, [['A', 1]]).ok).toBe(true);
    stall.world.now += 1;
    expect(refusedAs(stall.hold('cem', dropId, [['A', 1]]))).toBe('not-open');
    expect(stall.drop(dropId).state).toBe('ended');
  });
  it('P3 a public show without a public address does not fire; one for this network does', () => {
    const stall = openStall();
    const drop = stall.drop(stall.plan('First', [['A', 1]]));
    expect(deskCan(stall.world.state, null)['cue.go']).toMatchObject({ refusal: 'no-public-address' });
    const network = stall.world.mustAsk('show.plan', { title: 'Stall', startsAt: 0, minutes: 10, reach: 'network' }, host);
    expect(eventOf(network, 'ShowPlanned')?.reach).toBe('network');
    expect(drop.state).toBe('planned');
  });
});

describe('what the desk may press', () => {
  it('D2 D10 a refusal that a drop’s end lifts says when that is; one that waits for somebody does not', () => {
    const stall = openStall();
    const can = (command: string) => deskCan(stall.world.state, 'https://shop.example')[command];
    const first = stall.open('First', [['A', 2]]);
    const second = stall.open('Second', [['B', 2]]);
    const { closesAt } = stall.drop(second);
    expect(can('drop.test')).toEqual({ refusal: 'something-on-air', until: closesAt });
    expect(can('show.end')).toEqual({ refusal: 'drop-live', until: Math.max(stall.drop(first).closesAt ?? 0, closesAt ?? 0) });
    expect(can('drop.resume')).toEqual({ refusal: 'wrong-state', until: null });
    stall.plan('Third', [['B', 1]]);
    expect(can('cue.go')).toEqual({ refusal: 'variant-in-other-drop', until: closesAt });
    stall.later((closesAt ?? 0) - stall.world.now);
    expect([can('drop.test'), can('show.end'), can('cue.go')]).toEqual([null, null, null]);
    stall.world.mustAsk('drop.test', { showId: null }, host);
    expect(can('drop.test')).toEqual({ refusal: 'something-on-air', until: stall.world.now + MINUTE });
    // Armed and not fired: nobody knows when.
    stall.world.mustAsk('drop.arm', { dropId: stall.plan('Fourth', [['B', 1]]) }, host);
    expect(can('cue.go')).toEqual({ refusal: 'variant-in-other-drop', until: null });
  });
});

describe('on air', () => {
  it('D8 firing another leaves the first live on its own links, off the card, until its end', () => {
    const stall = openStall();
    const first = stall.open('First', [['A', 3]]);
    const second = stall.open('Second', [['B', 3]]);
    expect(stall.world.state.single('onAir')).toBe(second);
    expect(stall.world.state.single('liveDrops')).toEqual([first, second]);
    expect(stall.hold('ana', first, [['A', 1]]).ok).toBe(true);
    stall.world.mustAsk('drop.end', { dropId: second }, host);
    expect(stall.world.state.single('onAir')).toBeNull();
    expect(stall.drop(first).state).toBe('live');
  });
  it('D8 GO is the next cue, whatever it is', () => {
    const stall = openStall();
    const dropId = stall.plan('First', [['A', 1]]);
    const cues = stall.world.state.shows.get(stall.showId)?.cues ?? [];
    const arranged = stall.world.mustAsk(
      'rundown.arrange',
      {
        showId: stall.showId,
        cues: [
          { kind: 'talk', cueId: null, title: 'Hello', minutes: 2 },
          { kind: 'drop', cueId: cues[0]?.cueId ?? '', minutes: 5 },
        ],
      },
      host,
    );
    const [talk, drop] = eventOf(arranged, 'RundownArranged')?.cues ?? [];
    expect(stall.world.mustAsk('cue.go', { showId: stall.showId, cueId: talk?.cueId ?? '', expectOnAir: null }, host).map((e) => e.type)).toEqual([
      'ShowStarted',
      'CueTaken',
    ]);
    const fired = stall.world.mustAsk('cue.go', { showId: stall.showId, cueId: drop?.cueId ?? '', expectOnAir: null }, host);
    expect(eventOf(fired, 'DropFired')?.dropId).toBe(dropId);
    expect(refusedAs(stall.world.ask('cue.go', { showId: stall.showId, cueId: drop?.cueId ?? '', expectOnAir: dropId }, host))).toBe('nothing-next');
  });
  it('D6 undo until selling opens, never after; the link’s code then says called off', () => {
    const stall = openStall();
    connectChat(stall, 5);
    const dropId = stall.plan('First', [['A', 2]]);
    stall.fire(dropId);
    const link = stall.tasks('chat.post')[0];
    expect(link).toMatchObject({ template: 'link', dueAt: stall.world.now + 5 * SECOND });
    stall.world.now += 4 * SECOND;
    expect(stall.world.ask('drop.undo', { dropId }, host).ok).toBe(true);
    expect(stall.drop(dropId)).toMatchObject({ state: 'planned', calledOff: true });
    expect(stall.variant('A').setAside).toBe(0);
    expect(stall.tasks('chat.post')[0]).toMatchObject({ state: 'dropped', note: 'called-off' });
    stall.fire(dropId);
    stall.world.now = stall.drop(dropId).opensAt ?? 0;
    expect(refusedAs(stall.world.ask('drop.undo', { dropId }, host))).toBe('already-open');
    expect([...stall.world.state.codes.values()].filter((code) => code.firing < stall.drop(dropId).firing)).toHaveLength(3);
  });
  it('D6 no post is due in the first three seconds, however short the delay', () => {
    const stall = openStall();
    connectChat(stall, 0);
    const at = stall.world.now;
    stall.fire(stall.plan('First', [['A', 1]]));
    expect(stall.tasks('chat.post').map((task) => task.dueAt)).toEqual([at + 3 * SECOND]);
  });
  it('D6 a link that is out already is followed by “called off”', () => {
    const stall = openStall();
    stall.world.mustAsk('channel.save', { channel: 'toy', enabled: true, delaySeconds: 1, settings: {}, templates: {} }, host);
    const dropId = stall.plan('First', [['A', 1]]);
    stall.fire(dropId);
    // A second chat, slower, keeps selling closed while the first has its link.
    const link = stall.tasks('chat.post')[0]?.taskId ?? '';
    stall.world.now += 3 * SECOND - 1;
    expect(refusedAs(stall.world.ask('task.take', { taskId: link, until: stall.world.now + SECOND }, system))).toBe('task-not-open');
    stall.world.state.drops.set(dropId, { ...stall.drop(dropId), opensAt: stall.world.now + MINUTE });
    stall.world.now += 1;
    stall.world.mustAsk('task.take', { taskId: link, until: stall.world.now + SECOND }, system);
    stall.world.mustAsk('drop.undo', { dropId }, host);
    expect(stall.tasks('chat.post').map((task) => [task.template, task.state])).toEqual([['link', 'taken'], ['called-off', 'waiting']]); // prettier-ignore
  });
  it('D7 an extension has a reason, moves the one end and is announced; a pause moves no end', () => {
    const stall = openStall();
    connectChat(stall, 4);
    const dropId = stall.open('First', [['A', 2]]);
    const before = stall.drop(dropId).endsAt ?? 0;
    stall.world.mustAsk('drop.pause', { dropId }, host);
    expect(refusedAs(stall.hold('ana', dropId, [['A', 1]]))).toBe('not-open');
    expect(stall.drop(dropId).endsAt).toBe(before);
    stall.world.mustAsk('drop.extend', { dropId, minutes: 2, reason: 'the stream froze' }, host);
    expect(stall.drop(dropId)).toMatchObject({ endsAt: before + 2 * MINUTE, closesAt: before + 2 * MINUTE + 4 * SECOND, extension: 'the stream froze' });
    expect(stall.tasks('chat.post').some((task) => task.template === 'extended')).toBe(true);
    stall.world.mustAsk('drop.resume', { dropId }, host);
    expect(stall.hold('ana', dropId, [['A', 1]]).ok).toBe(true);
  });
  it('D5 all held is not sold out: it says how many and when the first may come back', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['C', 1]]);
    stall.held('ana', dropId, [['C', 1]]);
    expect(stall.hold('ben', dropId, [['C', 1]])).toMatchObject({ refused: { refused: 'all-held', details: { n: 1, backAt: stall.world.now + 60 * SECOND } } });
    stall.ordered('ana', stall.world.state.holdOf.get(`${dropId} ana`) ?? '');
    expect(refusedAs(stall.hold('ben', dropId, [['C', 1]]))).toBe('sold-out');
  });
  it('D6 D8 an undo gives back the card only if it had it, and only to a drop that is still live', () => {
    const stall = openStall();
    const first = stall.open('First', [['A', 2]]);
    const second = stall.plan('Second', [['B', 2]]);
    const third = stall.plan('Third', [['C', 1]]);
    stall.fire(second);
    stall.fire(third);
    stall.world.mustAsk('drop.undo', { dropId: second }, host);
    expect(stall.world.state.single('onAir')).toBe(third);
    stall.world.mustAsk('drop.undo', { dropId: third }, host);
    expect(stall.world.state.single('onAir')).toBe(first);
  });
  it('D9 nothing is posted for what was pressed during panic, and sold out is said when it goes on', () => {
    const stall = openStall();
    connectChat(stall, 4);
    const dropId = stall.open('First', [['C', 1]]);
    const holdId = stall.held('ana', dropId, [['C', 1]]);
    stall.world.mustAsk('panic', {}, host);
    expect(refusedAs(stall.world.ask('drop.test', { showId: null }, host))).toBe('panicking');
    stall.world.mustAsk('drop.extend', { dropId, minutes: 1, reason: 'panic' }, host);
    stall.ordered('ana', holdId);
    expect(stall.tasks('chat.post').filter((task) => task.state === 'waiting')).toEqual([]);
    stall.world.mustAsk('panic.lift', { drops: [{ dropId, then: 'resume' }] }, host);
    expect(stall.tasks('chat.post').filter((task) => task.state === 'waiting').map((task) => task.template)).toEqual(['sold-out']); // prettier-ignore
  });
  it('D9 panic pauses every drop, silences the chats, loses no hold, and is lifted by a choice for each', () => {
    const stall = openStall();
    connectChat(stall, 4);
    const first = stall.open('First', [['A', 3]]);
    const second = stall.open('Second', [['B', 3]]);
    const holdId = stall.held('ana', first, [['A', 1]]);
    stall.world.mustAsk('panic', {}, host);
    expect([stall.drop(first).state, stall.drop(second).state]).toEqual(['paused', 'paused']);
    expect(stall.world.state.holds.has(holdId)).toBe(true);
    expect(stall.tasks('chat.post').every((task) => task.state !== 'waiting')).toBe(true);
    expect(refusedAs(stall.world.ask('drop.resume', { dropId: first }, host))).toBe('panicking');
    stall.world.mustAsk(
      'panic.lift',
      {
        drops: [
          { dropId: first, then: 'resume' },
          { dropId: second, then: 'end' },
        ],
      },
      host,
    );
    expect([stall.drop(first).state, stall.drop(second).state]).toEqual(['live', 'ended']);
  });
  it('D10 a test drop touches no count, posts to the pretend chat alone, and ends itself after 60 s', () => {
    const stall = openStall();
    connectChat(stall, 4);
    const before = JSON.stringify([...stall.world.state.variants.values()]);
    stall.world.mustAsk('drop.test', { showId: null }, host);
    expect(stall.world.state.single('testDrop')).not.toBeNull();
    stall.later(60 * SECOND);
    expect(stall.world.state.single('testDrop')).toBeNull();
    expect(JSON.stringify([...stall.world.state.variants.values()])).toBe(before);
    expect(stall.tasks('chat.post').map((task) => task.target)).toEqual(['pretend']);
  });
  it('D10 a test drop gives way to a real one, whatever the host saw', () => {
    const stall = openStall();
    stall.world.mustAsk('drop.test', { showId: null }, host);
    const test = stall.world.state.single('testDrop')?.dropId ?? '';
    const dropId = stall.plan('First', [['A', 1]]);
    expect(stall.world.ask('drop.fire', { dropId, expectOnAir: test }, host).ok).toBe(true);
    expect([stall.world.state.single('testDrop'), stall.world.state.single('onAir')]).toEqual([null, dropId]);
  });
  it('D11 a show with a live drop ends only when told to; holds live on, what is left is listed', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 3]]);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    expect(refusedAs(stall.world.ask('show.end', { showId: stall.showId }, host))).toBe('drop-live');
    stall.world.mustAsk('show.end', { showId: stall.showId, endLive: true }, host);
    expect(stall.drop(dropId).state).toBe('ended');
    expect(stall.world.state.holds.has(holdId)).toBe(true);
    expect(stall.tasks('host.relist')).toHaveLength(1);
    expect(stall.order('ana', holdId).ok).toBe(true);
  });
  it('D11 what a buyer gives back after the show is listed too', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['C', 1]]);
    stall.held('ana', dropId, [['C', 1]]);
    stall.world.mustAsk('show.end', { showId: stall.showId, endLive: true }, host);
    expect(stall.tasks('host.relist')).toEqual([]);
    stall.later(MINUTE);
    expect(stall.tasks('host.relist')).toHaveLength(1);
  });
});
