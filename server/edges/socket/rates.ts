import type { Actor } from '@protocol/roles.ts';
import { memoryLimiter, type Limiter } from '../../ports/limits.ts';
import type { SocketLimits } from './socket-deps.ts';

/** null: go on; else how long to wait, in milliseconds. */
type Wait = number | null;
export interface Rates {
  /** One command of an actor, however many sockets it has. */
  command(actor: Actor): Promise<Wait>;
}

/** Of this node alone: see `memoryLimiter`. */
export function createRates(limits: SocketLimits): Rates {
  const perSecond = (name: string, points: number): Limiter => memoryLimiter(name, points, 1);
  const of = {
    viewer: perSecond('viewers', limits.perViewer),
    session: perSecond('sessions', limits.perSession),
    key: perSecond('keys', limits.perKey),
  };
  return { command: (actor) => (actor.kind === 'key' ? of.key : actor.kind === 'session' ? of.session : of.viewer).wait(`${actor.kind} ${actor.id}`) };
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
