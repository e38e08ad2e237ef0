import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { privateFile } from '../disk/private.ts';

/**
 * Who was erased, by random id, in a file of its own: a people file put back from a backup is made
 * to forget them again (L8). Ids only; they say nothing about anybody.
 */
export interface Erasures {
  all(): readonly string[];
  /** On the disk when it returns. */
  add(ids: readonly string[]): void;
}

export function fileErasures(path: string): Erasures {
  privateFile(path);
  return {
    all: () =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    add: (ids) => {
      if (ids.length === 0) return;
      const file = openSync(path, 'a', 0o600);
      try {
        // A line break on both sides: a line that a crash cut short spoils nobody else's.
        writeSync(file, `\n${ids.join('\n')}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
  };
}

export function memoryErasures(): Erasures {
  const ids: string[] = [];
  return { all: () => ids, add: (more) => void ids.push(...more) };
}
