import { Redis } from 'ioredis';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { RedisUnavailable, isAway } from './trouble.ts';

const say = speaker(words, 'en');

/** No clear answer within this is none: whoever asked looks again, on a new connection. */
const SILENT_MS = 2_000;
/** How long one waiting question may stay open in Redis; its connection is given up when even that answer is overdue. */
export const WAIT_MS = 1_000;
/** A connection that was just cut is waited for; one that has been away longer refuses at once. */
const PATIENCE_MS = 1_000;
const OPENING_MS = 5_000;
/** Every room's keys in one place of a cluster: a script may then touch several of them. */
export const DEFAULT_PREFIX = '{dropcast}:';

export interface RedisAt {
  readonly url: string;
  /** In front of every key: two shops may share a Redis. */
  readonly prefix: string;
}
/** `asking`: short questions, many at once. `waiting`: one blocking question at a time, of `WAIT_MS` at most. */
export type Purpose = 'asking' | 'waiting';

/**
 * One connection to Redis that comes back by itself and never does anything twice: what got no
 * answer is refused with `RedisUnavailable`, done or not done, and never sent again.
 */
export interface RedisLine {
  readonly at: RedisAt;
  key(name: string): string;
  /**
   * Runs `work` on the open connection. Throws `RedisUnavailable` where Redis is away, silent or
   * refuses for now; any other error of Redis's is thrown as it is.
   */
  ask<T>(work: (redis: Redis) => Promise<T>): Promise<T>;
  /** Calls back whenever the connection stands anew (not for the first time). */
  onReturn(listener: () => void): () => void;
  readonly isUp: boolean;
  close(): Promise<void>;
}

/** Opens a connection; rejects with `RedisUnavailable` where Redis does not answer within 5 s. */
export async function openRedis(at: RedisAt, purpose: Purpose): Promise<RedisLine> {
  const redis = new Redis(at.url, {
    connectionName: `dropcast-${purpose}`,
    connectTimeout: SILENT_MS,
    // Closes a line that went dead without a word, and with it everything that waits on it; a timeout
    // for each command would leave the dead line in use.
    socketTimeout: purpose === 'asking' ? SILENT_MS : WAIT_MS + SILENT_MS,
    // By default what was cut off is sent again, and done twice. `maxRetriesPerRequest: 0` refuses it
    // when the line closes; `autoResendUnfulfilledCommands: false` alone leaves it pending for ever.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (times) => Math.min(20 * times, 250) + Math.random() * 50,
  });
  let complaint: Error | null = null;
  let downSince: number | null = performance.now();
  let closed = false;
  let wasUp = false;
  const waiting = new Set<() => void>();
  const returned = new Set<() => void>();
  // Without a listener ioredis writes each to the console; the last one becomes the reason that is told.
  redis.on('error', (error: Error) => (complaint = error));
  redis.on('ready', () => {
    downSince = null;
    for (const wake of waiting) wake();
    if (wasUp) for (const listener of returned) listener();
    wasUp = true;
  });
  redis.on('close', () => {
    downSince ??= performance.now();
  });

  const unavailable = (error: unknown): RedisUnavailable => {
    const reason = isCut(error) ? (complaint ?? error) : error;
    // Redis ends some of its sentences, and not others.
    const why = reason instanceof Error && reason.message !== '' ? reason.message.replace(/\.$/u, '') : say('redis.silent');
    return new RedisUnavailable(say('redis.away', { why }), { cause: error });
  };
  const ready = async (patience: number): Promise<void> => {
    if (closed) throw new RedisUnavailable(say('redis.closed'));
    if (downSince === null) return;
    const left = downSince + patience - performance.now();
    if (left > 0) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, left);
        waiting.add(done);
      });
    }
    if (redis.status !== 'ready') throw unavailable(complaint);
  };
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    for (const wake of waiting) wake();
    // Between two tries there is no line to end, and ioredis then never says 'end'.
    const isOpen = redis.status === 'ready' || redis.status === 'connect' || redis.status === 'connecting';
    const ended = isOpen ? new Promise((resolve) => redis.once('close', resolve)) : Promise.resolve();
    redis.disconnect();
    await ended;
  };

  try {
    await ready(OPENING_MS);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    at,
    key: (name) => `${at.prefix}${name}`,
    ask: async (work) => {
      await ready(PATIENCE_MS);
      try {
        return await work(redis);
      } catch (error) {
        throw isAway(error) ? unavailable(error) : error;
      }
    },
    onReturn: (listener) => {
      returned.add(listener);
      return () => returned.delete(listener);
    },
    get isUp() {
      return downSince === null && !closed;
    },
    close,
  };
}

/** Errors that say only that the line is gone, and not why. */
const isCut = (error: unknown): boolean => !(error instanceof Error) || error.name !== 'ReplyError';
