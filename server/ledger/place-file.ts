import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../disk/private.ts';
import { samePlace } from './ledger.ts';
import type { KnownPlace } from './ledger.ts';

export const PLACE_FILE = 'place.json';
/** A place a little behind is as good for finding a loss; one ahead of the ledger would be a false alarm and cannot happen. */
const LAZY_MS = 500;

/**
 * The last place this node knew, in a file beside the ledger and not in it (L5): a ledger that was
 * put back or cut short still stands against it.
 */
export class PlaceFile {
  private readonly path: string;
  private wanted: KnownPlace | null = null;
  private written: KnownPlace | null = null;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(dataDir: string) {
    this.path = join(dataDir, PLACE_FILE);
  }

  read(): KnownPlace | null {
    if (this.wanted !== null) return this.wanted;
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
    return parsePlace(text);
  }

  /** Written within half a second, many into one. */
  note(place: KnownPlace): void {
    this.wanted = place;
    this.timer ??= setTimeout(() => void this.flush(), LAZY_MS).unref();
  }

  /** Never throws: a full disk must not stop reading, and the next note tries again. */
  flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.writing = this.writing.then(async () => {
      const place = this.wanted;
      if (place === null || (this.written !== null && samePlace(this.written, place))) return;
      try {
        await replaceFile(this.path, JSON.stringify(place));
        this.written = place;
      } catch {
        // Full or failing disk: the ledger itself says so at the next append.
      }
    });
    return this.writing;
  }
}

/** Null for a file that is not ours: as on a first start, nothing is known. */
function parsePlace(text: string): KnownPlace | null {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || !('seq' in read) || !('batch' in read)) return null;
    if (!Number.isSafeInteger(read.seq) || typeof read.seq !== 'number' || typeof read.batch !== 'string') return null;
    const epoch = 'epoch' in read && typeof read.epoch === 'string' ? { epoch: read.epoch } : {};
    return { seq: read.seq, batch: read.batch, ...epoch };
  } catch {
    // Not JSON.
    return null;
  }
}
