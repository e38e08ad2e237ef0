import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { DurationMs } from '@protocol/time.ts';

/** How often somebody may do something. */
export interface Limiter {
  /** Counts one. Null: go on; else how long to wait. Never rejects because a store is away. */
  wait(who: string): Promise<DurationMs | null>;
  /** As if they had not asked. */
  forget(who: string): Promise<void>;
}
/** `name`: what is counted, alike on every node. */
export type MakeLimiter = (name: string, points: number, seconds: number) => Limiter;

/**
 * Counted by this process alone. On several nodes that is enough for whatever only guards the node itself against too much: commands, claims,
 * requests of a network. They come a thousand a second, a question to Redis for each would cost more than what it guards, and what has to be
 * exact (one live hold each, a network's share of a drop, one proof for one reservation) the ledger decides for all nodes.
 */
export const memoryLimiter: MakeLimiter = (_name, points, seconds) => limiterOf(new RateLimiterMemory({ points, duration: seconds }), (who) => who);

/** `keyOf`: under what somebody is counted. */
export function limiterOf(counter: RateLimiterAbstract, keyOf: (who: string) => string): Limiter {
  return {
    wait: async (who) => {
      try {
        await counter.consume(keyOf(who));
        return null;
      } catch (error) {
        if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
        throw error;
      }
    },
    forget: async (who) => {
      await counter.delete(keyOf(who));
    },
  };
}
