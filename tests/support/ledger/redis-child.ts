import { writeSync } from 'node:fs';
import { openRedisLedger, USUAL_TIME } from '../../../server/ledger/redis.ts';
import type { Ledger } from '../../../server/ledger/ledger.ts';
import { batchAfter } from './batches.ts';

/**
 * A node of its own on a Redis: `redis-child.js <job> <url> <prefix> <dataDir> <count> <name>`. Each line on stdout is written before the
 * next thing is done.
 */
const say = (...words: readonly (string | number)[]): void => void writeSync(1, `${words.join(' ')}\n`);
const [job, url = '', prefix = '', dataDir = '', count = '0', name = ''] = process.argv.slice(2);

async function append(ledger: Ledger, wanted: number): Promise<void> {
  let place = await ledger.head();
  let tries = 0;
  for (let nth = 0; nth < wanted;) {
    tries += 1;
    const appended = await ledger.append(place, batchAfter(place, `${name}-${nth}`));
    if (appended.ok) {
      place = appended.place;
      nth += 1;
      say('acked', tries, place.batch);
      tries = 0;
    } else {
      const last = appended.missed.at(-1);
      if (last !== undefined) place = { seq: last.first + last.events.length - 1, batch: last.id };
    }
  }
}

const ledger = await openRedisLedger({ at: { url, prefix }, dataDir, isServer: true, time: job === 'timed' ? USUAL_TIME : null, hooks: null });
say('ready');
await append(ledger, Number(count));
await ledger.close();
