import { existsSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppendPoint } from '../../../server/ledger/hooks.ts';
import { START } from '../../../server/ledger/ledger.ts';
import type { Ledger, Place } from '../../../server/ledger/ledger.ts';
import { openSqliteLedger } from '../../../server/ledger/sqlite.ts';
import { openSqlite } from '../../../server/disk/sqlite.ts';
import { batchAfter, isWhole } from './batches.ts';

/**
 * A process of its own beside, or instead of, the test's: `child.js <job> <dataDir> <arguments…>`.
 * It says what it does in lines on stdout, each written before the next thing is done: what was
 * said before a SIGKILL can be read after it.
 */
const say = (...words: readonly (string | number | boolean)[]): void => void writeSync(1, `${words.join(' ')}\n`);

async function appendSome(ledger: Ledger, from: Place, count: number, name: string): Promise<Place> {
  let place = from;
  for (let nth = 0; nth < count;) {
    const appended = await ledger.append(place, batchAfter(place, `${name}-${nth}`));
    if (appended.ok) {
      nth += 1;
      place = appended.place;
      say('acked', place.seq, place.batch);
    } else {
      place = await ledger.head();
    }
  }
  return place;
}

/** Appends beside whoever else has the folder. */
async function append(dataDir: string, count: number, name: string): Promise<void> {
  const ledger = await openSqliteLedger({ dataDir, exclusive: false, hooks: null });
  await appendSome(ledger, await ledger.head(), count, name);
  await ledger.close();
}

/** Has the folder until it is killed. */
async function hold(dataDir: string, count: number): Promise<void> {
  const ledger = await openSqliteLedger({ dataDir, exclusive: true, hooks: null });
  const place = await appendSome(ledger, await ledger.head(), count, 'held');
  await ledger.notePlace(place);
  // The place is written lazily; whoever kills this child counts on it.
  const noted = (): boolean => existsSync(`${dataDir}/place.json`) && readFileSync(`${dataDir}/place.json`, 'utf8').includes(`"${place.batch}"`);
  while (count > 0 && !noted()) await sleep(20);
  say('ready');
  await sleep(600_000);
}

/** Keeps every other writer waiting for so long. */
async function block(dataDir: string, ms: number): Promise<void> {
  const db = openSqlite(`${dataDir}/ledger.db`);
  db.exec('BEGIN IMMEDIATE');
  say('ready');
  await sleep(ms);
  db.exec('COMMIT');
  db.close();
}

/**
 * Says what the ledger holds, then appends for ever. At append `nth` and point `stopAt` it stands
 * still to be killed there; with `never` it goes on and is killed wherever it is.
 */
async function torture(dataDir: string, round: string, nth: number, stopAt: AppendPoint | 'replied' | 'never'): Promise<void> {
  let appends = 0;
  const stand = (point: string): void => {
    if (appends !== nth || point !== stopAt) return;
    say('standing', point);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  };
  const ledger = await openSqliteLedger({
    dataDir,
    exclusive: true,
    hooks: {
      reached: (point, batch) => {
        say(point, batch.id);
        stand(point);
      },
    },
  });
  for await (const batch of ledger.readAfter(START)) say('has', batch.first, batch.id, isWhole(batch) ? 'whole' : 'half');
  const known = await ledger.lastKnownPlace();
  // Throws LostTail where the place noted before the kill is not there.
  if (known !== null) for await (const _ of ledger.readAfter(known)) break;
  say('opened');
  let place = await ledger.head();
  for (; nth > 0;) {
    appends += 1;
    const appended = await ledger.append(place, batchAfter(place, `${round}-${appends}`));
    if (!appended.ok) throw new Error('somebody else appended');
    place = appended.place;
    say('acked', place.batch);
    stand('replied');
    await ledger.notePlace(place);
  }
  await ledger.close();
}

const [job, dataDir = '', first = '', second = '', third = ''] = process.argv.slice(2);
switch (job) {
  case 'append':
    await append(dataDir, Number(first), second);
    break;
  case 'hold':
    await hold(dataDir, Number(first));
    break;
  case 'block':
    await block(dataDir, Number(first));
    break;
  case 'torture':
    // The test passes nothing else.
    await torture(dataDir, first, Number(second), third as AppendPoint | 'replied' | 'never');
    break;
  default:
    throw new Error(`no job ${String(job)}`);
}
