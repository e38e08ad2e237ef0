import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { isMediaFile } from '@protocol/media.ts';
import { DAY, HOUR } from '@protocol/time.ts';
import { MediaFull, type MediaFiles } from '../../ports/media.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** A write takes seconds; what is left of one after this was cut off. */
const UNFINISHED_MS = HOUR;
/** A file in use is made young again this often and no more: its age is asked in days. */
const TOUCH_MS = DAY / 4;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error));

/**
 * A folder of this machine, made when the first file comes. A file is written beside and moved into place, so that a name is never
 * half a picture; how old it is stands in its time of change, which survives a restart.
 */
export function folderFiles(folder: string): MediaFiles {
  let writes = 0;
  // Moving into place and sweeping take turns: what was just written again is not to be swept by its old age.
  const turns = oneAtATime();

  async function write(file: string, bytes: Uint8Array, now: number): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const beside = join(folder, `.${file}.${process.pid}.${(writes += 1)}.tmp`);
    try {
      const handle = await open(beside, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      // The ledger's time, as the sweep asks by it.
      await utimes(beside, now / 1000, now / 1000);
      await turns.run('soon', () => rename(beside, join(folder, file)));
    } catch (error) {
      await rm(beside, { force: true });
      throw isFull(error) ? new MediaFull('no room for a picture', { cause: error }) : error;
    }
  }

  return {
    write: async (file, bytes, now) => {
      if (!isMediaFile(file)) throw new Error(`no name for a media file: ${file}`);
      await write(file, bytes, now);
    },
    open: async (file) => {
      if (!isMediaFile(file)) return null;
      const path = join(folder, file);
      try {
        const { size } = await stat(path);
        return { size, read: (from, to) => createReadStream(path, { start: from, end: to }) };
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null;
        throw error;
      }
    },
    sweep: async (isNamed, before, now) => {
      let names: readonly string[];
      try {
        names = await readdir(folder);
      } catch (error) {
        // Nothing was ever kept.
        if (codeOf(error) === 'ENOENT') return 0;
        throw error;
      }
      let gone = 0;
      for (const name of names) {
        const path = join(folder, name);
        await turns.run('later', async () => {
          const { mtimeMs } = await stat(path);
          if (!isMediaFile(name)) {
            // Whatever else lies there is somebody's own, but for what we left unfinished.
            if (name.endsWith('.tmp') && mtimeMs < Date.now() - UNFINISHED_MS) await rm(path, { force: true });
          } else if (isNamed(name)) {
            if (mtimeMs < now - TOUCH_MS) await utimes(path, now / 1000, now / 1000);
          } else if (mtimeMs < before) {
            await rm(path, { force: true });
            gone += 1;
          }
        });
      }
      return gone;
    },
  };
}
