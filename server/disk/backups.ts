import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where copies lie in the data folder:
 * - `backups/<time>.db` and `<time>.people.db`: made at every start, the last ten kept;
 * - `broken/<time>/`: a file that could not be read, as it was found;
 * - `restore.db` and `restore.people.db`: put there by the host, taken at the next start.
 */
const KEPT = 10;
const BACKUP = /^(?<stamp>\d{4}-\d{2}-\d{2}T[\d-]+Z)\.db$/u;

export const backupsIn = (dataDir: string): string => join(dataDir, 'backups');
/** A moment as a file name that sorts by time on every system. */
const stampOf = (at: Date): string => at.toISOString().replaceAll(/[:.]/gu, '-');

export interface BackupPaths {
  readonly ledger: string;
  readonly people: string;
}
const pathsOf = (dataDir: string, stamp: string): BackupPaths => ({
  ledger: join(backupsIn(dataDir), `${stamp}.db`),
  people: join(backupsIn(dataDir), `${stamp}.people.db`),
});

/** Newest first. */
export function listBackups(dataDir: string): readonly BackupPaths[] {
  if (!existsSync(backupsIn(dataDir))) return [];
  return readdirSync(backupsIn(dataDir))
    .flatMap((name) => BACKUP.exec(name)?.groups?.['stamp'] ?? [])
    .sort()
    .reverse()
    .map((stamp) => pathsOf(dataDir, stamp));
}

/** Paths for a new backup; the folder exists afterwards. */
export function newBackup(dataDir: string, at: Date): BackupPaths {
  mkdirSync(backupsIn(dataDir), { recursive: true, mode: 0o700 });
  return pathsOf(dataDir, stampOf(at));
}

export function dropOldBackups(dataDir: string): void {
  for (const old of listBackups(dataDir).slice(KEPT)) {
    rmSync(old.ledger, { force: true });
    rmSync(old.people, { force: true });
  }
}

/** What belongs to a SQLite file and must move with it: an old log beside another file would be read into it. */
export const withLogs = (path: string): readonly string[] => [path, `${path}-wal`, `${path}-shm`];

/**
 * Copies a file that cannot be read, with its logs, to `broken/<its last change>/` and says where.
 * Once per damage, not per start: a supervisor that starts every second must not fill the disk.
 */
export function copyAside(dataDir: string, name: string): string {
  const found = join(dataDir, name);
  const aside = join(dataDir, 'broken', stampOf(statSync(found).mtime));
  const copy = join(aside, name);
  if (existsSync(copy)) return copy;
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  // The logs first: the file itself says that the copy is whole.
  for (const path of withLogs(name).toReversed()) if (existsSync(join(dataDir, path))) copyFileSync(join(dataDir, path), join(aside, path));
  return copy;
}
