import { server as words } from '@locales/en.json';
import { basename, join } from 'node:path';
import { speaker } from '@protocol/words.ts';
import { copyAside, listBackups } from '../disk/backups.ts';
import { LedgerBroken } from './ledger.ts';

const say = speaker(words, 'en');
export const LEDGER_FILE = 'ledger.db';

/** The error for a ledger that cannot be read: copied aside, and in words where the copy is, what there is to go back to, and how. */
export function brokenLedger(dataDir: string, complaint: string): LedgerBroken {
  const copy = copyAside(dataDir, LEDGER_FILE);
  const backups = listBackups(dataDir).map((paths) => paths.ledger);
  const newest = backups[0];
  const lines = [
    say('ledger.broken', { file: join(dataDir, LEDGER_FILE), complaint }),
    say('ledger.brokenCopy', { copy }),
    ...(newest === undefined
      ? [say('ledger.noBackups', { folder: dataDir })]
      : [
          say('ledger.backups', { list: backups.map((path) => basename(path)).join(', ') }),
          say('ledger.restore', { backup: newest, people: newest.replace(/\.db$/u, '.people.db'), folder: dataDir }),
        ]),
  ];
  return new LedgerBroken(lines.join('\n'));
}
