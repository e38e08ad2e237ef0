import type { Instant } from '@protocol/time.ts';
import { inTransaction, rowsOf, type Cell, type Sqlite } from '../disk/sqlite.ts';
import { hashOf, randomId, randomSecret } from './ids.ts';

/** A helper's phone that was let in by a code, or is about to be. */
export interface Phone {
  /** Also the id of its session. */
  readonly phoneId: string;
  /** As whoever invited it calls it: "Ana's phone". */
  readonly name: string;
  /** Ends with this show; null: with the first that ends after `madeAt`. */
  readonly showId: string | null;
  readonly madeAt: Instant;
  /** Until when its code can be pressed; null once it was. */
  readonly codeUntil: Instant | null;
  /** When it was let in, and until when at the latest; null while its code waits. */
  readonly inSince: Instant | null;
  readonly until: Instant | null;
  /** Which of our addresses it reached us by; null where its browser did not say. */
  readonly origin: string | null;
  /** Kept in memory alone: after a restart it is when it was let in. */
  readonly seenAt: Instant | null;
}

/**
 * Phones that come in by a code shown on the desk: single use, and looking is not using. A phone's session is a session like any
 * other; this remembers what it is a phone for.
 */
export interface Phones {
  /** Answers the secret of the code, of which only the hash is kept. */
  invite(name: string, showId: string | null, now: Instant, codeUntil: Instant): Promise<{ readonly phoneId: string; readonly secret: string }>;
  /** What a code would let in; null where it was used, is too old or was never one. Changes nothing: link previews look too. */
  look(secret: string, now: Instant): Promise<Phone | null>;
  /** Uses the code up and opens the session. Of any number at once exactly one gets in. Answers the secret for the cookie. */
  enter(secret: string, now: Instant, origin: string | null, until: Instant): Promise<{ readonly phone: Phone; readonly session: string } | null>;
  /** Those that are in and those whose code still waits, newest first. */
  list(now: Instant): Promise<readonly Phone[]>;
  /** Ends the phone's session, or its code. Whether there was one. `onSessionsClosed` is told. */
  revoke(phoneId: string): Promise<boolean>;
}

export const PHONE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS phone (id TEXT PRIMARY KEY, name TEXT NOT NULL, show_id TEXT, made INTEGER NOT NULL, code TEXT, code_until INTEGER, in_since INTEGER, until INTEGER, origin TEXT) STRICT;
`;

/** 128 bits: as short as a code on a screen may be, so that a phone reads it from across a table. */
export const newPhoneCode = randomId;
/** The log and the panel tell a phone by its id from the owner's own browser. */
const PHONE_ID = 'phone-';
export const newPhoneId = (): string => `${PHONE_ID}${randomId()}`;
export const isPhoneId = (sessionId: string): boolean => sessionId.startsWith(PHONE_ID);
const COLUMNS = 'id, name, show_id, made, code_until, in_since, until, origin';
const phoneOf = (row: readonly Cell[], seen: ReadonlyMap<string, Instant>): Phone => {
  // STRICT columns, in the order of COLUMNS.
  const [phoneId, name, showId, madeAt, codeUntil, inSince, until, origin] = row as [
    string,
    string,
    string | null,
    number,
    number | null,
    number | null,
    number | null,
    string | null,
  ];
  return { phoneId, name, showId, madeAt, codeUntil, inSince, until, origin, seenAt: inSince === null ? null : (seen.get(phoneId) ?? inSince) };
};

/** Phones beside the sessions of the same database. */
export class StoredPhones implements Phones {
  private readonly seen = new Map<string, Instant>();

  constructor(
    private readonly db: Sqlite,
    private readonly guarded: <T>(work: () => T) => Promise<T>,
    private readonly revoked: () => void,
  ) {}

  /** A session of this id was looked up: if it is a phone's, it was here. */
  wasHere(sessionId: string, now: Instant): void {
    if (isPhoneId(sessionId)) this.seen.set(sessionId, now);
  }

  async invite(name: string, showId: string | null, now: Instant, codeUntil: Instant): Promise<{ readonly phoneId: string; readonly secret: string }> {
    const phoneId = newPhoneId();
    const secret = newPhoneCode();
    await this.guarded(() =>
      inTransaction(this.db, () => {
        const insert = this.db.prepare('INSERT INTO phone (id, name, show_id, made, code, code_until) VALUES (?, ?, ?, ?, ?, ?)');
        insert.run(phoneId, name, showId, Math.floor(now), hashOf(secret), Math.floor(codeUntil));
      }),
    );
    return { phoneId, secret };
  }

  look(secret: string, now: Instant): Promise<Phone | null> {
    return this.guarded(() => {
      const row = rowsOf(this.db.prepare(`SELECT ${COLUMNS} FROM phone WHERE code = ? AND code_until > ?`), hashOf(secret), now)[0];
      return row === undefined ? null : phoneOf(row, this.seen);
    });
  }

  enter(secret: string, now: Instant, origin: string | null, until: Instant): Promise<{ readonly phone: Phone; readonly session: string } | null> {
    return this.guarded(() =>
      inTransaction(this.db, () => {
        // The update is the question: whoever finds the code no longer there was second.
        const use = `UPDATE phone SET code = NULL, code_until = NULL, in_since = ?, until = ?, origin = ? WHERE code = ? AND code_until > ? RETURNING ${COLUMNS}`;
        const row = rowsOf(this.db.prepare(use), Math.floor(now), Math.floor(until), origin, hashOf(secret), now)[0];
        if (row === undefined) return null;
        const phone = phoneOf(row, this.seen);
        const session = randomSecret();
        const open = this.db.prepare("INSERT INTO session VALUES (?, ?, 'producer', ?, ?, NULL)");
        open.run(hashOf(session), phone.phoneId, phone.name, Math.floor(until));
        return { phone, session };
      }),
    );
  }

  list(now: Instant): Promise<readonly Phone[]> {
    return this.guarded(() => {
      // A session that was logged out took its phone along.
      const there = `SELECT ${COLUMNS} FROM phone WHERE code_until > ?1 OR (until > ?1 AND EXISTS (SELECT 1 FROM session WHERE session.id = phone.id)) ORDER BY made DESC, id`;
      return rowsOf(this.db.prepare(there), now).map((row) => phoneOf(row, this.seen));
    });
  }

  async revoke(phoneId: string): Promise<boolean> {
    const was = await this.guarded(() =>
      inTransaction(this.db, () => {
        // The phone first: an id that is no phone's ends nobody's session.
        const isPhone = rowsOf(this.db.prepare('DELETE FROM phone WHERE id = ? RETURNING id'), phoneId).length > 0;
        if (isPhone) this.db.prepare('DELETE FROM session WHERE id = ?').run(phoneId);
        return isPhone;
      }),
    );
    this.seen.delete(phoneId);
    if (was) this.revoked();
    return was;
  }
}
