import { describe, expect, it } from 'vitest';
import { paceWith, sellsWithinLead, type Pace } from '@protocol/pace.ts';
import { SECOND } from '@protocol/time.ts';
import { isLastFew, sumCounts } from '@protocol/ticks.ts';
import { connectChat, openStall } from '../../support/stall.ts';

const LEAD = 20 * SECOND;
/** One unit every `every` ms, `n` times. */
function even(every: number, n: number): Pace {
  let pace: Pace | null = null;
  for (let i = 0; i < n; i += 1) pace = paceWith(pace, LEAD, i * every, 1);
  if (pace === null) throw new Error('nothing sold');
  return pace;
}

describe('the pace of a drop', () => {
  it.each([[200, 100], [1_000, 20], [10_000, 2]])('D2 a unit every %i ms: a lead of 20 s sells about %i', (every, sold) => {
    const { units } = even(every, 1000);
    expect(units).toBeGreaterThanOrEqual(sold);
    expect(units).toBeLessThanOrEqual(sold + 1);
  }); // prettier-ignore
  it('D2 fewer left than the lead sells are the last few, until it sells slowly enough again', () => {
    const pace = even(1_000, 400);
    const at = (left: number, later: number): boolean => sellsWithinLead(left, 500, pace, LEAD, pace.at + later);
    expect([at(15, 0), at(30, 0), at(0, 0)]).toEqual([true, false, false]);
    expect([at(15, 5 * SECOND), at(15, 60 * SECOND)]).toEqual([true, false]);
  });
  it('D2 it is no news in a tiny drop, nor before anything was reserved', () => {
    expect(sellsWithinLead(1, 3, even(100, 2), LEAD, 100)).toBe(false);
    expect(sellsWithinLead(1, 100, null, LEAD, 0)).toBe(false);
  });
  it('D2 L9 it comes from the ledger: of this firing alone, and chats are told of the last few when they are few', () => {
    const stall = openStall();
    connectChat(stall, 20);
    const dropId = stall.open('First', [['A', 10]], 2);
    for (const who of ['ana', 'ben', 'cem']) stall.held(who, dropId, [['A', 2]]);
    const drop = stall.drop(dropId);
    const counts = sumCounts(drop.lines);
    expect([drop.pace, counts.left]).toEqual([{ at: stall.world.now, units: 6 }, 4]);
    expect(sellsWithinLead(counts.left, 10, drop.pace ?? null, drop.leadMs, stall.world.now)).toBe(true);
    // Four of ten are not few: a chat is not late, and is told no such thing.
    expect(isLastFew(counts)).toBe(false);
    expect(stall.tasks('chat.post').map(({ template }) => template)).toEqual(['link']);
  });
});
