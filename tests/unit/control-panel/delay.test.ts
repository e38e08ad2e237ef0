import { describe, expect, it } from 'vitest';
import { SECOND } from '@protocol/time.ts';
import { measuredDelay, tapped } from '../../../control-panel/desk/delay.ts';

describe('a stream delay that is measured', () => {
  it('D2 is the tap minus the mark, less what a finger takes', () => {
    expect(tapped(1_000, 1_000 + 12_300)).toBe(12 * SECOND);
    expect(tapped(1_000, 1_100)).toBe(0);
  });
  it('D2 a tap that cannot be of this mark counts for nothing', () => {
    expect(tapped(0, 121 * SECOND)).toBeNull();
  });
  it.each([
    [[], null], [[4_200], 4], [[4_300], 4.5], [[15_000, 14_600], 15], [[15_100, 44_000, 14_900], 15], [[0, 12_000, 12_400, 12_100], 12],
  ])('D2 the middle of %j is %j', (taps, delay) => {
    expect(measuredDelay(taps)).toBe(delay);
  }); // prettier-ignore
});
