import type { KeyRole } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import { complaintAbout, inTransaction, patiently, rowsOf, troubleOf } from '../disk/sqlite.ts';
import type { Cell, Sqlite } from '../disk/sqlite.ts';
import type { Consent, ConsentChannel, Consenting } from './consent.ts';
import type { Erasures } from './erasures.ts';
import { hashOf, randomId, randomSecret } from './ids.ts';
import { marksOf, type Alike } from './likeness.ts';
import { lastNetworkDay } from './network-days.ts';
import { PAIRING_SCHEMA, StoredPairings } from './pairings.ts';
import { opensPasscode, sealPasscode } from './passcode.ts';
import { PeopleUnavailable } from './people.ts';
import type { Address, People, PeopleBroken, Person, Session, Settings, SettingsKind } from './people.ts';
import { isSealed, type SettingsSeal } from './seal-settings.ts';
import { PHONE_SCHEMA, StoredPhones } from './phones.ts';
import { FIND_AT_ONCE, isSought, soughtWords } from './sought.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS person (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, address TEXT, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS likeness (mark TEXT NOT NULL, kind TEXT NOT NULL, person TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS likeness_mark ON likeness (mark);
  CREATE INDEX IF NOT EXISTS likeness_person ON likeness (person);
  CREATE TABLE IF NOT EXISTS consent (person TEXT NOT NULL, channel TEXT NOT NULL, wording TEXT NOT NULL, at INTEGER NOT NULL, ended INTEGER, PRIMARY KEY (person, channel)) STRICT;
  CREATE TABLE IF NOT EXISTS erased (id TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS handle (handle TEXT PRIMARY KEY, viewer TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS settings (kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT;
  CREATE TABLE IF NOT EXISTS session (hash TEXT PRIMARY KEY, id TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL, expires INTEGER NOT NULL, key_id TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS network_key (day INTEGER PRIMARY KEY, key TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS ticket (hash TEXT PRIMARY KEY, role TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;
`;

interface Waiting {
  readonly id: string;
  readonly person: Person;
  readonly at: Instant;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** People in a SQLite database, wherever that lies. */
export class StoredPeople implements People {
  readonly phones: StoredPhones;
  readonly pairings: StoredPairings;
  private readonly secretBytes: Uint8Array;
  private waiting: Waiting[] = [];
  private passcodes: Promise<unknown> = Promise.resolve();
  private readonly sessionListeners = new Set<() => void>();
  private closed = false;

  /** `check`: read the whole file through first. `onBroken` makes the error for a file that cannot be read. */
  constructor(
    private readonly db: Sqlite,
    private readonly erasures: Erasures,
    private readonly seal: SettingsSeal,
    private readonly onBroken: (complaint: string) => PeopleBroken,
    check: boolean,
  ) {
    const complaint = check ? complaintAbout(db) : null;
    if (complaint !== null) throw onBroken(complaint);
    // What is erased is overwritten, not only unlinked.
    db.exec('PRAGMA secure_delete = ON');
    inTransaction(db, () => {
      db.exec(SCHEMA + PHONE_SCHEMA + PAIRING_SCHEMA);
      db.prepare("INSERT OR IGNORE INTO kept VALUES ('secret', ?)").run(randomSecret());
    });
    this.secretBytes = new Uint8Array(Buffer.from(String(this.one("SELECT value FROM kept WHERE name = 'secret'")), 'base64url'));
    this.phones = new StoredPhones(
      db,
      (work) => this.guarded(work),
      () => this.tellSessionsClosed(),
    );
    this.pairings = new StoredPairings(db, (work) => this.guarded(work));
    this.forgetAgain();
    if (check) this.sealOld();
  }

  /** Settings saved by an older Dropcast lie there as they were typed. */
  private sealOld(): void {
    const plain = rowsOf(this.db.prepare('SELECT kind, id, json FROM settings')).filter(([, , json]) => !isSealed(String(json)));
    if (plain.length === 0) return;
    inTransaction(this.db, () => {
      const write = this.db.prepare('UPDATE settings SET json = ? WHERE kind = ? AND id = ?');
      for (const [kind, id, json] of plain) write.run(this.seal.seal(String(json), `${String(kind)} ${String(id)}`), String(kind), String(id));
    });
    // The log still holds the pages as they were.
    rowsOf(this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  /** What either list knows, both know afterwards; and nobody on it is still here. */
  private forgetAgain(): void {
    const listed = new Set(this.erasures.all());
    const noted = rowsOf(this.db.prepare('SELECT id FROM erased')).map(([id]) => String(id));
    this.erasures.add(noted.filter((id) => !listed.has(id)));
    const all = [...new Set([...listed, ...noted])];
    const here = all.filter(
      (id) =>
        this.one('SELECT 1 FROM person WHERE id = ?1 UNION SELECT 1 FROM handle WHERE viewer = ?1 UNION SELECT 1 FROM pairing WHERE viewer = ?1', id) !== null,
    );
    if (here.length > 0 || noted.length < all.length) this.forget(all);
  }
  private forget(ids: readonly string[]): void {
    inTransaction(this.db, () => {
      for (const id of ids) {
        this.db.prepare('INSERT OR IGNORE INTO erased VALUES (?)').run(id);
        this.db.prepare('DELETE FROM person WHERE id = ?').run(id);
        this.db.prepare('DELETE FROM likeness WHERE person = ?').run(id);
        this.db.prepare('DELETE FROM consent WHERE person = ?').run(id);
        this.db.prepare('DELETE FROM handle WHERE viewer = ?').run(id);
        this.db.prepare('DELETE FROM pairing WHERE viewer = ?').run(id);
        this.db.prepare('DELETE FROM pair_code WHERE viewer = ?').run(id);
      }
    });
    // The log still holds the pages as they were.
    rowsOf(this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  /** A store put back from a backup still has the log-ins that were ended and the tickets that were used since. */
  endLogIns(): void {
    inTransaction(this.db, () => this.db.exec('DELETE FROM session; DELETE FROM ticket; DELETE FROM phone;'));
  }

  private one(sql: string, ...values: readonly Cell[]): Cell {
    return rowsOf(this.db.prepare(sql), ...values)[0]?.[0] ?? null;
  }

  private async guarded<T>(work: () => T): Promise<T> {
    if (this.closed) throw new Error('the people store is closed');
    try {
      return await patiently(work);
    } catch (error) {
      throw this.named(error);
    }
  }
  private named(error: unknown): unknown {
    const trouble = troubleOf(error);
    if (trouble === null) return error;
    const why = error instanceof Error ? error.message : String(error);
    return trouble === 'broken' ? this.onBroken(why) : new PeopleUnavailable(why, { cause: error });
  }
  private write(sql: string, ...values: readonly Cell[]): Promise<void> {
    return this.guarded(() => inTransaction(this.db, () => void this.db.prepare(sql).run(...values)));
  }

  secret(): Uint8Array {
    return this.secretBytes;
  }

  /** People of the same tick share one commit: a rush at the checkout is not a rush on the disk. */
  put(person: Person, now: Instant): Promise<string> {
    const id = randomId();
    if (this.waiting.length === 0) setImmediate(() => void this.putWaiting());
    return new Promise((resolve, reject) => {
      this.waiting.push({ id, person, at: now, done: () => resolve(id), failed: reject });
    });
  }
  private async putWaiting(): Promise<void> {
    const together = this.waiting;
    this.waiting = [];
    try {
      await this.guarded(() =>
        inTransaction(this.db, () => {
          const insert = this.db.prepare('INSERT INTO person VALUES (?, ?, ?, ?, ?)');
          const mark = this.db.prepare('INSERT INTO likeness VALUES (?, ?, ?)');
          for (const { id, person, at } of together) {
            const address = person.address === null ? null : JSON.stringify(person.address);
            insert.run(id, person.name, person.email, address, Math.floor(at));
            for (const each of marksOf(person, this.secretBytes)) mark.run(each.mark, each.by, id);
          }
        }),
      );
    } catch (error) {
      for (const { failed } of together) failed(error);
      return;
    }
    for (const { done } of together) done();
  }

  get(personId: string): Promise<Person | null> {
    return this.guarded(() => {
      const row = rowsOf(this.db.prepare('SELECT name, email, address FROM person WHERE id = ?'), personId)[0];
      if (row === undefined) return null;
      // STRICT columns, in the order selected; the address was written by `put`.
      const [name, email, address] = row as [string, string, string | null];
      return { name, email, address: address === null ? null : (JSON.parse(address) as Address) };
    });
  }
  async find(text: string, most: number): Promise<readonly { readonly personId: string; readonly person: Person }[]> {
    const words = soughtWords(text);
    const found: { personId: string; person: Person }[] = [];
    if (words.length === 0) return found;
    for (let before = Number.MAX_SAFE_INTEGER; found.length < most;) {
      const rows = await this.guarded(() =>
        rowsOf(this.db.prepare('SELECT rowid, id, name, email, address FROM person WHERE rowid < ? ORDER BY rowid DESC LIMIT ?'), before, FIND_AT_ONCE),
      );
      // STRICT columns, in the order selected; the address was written by `put`.
      for (const [rowid, personId, name, email, address] of rows as [number, string, string, string, string | null][]) {
        before = rowid;
        if (found.length < most && isSought(words, { name, email }))
          found.push({ personId, person: { name, email, address: address === null ? null : (JSON.parse(address) as Address) } });
      }
      if (rows.length < FIND_AT_ONCE) break;
      // Sales go on between two looks.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return found;
  }
  alike(personId: string, most: number): Promise<readonly Alike[]> {
    return this.guarded(() => {
      const found = new Map<string, Alike>();
      // The address first: who has both is known by what says more.
      const own = rowsOf(this.db.prepare('SELECT mark, kind FROM likeness WHERE person = ? ORDER BY kind'), personId) as [string, Alike['by']][];
      const find = this.db.prepare('SELECT person FROM likeness WHERE mark = ? ORDER BY rowid DESC LIMIT ?');
      for (const [mark, by] of own) {
        for (const [id] of rowsOf(find, mark, most + 1) as [string][]) if (id !== personId && !found.has(id)) found.set(id, { personId: id, by });
      }
      return [...found.values()].slice(0, most);
    });
  }
  consent(personId: string, channel: ConsentChannel, wording: string, now: Instant): Promise<void> {
    return this.write('INSERT OR REPLACE INTO consent VALUES (?, ?, ?, ?, NULL)', personId, channel, wording, Math.floor(now));
  }
  endConsent(personId: string, channel: ConsentChannel, now: Instant): Promise<void> {
    return this.write('UPDATE consent SET ended = ? WHERE person = ? AND channel = ? AND ended IS NULL', Math.floor(now), personId, channel);
  }
  consentOf(personId: string, channel: ConsentChannel): Promise<Consent | null> {
    return this.guarded(() => {
      const row = rowsOf(this.db.prepare('SELECT wording, at, ended FROM consent WHERE person = ? AND channel = ?'), personId, channel)[0];
      if (row === undefined) return null;
      // STRICT columns, in the order selected.
      const [wording, at, endedAt] = row as [string, number, number | null];
      return { channel, wording, at, endedAt };
    });
  }
  consenting(): Promise<readonly Consenting[]> {
    return this.guarded(() => {
      const find = `SELECT person, channel, wording, consent.at, name, email, address FROM consent JOIN person ON person.id = person
        WHERE ended IS NULL ORDER BY consent.at DESC, consent.rowid DESC`;
      // STRICT columns, in the order selected; the address was written by `put`, the channel by `consent`.
      const rows = rowsOf(this.db.prepare(find)) as [string, ConsentChannel, string, number, string, string, string | null][];
      return rows.map(([personId, channel, wording, at, name, email, address]) => ({
        personId,
        person: { name, email, address: address === null ? null : (JSON.parse(address) as Address) },
        consent: { channel, wording, at, endedAt: null },
      }));
    });
  }
  erase(personId: string): Promise<void> {
    return this.guarded(() => {
      // The file first: should the power fail in between, the next opening does the rest.
      if (this.one('SELECT 1 FROM erased WHERE id = ?', personId) === null) this.erasures.add([personId]);
      this.forget([personId]);
    });
  }
  sweep(before: Instant, named: (personId: string) => boolean): Promise<number> {
    return this.guarded(() =>
      inTransaction(this.db, () => {
        const old = rowsOf(this.db.prepare('SELECT id FROM person WHERE at < ?'), before).map(([id]) => String(id));
        const unnamed = old.filter((id) => !named(id));
        for (const id of unnamed) {
          this.db.prepare('DELETE FROM person WHERE id = ?').run(id);
          this.db.prepare('DELETE FROM likeness WHERE person = ?').run(id);
          this.db.prepare('DELETE FROM consent WHERE person = ?').run(id);
        }
        this.db.prepare('DELETE FROM session WHERE expires < ?').run(before);
        this.db.prepare('DELETE FROM ticket WHERE expires < ?').run(before);
        this.db.prepare('DELETE FROM phone WHERE coalesce(until, code_until) < ?').run(before);
        this.db.prepare('DELETE FROM pair_code WHERE expires < ?').run(before);
        this.db.prepare('DELETE FROM network_key WHERE day < ?').run(lastNetworkDay(before));
        return unnamed.length;
      }),
    );
  }
  networkKey(day: number): Promise<Uint8Array> {
    return this.guarded(() => {
      const find = 'SELECT key FROM network_key WHERE day = ?';
      if (this.one(find, day) === null)
        inTransaction(this.db, () => void this.db.prepare('INSERT OR IGNORE INTO network_key VALUES (?, ?)').run(day, randomSecret()));
      return new Uint8Array(Buffer.from(String(this.one(find, day)), 'base64url'));
    });
  }
  viewerOf(handle: string): Promise<string> {
    return this.guarded(() => {
      const find = 'SELECT viewer FROM handle WHERE handle = ?';
      const known = this.pairings.viewerNow(handle) ?? this.one(find, handle);
      if (known !== null) return String(known);
      inTransaction(this.db, () => void this.db.prepare('INSERT OR IGNORE INTO handle VALUES (?, ?)').run(handle, randomId()));
      return String(this.one(find, handle));
    });
  }

  settings(kind: SettingsKind, id: string): Promise<Settings | null> {
    return this.guarded(() => {
      const kept = this.one('SELECT json FROM settings WHERE kind = ? AND id = ?', kind, id);
      if (kept === null) return null;
      // Sealed with a key that is lost, it is as good as never saved.
      const json = isSealed(String(kept)) ? this.seal.open(String(kept), `${kind} ${id}`) : String(kept);
      // Written by saveSettings alone.
      return json === null ? null : (JSON.parse(json) as Settings);
    });
  }
  saveSettings(kind: SettingsKind, id: string, settings: Settings): Promise<void> {
    return this.write('INSERT OR REPLACE INTO settings VALUES (?, ?, ?)', kind, id, this.seal.seal(JSON.stringify(settings), `${kind} ${id}`));
  }

  async openSession(role: KeyRole, name: string, expiresAt: Instant, keyId: string | null): Promise<string> {
    const secret = randomSecret();
    await this.write('INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)', hashOf(secret), randomId(), role, name, Math.floor(expiresAt), keyId);
    return secret;
  }
  session(secret: string, now: Instant): Promise<Session | null> {
    return this.guarded(() => {
      const find = `SELECT session.id, role, session.name, expires, key_id, phone.show_id, phone.made
        FROM session LEFT JOIN phone ON phone.id = session.id WHERE hash = ? AND expires > ?`;
      const row = rowsOf(this.db.prepare(find), hashOf(secret), now)[0];
      if (row === undefined) return null;
      // STRICT columns, in the order selected; the role was written by `openSession`.
      const [sessionId, role, name, expiresAt, keyId, showId, madeAt] = row as [string, KeyRole, string, number, string | null, string | null, number | null];
      this.phones.wasHere(sessionId, now);
      return { sessionId, role, name, expiresAt, keyId, phone: madeAt === null ? null : { showId, madeAt } };
    });
  }
  closeSession(secret: string): Promise<void> {
    return this.write('DELETE FROM session WHERE hash = ?', hashOf(secret));
  }
  async closeOtherSessions(secret: string | null): Promise<void> {
    await this.guarded(() =>
      inTransaction(this.db, () => {
        this.db.prepare('DELETE FROM session WHERE key_id IS NULL AND hash <> ?').run(secret === null ? '' : hashOf(secret));
        // Whoever knew the old passcode may have shown a code to a phone of theirs.
        this.db.prepare('DELETE FROM phone').run();
      }),
    );
    this.tellSessionsClosed();
  }
  private tellSessionsClosed(): void {
    for (const listener of this.sessionListeners) listener();
  }
  onSessionsClosed(listener: () => void): () => void {
    this.sessionListeners.add(listener);
    return () => void this.sessionListeners.delete(listener);
  }

  async makeTicket(role: KeyRole, expiresAt: Instant): Promise<string> {
    const secret = randomSecret();
    await this.write('INSERT INTO ticket VALUES (?, ?, ?)', hashOf(secret), role, Math.floor(expiresAt));
    return secret;
  }
  useTicket(secret: string, now: Instant): Promise<KeyRole | null> {
    return this.guarded(() =>
      inTransaction(this.db, () => {
        const row = rowsOf(this.db.prepare('DELETE FROM ticket WHERE hash = ? RETURNING role, expires'), hashOf(secret))[0];
        if (row === undefined) return null;
        // The role was written by `makeTicket`.
        const [role, expires] = row as [KeyRole, number];
        return expires > now ? role : null;
      }),
    );
  }

  async setPasscode(passcode: string): Promise<void> {
    await this.write("INSERT OR REPLACE INTO kept VALUES ('passcode', ?)", await sealPasscode(passcode));
  }
  hasPasscode(): Promise<boolean> {
    return this.guarded(() => this.sealedPasscode() !== null);
  }
  private sealedPasscode(): Cell {
    return this.one("SELECT value FROM kept WHERE name = 'passcode'");
  }
  /** One at a time: a crowd of guesses may not take all the memory and all the threads. */
  checkPasscode(passcode: string): Promise<boolean> {
    const answer = this.passcodes.then(async () => {
      const sealed = await this.guarded(() => this.sealedPasscode());
      return sealed !== null && (await opensPasscode(String(sealed), passcode));
    });
    // Only the order is kept here; the caller has the error.
    this.passcodes = answer.catch(() => null);
    return answer;
  }

  async backup(path: string): Promise<void> {
    await this.guarded(() => this.db.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`));
  }
  async close(): Promise<void> {
    if (this.closed) return;
    if (this.waiting.length > 0) await this.putWaiting();
    this.closed = true;
    try {
      // libsql closes the file only when its statements are collected; folded in now, the file alone is whole.
      rowsOf(this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'));
    } catch {
      // Full or busy: the log is read at the next opening.
    }
    this.db.close();
  }
}
