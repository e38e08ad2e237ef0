import { LedgerUnavailable, START, placeOf } from '../../../server/ledger/ledger.ts';
import type { Appended, Batch } from '../../../server/ledger/ledger.ts';
import { openRedisLedger } from '../../../server/ledger/redis.ts';
import type { TestRedis } from '../redis.ts';
import { tcpProxy } from '../tcp-proxy.ts';
import { batchAfter } from './batches.ts';
import { newFolder } from './folders.ts';

export interface Cuts {
  /** Stood, and the answer was lost. */
  readonly unheard: number;
  /** Did not stand, and was sent again. */
  readonly undone: number;
  /** What the ledger holds at the end, by id and in order. */
  readonly ids: readonly string[];
  readonly appended: readonly string[];
}

/** Appends `count` batches one by one over a line that is reset at each: every other time when the answer comes back, else at some moment. */
export async function cutLines(redis: TestRedis, prefix: string, count: number, random: () => number): Promise<Cuts> {
  const proxy = await tcpProxy(redis.port);
  const folder = newFolder();
  const at = { url: `redis://127.0.0.1:${proxy.port}`, prefix };
  const ledger = await openRedisLedger({ at, dataDir: folder.path, isServer: true, time: null, hooks: null });
  let [unheard, undone] = [0, 0];
  let place = START;
  const appended: string[] = [];
  /** As the core does it: an append without an answer is looked up by its id (L6). */
  const tried = async (batch: Batch): Promise<Appended | null> => {
    try {
      return await ledger.append(place, batch);
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      if ((await sure(() => ledger.batchById(batch.id))) === null) return null;
      unheard += 1;
      return { ok: true, place: placeOf(batch) };
    }
  };
  for (let nth = 0; nth < count; nth += 1) {
    const batch = { ...batchAfter(place, `cut-${nth}`), events: [{ type: 'Noted', v: 1, nth }] };
    if (nth % 2 === 0) proxy.cutAtReply();
    else setTimeout(() => proxy.cut(), random() * 2);
    let result = await tried(batch);
    for (; result === null; undone += 1) result = await tried(batch);
    if (!result.ok) throw new Error(`${batch.id} met ${result.missed.map(({ id }) => id).join()}: it was added twice`);
    place = result.place;
    appended.push(batch.id);
  }
  await ledger.close();
  const sound = await openRedisLedger({ at: { url: redis.url, prefix }, dataDir: folder.path, isServer: false, time: null, hooks: null });
  const ids: string[] = [];
  for await (const batch of sound.readAfter(START)) ids.push(batch.id);
  await sound.close();
  await proxy.close();
  folder.remove();
  return { unheard, undone, ids, appended };
}

/** Asks until there is an answer: the line is cut again at any moment. */
async function sure<T>(look: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
    }
  }
}
