import { createHmac } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { limiterOf, type MakeLimiter } from './ports/limits.ts';
import type { RedisLine } from './redis/line.ts';

/**
 * Counted for all nodes at once: what somebody would otherwise get once more at every node, such as guesses at the passcode. Where Redis is
 * away each node counts by itself, so that it neither shuts anybody out nor lets anybody guess for ever. Who is counted, by a network
 * address among others, stands there as a hash under the shop's own key (L8).
 */
export async function sharedLimiter(line: RedisLine, secret: Uint8Array): Promise<MakeLimiter> {
  // The bare connection: what it rejects with is answered by the counter beside it.
  const storeClient = await line.ask((redis) => Promise.resolve(redis));
  return (name, points, seconds) =>
    limiterOf(
      new RateLimiterRedis({
        storeClient,
        points,
        duration: seconds,
        keyPrefix: line.key(`limit:${name}`),
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory({ points, duration: seconds }),
      }),
      (who) => createHmac('sha256', secret).update(`limit\n${who}`).digest('base64url').slice(0, 22),
    );
}
