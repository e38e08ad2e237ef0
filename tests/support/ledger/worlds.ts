import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerHooks } from '../../../server/ledger/hooks.ts';
import type { Batch, Ledger } from '../../../server/ledger/ledger.ts';
import { MemoryStore, openMemoryLedger } from '../../../server/ledger/memory.ts';
import { openSqliteLedger } from '../../../server/ledger/sqlite.ts';
import { openRedisLedger } from '../../../server/ledger/redis.ts';
import { startChild } from './children.ts';
import type { ChildScript } from './children.ts';
import { batchAfter } from './batches.ts';
import { collect } from './collect.ts';
import { newFolder } from './folders.ts';
import type { TestRedis } from '../redis.ts';
import { openRedis } from '../../../server/redis/line.ts';

/** A store and what can happen to it; the same for every kind of ledger. */
export interface World {
  /** A node's own ledger; `beside` where another has the store already. */
  open(how: 'alone' | 'beside', hooks: LedgerHooks | null): Promise<Ledger>;
  /** Appends from outside this process, where the store outlives one. */
  appendElsewhere(count: number): Promise<void>;
  /** The store as it is now; calling the answer puts that back, as a disk or a restore would. */
  remember(): Promise<() => void | Promise<void>>;
  /** Spoils the snapshot, in the store itself. */
  spoilSnapshot(): void | Promise<void>;
  remove(): Promise<void>;
}

export function memoryWorld(): World {
  const store = new MemoryStore();
  const opened: Ledger[] = [];
  const open = (hooks: LedgerHooks | null): Ledger => {
    const ledger = openMemoryLedger(store, hooks);
    opened.push(ledger);
    return ledger;
  };
  return {
    open: (_how, hooks) => Promise.resolve(open(hooks)),
    appendElsewhere: async (count) => {
      const other = openMemoryLedger(store, null);
      for (let nth = 0; nth < count; nth++) {
        const place = await other.head();
        await other.append(place, batchAfter(place, `elsewhere-${nth}`));
      }
      await other.close();
    },
    remember: async () => {
      const { seq } = await open(null).head();
      return () => store.loseAfter(seq);
    },
    spoilSnapshot: () => {
      if (store.snapshot !== null) store.snapshot = { ...store.snapshot, place: { ...store.snapshot.place, batch: 'spoilt' } };
    },
    remove: async () => void (await Promise.all(opened.map((ledger) => ledger.close()))),
  };
}

export function sqliteWorld(script: ChildScript): World {
  const folder = newFolder();
  const path = join(folder.path, 'ledger.db');
  const opened: Ledger[] = [];
  return {
    open: async (how, hooks) => {
      const ledger = await openSqliteLedger({ dataDir: folder.path, exclusive: how === 'alone', hooks });
      opened.push(ledger);
      return ledger;
    },
    appendElsewhere: async (count) => {
      const how = await startChild(script, 'append', folder.path, count, 'elsewhere').ended;
      if (how.code !== 0) throw new Error(how.stderr);
    },
    remember: async () => {
      const ledger = await openSqliteLedger({ dataDir: folder.path, exclusive: false, hooks: null });
      const copy = join(folder.path, 'remembered.copy');
      await ledger.backup(copy);
      await ledger.close();
      return () => {
        copyFileSync(copy, `${copy}.put`);
        renameSync(`${copy}.put`, path);
        rmSync(`${path}-wal`, { force: true });
        rmSync(`${path}-shm`, { force: true });
      };
    },
    spoilSnapshot: () => {
      // In the file, with nobody having it open: one letter of the state is another.
      const bytes = readFileSync(path);
      const at = bytes.indexOf('SNAPSHOT-TEXT');
      if (at < 0) throw new Error('no snapshot in the file');
      bytes.write('SNAPSHOT-TEXD', at);
      writeFileSync(path, bytes);
    },
    remove: async () => {
      for (const ledger of opened) await ledger.close();
      await collect();
      folder.remove();
    },
  };
}

let worlds = 0;
/** Nodes on one Redis, each with a folder of its own; a prefix for each world, so that one server does for all. */
export function redisWorld(redis: TestRedis, script: ChildScript): World {
  const folder = newFolder();
  const at = { ...redis.at, prefix: `{world-${(worlds += 1)}}:` };
  const opened: Ledger[] = [];
  return {
    open: async (how, hooks) => {
      // Those beside are nodes of their own.
      const dataDir = how === 'alone' ? folder.path : `${folder.path}-${opened.length}`;
      const ledger = await openRedisLedger({ at, dataDir, isServer: true, time: null, hooks });
      opened.push(ledger);
      return ledger;
    },
    appendElsewhere: async (count) => {
      const how = await startChild(script, 'append', at.url, at.prefix, `${folder.path}-elsewhere`, count, 'elsewhere').ended;
      if (how.code !== 0) throw new Error(how.stderr);
    },
    remember: () => redis.remember(),
    spoilSnapshot: async () => {
      const line = await openRedis(at, 'asking');
      await line.ask((on) => on.hset(line.key('snapshot'), 'state', 'SNAPSHOT-TEXD'));
      await line.close();
    },
    remove: async () => {
      for (const ledger of opened) await ledger.close();
      folder.remove();
    },
  };
}

/** Appends `count` batches behind the head and answers them. */
export async function appendMany(ledger: Ledger, count: number, name: string): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (let nth = 0; nth < count; nth++) {
    const place = await ledger.head();
    const batch = batchAfter(place, `${name}-${nth}`);
    const appended = await ledger.append(place, batch);
    if (!appended.ok) throw new Error('somebody else appended');
    batches.push(batch);
  }
  return batches;
}
