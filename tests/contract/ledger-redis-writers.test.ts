import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LedgerUnavailable, LedgerUnfit, START, lastSeq, placeOf } from '../../server/ledger/ledger.ts';
import type { Batch, Ledger, Place } from '../../server/ledger/ledger.ts';
import { appendScript } from '../../server/ledger/redis-append.ts';
import { follow } from '../../server/ledger/redis-follower.ts';
import type { Head } from '../../server/ledger/redis-follower.ts';
import { USUAL_TIME, openRedisLedger } from '../../server/ledger/redis.ts';
import { openRedis } from '../../server/redis/line.ts';
import type { RedisAt, RedisLine } from '../../server/redis/line.ts';
import { listOf } from '../../server/redis/replies.ts';
import { runScript, script as luaScript } from '../../server/redis/script.ts';
import { batchAfter, readAll } from '../support/ledger/batches.ts';
import { buildScript, startChild } from '../support/ledger/children.ts';
import type { ChildScript } from '../support/ledger/children.ts';
import { newFolder } from '../support/ledger/folders.ts';
import type { Folder } from '../support/ledger/folders.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

let script: ChildScript;
let redis: TestRedis;
let folder: Folder;
let at: RedisAt;
let toClose: { close(): Promise<void> }[] = [];
let worlds = 0;
beforeAll(async () => {
  redis = await startRedis('always');
  script = await buildScript(join(import.meta.dirname, '../support/ledger/redis-child.ts'));
});
afterAll(async () => {
  script.remove();
  await redis.remove();
});
beforeEach(() => {
  folder = newFolder();
  at = { ...redis.at, prefix: `{writers-${(worlds += 1)}}:` };
});
afterEach(async () => {
  for (const open of toClose) await open.close();
  toClose = [];
  folder.remove();
});
async function node(name: string, time: typeof USUAL_TIME | null = null): Promise<Ledger> {
  const ledger = await openRedisLedger({ at, dataDir: join(folder.path, name), isServer: true, time, hooks: null });
  toClose.push(ledger);
  return ledger;
}
async function asking(): Promise<RedisLine> {
  const line = await openRedis(at, 'asking');
  toClose.push(line);
  return line;
}
const small = (place: Place, id: string, time = 1_700_000_000_000 + place.seq): Batch => ({
  ...batchAfter(place, id),
  at: time,
  events: [{ type: 'Noted', v: 1 }],
});

/** Appends so many, deciding anew on each conflict; answers how many tries each took. */
async function write(ledger: Ledger, name: string, count: number, thinking: number): Promise<number[]> {
  const tries: number[] = [];
  let place = await ledger.head();
  for (let nth = 0; nth < count; nth += 1) {
    for (let tried = 1; ; tried += 1) {
      // Deciding takes a moment, and in it another may be first.
      await sleep(Math.random() * thinking);
      const appended = await ledger.append(place, small(place, `${name}-${nth}`));
      if (appended.ok) {
        place = appended.place;
        tries.push(tried);
        break;
      }
      place = placeOf(appended.missed.at(-1)!);
    }
  }
  return tries;
}
function expectUnbroken(batches: readonly Batch[]): void {
  let next = 1;
  for (const batch of batches) {
    expect(batch.first).toBe(next);
    next = lastSeq(batch) + 1;
  }
  expect(new Set(batches.map(({ id }) => id)).size).toBe(batches.length);
}

