import Database from 'libsql';
import { privateFile } from './private.ts';

export type Sqlite = Database.Database;
export type Statement = Database.Statement;

/**
 * How long SQLite may sit on the event loop waiting for another process's write. Longer waits are
 * spent in `patiently`, where everything else goes on: 5 s here froze the loop for 1.5 s.
 */
const BUSY_MS = 10;
const MB = 1_048_576;

/**
 * Opens a private, durable file. FULL and not the default NORMAL: with NORMAL a power cut took up
 * to 964 acknowledged commits. Throws what SQLite throws: see `troubleOf`.
 */
export function openSqlite(path: string): Sqlite {
  privateFile(path);
  const db = new Database(path, { timeout: BUSY_MS });
  try {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec(`PRAGMA journal_size_limit = ${16 * MB}`);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/** Opens a copy to look into it, changing nothing: no log files appear beside it. */
export const readSqlite = (path: string): Sqlite => new Database(path, { timeout: BUSY_MS });

/** The same without a file. */
export const openMemorySqlite = (): Sqlite => new Database(':memory:');

/** Every column of ours is text or a whole number. */
export type Cell = string | number | null;

/** Rows as arrays: libsql's objects carry a `_metadata` of their own, and `get()` leaves its statement running. */
export const rowsOf = (statement: Statement, ...values: readonly Cell[]): readonly (readonly Cell[])[] =>
  // `raw` makes every row an array; the tables are STRICT and without blobs.
  statement.raw().all(...values) as readonly (readonly Cell[])[];

/**
 * - `busy`: another process is writing; the same again soon.
 * - `unavailable`: full, read-only or failing disk; the same process may go on once that is over.
 * - `broken`: what is in the file is not a database (any more).
 */
export type Trouble = 'busy' | 'unavailable' | 'broken';

/** What kind of trouble an error of SQLite's is; null for a bug of ours or another's error. */
export function troubleOf(error: unknown): Trouble | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const code = error.code;
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'broken';
  const outOf = [
    'SQLITE_FULL',
    'SQLITE_IOERR',
    'SQLITE_READONLY',
    'SQLITE_CANTOPEN',
    'SQLITE_NOMEM',
    'SQLITE_PERM',
    'ENOSPC',
    'EIO',
    'EROFS',
    'EACCES',
    'EDQUOT',
    'EMFILE',
    'ENOENT',
  ];
  return outOf.some((start) => code.startsWith(start)) ? 'unavailable' : null;
}

/** Null where the file's pages hang together; else SQLite's first complaint. Reads the whole file: about 1 s per GB from a warm disk. */
export function complaintAbout(db: Sqlite): string | null {
  const first = rowsOf(db.prepare('PRAGMA quick_check(1)'))[0]?.[0];
  return first === 'ok' ? null : String(first).replaceAll('\n', ' ');
}

/** Runs `work` in one write transaction; anything thrown in it leaves no trace. */
export function inTransaction<T>(db: Sqlite, work: () => T): T {
  // By `exec` and not by a statement: a statement that met SQLITE_BUSY stays "in progress" in libsql.
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk may have rolled back by itself.
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

const PATIENCE_MS = 2_000;

/** Does `work` again, with the event loop free in between, while another process writes; after 2 s the busy error is thrown. */
export async function patiently<T>(work: () => T): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (troubleOf(error) !== 'busy' || Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 8));
  }
}
