import Database from 'libsql';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { privateFile } from '../disk/private.ts';
import { troubleOf } from '../disk/sqlite.ts';
import { LedgerLocked } from './ledger.ts';

const say = speaker(words, 'en');

/**
 * Keeps a second server out of a data folder. The lock is the operating system's, on a file of its
 * own: it dies with the process, however that dies, and leaves nothing to clean up. `key` and
 * `audit-ledger` do not take it.
 *
 * Throws `LedgerLocked`. Answers what lets go.
 */
export function lockFolder(dataDir: string): () => void {
  const path = join(dataDir, 'lock.db');
  privateFile(path);
  const db = new Database(path, { timeout: 0 });
  try {
    // Without a journal file the lock needs no room on a full disk.
    db.exec('PRAGMA journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (troubleOf(error) !== 'busy') throw error;
    const pid = holder(dataDir);
    throw new LedgerLocked(pid === null ? say('ledger.locked', { folder: dataDir }) : say('ledger.lockedBy', { folder: dataDir, pid: String(pid) }));
  }
  notePid(dataDir);
  return () => {
    db.exec('ROLLBACK');
    db.close();
  };
}

/** Beside the lock and never in it: closing any handle on a locked file drops a process's locks on it (POSIX). */
const pidPath = (dataDir: string): string => join(dataDir, 'lock.pid');

function notePid(dataDir: string): void {
  try {
    privateFile(pidPath(dataDir));
    writeFileSync(pidPath(dataDir), String(process.pid));
  } catch (error) {
    // It only makes a sentence better; on a full disk the shop still has to open for reading.
    if (troubleOf(error) !== 'unavailable') throw error;
  }
}

function holder(dataDir: string): number | null {
  try {
    const pid = Number(readFileSync(pidPath(dataDir), 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    // Not there or not readable: the sentence does without the number.
    return null;
  }
}