describe('several writers on one Redis', () => {
  it.each([2, 4])('L1 L2 %i writers at once: all of them get on, nothing is lost or there twice, and none is starved', async (count) => {
    const writers = await Promise.all(Array.from({ length: count }, (_, nth) => node(`w${nth}`)));
    const each = 40;
    // One of them is slow to decide: without a turn it would always be too late.
    const tries = await Promise.all(writers.map((ledger, nth) => write(ledger, `w${nth}`, nth === 0 ? each / 4 : each, nth === 0 ? 12 : 2)));
    const batches = await readAll(writers[0]!.readAfter(START));
    expectUnbroken(batches);
    expect(batches).toHaveLength(each * (count - 1) + each / 4);
    const most = Math.max(...tries.flat());
    console.info(`${count} writers: at most ${most} tries for one batch`);
    expect(most).toBeLessThan(25);
  });

  it('L1 the control: with the comparison off, two writers sell the same from the same place', async () => {
    const line = await asking();
    const blind = luaScript(appendScript.lua.replace('if seq ~= ARGV[1] or batch ~= ARGV[2] then', "ARGV[3] = string.format('%d', seq + 1)\nif false then"));
    const sell = async (with_: typeof appendScript, place: Place, id: string): Promise<unknown> => {
      const batch = small(place, id);
      const args = [place.seq, place.batch, lastSeq(batch), id, batch.at, JSON.stringify(batch), id, 0, '', ''];
      return listOf(await line.ask((on) => runScript(on, with_, ['events', 'head', 'turn'].map(line.key), args)))[0];
    };
    expect([await sell(appendScript, START, 'a'), await sell(appendScript, START, 'b')]).toEqual(['added', 'moved']);
    const place = { seq: 1, batch: 'a' };
    expect([await sell(blind, place, 'c'), await sell(blind, place, 'd')]).toEqual(['added', 'added']);
  });

  it('L1 a writer that sleeps in its turn keeps the others for a moment and no longer, and does no harm when it wakes', async () => {
    const sleeper = startChild(script, 'append', at.url, at.prefix, join(folder.path, 'sleeper'), 100_000, 'sleeper');
    await sleeper.until('acked');
    const line = await asking();
    const head = await line.ask((on) => on.xrevrange(line.key('head'), '+', '-', 'COUNT', 1));
    const name = String(listOf(listOf(listOf(head)[0])[1])[5]);
    process.kill(sleeper.pid, 'SIGSTOP');
    await line.ask((on) => on.set(line.key('turn'), name, 'PX', 250));
    const others = [await node('a'), await node('b')];
    await Promise.all(others.map((ledger, nth) => write(ledger, `other-${nth}`, 10, 1)));
    const before = sleeper.lines.length;
    process.kill(sleeper.pid, 'SIGCONT');
    await new Promise<void>((resolve) => sleeper.onLine(() => sleeper.lines.length > before + 5 && resolve()));
    sleeper.kill();
    await sleeper.ended;
    const batches = await readAll(others[0]!.readAfter(START));
    expectUnbroken(batches);
    const ids = new Set(batches.map(({ id }) => id));
    for (const ledger of [0, 1]) for (let nth = 0; nth < 10; nth += 1) expect(ids.has(`other-${ledger}-${nth}`)).toBe(true);
    for (const said of sleeper.lines) if (said.startsWith('acked ')) expect(ids.has(said.split(' ')[2]!)).toBe(true);
  });

  it('T2 what was decided long ago, or for a time that is not yet, is refused with “try again” and leaves nothing', async () => {
    const ledger = await node('a', USUAL_TIME);
    const now = Date.now();
    const day = 86_400_000;
    await expect(ledger.append(START, small(START, 'late', now - 12 * 60_000))).rejects.toThrow('Ask again');
    await expect(ledger.append(START, small(START, 'early', now + 2 * day))).rejects.toThrow('Ask again');
    expect(await ledger.head()).toEqual(START);
    expect(await ledger.append(START, small(START, 'now', now))).toMatchObject({ ok: true });
  });

  it('L7 a Redis without room refuses with “try again”, reading goes on, and it takes on when there is room', async () => {
    const [ledger, line] = [await node('a'), await asking()];
    await ledger.append(START, small(START, 'first'));
    const place = await ledger.head();
    await line.ask((on) => on.config('SET', 'maxmemory', '1'));
    await expect(ledger.append(place, small(place, 'full'))).rejects.toThrow(LedgerUnavailable);
    expect(await ledger.batchById('full')).toBeNull();
    expect(await readAll(ledger.readAfter(START))).toHaveLength(1);
    await line.ask((on) => on.config('SET', 'maxmemory', '0'));
    expect(await ledger.append(place, small(place, 'again'))).toMatchObject({ ok: true });
  });

  it('L3 no server opens on a Redis that may throw away what it acknowledged; an audit reads it all the same', async () => {
    const line = await asking();
    await line.ask((on) => on.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    try {
      await expect(node('a')).rejects.toThrow(LedgerUnfit);
      const audit = await openRedisLedger({ at, dataDir: join(folder.path, 'audit'), isServer: false, time: null, hooks: null });
      expect(await audit.head()).toEqual(START);
      await audit.close();
    } finally {
      await line.ask((on) => on.config('SET', 'maxmemory-policy', 'noeviction'));
    }
  });

  it('L2 a batch of another’s is heard of when it is added, not when the head is looked at next', async () => {
    const writer = await node('a');
    await writer.append(START, small(START, 'before'));
    let looks = 0;
    const added: Head[] = [];
    const stop = follow(at, { added: (head) => added.push(head), looked: () => (looks += 1), mark: () => null, failed: () => undefined });
    await until(() => looks > 0);
    const place = await writer.head();
    await writer.append(place, small(place, 'other'));
    await until(() => added.length > 0);
    expect(added).toMatchObject([{ seq: 2, batch: 'other' }]);
    await stop();
  });
});
