import type { Instant } from '@protocol/time.ts';
import type { Clock } from './clock-port.ts';

/** T2. `wall` in epoch ms; `steady` in ms, never going back (it need not count sleep: that shows as drift). */
export function createClock(wall: () => number, steady: () => number): Clock {
  let offset = wall() - steady();
  let floor: Instant = 0;
  const now = (): Instant => {
    floor = Math.max(floor, Math.floor(steady() + offset));
    return floor;
  };
  return {
    now,
    // Time goes on from there: a wall clock that was set back must not make it stand still.
    notBefore: (at) => {
      if (at > now()) offset = at - steady();
    },
    followWall: () => {
      offset = Math.max(wall(), floor) - steady();
    },
    drift: () => Math.round(wall() - now()),
  };
}
export const systemClock = (): Clock =>
  createClock(
    () => Date.now(),
    () => performance.now(),
  );
