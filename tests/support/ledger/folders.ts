import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Folder {
  readonly path: string;
  remove(): void;
}
export function newFolder(): Folder {
  const root = mkdtempSync(join(tmpdir(), 'dropcast-ledger-'));
  return { path: join(root, 'data'), remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** A disk of 4 MB. Needs root to mount; says so where it is missing rather than testing something else. */
export function newSmallDisk(): Folder {
  if (process.getuid?.() !== 0) throw new Error('This test fills a real disk, a tmpfs of 4 MB, and mounting one needs root. Run the tests as root.');
  const root = mkdtempSync(join(tmpdir(), 'dropcast-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', root]);
  return {
    path: root,
    remove: () => {
      // Lazily: libsql lets go of its files only when they are collected.
      execFileSync('umount', ['-l', root]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
