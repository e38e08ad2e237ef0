import type { RedisLine } from './line.ts';
import { listOf } from './replies.ts';

/** Redis's clock, ms since 1970, with its fraction. */
export async function redisTime(line: RedisLine): Promise<number> {
  const [seconds, micros] = listOf(await line.ask((redis) => redis.time()));
  return Number(seconds) * 1000 + Number(micros) / 1000;
}
