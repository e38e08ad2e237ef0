import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { openRedis } from './line.ts';
import type { RedisAt } from './line.ts';
import { evictionOf, readPromises } from './promises.ts';
import type { Promises } from './promises.ts';
import { RedisUnavailable } from './trouble.ts';

const say = speaker(words, 'en');
/** Below it a range cannot leave its end out, and a script is not written down by what it did. */
const LEAST_VERSION = 7;

/** As the doctor prints them: what is so, and what to do (empty where all is well). */
export interface RedisLineSaid {
  readonly ok: boolean;
  readonly what: string;
  readonly mend: string;
}
const fine = (what: string): RedisLineSaid => ({ ok: true, what, mend: '' });
const mend = (what: string, todo: string): RedisLineSaid => ({ ok: false, what, mend: todo });

/** What this Redis promises about what it acknowledged; for the doctor, and for a start to print what is not well. */
export function redisLines(promises: Promises): readonly RedisLineSaid[] {
  const { version, isReplica } = promises;
  return [
    ...(version === null ? [] : [versionLine(version)]),
    ...(isReplica ? [mend(say('redis.replica'), say('redis.replica.mend'))] : []),
    writingLine(promises),
    evictionLine(promises),
  ];
}

function versionLine(version: string): RedisLineSaid {
  const what = say('redis.version', { version });
  return Number.parseInt(version, 10) < LEAST_VERSION ? mend(what, say('redis.version.mend', { least: LEAST_VERSION })) : fine(what);
}
function writingLine({ appendonly, appendfsync }: Promises): RedisLineSaid {
  if (appendonly === 'no') return mend(say('redis.aof.off'), say('redis.fsync.mend'));
  switch (appendfsync) {
    case 'always':
      return fine(say('redis.fsync.always'));
    case 'everysec':
      return mend(say('redis.fsync.everysec'), say('redis.fsync.mend'));
    case 'no':
      return mend(say('redis.fsync.no'), say('redis.fsync.mend'));
    case null:
      return fine(say('redis.fsync.unknown'));
    default:
      return appendfsync satisfies never;
  }
}

function evictionLine(promises: Promises): RedisLineSaid {
  const eviction = evictionOf(promises);
  if (eviction !== null) return mend(say('redis.evicts', { policy: eviction }), say('redis.evicts.mend'));
  return fine(promises.maxmemoryPolicy === null ? say('redis.evicts.unknown') : say('redis.evicts.not'));
}

/** Asks a Redis what it is set to; one line where it cannot be reached. */
export async function examineRedis(at: RedisAt): Promise<readonly RedisLineSaid[]> {
  try {
    const line = await openRedis(at, 'asking');
    try {
      return redisLines(await readPromises(line));
    } finally {
      await line.close();
    }
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    return [mend(error.message, say('redis.away.mend'))];
  }
}
