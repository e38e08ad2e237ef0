import { backupAtStart } from './ledger/backup.ts';
import type { Ledger } from './ledger/ledger.ts';
import { openMemoryLedger } from './ledger/memory.ts';
import { openSqliteLedger } from './ledger/sqlite.ts';
import { openMemoryPeople } from './people/memory.ts';
import type { People } from './people/people.ts';
import { openSqlitePeople } from './people/sqlite.ts';

/** What a shop is kept in. */
export interface Stores {
  readonly ledger: Ledger;
  readonly people: People;
  /** Answers where the copy lies; null where there is nothing to copy. */
  backup(at: Date): Promise<string | null>;
}
export type OpenStores = () => Promise<Stores>;

/** SQLite in the data folder. `exclusive`: a server has it for itself; a tool works beside one. */
export const sqliteStores =
  (dataDir: string, exclusive: boolean): OpenStores =>
  async () => {
    const ledger = await openSqliteLedger({ dataDir, exclusive, hooks: null });
    try {
      const people = await openSqlitePeople({ dataDir, exclusive });
      return { ledger, people, backup: async (at) => (await backupAtStart(dataDir, ledger, people, at))?.ledger ?? null };
    } catch (error) {
      await ledger.close();
      throw error;
    }
  };

/** Gone when the process ends: the demo, a rehearsal, tests. */
export const memoryStores: OpenStores = async () => ({ ledger: openMemoryLedger(), people: openMemoryPeople(), backup: () => Promise.resolve(null) });
