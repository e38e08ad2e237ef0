import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, rowsOf } from '../../server/disk/sqlite.ts';
import { backupAtStart } from '../../server/ledger/backup.ts';
import { LedgerBroken, LedgerLocked, LedgerUnavailable, LostTail, START, lastSeq, placeOf } from '../../server/ledger/ledger.ts';
import type { Batch, Place } from '../../server/ledger/ledger.ts';
import { openSqliteLedger } from '../../server/ledger/sqlite.ts';
import type { SqliteLedger } from '../../server/ledger/sqlite.ts';
import { openSqlitePeople } from '../../server/people/sqlite.ts';
import type { People } from '../../server/people/people.ts';
import { batchAfter, isWhole, readAll } from '../support/ledger/batches.ts';
import { buildChild, startChild } from '../support/ledger/children.ts';
import type { ChildScript } from '../support/ledger/children.ts';
import { collect } from '../support/ledger/collect.ts';
import { newFolder, newSmallDisk } from '../support/ledger/folders.ts';
import type { Folder } from '../support/ledger/folders.ts';
import { appendMany } from '../support/ledger/worlds.ts';

let script: ChildScript;
beforeAll(async () => {
  script = await buildChild();
});
afterAll(() => script.remove());

let folder: Folder;
let toClose: { close(): Promise<void> }[];
beforeEach(() => {
  folder = newFolder();
  toClose = [];
});
afterEach(async () => {
  for (const open of toClose) await open.close();
  folder.remove();
});

async function open(how: 'alone' | 'beside' = 'alone', dataDir = folder.path): Promise<SqliteLedger> {
  const ledger = await openSqliteLedger({ dataDir, exclusive: how === 'alone', hooks: null });
  toClose.push(ledger);
  return ledger;
}
async function openPeople(): Promise<People> {
  const people = await openSqlitePeople({ dataDir: folder.path, exclusive: true });
  toClose.push(people);
  return people;
}
const file = (name: string): string => join(folder.path, name);
/** A ledger with so many batches, closed and folded into its one file. */
async function written(count: number): Promise<Batch[]> {
  const ledger = await open();
  const batches = await appendMany(ledger, count, 'n');
  await ledger.notePlace(placeOf(batches.at(-1)!));
  await ledger.close();
  await collect();
  return batches;
}
const errorOf = async (work: () => Promise<unknown>): Promise<Error> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
};

describe('the folder is taken once', () => {
  it('L1 a second server is refused with the first one’s number, in this process and in another', async () => {
    await open();
    const here = await errorOf(() => open());
    expect(here).toBeInstanceOf(LedgerLocked);
    expect(here.message).toContain(`process ${process.pid}`);
    const there = await startChild(script, 'hold', folder.path, 0).ended;
    expect(there.code).toBe(1);
    expect(there.stderr).toContain(`process ${process.pid}`);
  });

  it('L1 a server that was killed holds nothing: the lock dies with it', async () => {
    const child = startChild(script, 'hold', folder.path, 3);
    await child.until('ready');
    const refused = await errorOf(() => open());
    expect(refused).toBeInstanceOf(LedgerLocked);
    expect(refused.message).toContain(`process ${child.pid}`);
    child.kill();
    await child.ended;
    const ledger = await open();
    expect(await readAll(ledger.readAfter(START))).toHaveLength(3);
    expect(await ledger.lastKnownPlace()).toEqual(await ledger.head());
  });

  it('L2 a key or an audit works beside a server, without its lock, and moves none of its places', async () => {
    const server = await open();
    const [first] = await appendMany(server, 1, 'server');
    await server.notePlace(placeOf(first!));
    const beside = await open('beside');
    const [second] = await appendMany(beside, 1, 'key');
    await beside.notePlace(placeOf(second!));
    await server.close();
    await beside.close();
    const again = await open();
    expect(await again.lastKnownPlace()).toEqual(placeOf(first!));
    expect(await again.head()).toEqual(placeOf(second!));
  });

  it('L2 two processes append at once: all of both is there, nothing twice', async () => {
    await open();
    const children = [startChild(script, 'append', folder.path, 40, 'a'), startChild(script, 'append', folder.path, 40, 'b')];
    for (const child of children) expect(await child.ended).toMatchObject({ code: 0 });
    const batches = await readAll((await open('beside')).readAfter(START));
    const ids = [...Array(40).keys()].flatMap((n) => [`a-${n}`, `b-${n}`]);
    expect(batches.map((batch) => batch.id).sort()).toEqual(ids.sort());
    expect(batches.every(isWhole)).toBe(true);
  });
});

