import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';

/**
 * What lies on this machine's disk belongs to the account that runs the shop: folders 0700, files
 * 0600. (Windows has no such bits; there the user's own folder does it.)
 */
const OTHERS = 0o077;

/** Makes the folder, or closes it to others where it plainly is ours: an existing folder full of somebody's things keeps its mode. */
export function privateFolder(dir: string, isOurs: (names: readonly string[]) => boolean): void {
  if (!existsSync(dir)) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    return;
  }
  const names = readdirSync(dir);
  const mode = statSync(dir).mode;
  if ((mode & OTHERS) !== 0 && (names.length === 0 || isOurs(names))) chmodSync(dir, mode & ~OTHERS & 0o777);
}

/**
 * The file exists afterwards and is closed to others; SQLite gives `-wal` and `-shm` the mode of
 * their file. One that exists is not opened: closing any handle on a file drops all locks that this
 * process's SQLite holds on it (POSIX), and with them the lock against a second server.
 */
export function privateFile(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) closeSync(openSync(path, 'a', 0o600));
  else if ((mode & OTHERS) !== 0) chmodSync(path, 0o600);
}

/** All of `text` or what was there before, whatever happens in between; on the disk when the promise resolves. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(beside, { force: true });
    throw error;
  }
  await file.close();
  await rename(beside, path);
}
