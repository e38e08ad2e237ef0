import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { channelHealth } from '../../../control-panel/desk/health.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { connectChat, host, openStall, refusedAs, system, type Stall } from '../../support/stall.ts';

/** D2, watched second by second from GO to behind the end, by people who claim all the time. */
const DELAYS = [4, 15, 45] as const;
const LEAD: DurationMs = 20 * SECOND;
const MINUTES = 5;

interface Evening {
  readonly stall: Stall;
  readonly dropId: string;
  readonly firedAt: Instant;
  /** Channel → its delay in seconds. */
  readonly channels: ReadonlyMap<string, number>;
}
function fired(): Evening {
  const stall = openStall();
  stall.world.mustAsk('variant.adjust', { sku: 'A', onHand: 1000, reason: 'enough for everyone' }, host);
  connectChat(stall, DELAYS[0]);
  const byHand = (label: string, delaySeconds: number): string => {
    const saved = stall.world.mustAsk('channel.by-hand', { channel: null, label, enabled: true, delaySeconds, longest: 150, templates: {} }, host);
    return eventOf(saved, 'ChannelSaved')?.channel ?? '';
  };
  const channels = new Map([
    ['toy', DELAYS[0]],
    [byHand('Reels', DELAYS[1]), DELAYS[1]],
    [byHand('Late', DELAYS[2]), DELAYS[2]],
  ]);
  const dropId = stall.plan('First', [['A', 1000]]);
  const firedAt = stall.world.now;
  stall.fire(dropId);
  return { stall, dropId, firedAt, channels };
}

/** What went against D2, in words; the expectation is worked out here from the delays, not read from the drop. */
function watch({ stall, dropId, firedAt, channels }: Evening): readonly string[] {
  const opensAt = firedAt + LEAD;
  const endsAt = opensAt + MINUTES * MINUTE;
  const closesAt = endsAt + LEAD;
  const faults = new Set<string>();
  const linkOf = (channel: string) => stall.tasks('chat.post').find((task) => task.target === channel && task.template === 'link');
  const marks = [opensAt, endsAt, closesAt, ...[...channels.values()].map((delay) => firedAt + delay * SECOND)];
  const moments = new Set(marks.flatMap((mark) => [mark - 1, mark]));
  for (let at = firedAt; at < closesAt + 3 * SECOND; at += SECOND) moments.add(at);
  const posted = new Map<string, Instant>();
  for (const at of [...moments].sort((a, b) => a - b)) {
    stall.world.now = at;
    stall.later(0);
    for (const channel of channels.keys()) {
      if (posted.has(channel)) continue;
      if (stall.world.ask('task.take', { taskId: linkOf(channel)?.taskId ?? '', until: at + SECOND }, system).ok) posted.set(channel, at);
    }
    const sold = stall.hold(`viewer-${at}`, dropId, [['A', 1]]).ok;
    if (sold && at < opensAt) faults.add('bought before it opened');
    if (!sold && at >= opensAt && at < endsAt) faults.add('refused while it was on');
    if (!sold && at >= endsAt && at < closesAt) faults.add('refused inside the grace');
    if (sold && at >= closesAt) faults.add('bought behind the grace');
  }
  for (const [channel, delay] of channels) {
    const late = (posted.get(channel) ?? Infinity) - firedAt - delay * SECOND;
    if (late !== 0) faults.add(`the link of the channel at ${delay} s was ${late < 0 ? 'early' : 'late'}`);
  }
  return [...faults];
}

describe('channels at 4, 15 and 45 s', () => {
  it('D2 nobody buys before, nobody inside the grace is refused, and each link appears when its own delay has passed', () => {
    const evening = fired();
    expect(watch(evening)).toEqual([]);
    expect(evening.stall.drop(evening.dropId).state).toBe('ended');
  });
  it.each([
    ['a drop that opens with GO', 'bought before it opened', (e: Evening) => ({ opensAt: e.firedAt })],
    ['a drop without a grace', 'refused inside the grace', (e: Evening) => ({ closesAt: e.stall.drop(e.dropId).endsAt })],
    ['a drop that waits for the slowest channel', 'refused while it was on', (e: Evening) => ({ opensAt: e.firedAt + 45 * SECOND })],
    ['a grace as long as the slowest channel', 'bought behind the grace', (e: Evening) => ({ closesAt: (e.stall.drop(e.dropId).endsAt ?? 0) + 45 * SECOND })],
  ])('D2 the watch notices %s: %s', (_what, fault, bent) => {
    const evening = fired();
    const drop = evening.stall.drop(evening.dropId);
    evening.stall.world.state.drops.set(evening.dropId, { ...drop, ...bent(evening) });
    expect(watch(evening)).toContain(fault);
  });
  it.each([
    [3, 'early'],
    [30, 'late'],
  ])('D2 the watch notices a link that is due %i s after GO on the channel at 15 s: it is %s', (seconds, word) => {
    const evening = fired();
    const { tasks } = evening.stall.world.state;
    const channel = [...evening.channels].find(([, delay]) => delay === 15)?.[0];
    for (const task of tasks.values()) if (task.target === channel) tasks.set(task.taskId, { ...task, dueAt: evening.firedAt + seconds * SECOND });
    expect(watch(evening)).toEqual([`the link of the channel at 15 s was ${word}`]);
  });
  it('D2 the channel at 45 s is named on the desk, with what it means; those the drop waits for are not', () => {
    const named = DELAYS.map((delaySeconds) =>
      channelHealth(
        { channel: 'c', label: 'Late', hand: null, enabled: true, delaySeconds, latencies: [], templates: {}, rules: null },
        { channel: 'c', state: 'connected', note: '', at: 0 },
      ),
    );
    expect(named.map(({ look }) => look)).toEqual([false, false, true]);
    expect(named[2]?.state).toContain('45');
    expect(named[2]?.text).toContain('25');
  });
});

describe('a delay that is changed in mid-show', () => {
  it('D2 counts from the next drop; the one that is on keeps the times it told everyone, and nothing else of the channel changes', () => {
    const stall = openStall();
    connectChat(stall, 4);
    const before = stall.world.state.channels.get('toy');
    const first = stall.plan('First', [['A', 1]]);
    stall.fire(first);
    const told = stall.drop(first);
    const due = stall.tasks('chat.post').map(({ dueAt }) => dueAt);
    stall.world.mustAsk('channel.delay', { channel: 'toy', delaySeconds: 12.5 }, host);
    expect(stall.drop(first)).toEqual(told);
    expect(stall.tasks('chat.post').map(({ dueAt }) => dueAt)).toEqual(due);
    expect(stall.world.state.channels.get('toy')).toEqual({ ...before, delayMs: 12_500 });
    const second = stall.plan('Second', [['B', 1]]);
    stall.fire(second);
    expect(stall.drop(second).leadMs).toBe(12_500);
    expect(stall.world.state.single('log').some(({ what, blanks }) => what === 'ChannelDelayed' && blanks['seconds'] === 12.5)).toBe(true);
  });
  it('D2 is refused for a channel that nobody set up', () => {
    expect(refusedAs(openStall().world.ask('channel.delay', { channel: 'toy', delaySeconds: 3 }, host))).toBe('no-such-channel');
  });
});
