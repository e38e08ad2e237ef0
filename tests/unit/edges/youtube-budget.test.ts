import { describe, expect, it } from 'vitest';
import { planOf, quotaBackAt, quotaDay, unused, USUAL_HOURS, USUAL_UNITS } from '../../../server/edges/youtube/budget.ts';
import { HOUR, SECOND } from '../../../server/protocol/time.ts';

const now = Date.UTC(2026, 5, 1, 18);
const usual = { units: USUAL_UNITS, hours: USUAL_HOURS, reads: true };
const today = unused(quotaDay(now));

describe('YouTube’s units of a day', () => {
  it('10,000 are 80 lines and a look every 11 s for three hours', () => {
    const plan = planOf(usual, today, now);
    expect(plan).toMatchObject({ lines: 80, used: 0, answers: true });
    expect(Math.round((plan.readEveryMs ?? 0) / SECOND)).toBe(11);
  });

  it('a show that is read from beginning to end and uses all its lines stays within the day', () => {
    const plan = planOf(usual, today, now);
    const looks = (USUAL_HOURS * HOUR) / (plan.readEveryMs ?? 1);
    expect(looks * 5 + plan.lines * 50 + (USUAL_HOURS * HOUR) / (20 * SECOND)).toBeLessThanOrEqual(USUAL_UNITS);
  });

  it('reading never takes what the lines are planned to need', () => {
    for (let list = 0; list <= 2_000; list += 50) {
      const plan = planOf(usual, { ...today, list }, now);
      if (plan.readsLeft > 0) expect(USUAL_UNITS - (list + plan.readsLeft) * 5).toBeGreaterThanOrEqual(plan.lines * 50);
    }
    expect(planOf(usual, { ...today, list: 1_000 }, now).readsLeft).toBe(0);
  });

  it('counts and answers stop when half of the lines are gone; drops do not', () => {
    const late = planOf(usual, { ...today, list: 1_000, insert: 60 }, now);
    expect(late.answers).toBe(false);
    expect(late.linesLeft).toBe(40);
  });

  it('a long day is written and not read', () => {
    expect(planOf({ ...usual, hours: 12 }, today, now).readEveryMs).toBe(null);
    expect(planOf({ ...usual, reads: false }, today, now).readEveryMs).toBe(null);
  });

  it('what Google says is used up is, until its midnight', () => {
    expect(planOf(usual, { ...today, all: true }, now)).toMatchObject({ linesLeft: 0, used: USUAL_UNITS });
    const back = quotaBackAt(now);
    // Midnight in California in summer.
    expect(Math.abs(back - Date.UTC(2026, 5, 2, 7))).toBeLessThanOrEqual(60_000);
    expect(planOf(usual, { ...today, all: true }, back).used).toBe(0);
  });
});
