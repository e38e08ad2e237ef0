import { randomUUID } from 'node:crypto';
import { MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import type { RedisLine } from '../redis/line.ts';
import { RedisUnavailable } from '../redis/trouble.ts';
import { PRESENCE_LIVES, type NodeSight, type Others } from './presence.ts';

const EXCHANGE_EVERY: DurationMs = SECOND;
/** What a node that died left behind is removed by any other. */
const FORGOTTEN_AFTER: DurationMs = MINUTE;

/**
 * V5 on several nodes: each writes down what it sees once a second and reads what the others wrote.
 * While Redis is away each shows its own alone.
 */
export function redisPresence(line: RedisLine): Others {
  const me = randomUUID();
  const key = line.key('presence');
  let others: readonly NodeSight[] = [];
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();

  const exchange = async (own: (now: Instant) => Omit<NodeSight, 'at'>, clock: () => Instant): Promise<void> => {
    const now = clock();
    const mine: NodeSight = { at: now, ...own(now) };
    try {
      const all = await line.ask(async (redis) => {
        await redis.hset(key, me, JSON.stringify(mine));
        await redis.pexpire(key, FORGOTTEN_AFTER);
        return redis.hgetall(key);
      });
      const read: NodeSight[] = [];
      const gone: string[] = [];
      for (const [node, text] of Object.entries(all)) {
        if (node === me) continue;
        // Written by a node of ours; one of another release may say more, or less.
        const sight = JSON.parse(text) as NodeSight;
        if (now - sight.at >= FORGOTTEN_AFTER) gone.push(node);
        else if (now - sight.at < PRESENCE_LIVES) read.push(sight);
      }
      others = read;
      if (gone.length > 0) await line.ask((redis) => redis.hdel(key, ...gone));
    } catch (error) {
      others = [];
      if (!(error instanceof RedisUnavailable)) throw error;
    }
  };
  return {
    seen: () => others,
    start: (own, clock, failed) => {
      timer = setInterval(() => {
        running = running.then(() => exchange(own, clock)).catch(failed);
      }, EXCHANGE_EVERY);
      timer.unref();
    },
    stop: async () => {
      if (timer !== null) clearInterval(timer);
      await running;
      try {
        await line.ask((redis) => redis.hdel(key, me));
      } catch (error) {
        // It is forgotten within 10 s anyway.
        if (!(error instanceof RedisUnavailable)) throw error;
      }
    },
  };
}
