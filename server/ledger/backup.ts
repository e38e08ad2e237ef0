import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { privateFile } from '../disk/private.ts';
import { dropOldBackups, listBackups, newBackup } from '../disk/backups.ts';
import type { BackupPaths } from '../disk/backups.ts';
import { readSqlite, rowsOf } from '../disk/sqlite.ts';
import { START, samePlace } from './ledger.ts';
import type { Ledger, Place } from './ledger.ts';

interface CanBackUp {
  backup(path: string): Promise<void>;
}

/**
 * Copies the ledger and the people to `backups/`, keeping the last ten. Called at every start,
 * before anything is sold. Answers where, or null where the newest backup already holds all there
 * is: a server that is restarted every second must not push the good ones out.
 *
 * Throws `LedgerUnavailable` where the disk refuses; the shop can open all the same.
 */
export async function backupAtStart(dataDir: string, ledger: Ledger & CanBackUp, people: CanBackUp, at: Date): Promise<BackupPaths | null> {
  const head = await ledger.head();
  const newest = listBackups(dataDir)[0];
  if (samePlace(head, START) || (newest !== undefined && samePlace(placeIn(newest.ledger), head))) return null;
  const paths = newBackup(dataDir, at);
  const parts = { ledger: `${paths.ledger}.part`, people: `${paths.people}.part` };
  try {
    // The ledger first: people are written before the event that names them, so the later copy has everybody.
    await copyTo(ledger, parts.ledger);
    await copyTo(people, parts.people);
    // Under their names only once both are whole; the ledger's name makes them count.
    renameSync(parts.people, paths.people);
    renameSync(parts.ledger, paths.ledger);
  } finally {
    rmSync(parts.ledger, { force: true });
    rmSync(parts.people, { force: true });
  }
  dropOldBackups(dataDir);
  return paths;
}

async function copyTo(from: CanBackUp, path: string): Promise<void> {
  rmSync(path, { force: true });
  privateFile(path);
  await from.backup(path);
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

/** START for a backup that cannot be read: then a new one is made. */
function placeIn(path: string): Place {
  if (!existsSync(path)) return START;
  try {
    const db = readSqlite(path);
    try {
      const row = rowsOf(db.prepare('SELECT last, id FROM batch ORDER BY last DESC LIMIT 1'))[0];
      return row === undefined ? START : { seq: Number(row[0]), batch: String(row[1]) };
    } finally {
      db.close();
    }
  } catch {
    // Not a ledger: as good as none.
    return START;
  }
}
