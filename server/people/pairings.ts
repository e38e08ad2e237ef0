import { randomInt } from 'node:crypto';
import { CODE_LENGTH, CODE_SIGNS } from '@protocol/chat-grammar.ts';
import { MINUTE, type DurationMs, type Instant } from '@protocol/time.ts';
import { inTransaction, rowsOf, type Cell, type Sqlite } from '../disk/sqlite.ts';

/** A code is good for this long. */
export const CODE_LIVES: DurationMs = 10 * MINUTE;
/** One that has less left than this is replaced by a new one: it still has to be typed. */
export const CODE_NEEDS: DurationMs = 2 * MINUTE;
/** More codes than this are not out at once: nobody fills the store, and a guess stays a poor one. */
export const MOST_CODES = 20_000;

/** A chat name that belongs to a browser. */
export interface Paired {
  /** `twitch:1234`. */
  readonly handle: string;
  /** As the chat showed it when they were paired. */
  readonly name: string;
}

/**
 * Which chat name belongs to which browser: by a code that the browser shows and the chat name types. Kept here and never in an
 * event (L8), which say only that some viewer is paired.
 */
export interface Pairings {
  /** This viewer's code, the same one again while it is good; null where too many are out. */
  code(viewer: string, now: Instant): Promise<{ readonly code: string; readonly expiresAt: Instant } | null>;
  /**
   * Uses the code up, and pairs. Null where it was never one, was used or is too old. A handle has one browser, and a browser one handle of each
   * chat: `left` is the viewer whom the handle belonged to before, null where that was nobody else.
   */
  use(handle: string, name: string, code: string, now: Instant): Promise<{ readonly viewer: string; readonly left: string | null } | null>;
  /** The viewer of a handle; null where it is not paired. */
  viewerOf(handle: string): Promise<string | null>;
  of(viewer: string): Promise<readonly Paired[]>;
  /** Forgets the handle; answers whose it was. */
  part(handle: string): Promise<string | null>;
  /** Forgets all handles of a viewer, and answers them. */
  partAll(viewer: string): Promise<readonly string[]>;
}

export const PAIRING_SCHEMA = `
  CREATE TABLE IF NOT EXISTS pairing (handle TEXT PRIMARY KEY, viewer TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS pairing_viewer ON pairing (viewer);
  CREATE TABLE IF NOT EXISTS pair_code (code TEXT PRIMARY KEY, viewer TEXT NOT NULL UNIQUE, expires INTEGER NOT NULL) STRICT;
`;

export const newCode = (): string => Array.from({ length: CODE_LENGTH }, () => CODE_SIGNS[randomInt(CODE_SIGNS.length)]).join('');
export const chatOf = (handle: string): string => handle.slice(0, handle.indexOf(':') + 1);

export class StoredPairings implements Pairings {
  constructor(
    private readonly db: Sqlite,
    private readonly guarded: <T>(work: () => T) => Promise<T>,
  ) {}

  private one(sql: string, ...values: readonly Cell[]): Cell {
    return rowsOf(this.db.prepare(sql), ...values)[0]?.[0] ?? null;
  }
  private run(sql: string, ...values: readonly Cell[]): void {
    this.db.prepare(sql).run(...values);
  }

  code(viewer: string, now: Instant): Promise<{ readonly code: string; readonly expiresAt: Instant } | null> {
    return this.guarded(() =>
      inTransaction(this.db, () => {
        const [known] = rowsOf(this.db.prepare('SELECT code, expires FROM pair_code WHERE viewer = ?'), viewer);
        if (known !== undefined && Number(known[1]) - now > CODE_NEEDS) return { code: String(known[0]), expiresAt: Number(known[1]) };
        this.run('DELETE FROM pair_code WHERE expires <= ? OR viewer = ?', Math.floor(now), viewer);
        if (Number(this.one('SELECT count(*) FROM pair_code')) >= MOST_CODES) return null;
        const expiresAt = Math.floor(now) + CODE_LIVES;
        let code = newCode();
        while (this.one('SELECT 1 FROM pair_code WHERE code = ?', code) !== null) code = newCode();
        this.run('INSERT INTO pair_code VALUES (?, ?, ?)', code, viewer, expiresAt);
        return { code, expiresAt };
      }),
    );
  }
  use(handle: string, name: string, code: string, now: Instant): Promise<{ readonly viewer: string; readonly left: string | null } | null> {
    return this.guarded(() =>
      inTransaction(this.db, () => {
        const viewer = this.one('DELETE FROM pair_code WHERE code = ? AND expires > ? RETURNING viewer', code, Math.floor(now));
        if (viewer === null) return null;
        const before = this.one('SELECT viewer FROM pairing WHERE handle = ?', handle);
        this.run('DELETE FROM pairing WHERE viewer = ? AND substr(handle, 1, ?) = ?', viewer, chatOf(handle).length, chatOf(handle));
        this.run('INSERT OR REPLACE INTO pairing VALUES (?, ?, ?, ?)', handle, viewer, name, Math.floor(now));
        return { viewer: String(viewer), left: before === null || before === viewer ? null : String(before) };
      }),
    );
  }
  viewerOf(handle: string): Promise<string | null> {
    return this.guarded(() => this.viewerNow(handle));
  }
  /** The same within somebody else's turn at the store. */
  viewerNow(handle: string): string | null {
    const viewer = this.one('SELECT viewer FROM pairing WHERE handle = ?', handle);
    return viewer === null ? null : String(viewer);
  }
  of(viewer: string): Promise<readonly Paired[]> {
    return this.guarded(() =>
      rowsOf(this.db.prepare('SELECT handle, name FROM pairing WHERE viewer = ? ORDER BY at'), viewer).map(([handle, name]) => ({
        handle: String(handle),
        name: String(name),
      })),
    );
  }
  part(handle: string): Promise<string | null> {
    return this.guarded(() =>
      inTransaction(this.db, () => {
        const viewer = this.one('DELETE FROM pairing WHERE handle = ? RETURNING viewer', handle);
        return viewer === null ? null : String(viewer);
      }),
    );
  }
  partAll(viewer: string): Promise<readonly string[]> {
    return this.guarded(() =>
      inTransaction(this.db, () => rowsOf(this.db.prepare('DELETE FROM pairing WHERE viewer = ? RETURNING handle'), viewer).map(([handle]) => String(handle))),
    );
  }
}
