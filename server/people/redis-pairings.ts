import type { Instant } from '@protocol/time.ts';
import { script } from '../redis/script.ts';
import { CODE_LIVES, CODE_NEEDS, MOST_CODES, chatOf, newCode, type Paired, type Pairings } from './pairings.ts';
import { names, textOrNull, texts, type RedisStore } from './redis-store.ts';

/** Of random codes one is free: of three million, 20,000 are out at most. */
const TRIES = 6;

/** Begins a script whose first two keys are `pairing` (handle → viewer, name, at) and `pairing:of` (viewer → handles). */
export const UNPAIR = `
  local pairing, pairedBy = KEYS[1], KEYS[2]
  local function handlesOf(viewer)
    local list = redis.call('HGET', pairedBy, viewer)
    return list and cjson.decode(list) or {}
  end
  local function keepHandles(viewer, list)
    if #list == 0 then redis.call('HDEL', pairedBy, viewer) else redis.call('HSET', pairedBy, viewer, cjson.encode(list)) end
  end
  local function unpair(handle)
    local known = redis.call('HGET', pairing, handle)
    if not known then return nil end
    local viewer = cjson.decode(known).viewer
    local left = {}
    for _, each in ipairs(handlesOf(viewer)) do if each ~= handle then left[#left + 1] = each end end
    keepHandles(viewer, left)
    redis.call('HDEL', pairing, handle)
    return viewer
  end
`;
/** Answers the code and until when; nothing where too many are out. */
const CODE = script(`
  local codes, ends, codeOf = KEYS[1], KEYS[2], KEYS[3]
  local viewer, now = ARGV[1], tonumber(ARGV[2])
  local function drop(code)
    local whose = redis.call('HGET', codes, code)
    if whose and redis.call('HGET', codeOf, whose) == code then redis.call('HDEL', codeOf, whose) end
    redis.call('HDEL', codes, code)
    redis.call('ZREM', ends, code)
  end
  local known = redis.call('HGET', codeOf, viewer)
  if known then
    local until_ = redis.call('ZSCORE', ends, known)
    if until_ and tonumber(until_) - now > tonumber(ARGV[3]) then return {known, until_} end
    drop(known)
  end
  for _, code in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', now)) do drop(code) end
  if redis.call('ZCARD', ends) >= tonumber(ARGV[5]) then return {} end
  for i = 6, #ARGV do
    if redis.call('HEXISTS', codes, ARGV[i]) == 0 then
      redis.call('HSET', codes, ARGV[i], viewer)
      redis.call('HSET', codeOf, viewer, ARGV[i])
      redis.call('ZADD', ends, ARGV[4], ARGV[i])
      return {ARGV[i], ARGV[4]}
    end
  end
  return {}
`);
/** Answers the viewer, and whose the handle was before. */
const USE = script(`
  ${UNPAIR}
  local codes, ends, codeOf = KEYS[3], KEYS[4], KEYS[5]
  local code, now, handle, name, chat = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
  local viewer = redis.call('HGET', codes, code)
  if not viewer or tonumber(redis.call('ZSCORE', ends, code)) <= now then return {} end
  redis.call('HDEL', codes, code)
  redis.call('ZREM', ends, code)
  redis.call('HDEL', codeOf, viewer)
  local before = unpair(handle)
  for _, each in ipairs(handlesOf(viewer)) do if string.sub(each, 1, #chat) == chat then unpair(each) end end
  redis.call('HSET', pairing, handle, cjson.encode({viewer = viewer, name = name, at = now}))
  local list = handlesOf(viewer)
  list[#list + 1] = handle
  keepHandles(viewer, list)
  return {viewer, before and before ~= viewer and before or ''}
`);
/** In the order in which they were paired: handles and names by turns. */
const OF = script(`
  ${UNPAIR}
  local answer = {}
  for _, each in ipairs(handlesOf(ARGV[1])) do
    answer[#answer + 1] = each
    answer[#answer + 1] = cjson.decode(redis.call('HGET', pairing, each)).name
  end
  return answer
`);
const PART = script(`
  ${UNPAIR}
  return unpair(ARGV[1])
`);
const PART_ALL = script(`
  ${UNPAIR}
  local list = handlesOf(ARGV[1])
  for _, each in ipairs(list) do unpair(each) end
  return list
`);
/** The browser it is paired with comes before the viewer made at first sight. */
const VIEWER = script(`
  local paired = redis.call('HGET', KEYS[1], ARGV[1])
  if paired then return cjson.decode(paired).viewer end
  if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) == 1 then redis.call('HSET', KEYS[3], ARGV[2], ARGV[1]) end
  return redis.call('HGET', KEYS[2], ARGV[1])
`);
/** Codes that nobody can type any more. */
export const SWEEP_CODES = script(`
  for _, code in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[1])) do
    local whose = redis.call('HGET', KEYS[1], code)
    if whose and redis.call('HGET', KEYS[3], whose) == code then redis.call('HDEL', KEYS[3], whose) end
    redis.call('HDEL', KEYS[1], code)
    redis.call('ZREM', KEYS[2], code)
  end
  return 0
`);

const codeKeys = [names.pairCode, names.pairCodeEnds, names.pairCodeOf] as const;
const pairKeys = [names.pairing, names.paired] as const;

export class RedisPairings implements Pairings {
  constructor(private readonly store: RedisStore) {}

  async code(viewer: string, now: Instant): Promise<{ readonly code: string; readonly expiresAt: Instant } | null> {
    const tries = Array.from({ length: TRIES }, newCode);
    const at = Math.floor(now);
    const [code, expiresAt] = texts(await this.store.run(CODE, codeKeys, [viewer, at, CODE_NEEDS, at + CODE_LIVES, MOST_CODES, ...tries]));
    return code === undefined ? null : { code, expiresAt: Number(expiresAt) };
  }
  async use(handle: string, name: string, code: string, now: Instant): Promise<{ readonly viewer: string; readonly left: string | null } | null> {
    const [viewer, left] = texts(await this.store.run(USE, [...pairKeys, ...codeKeys], [code, Math.floor(now), handle, name, chatOf(handle)]));
    return viewer === undefined ? null : { viewer, left: left === undefined || left === '' ? null : left };
  }
  async viewerOf(handle: string): Promise<string | null> {
    const known = await this.store.get(names.pairing, handle);
    // Written by USE alone.
    return known === null ? null : (JSON.parse(known) as { readonly viewer: string }).viewer;
  }
  async of(viewer: string): Promise<readonly Paired[]> {
    const all = texts(await this.store.run(OF, pairKeys, [viewer]));
    return all.flatMap((handle, n) => (n % 2 === 0 ? [{ handle, name: all[n + 1] ?? '' }] : []));
  }
  async part(handle: string): Promise<string | null> {
    return textOrNull(await this.store.run(PART, pairKeys, [handle]));
  }
  async partAll(viewer: string): Promise<readonly string[]> {
    return texts(await this.store.run(PART_ALL, pairKeys, [viewer]));
  }
  /** The viewer behind a handle, paired or not: the same for every node that asks. `fresh`: who it is if it was never seen. */
  async viewerFor(handle: string, fresh: string): Promise<string> {
    return textOrNull(await this.store.run(VIEWER, [names.pairing, names.handle, names.handleOf], [handle, fresh])) ?? fresh;
  }
  async sweep(before: Instant): Promise<void> {
    await this.store.run(SWEEP_CODES, codeKeys, [Math.floor(before)]);
  }
}
