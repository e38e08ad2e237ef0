import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Actor } from '@protocol/roles.ts';
import type { SocketLimits } from './socket-deps.ts';

/** null: go on; else how long to wait, in milliseconds. */
type Wait = number | null;
export interface Rates {
  /** One command of an actor, however many sockets it has. */
  command(actor: Actor): Promise<Wait>;
}

export function createRates(limits: SocketLimits): Rates {
  const perSecond = (points: number): RateLimiterMemory => new RateLimiterMemory({ points, duration: 1 });
  const viewers = perSecond(limits.perViewer);
  const sessions = perSecond(limits.perSession);
  const keys = perSecond(limits.perKey);
  return {
    command: async (actor) => {
      const limiter = actor.kind === 'key' ? keys : actor.kind === 'session' ? sessions : viewers;
      try {
        await limiter.consume(`${actor.kind} ${actor.id}`);
        return null;
      } catch (error) {
        if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
        throw error;
      }
    },
  };
}

/** A bucket for one socket's frames of any kind: synchronous, since refusing must cost less than asking. */
export interface Bucket {
  take(now: number): boolean;
}
export function createBucket(size: number, perSecond: number): Bucket {
  let left = size;
  let at = 0;
  return {
    take: (now) => {
      left = Math.min(size, left + ((now - at) / 1000) * perSecond);
      at = now;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
