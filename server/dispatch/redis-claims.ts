import { randomUUID } from 'node:crypto';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import type { RedisLine } from '../redis/line.ts';
import { runScript, script } from '../redis/script.ts';
import { RedisUnavailable } from '../redis/trouble.ts';
import type { Claims } from './claims.ts';

/** Whoever was silent for so long holds nothing any more. Another node has taken over a look later: within 10 s. */
const LIVES: DurationMs = 7 * SECOND;
const LOOK_EVERY: DurationMs = 2 * SECOND;

/** Takes what is free, renews what is ours; answers who holds it now. */
const take = script(`
local holder = redis.call('GET', KEYS[1])
if holder == false or holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return ARGV[1]
end
return holder
`);
const release = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);

/**
 * Claims in Redis. While Redis is away nothing changes hands: a chat that is connected stays so, and
 * nobody else can take it either.
 */
export function redisClaims(line: RedisLine, everyMs: DurationMs = LOOK_EVERY, livesMs: DurationMs = LIVES): Claims {
  const me = randomUUID();
  const wanted = new Map<string, () => boolean>();
  const held = new Set<string>();
  const elsewhere = new Set<string>();
  const listeners = new Set<() => void>();
  let stopped = false;
  const keyOf = (name: string): string => line.key(`claim:${name}`);

  const letGo = (name: string): Promise<unknown> => line.ask((redis) => runScript(redis, release, [keyOf(name)], [me]));
  /** Answers whether we hold it now. */
  async function settle(name: string, able: () => boolean): Promise<boolean> {
    if (able()) {
      const holder = await line.ask((redis) => runScript(redis, take, [keyOf(name)], [me, livesMs]));
      if (holder === me) elsewhere.delete(name);
      else elsewhere.add(name);
      return holder === me;
    }
    if (held.has(name)) await letGo(name);
    if ((await line.ask((redis) => redis.exists(keyOf(name)))) > 0) elsewhere.add(name);
    else elsewhere.delete(name);
    return false;
  }
  async function look(): Promise<void> {
    let changed = false;
    for (const [name, able] of wanted) {
      if (stopped) return;
      const holds = await settle(name, able);
      // A claim that was got while this one stopped is let go by `stop`, which waits for it.
      if (holds === held.has(name)) continue;
      if (holds) held.add(name);
      else held.delete(name);
      changed = true;
    }
    if (changed && !stopped) for (const listener of listeners) listener();
  }
  let looking: Promise<void> = Promise.resolve();
  const next = (): Promise<void> =>
    (looking = looking.then(look).catch((error: unknown) => {
      if (!(error instanceof RedisUnavailable)) throw error;
      // Nothing is known for now; the next look tries again.
    }));
  const timer = setInterval(() => void next(), everyMs);
  timer.unref();
  const offReturn = line.onReturn(() => void next());

  return {
    want: (name, able) => {
      wanted.set(name, able);
      void next();
    },
    holds: (name) => held.has(name),
    isElsewhere: (name) => elsewhere.has(name),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      offReturn();
      await looking;
      const mine = [...held];
      held.clear();
      // Where Redis is away they expire by themselves.
      await Promise.allSettled(mine.map(letGo));
    },
  };
}
