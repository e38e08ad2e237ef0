import type { RedisLine } from '../redis/line.ts';
import { redisTime } from '../redis/time.ts';
import { createClock } from './clock.ts';
import type { Clock } from './clock-port.ts';

const ASKED_AT_START = 5;
const ASK_EVERY_MS = 5_000;
/** An answer that took longer says too little about now. */
const SLOWEST_MS = 500;

export interface NodesClock extends Clock {
  stop(): void;
}

/**
 * T2 on many nodes: Redis's clock at start, then monotonic. Asked again every 5 s, so that drift is known and can be
 * followed; while Redis is away, time goes on from its last answer. Rejects where Redis does not answer at start.
 */
export async function openNodesClock(line: RedisLine): Promise<NodesClock> {
  return startClock(
    () => redisTime(line),
    () => performance.now(),
  );
}

export async function startClock(askTime: () => Promise<number>, steady: () => number): Promise<NodesClock> {
  /** Redis's time minus the steady clock's. An answer stands for the middle of the way there and back. */
  const measure = async (): Promise<{ readonly offset: number; readonly took: number }> => {
    const asked = steady();
    const time = await askTime();
    const answered = steady();
    return { offset: time - (asked + answered) / 2, took: answered - asked };
  };
  let best = await measure();
  for (let nth = 1; nth < ASKED_AT_START; nth += 1) {
    const measured = await measure();
    if (measured.took < best.took) best = measured;
  }
  let { offset } = best;
  const asking = setInterval(() => {
    measure().then(
      (measured) => {
        if (measured.took <= SLOWEST_MS) offset = measured.offset;
      },
      // Away: the last answer holds.
      () => undefined,
    );
  }, ASK_EVERY_MS).unref();
  return { ...createClock(() => steady() + offset, steady), stop: () => clearInterval(asking) };
}