describe('another process is writing', () => {
  it('L3 an append waits with the event loop free, and then goes in', async () => {
    const ledger = await open();
    const child = startChild(script, 'block', folder.path, 400);
    await child.until('ready');
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    const [batch] = await appendMany(ledger, 1, 'patient');
    clearInterval(turning);
    expect(turns).toBeGreaterThan(3);
    expect(await ledger.batchById('patient-0')).toEqual(batch);
    await child.ended;
  });

  it('L7 one that writes for too long makes it unavailable, with nothing written; afterwards it goes on', async () => {
    const ledger = await open();
    const child = startChild(script, 'block', folder.path, 60_000);
    await child.until('ready');
    expect(await errorOf(() => appendMany(ledger, 1, 'blocked'))).toBeInstanceOf(LedgerUnavailable);
    expect(await ledger.head()).toEqual(START);
    child.kill();
    await child.ended;
    expect(await appendMany(ledger, 1, 'free')).toHaveLength(1);
  });
});

describe('a full disk', () => {
  it('L7 refuses writes, goes on reading, keeps all that was acknowledged, and goes on in the same process once there is room', async () => {
    const disk = newSmallDisk();
    try {
      const dataDir = join(disk.path, 'data');
      const ledger = await open('alone', dataDir);
      const acknowledged = await appendMany(ledger, 10, 'before');
      await ledger.notePlace(placeOf(acknowledged.at(-1)!));
      const ballast = join(disk.path, 'ballast');
      let chunk = 262_144;
      while (chunk > 512) {
        try {
          appendFileSync(ballast, Buffer.alloc(chunk));
        } catch {
          // No room for that much: fill what is left with less.
          chunk /= 2;
        }
      }
      let refused: Error | null = null;
      for (let nth = 0; refused === null && nth < 2_000; nth++) {
        const place = await ledger.head();
        const batch = batchAfter(place, `squeezed-${nth}`);
        try {
          if ((await ledger.append(place, batch)).ok) acknowledged.push(batch);
        } catch (error) {
          refused = error instanceof Error ? error : null;
          expect(await ledger.batchById(batch.id)).toBeNull();
        }
      }
      expect(refused).toBeInstanceOf(LedgerUnavailable);
      expect(refused?.message).toMatch(/goes on by itself as soon as there is room/u);
      // The place cannot be noted either; that stops nothing.
      await ledger.notePlace(placeOf(acknowledged.at(-1)!));
      await expect(ledger.saveSnapshot({ place: placeOf(acknowledged.at(-1)!), version: 1, state: 'x'.repeat(300_000) })).rejects.toThrow(LedgerUnavailable);
      await expect(backupAtStart(dataDir, ledger, ledger, new Date())).rejects.toThrow(LedgerUnavailable);
      expect(readdirSync(join(dataDir, 'backups'))).toEqual([]);
      expect(await readAll(ledger.readAfter(START))).toEqual(acknowledged);
      rmSync(ballast);
      acknowledged.push(...(await appendMany(ledger, 5, 'room')));
      expect(await readAll(ledger.readAfter(START))).toEqual(acknowledged);
      await ledger.close();
      const again = await open('alone', dataDir);
      expect(await readAll(again.readAfter(START))).toEqual(acknowledged);
      await again.close();
    } finally {
      disk.remove();
    }
  });
});

