import { basename, join } from 'node:path';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { copyAside, listBackups } from '../disk/backups.ts';
import { privateFolder } from '../disk/private.ts';
import { takeRestore } from '../disk/restore.ts';
import { openSqlite, patiently, troubleOf } from '../disk/sqlite.ts';
import { fileErasures } from './erasures.ts';
import { PeopleBroken, PeopleUnavailable } from './people.ts';
import type { People } from './people.ts';
import { fileSeal } from './seal-settings.ts';
import { StoredPeople } from './stored-people.ts';

const say = speaker(words, 'en');
const PEOPLE_FILE = 'people.db';
const KEY_FILE = 'settings.key';

export interface SqlitePeopleOptions {
  readonly dataDir: string;
  /** For the server, which has locked the folder before (open the ledger first): takes a restore, reads the file through. */
  readonly exclusive: boolean;
}

/**
 * People in `DATA_DIR/people.db`, readable by this account alone. Throws `PeopleBroken` with the way
 * back in words, `PeopleUnavailable` where the disk refuses.
 */
export async function openSqlitePeople({ dataDir, exclusive }: SqlitePeopleOptions): Promise<People> {
  privateFolder(dataDir, (names) => names.includes(PEOPLE_FILE));
  try {
    const at = new Date();
    const restored = exclusive && takeRestore(dataDir, 'restore.people.db', PEOPLE_FILE, at);
    if (restored) takeRestore(dataDir, `restore.${KEY_FILE}`, KEY_FILE, at);
    return await patiently(() => {
      const db = openSqlite(join(dataDir, PEOPLE_FILE));
      try {
        const seal = fileSeal(join(dataDir, KEY_FILE), exclusive);
        const people = new StoredPeople(db, fileErasures(join(dataDir, 'erased.txt')), seal, (complaint) => brokenPeople(dataDir, complaint), exclusive);
        if (restored) people.endLogIns();
        return people;
      } catch (error) {
        db.close();
        throw error;
      }
    });
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null) throw error;
    const why = error instanceof Error ? error.message : String(error);
    if (trouble === 'broken') throw brokenPeople(dataDir, why);
    throw new PeopleUnavailable(why, { cause: error });
  }
}

function brokenPeople(dataDir: string, complaint: string): PeopleBroken {
  const copy = copyAside(dataDir, PEOPLE_FILE);
  const newest = listBackups(dataDir)[0];
  const wayBack =
    newest === undefined
      ? say('people.noBackups', { folder: dataDir })
      : say('people.restore', { backup: newest.people, name: basename(newest.people), folder: dataDir });
  return new PeopleBroken([say('people.broken', { file: join(dataDir, PEOPLE_FILE), complaint }), say('ledger.brokenCopy', { copy }), wayBack].join('\n'));
}
