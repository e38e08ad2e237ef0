import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { ownClaims, type Claims } from './dispatch/claims.ts';
import type { Clock } from './dispatch/clock-port.ts';
import { nobodyElse, type Others } from './dispatch/presence.ts';
import { redisClaims } from './dispatch/redis-claims.ts';
import { openNodesClock } from './dispatch/redis-clock.ts';
import { redisPresence } from './dispatch/redis-presence.ts';
import type { Config } from './config.ts';
import { backupAtStart } from './ledger/backup.ts';
import { LEDGER_FILE } from './ledger/broken.ts';
import { LedgerUnfit, type Ledger } from './ledger/ledger.ts';
import { openMemoryLedger } from './ledger/memory.ts';
import { openSqliteLedger } from './ledger/sqlite.ts';
import { lockFolder } from './ledger/lock.ts';
import { PLACE_FILE } from './ledger/place-file.ts';
import { openRedisLedger, USUAL_TIME } from './ledger/redis.ts';
import { openMemoryPeople } from './people/memory.ts';
import type { People } from './people/people.ts';
import { ENDED_FILE, openRedisPeople } from './people/redis.ts';
import { openSqlitePeople } from './people/sqlite.ts';
import { memoryLimiter, type MakeLimiter } from './ports/limits.ts';
import { DEFAULT_PREFIX, openRedis } from './redis/line.ts';
import { sharedLimiter } from './shared-limits.ts';

const say = speaker(words, 'en');

/** What a shop is kept in. */
export interface Stores {
  readonly ledger: Ledger;
  readonly people: People;
  /** What only one of several nodes does at a time. */
  readonly claims: Claims;
  /** What the other nodes see. */
  readonly others: Others;
  /** Counts over all nodes of the shop. */
  readonly limiter: MakeLimiter;
  /** The time that all nodes share; null: this machine's own. */
  readonly clock: Clock | null;
  /** Everything of it; repeats safely. */
  close(): Promise<void>;
  /** Answers where the copy lies; null where there is nothing to copy. */
  backup(at: Date): Promise<string | null>;
}
export type OpenStores = () => Promise<Stores>;

const alone = (): Pick<Stores, 'claims' | 'others' | 'limiter' | 'clock'> => ({ claims: ownClaims(), others: nobodyElse, limiter: memoryLimiter, clock: null });
const closing = (ledger: Ledger, people: People): Pick<Stores, 'close'> => ({
  close: async () => {
    await people.close();
    await ledger.close();
  },
});

/** Redis where `REDIS_URL` names one, else SQLite. `exclusive`: for a server; a tool works beside one. */
export const storesOf = (config: Pick<Config, 'dataDir' | 'redisUrl' | 'settingsKey'>, exclusive: boolean): OpenStores =>
  config.redisUrl === null ? sqliteStores(config.dataDir, exclusive) : redisStores({ ...config, redisUrl: config.redisUrl }, exclusive);

/** Redis, shared with the other nodes; this node's own folder keeps its last place (L5) and who was erased. */
const redisStores =
  (
    { redisUrl, dataDir, settingsKey }: { readonly redisUrl: string; readonly dataDir: string; readonly settingsKey: string | null },
    exclusive: boolean,
  ): OpenStores =>
  async () => {
    const at = { url: redisUrl, prefix: DEFAULT_PREFIX };
    // Its place in a ledger of its own would be taken for one in Redis, and Redis's end for lost.
    if (existsSync(join(dataDir, LEDGER_FILE))) throw new LedgerUnfit(say('start.folderOfOne', { folder: dataDir }));
    const undo: (() => Promise<void> | void)[] = [];
    const close = async (): Promise<void> => {
      for (const step of undo.splice(0).reverse()) await step();
    };
    try {
      const line = await openRedis(at, 'asking');
      undo.push(() => line.close());
      const ledger = await openRedisLedger({ at, dataDir, isServer: exclusive, time: USUAL_TIME, hooks: null });
      undo.push(() => ledger.close());
      // Two nodes with one folder would take each other's last place for their own.
      if (exclusive) undo.push(lockFolder(dataDir));
      const people = await openRedisPeople({ line, dataDir, settingsKey, exclusive });
      undo.push(() => people.close());
      const clock = await openNodesClock(line);
      undo.push(() => clock.stop());
      const limiter = await sharedLimiter(line, people.secret());
      return { ledger, people, clock, claims: redisClaims(line), others: redisPresence(line), limiter, close, backup: () => Promise.resolve(null) };
    } catch (error) {
      await close();
      throw error;
    }
  };

/** SQLite in the data folder. `exclusive`: a server has it for itself; a tool works beside one. */
export const sqliteStores =
  (dataDir: string, exclusive: boolean): OpenStores =>
  async () => {
    if (isNodesFolder(dataDir)) throw new LedgerUnfit(say('start.folderOfNode', { folder: dataDir }));
    const ledger = await openSqliteLedger({ dataDir, exclusive, hooks: null });
    try {
      const people = await openSqlitePeople({ dataDir, exclusive });
      return {
        ledger,
        people,
        ...alone(),
        ...closing(ledger, people),
        backup: async (at) => (await backupAtStart(dataDir, ledger, people, at))?.ledger ?? null,
      };
    } catch (error) {
      await ledger.close();
      throw error;
    }
  };

/** A node's, whose ledger is in Redis: without REDIS_URL an empty shop would open there, and be taken for one that lost everything. */
const isNodesFolder = (dataDir: string): boolean =>
  [PLACE_FILE, ENDED_FILE].every((name) => existsSync(join(dataDir, name))) && !existsSync(join(dataDir, LEDGER_FILE));

/** Gone when the process ends: the demo, a rehearsal, tests. */
export const memoryStores: OpenStores = async () => {
  const ledger = openMemoryLedger();
  const people = openMemoryPeople();
  return { ledger, people, ...alone(), ...closing(ledger, people), backup: () => Promise.resolve(null) };
};