describe('a file that cannot be read', () => {
  const spoil: Readonly<Record<string, (path: string) => void>> = {
    'is not a database at all': (path) => writeFileSync(path, 'a shopping list\n'.repeat(4_000)),
    'was cut in half': (path) => truncateSync(path, Math.floor(statSync(path).size / 8_192) * 4_096),
    'has a page of zeros': (path) => overwrite(path, 4_096 * 3, Buffer.alloc(4_096)),
    'has a page of noise': (path) => overwrite(path, 4_096 * 2, Buffer.from(Array.from({ length: 4_096 }, (_, n) => (n * 7_919) % 251))),
  };
  for (const [what, damage] of Object.entries(spoil)) {
    it(`L9 ${what}: refused in words, copied aside once, left as it was`, async () => {
      await written(120);
      damage(file('ledger.db'));
      const found = readFileSync(file('ledger.db'));
      const refused = await errorOf(() => open());
      expect(refused).toBeInstanceOf(LedgerBroken);
      expect(refused.message).toContain(file('ledger.db'));
      expect(refused.message).toContain('There is no backup');
      const copies = readdirSync(file('broken'));
      expect(copies).toHaveLength(1);
      expect(refused.message).toContain(join(file('broken'), copies[0]!, 'ledger.db'));
      expect(readFileSync(join(file('broken'), copies[0]!, 'ledger.db')).equals(found)).toBe(true);
      expect(readFileSync(file('ledger.db')).equals(found)).toBe(true);
      // A supervisor that starts it again and again does not fill the disk.
      await errorOf(() => open());
      expect(readdirSync(file('broken'))).toHaveLength(1);
    });
  }

  it('L9 one letter turned over in a record is noticed when it is read, and nothing behind it is handed out', async () => {
    const batches = await written(120);
    const bytes = readFileSync(file('ledger.db'));
    const at = bytes.indexOf('"id":"n-70"');
    expect(at).toBeGreaterThan(0);
    bytes.write('"id":"n-7X"', at);
    writeFileSync(file('ledger.db'), bytes);
    const ledger = await open();
    const seen: Batch[] = [];
    const refused = await errorOf(async () => {
      for await (const batch of ledger.readAfter(START)) seen.push(batch);
    });
    expect(refused).toBeInstanceOf(LedgerBroken);
    expect(seen).toEqual(batches.slice(0, seen.length));
    expect(seen.length).toBeLessThanOrEqual(70);
  });

  it('L9 a record that is missing in the middle is noticed', async () => {
    const batches = await written(10);
    const db = openSqlite(file('ledger.db'));
    db.exec(`DELETE FROM batch WHERE last = ${lastSeq(batches[4]!)}`);
    db.close();
    const ledger = await open();
    const refused = await errorOf(() => readAll(ledger.readAfter(START)));
    expect(refused).toBeInstanceOf(LedgerBroken);
    expect(refused.message).toContain(`event ${batches[4]!.first} is missing`);
  });

  it('L9 a file of a newer release is refused by name and not touched', async () => {
    await written(3);
    const db = openSqlite(file('ledger.db'));
    db.exec('PRAGMA user_version = 99');
    rowsOf(db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'));
    db.close();
    const before = readFileSync(file('ledger.db'));
    const refused = await errorOf(() => open());
    expect(refused).toBeInstanceOf(LedgerBroken);
    expect(refused.message).toContain('newer Dropcast');
    expect(readFileSync(file('ledger.db')).equals(before)).toBe(true);
    expect(existsSync(file('broken'))).toBe(false);
  });

  it('L5 an emptied file is no damage but a loss: the place on disk shows it', async () => {
    const batches = await written(5);
    truncateSync(file('ledger.db'), 0);
    const ledger = await open();
    expect(await ledger.head()).toEqual(START);
    const known = (await ledger.lastKnownPlace())!;
    expect(known).toEqual(placeOf(batches[4]!));
    await expect(readAll(ledger.readAfter(known))).rejects.toThrow(LostTail);
  });

  it('L5 a file that vanishes under a running server refuses, and put back it goes on', async () => {
    const ledger = await open();
    const [first] = await appendMany(ledger, 1, 'n');
    renameSync(file('ledger.db'), file('elsewhere.db'));
    const place = placeOf(first!);
    expect(await errorOf(() => ledger.append(place, batchAfter(place, 'void')))).toBeInstanceOf(LedgerUnavailable);
    renameSync(file('elsewhere.db'), file('ledger.db'));
    expect(await ledger.append(place, batchAfter(place, 'back'))).toMatchObject({ ok: true });
  });
});

describe('a log cut short by a crash', () => {
  /** A server killed with its appends in the log alone; answers what it had acknowledged. */
  async function killed(): Promise<{ readonly acknowledged: readonly Place[] }> {
    const child = startChild(script, 'hold', folder.path, 12);
    await child.until('ready');
    child.kill();
    await child.ended;
    const acknowledged = child.lines
      .filter((line) => line.startsWith('acked'))
      .map((line) => ({ seq: Number(line.split(' ')[1]), batch: line.split(' ')[2]! }));
    expect(acknowledged).toHaveLength(12);
    expect(statSync(file('ledger.db-wal')).size).toBeGreaterThan(0);
    return { acknowledged };
  }

  it('L3 the log of a killed server has all that it acknowledged', async () => {
    const { acknowledged } = await killed();
    const batches = await readAll((await open()).readAfter(START));
    expect(batches.map(placeOf)).toEqual(acknowledged);
    expect(batches.every(isWhole)).toBe(true);
  });

  it('L1 half a write behind it (a torn frame, noise) is none', async () => {
    const { acknowledged } = await killed();
    appendFileSync(file('ledger.db-wal'), readFileSync(file('ledger.db-wal')).subarray(32, 32 + 2_000));
    rmSync(file('ledger.db-shm'));
    const ledger = await open();
    expect((await readAll(ledger.readAfter(START))).map(placeOf)).toEqual(acknowledged);
    expect(await appendMany(ledger, 2, 'on')).toHaveLength(2);
  });

  it('L5 a log that lost its end leaves whole batches, and the place on disk shows the loss', async () => {
    const { acknowledged } = await killed();
    truncateSync(file('ledger.db-wal'), statSync(file('ledger.db-wal')).size - 3_000);
    rmSync(file('ledger.db-shm'));
    const ledger = await open();
    const left = await readAll(ledger.readAfter(START));
    expect(left.length).toBeLessThan(12);
    expect(left.map(placeOf)).toEqual(acknowledged.slice(0, left.length));
    expect(left.every(isWhole)).toBe(true);
    const known = (await ledger.lastKnownPlace())!;
    expect(known).toEqual(acknowledged.at(-1));
    await expect(readAll(ledger.readAfter(known))).rejects.toThrow(LostTail);
  });
});

describe('backups', () => {
  const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));

  it('L8 the folder and every file in it are this account’s alone', async () => {
    const [ledger, people] = [await open(), await openPeople()];
    const [batch] = await appendMany(ledger, 1, 'n');
    await people.erase(await people.put({ name: 'A', email: 'a@example.test', address: null }, 1));
    await ledger.notePlace(placeOf(batch!));
    await backupAtStart(folder.path, ledger, people, day(1));
    const modes = (): Record<string, string> =>
      Object.fromEntries(
        ['.', ...readdirSync(folder.path, { recursive: true }).map(String)].map((name) => [name, (statSync(file(name)).mode & 0o777).toString(8)]),
      );
    const found = modes();
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['ledger.db', 'ledger.db-wal', 'ledger.db-shm', 'people.db', 'people.db-wal', 'erased.txt', 'lock.db', 'lock.pid']),
    );
    expect(Object.entries(found).filter(([name, mode]) => mode !== (statSync(file(name)).isDirectory() ? '700' : '600'))).toEqual([]);
    await ledger.close();
    expect(modes()['place.json']).toBe('600');
  });

  it('L8 a file that was open to others is closed to them', async () => {
    mkdirSync(folder.path, { mode: 0o755 });
    for (const name of ['ledger.db', 'people.db']) writeFileSync(file(name), '', { mode: 0o644 });
    await open();
    await openPeople();
    for (const name of ['ledger.db', 'people.db']) expect(statSync(file(name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  });

  it('L5 the last ten are kept; a start without anything new makes none', async () => {
    const [ledger, people] = [await open(), await openPeople()];
    expect(await backupAtStart(folder.path, ledger, people, day(1))).toBeNull();
    for (let n = 1; n <= 13; n++) {
      await appendMany(ledger, 1, `day${n}`);
      expect(await backupAtStart(folder.path, ledger, people, day(n))).not.toBeNull();
      expect(await backupAtStart(folder.path, ledger, people, day(n + 1))).toBeNull();
    }
    const names = readdirSync(file('backups'));
    const days = Array.from({ length: 10 }, (_, n) => `2026-01-${String(n + 4).padStart(2, '0')}T00-00-00-000Z`);
    expect(names.sort()).toEqual(days.flatMap((stamp) => [`${stamp}.db`, `${stamp}.people.db`]).sort());
  });

  it('L5 a broken ledger names its backups; one laid beside it is taken, the old one is kept, and the loss is seen', async () => {
    let [ledger, people] = [await open(), await openPeople()];
    const kept = await appendMany(ledger, 20, 'kept');
    const person = await people.put({ name: 'A', email: 'a@example.test', address: null }, 1);
    const backup = (await backupAtStart(folder.path, ledger, people, day(1)))!;
    const lost = await appendMany(ledger, 20, 'lost');
    await people.erase(person);
    await ledger.notePlace(placeOf(lost.at(-1)!));
    await ledger.close();
    await people.close();
    overwrite(file('ledger.db'), 4_096, Buffer.alloc(8_192));
    const refused = await errorOf(() => open());
    expect(refused).toBeInstanceOf(LedgerBroken);
    expect(refused.message).toContain(backup.ledger);
    expect(refused.message).toContain(file('restore.db'));

    copyFileSync(backup.ledger, file('restore.db'));
    copyFileSync(backup.people, file('restore.people.db'));
    [ledger, people] = [await open(), await openPeople()];
    expect(await readAll(ledger.readAfter(START))).toEqual(kept);
    expect(await ledger.lastKnownPlace()).toEqual(placeOf(lost.at(-1)!));
    await expect(readAll(ledger.readAfter((await ledger.lastKnownPlace())!))).rejects.toThrow(LostTail);
    expect(await people.get(person)).toBeNull();
    expect(existsSync(file('restore.db'))).toBe(false);
    expect(readdirSync(file('broken')).some((name) => name.startsWith('before-restore-'))).toBe(true);
  });
});

function overwrite(path: string, at: number, bytes: Buffer): void {
  const all = readFileSync(path);
  expect(all.length).toBeGreaterThan(at + bytes.length);
  bytes.copy(all, at);
  writeFileSync(path, all);
}
