import { existsSync, readFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Core, Outcome } from '../../server/dispatch/core.ts';
import { START } from '../../server/ledger/ledger.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { openRedisLedger } from '../../server/ledger/redis.ts';
import { openMemoryPeople } from '../../server/people/memory.ts';
import type { People } from '../../server/people/people.ts';
import { coreOptions, createCore, done, handClock, openDrop, owner, placing } from '../support/core-rig.ts';
import type { HandClock } from '../support/core-rig.ts';
import { readAll } from '../support/ledger/batches.ts';
import { newFolder } from '../support/ledger/folders.ts';
import type { Folder } from '../support/ledger/folders.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const T0 = Date.UTC(2026, 0, 11, 12, 0, 0);
const code = (outcome: Outcome): string => (outcome.ok ? 'ok' : outcome.refused.refused);

let redis: TestRedis;
let folder: Folder;
let people: People;
let clock: HandClock;
let running: { core: Core; ledger: Ledger }[];
beforeEach(async () => {
  redis = await startRedis('always');
  folder = newFolder();
  people = openMemoryPeople();
  clock = handClock(T0);
  running = [];
});
afterEach(async () => {
  await stopAll();
  await redis.remove();
  folder.remove();
});
async function stopAll(): Promise<void> {
  for (const { core, ledger } of running.splice(0)) {
    await core.stop();
    await ledger.close();
  }
}
async function node(name: string): Promise<Core> {
  const ledger = await openRedisLedger({ at: redis.at, dataDir: join(folder.path, name), isServer: true, time: null, hooks: null });
  const core = await createCore({ ...coreOptions(clock), ledger, people });
  running.push({ core, ledger });
  return core;
}
const both = (): Promise<Core[]> => Promise.all([node('a'), node('b')]);
/** Every epoch in the ledger: from where what was before it is lost. */
async function epochs(): Promise<number[]> {
  const batches = await readAll(running[0]!.ledger.readAfter(START));
  return batches.flatMap(({ events }) => events.flatMap((event) => (event.type === 'LedgerOpened' && 'lostFrom' in event ? [Number(event.lostFrom)] : [])));
}
const noted = async (core: Core, name: string): Promise<void> => {
  const path = join(folder.path, name, 'place.json');
  await until(() => existsSync(path) && readFileSync(path, 'utf8').includes(`"seq":${core.health().seq},`));
};
/** The log that Redis goes on writing to. */
const aof = (): string => {
  const dir = join(redis.dir, 'appendonlydir');
  return join(
    dir,
    readdirSync(dir).find((name) => name.endsWith('.incr.aof'))!,
  );
};

describe('nodes on one Redis', () => {
  it('S1 L5 a Redis that is killed and comes back with its log whole loses nothing: no new epoch, and both sell on', async () => {
    const [a, b] = await both();
    const dropId = await openDrop(a!, clock, 6);
    expect(code(await placing(b!, dropId, 'ana'))).toBe('ok');
    await redis.kill();
    expect(code(await placing(a!, dropId, 'ben', 'asked-twice'))).toBe('try-again');
    await redis.start();
    await until(async () => code(await placing(a!, dropId, 'ben', 'asked-twice')) === 'ok');
    await until(async () => code(await placing(b!, dropId, 'cem')) === 'ok');
    await until(() => a!.state.holds.size === 3 && b!.state.holds.size === 3);
    expect(await epochs()).toEqual([0]);
    // Restarted along with it: the same.
    await stopAll();
    await redis.kill();
    await redis.start();
    const [again] = await both();
    expect(again!.state.holds.size).toBe(3);
    expect(await epochs()).toEqual([0]);
  });

  it('L5 a log that lost its end, everything restarted at once: one new epoch, found by the places on the nodes’ own disks', async () => {
    const [a, b] = await both();
    const dropId = await openDrop(a!, clock, 6);
    const kept = a!.health().seq;
    const whole = statSync(aof()).size;
    for (const who of ['ana', 'ben', 'cem']) expect(code(await placing(b!, dropId, who))).toBe('ok');
    await until(() => a!.health().seq === b!.health().seq);
    await Promise.all([noted(a!, 'a'), noted(b!, 'b')]);
    const nodes = running.splice(0);
    await redis.kill();
    for (const { core, ledger } of nodes) {
      await core.stop();
      await ledger.close();
    }
    // Whole commands, and half of one behind them, as a power cut leaves it.
    truncateSync(aof(), whole + 20);
    await redis.start();
    const [c, d] = await both();
    await until(() => [c!, d!].every((core) => core.health().ready && core.health().closed));
    expect(await epochs()).toEqual([0, kept + 1]);
    expect(c!.health().epoch).toBe(d!.health().epoch);
    expect(code(await placing(d!, dropId, 'dua'))).toBe('shop-closed');
    await done(c!, owner, 'shop.reopen', {});
    await until(() => !d!.health().closed);
  });

  it('L5 a tail that is lost under running nodes: one of them opens the epoch, the other takes it over, and nothing is sold', async () => {
    const [a, b] = await both();
    const dropId = await openDrop(a!, clock, 6);
    const kept = a!.health().seq;
    const putBack = await redis.remember();
    expect(code(await placing(a!, dropId, 'ana'))).toBe('ok');
    await until(() => b!.health().seq === a!.health().seq);
    await putBack();
    await until(() => [a!, b!].every((core) => core.health().ready && core.health().closed));
    expect(await epochs()).toEqual([0, kept + 1]);
    expect(a!.health().epoch).toBe(b!.health().epoch);
    expect(code(await placing(b!, dropId, 'ben'))).toBe('shop-closed');
  });
});
