import { expect, it } from 'vitest';
import { startClock } from '../../../server/dispatch/redis-clock.ts';

it('T2 the nodes’ time is Redis’s at the middle of the quickest answer, whatever this machine’s clock says', async () => {
  let steady = 1_000;
  const roundTrips = [80, 4, 60, 200, 30];
  const redis = (): number => steady + 5_000_000;
  const clock = await startClock(
    () => {
      const took = roundTrips.shift() ?? 0;
      // A quarter of the way on one side: the error is at most half of the round trip.
      steady += took / 4;
      const time = redis();
      steady += (took * 3) / 4;
      return Promise.resolve(time);
    },
    () => steady,
  );
  expect(Math.abs(clock.now() - redis())).toBeLessThanOrEqual(2);
  steady += 60_000;
  expect(Math.abs(clock.now() - redis())).toBeLessThanOrEqual(2);
  // Another node’s last event is ahead: time goes on from there.
  clock.notBefore(redis() + 500);
  expect(clock.now()).toBe(redis() + 500);
  clock.stop();
});
