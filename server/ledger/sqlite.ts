import { statSync } from 'node:fs';
import { join } from 'node:path';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { privateFolder } from '../disk/private.ts';
import { takeRestore } from '../disk/restore.ts';
import { complaintAbout, inTransaction, openSqlite, patiently, rowsOf, troubleOf } from '../disk/sqlite.ts';
import type { Cell, Sqlite, Statement } from '../disk/sqlite.ts';
import { LEDGER_FILE, brokenLedger } from './broken.ts';
import { checkBatch } from './check-batch.ts';
import { digest } from './digest.ts';
import type { LedgerHooks } from './hooks.ts';
import { LedgerBroken, LedgerUnavailable, LostTail, START, lastSeq, placeOf, samePlace } from './ledger.ts';
import type { Appended, Batch, KnownPlace, Ledger, Place, Snapshot } from './ledger.ts';
import { lockFolder } from './lock.ts';
import { PlaceFile } from './place-file.ts';

const say = speaker(words, 'en');
const FORMAT = 1;
/** Rows read at once: no read stays open over an await, so that the log can always be folded into the file. */
const PAGE = 64;
const POLL_MS = 250;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batch (
    last INTEGER PRIMARY KEY, first INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL,
    epoch TEXT NOT NULL, json TEXT NOT NULL, sum TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS snapshot (
    one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, batch TEXT NOT NULL, version INTEGER NOT NULL,
    state TEXT NOT NULL, sum TEXT NOT NULL) STRICT;
`;
const COLUMNS = 'last, first, id, at, epoch, json, sum';

export interface SqliteLedgerOptions {
  readonly dataDir: string;
  /** A server takes the folder for itself; `key` and `audit-ledger` work beside it. */
  readonly exclusive: boolean;
  /** For tests; null. */
  readonly hooks: LedgerHooks | null;
}
export interface SqliteLedger extends Ledger {
  /** Writes a whole, checked copy of the ledger as it is now; other processes go on meanwhile. */
  backup(path: string): Promise<void>;
}

/**
 * The ledger in `DATA_DIR/ledger.db`: WAL, synchronous FULL, one row a batch.
 *
 * Throws `LedgerLocked` where another server has the folder, `LedgerBroken` with the way back in
 * words where the file cannot be read, `LedgerUnavailable` where the disk refuses.
 */
export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<SqliteLedger> {
  const { dataDir, exclusive, hooks } = options;
  privateFolder(dataDir, (names) => names.includes(LEDGER_FILE));
  const unlock = exclusive ? lockFolder(dataDir) : null;
  try {
    const wasRestored = exclusive && takeRestore(dataDir, 'restore.db', LEDGER_FILE, new Date());
    const ledger = new FileLedger(dataDir, unlock, hooks, wasRestored);
    await ledger.open(exclusive);
    return ledger;
  } catch (error) {
    unlock?.();
    throw error;
  }
}

/** The columns of `batch`, in the order of COLUMNS; STRICT keeps their types. */
type BatchRow = readonly [last: number, first: number, id: string, at: number, epoch: string, json: string, sum: string];

function rowOf(batch: Batch): BatchRow {
  const json = JSON.stringify({ accepted: batch.accepted, events: batch.events });
  const fields = [lastSeq(batch), batch.first, batch.id, batch.at, batch.epoch, json] as const;
  return [...fields, digest(...fields)];
}
/** Null where the row is not what was written: a bit turned over, or a hand in the file. */
function batchOf(row: BatchRow): Batch | null {
  const [last, first, id, at, epoch, json, sum] = row;
  if (digest(last, first, id, at, epoch, json) !== sum) return null;
  // The sum proves that this is what rowOf wrote.
  const { accepted, events } = JSON.parse(json) as Pick<Batch, 'accepted' | 'events'>;
  return { id, first, at, epoch, accepted, events };
}

interface Statements {
  readonly last: Statement;
  readonly insert: Statement;
  readonly after: Statement;
  readonly at: Statement;
  readonly byId: Statement;
  readonly idAt: Statement;
  readonly dataVersion: Statement;
}
interface Connection {
  readonly db: Sqlite;
  readonly run: Statements;
  /** Which file it has open: a path can come to mean another one. */
  readonly file: string;
}

/** Something in the file is not what was written. Thrown inside transactions and turned into `LedgerBroken` outside of them. */
class Complaint extends Error {}

function connect(path: string): Connection {
  const db = openSqlite(path);
  try {
    const found = Number(rowsOf(db.prepare('PRAGMA user_version'))[0]?.[0] ?? 0);
    if (found > FORMAT) throw new LedgerBroken(say('ledger.newer', { file: path, found, known: FORMAT }));
    if (found < FORMAT) {
      inTransaction(db, () => {
        db.exec(SCHEMA);
        db.exec(`PRAGMA user_version = ${FORMAT}`);
      });
    }
    const run: Statements = {
      last: db.prepare('SELECT last, id, at FROM batch ORDER BY last DESC LIMIT 1'),
      insert: db.prepare(`INSERT INTO batch (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`),
      after: db.prepare(`SELECT ${COLUMNS} FROM batch WHERE last > ? ORDER BY last LIMIT ?`),
      at: db.prepare(`SELECT ${COLUMNS} FROM batch WHERE last >= ? ORDER BY last LIMIT 1`),
      byId: db.prepare(`SELECT ${COLUMNS} FROM batch WHERE id = ?`),
      idAt: db.prepare('SELECT id FROM batch WHERE last = ?'),
      dataVersion: db.prepare('PRAGMA data_version'),
    };
    return { db, run, file: fileId(path) ?? '' };
  } catch (error) {
    db.close();
    throw error;
  }
}
function fileId(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}

class FileLedger implements SqliteLedger {
  readonly kind = 'sqlite';
  private readonly path: string;
  private readonly place: PlaceFile;
  private connection: Connection | null = null;
  private closed = false;
  /** The last place this object appended, read or was told of: anything beyond is another's. */
  private seen: Place = START;
  private readonly listeners = new Set<() => void>();
  private poll: NodeJS.Timeout | null = null;
  private dataVersion: Cell = null;

  constructor(
    private readonly dataDir: string,
    private readonly unlock: (() => void) | null,
    private readonly hooks: LedgerHooks | null,
    readonly wasRestored: boolean,
  ) {
    this.path = join(dataDir, LEDGER_FILE);
    this.place = new PlaceFile(dataDir);
  }

  /** `check`: read the whole file through once; what runs beside a server leaves that to it. */
  async open(check: boolean): Promise<void> {
    await this.guarded(() => {
      this.connection = connect(this.path);
      if (!check) return;
      const complaint = complaintAbout(this.connection.db);
      if (complaint !== null) throw new Complaint(complaint);
    });
    this.seen = await this.head();
  }

  /** Runs `work`, waits out other writers, and gives SQLite's errors the names of the interface. */
  private async guarded<T>(work: () => T): Promise<T> {
    if (this.closed) throw new Error('the ledger is closed');
    try {
      return await patiently(work);
    } catch (error) {
      if (error instanceof Complaint) throw this.broken(error.message);
      const trouble = troubleOf(error);
      if (trouble === null) throw error;
      const why = error instanceof Error ? error.message : String(error);
      if (trouble === 'broken') throw this.broken(why);
      if (trouble === 'busy') throw new LedgerUnavailable(say('ledger.busy', { file: this.path }), { cause: error });
      // A handle that met a failing disk is not trusted again; a full one is fine.
      if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL')) this.disconnect();
      throw new LedgerUnavailable(say('ledger.full', { why }), { cause: error });
    }
  }

  private broken(complaint: string): LedgerBroken {
    this.disconnect();
    return brokenLedger(this.dataDir, complaint);
  }
  private disconnect(): void {
    this.connection?.db.close();
    this.connection = null;
  }

  /** The open file, as long as it still is the one in the folder: appending to a deleted file would be durable nowhere. */
  private connected(): Connection {
    const file = fileId(this.path);
    if (file === null) {
      this.disconnect();
      throw new LedgerUnavailable(say('ledger.gone', { file: this.path }));
    }
    if (this.connection !== null && this.connection.file !== file) this.disconnect();
    this.connection ??= connect(this.path);
    return this.connection;
  }

  private headIn({ run }: Connection): { readonly place: Place; readonly at: number } {
    const row = rowsOf(run.last)[0];
    return row === undefined ? { place: START, at: 0 } : { place: { seq: Number(row[0]), batch: String(row[1]) }, at: Number(row[2]) };
  }

  /** Throws `LostTail` where `place` is not in the file. */
  private prove(connection: Connection, place: Place): void {
    if (samePlace(place, START)) return;
    if (rowsOf(connection.run.idAt, place.seq)[0]?.[0] !== place.batch) throw new LostTail(place, this.headIn(connection).place);
  }

  private readRow(row: readonly Cell[] | undefined): Batch | null {
    if (row === undefined) return null;
    // Selected by COLUMNS from a STRICT table.
    const batch = batchOf(row as BatchRow);
    if (batch === null) throw new Complaint(say('ledger.badRow', { seq: String(row[0]) }));
    return batch;
  }
  private pageAfter({ run }: Connection, seq: number): Batch[] {
    let last = seq;
    return rowsOf(run.after, seq, PAGE).map((row) => {
      const batch = this.readRow(row);
      if (batch === null || batch.first !== last + 1) throw new Complaint(say('ledger.hole', { seq: String(last + 1) }));
      last = lastSeq(batch);
      return batch;
    });
  }

  head(): Promise<Place> {
    return this.guarded(() => this.headIn(this.connected()).place);
  }

  async append(place: Place, batch: Batch): Promise<Appended> {
    this.hooks?.reached('asked', batch);
    const row = rowOf(batch);
    const appended = await this.guarded((): Appended => {
      const connection = this.connected();
      return inTransaction(connection.db, (): Appended => {
        this.hooks?.reached('begun', batch);
        const head = this.headIn(connection);
        if (!samePlace(head.place, place)) {
          this.prove(connection, place);
          return { ok: false, missed: this.allAfter(connection, place.seq) };
        }
        checkBatch(place, batch, head.at);
        connection.run.insert.run(...row);
        this.hooks?.reached('inserted', batch);
        return { ok: true, place: placeOf(batch) };
      });
    });
    if (appended.ok) {
      this.seen = appended.place;
      this.hooks?.reached('durable', batch);
    } else {
      const last = appended.missed.at(-1);
      if (last !== undefined) this.seen = placeOf(last);
    }
    return appended;
  }

  private allAfter(connection: Connection, seq: number): Batch[] {
    const all: Batch[] = [];
    for (let from = seq; ;) {
      const page = this.pageAfter(connection, from);
      const last = page.at(-1);
      if (last === undefined) return all;
      all.push(...page);
      from = lastSeq(last);
    }
  }

  async *readAfter(place: Place): AsyncIterable<Batch> {
    for (let from = place; ;) {
      // The place is proved with every page: a file exchanged between two pages is not read on.
      const page = await this.guarded(() => {
        const connection = this.connected();
        this.prove(connection, from);
        return this.pageAfter(connection, from.seq);
      });
      const last = page.at(-1);
      if (last === undefined) return;
      from = placeOf(last);
      if (from.seq > this.seen.seq) this.seen = from;
      yield* page;
    }
  }

  batchAt(seq: number): Promise<Batch | null> {
    return this.guarded(() => {
      const batch = this.readRow(rowsOf(this.connected().run.at, seq)[0]);
      return batch !== null && batch.first <= seq ? batch : null;
    });
  }
  batchById(id: string): Promise<Batch | null> {
    return this.guarded(() => this.readRow(rowsOf(this.connected().run.byId, id)[0]));
  }

  loadSnapshot(): Promise<Snapshot | null> {
    return this.guarded(() => {
      const connection = this.connected();
      const row = rowsOf(connection.db.prepare('SELECT seq, batch, version, state, sum FROM snapshot'))[0];
      if (row === undefined) return null;
      // STRICT columns, in the order selected.
      const [seq, batch, version, state, sum] = row as [number, string, number, string, string];
      const place = { seq, batch };
      // A snapshot saves time and nothing else: whatever is odd about it, the batches are replayed.
      if (digest(seq, batch, version, state) !== sum) return null;
      if (!samePlace(place, START) && rowsOf(connection.run.idAt, seq)[0]?.[0] !== batch) return null;
      return { place, version, state };
    });
  }
  saveSnapshot({ place, version, state }: Snapshot): Promise<void> {
    return this.guarded(() => {
      const { db } = this.connected();
      inTransaction(db, () => {
        const insert = db.prepare('INSERT OR REPLACE INTO snapshot (one, seq, batch, version, state, sum) VALUES (1, ?, ?, ?, ?, ?)');
        insert.run(place.seq, place.batch, version, state, digest(place.seq, place.batch, version, state));
      });
    });
  }

  lastKnownPlace(): Promise<KnownPlace | null> {
    return Promise.resolve(this.place.read());
  }
  /** Only the server's: a `key` that runs first on a ledger that was put back must not cover the loss up. */
  notePlace(place: KnownPlace): Promise<void> {
    if (this.unlock !== null) this.place.note(place);
    return Promise.resolve();
  }

  onForeignAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    this.poll ??= setInterval(() => this.lookForOthers(), POLL_MS).unref();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0 || this.poll === null) return;
      clearInterval(this.poll);
      this.poll = null;
    };
  }
  private lookForOthers(): void {
    try {
      const connection = this.connected();
      // Changes only when another connection wrote.
      const version = rowsOf(connection.run.dataVersion)[0]?.[0] ?? null;
      if (version === this.dataVersion) return;
      const { place } = this.headIn(connection);
      this.dataVersion = version;
      if (samePlace(place, this.seen)) return;
      this.seen = place;
    } catch {
      // Busy, full or gone: the next append or read says it in words; the poll only looks again.
      return;
    }
    for (const listener of this.listeners) listener();
  }

  async backup(path: string): Promise<void> {
    await this.guarded(() => this.connected().db.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    if (this.poll !== null) clearInterval(this.poll);
    this.listeners.clear();
    await this.place.flush();
    try {
      // libsql closes the file only when its statements are collected; folded in now, the file alone is whole.
      if (this.unlock !== null && this.connection !== null) rowsOf(this.connection.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'));
    } catch {
      // Full or busy: the log is read at the next opening.
    }
    this.closed = true;
    this.disconnect();
    this.unlock?.();
  }
}
