import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import type { DoctorLine } from './ports/manifest.ts';
import { openRedis, type RedisAt, type RedisLine } from './redis/line.ts';
import { RedisUnavailable } from './redis/trouble.ts';

const say = speaker(words, 'en');
/** No name of a picture: a sweep leaves it where it is. */
const MARK = '.dropcast-nodes';
const KEY = 'media';

/**
 * Whether this node keeps its pictures where the others look for them: a mark lies in the folder, and the same one in Redis. Nothing
 * where Redis does not answer, which others say. `mayMark`: for a server; a tool beside it leaves nothing.
 */
export async function mediaLines(at: RedisAt, folder: string, mayMark: boolean): Promise<readonly DoctorLine[]> {
  let mark: string | null;
  try {
    mark = mayMark ? await markOf(folder) : await readMark(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ ok: false, what: say('doctor.folder.bad', { folder, why }), mend: say('media.folder.mend') }];
  }
  try {
    const line = await openRedis(at, 'asking');
    try {
      const theirs = await shared(line, mayMark ? mark : null);
      return theirs === null || theirs === mark
        ? [{ ok: true, what: say('media.shared', { folder }), mend: '' }]
        : [{ ok: false, what: say('media.apart', { folder }), mend: say('media.apart.mend', { key: line.key(KEY) }) }];
    } finally {
      await line.close();
    }
  } catch (error) {
    if (error instanceof RedisUnavailable) return [];
    throw error;
  }
}
/** The first node's mark counts for all. */
async function shared(line: RedisLine, mine: string | null): Promise<string | null> {
  const known = await line.ask((redis) => redis.get(line.key(KEY)));
  if (known !== null || mine === null) return known;
  await line.ask((redis) => redis.set(line.key(KEY), mine, 'NX'));
  return line.ask((redis) => redis.get(line.key(KEY)));
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);
async function readMark(folder: string): Promise<string | null> {
  try {
    return (await readFile(join(folder, MARK), 'utf8')).trim() || null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
/** Of nodes that begin with one folder at once, one makes it. */
async function markOf(folder: string): Promise<string | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await writeFile(join(folder, MARK), `${randomUUID()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // Made this moment, and perhaps not written yet.
    if ((await readMark(folder)) === null) await sleep(200);
  }
  return readMark(folder);
}
