import { openMemorySqlite } from '../disk/sqlite.ts';
import { memoryErasures } from './erasures.ts';
import { PeopleBroken } from './people.ts';
import type { People } from './people.ts';
import { memorySeal } from './seal-settings.ts';
import { StoredPeople } from './stored-people.ts';

/** People who are gone with the process: for rehearsals, the demo and tests. */
export const openMemoryPeople = (): People =>
  new StoredPeople(openMemorySqlite(), memoryErasures(), memorySeal(), (complaint) => new PeopleBroken(complaint), false);
