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
    notBefore: (at) => {
      if (at > now()) floor = at;
    },
    followWall: () => {
      offset = wall() - steady();
    },
    drift: () => Math.round(wall() - (steady() + offset)),
  };
}
export const systemClock = (): Clock =>
  createClock(
    () => Date.now(),
    () => performance.now(),
  );
