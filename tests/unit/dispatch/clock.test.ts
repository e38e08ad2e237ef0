import { describe, expect, it } from 'vitest';
import { handClock } from '../../support/core-rig.ts';

const T0 = 1_800_000_000_000;

describe('ledger time', () => {
  it('T2 goes on, and is never before the last event, when the wall clock was set back', () => {
    const clock = handClock(T0);
    clock.notBefore(T0 + 3_600_000);
    expect(clock.now()).toBe(T0 + 3_600_000);
    clock.forward(60_000);
    expect(clock.now()).toBe(T0 + 3_660_000);
    expect(clock.drift()).toBe(-3_600_000);
    clock.followWall();
    clock.forward(1_000);
    expect(clock.now()).toBe(T0 + 3_661_000);
  });
  it('T2 follows a wall clock that is ahead only when told to', () => {
    const clock = handClock(T0);
    clock.wallForward(5_000);
    expect([clock.now(), clock.drift()]).toEqual([T0, 5_000]);
    clock.followWall();
    expect([clock.now(), clock.drift()]).toEqual([T0 + 5_000, 0]);
  });
  it('T2 never goes back', () => {
    const clock = handClock(T0);
    clock.forward(10);
    const before = clock.now();
    clock.wallForward(-90_000);
    clock.followWall();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
  });
});
