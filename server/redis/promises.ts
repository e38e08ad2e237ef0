import type { RedisLine } from './line.ts';
import { RedisUnavailable, isForbidden } from './trouble.ts';

/** What a Redis is set to do with what it acknowledged. Null: it does not say (CONFIG or INFO is forbidden). */
export interface Promises {
  readonly version: string | null;
  readonly appendonly: 'yes' | 'no' | null;
  readonly appendfsync: 'always' | 'everysec' | 'no' | null;
  readonly maxmemoryPolicy: string | null;
  readonly isReplica: boolean;
}

export async function readPromises(line: RedisLine): Promise<Promises> {
  const info = (await allowed(line.ask((redis) => redis.info()))) ?? '';
  const settings = await readConfig(line);
  const fsync = settings?.get('appendfsync') ?? null;
  const only = settings?.get('appendonly') ?? (/^aof_enabled:1/mu.test(info) ? 'yes' : /^aof_enabled:0/mu.test(info) ? 'no' : null);
  return {
    version: field(info, 'redis_version'),
    appendonly: only === 'yes' || only === 'no' ? only : null,
    appendfsync: fsync === 'always' || fsync === 'everysec' || fsync === 'no' ? fsync : null,
    maxmemoryPolicy: settings?.get('maxmemory-policy') ?? field(info, 'maxmemory_policy'),
    isReplica: field(info, 'role') === 'slave',
  };
}
const field = (info: string, name: string): string | null => new RegExp(`^${name}:(.*?)\\r?$`, 'mu').exec(info)?.[1] ?? null;

async function readConfig(line: RedisLine): Promise<ReadonlyMap<string, string> | null> {
  const pairs = await allowed(line.ask((redis) => redis.config('GET', 'appendonly', 'appendfsync', 'maxmemory-policy')));
  if (!Array.isArray(pairs)) return null;
  const texts = pairs.map(String);
  return new Map(texts.flatMap((text, nth) => (nth % 2 === 0 ? [[text, texts[nth + 1] ?? ''] as const] : [])));
}

/** Null where the account may not ask, as with most that are rented. */
async function allowed<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const cause = error instanceof RedisUnavailable ? error.cause : error;
    if (isForbidden(cause)) return null;
    throw error;
  }
}

/** The policy where it may throw acknowledged things away; null where it does not, or where nobody can know. */
export const evictionOf = ({ maxmemoryPolicy }: Promises): string | null =>
  maxmemoryPolicy === null || maxmemoryPolicy === 'noeviction' ? null : maxmemoryPolicy;
