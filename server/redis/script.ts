import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { isNoScript } from './trouble.ts';

export interface Script {
  readonly lua: string;
  readonly sha: string;
}
export const script = (lua: string): Script => ({ lua, sha: createHash('sha1').update(lua).digest('hex') });

/** By its sum; whole where Redis does not know it (any more). One that is not known has not run, so that nothing is done twice. */
export async function runScript(redis: Redis, { lua, sha }: Script, keys: readonly string[], args: readonly (string | number | Buffer)[]): Promise<unknown> {
  try {
    return await redis.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!isNoScript(error)) throw error;
    return redis.eval(lua, keys.length, ...keys, ...args);
  }
}
