import { Readable } from 'node:stream';
import type { MediaFiles } from '../../ports/media.ts';

/** Gone when the process ends: the demo, a rehearsal, tests. */
export function memoryFiles(): MediaFiles {
  const files = new Map<string, { readonly bytes: Buffer; at: number }>();
  return {
    write: (file, bytes, now) => {
      files.set(file, { bytes: Buffer.from(bytes), at: now });
      return Promise.resolve();
    },
    open: (file) => {
      const bytes = files.get(file)?.bytes;
      return Promise.resolve(bytes === undefined ? null : { size: bytes.length, read: (from, to) => Readable.from([bytes.subarray(from, to + 1)]) });
    },
    sweep: (isNamed, before, now) => {
      let gone = 0;
      for (const [file, entry] of files) {
        if (isNamed(file)) entry.at = now;
        else if (entry.at < before && files.delete(file)) gone += 1;
      }
      return Promise.resolve(gone);
    },
  };
}
