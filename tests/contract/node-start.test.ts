import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerUnfit, START } from '../../server/ledger/ledger.ts';
import { mediaLines } from '../../server/media-mark.ts';
import { linesText, nodeLines } from '../../server/node-lines.ts';
import { openRedis } from '../../server/redis/line.ts';
import { storesOf, type Stores } from '../../server/stores.ts';
import { batchAfter } from '../support/ledger/batches.ts';
import { newFolder, type Folder } from '../support/ledger/folders.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

/** What a node finds where it starts: its folder, its Redis, the folder for pictures. */
const settingsKey = Buffer.alloc(32, 7).toString('base64');
let redis: TestRedis;
let folder: Folder;
let opened: Stores[];
beforeEach(async () => {
  redis = await startRedis('always');
  folder = newFolder();
  opened = [];
});
afterEach(async () => {
  for (const stores of opened) await stores.close();
  await redis.remove();
  folder.remove();
});
const open = async (name: string, redisUrl: string | null = redis.url): Promise<Stores> => {
  const stores = await storesOf({ redisUrl, dataDir: join(folder.path, name), settingsKey }, true)();
  opened.push(stores);
  return stores;
};

describe('a folder is of one kind of shop', () => {
  it('L5 a node does not take the folder of a single machine, whose place would make all in Redis look lost', async () => {
    await (await open('single', null)).close();
    const refused = open('single');
    await expect(refused).rejects.toThrow(LedgerUnfit);
    await expect(refused).rejects.toThrow(/ledger\.db.*folder of its own \(DATA_DIR\)/u);
  });
  it('L5 without REDIS_URL no empty shop opens in a node’s folder, and nothing is left in it', async () => {
    const node = await open('node');
    await node.ledger.append(START, { ...batchAfter(START, 'first'), at: Date.now() });
    await node.ledger.notePlace(await node.ledger.head());
    await node.close();
    const before = readdirSync(join(folder.path, 'node'));
    await expect(open('node', null)).rejects.toThrow(/whose shop is in Redis.*REDIS_URL/u);
    expect(readdirSync(join(folder.path, 'node'))).toEqual(before);
    expect(await (await open('node')).ledger.head()).toMatchObject({ batch: 'first' });
  });
});

describe('a Redis that is not as it should be', () => {
  it('L7 a node starts on one without room too, and reads: it may be what the others restart for', async () => {
    const first = await open('a');
    await first.ledger.append(START, { ...batchAfter(START, 'first'), at: Date.now() });
    const line = await openRedis(redis.at, 'asking');
    await line.ask((on) => on.config('SET', 'maxmemory', '1'));
    await line.close();
    const second = await open('b');
    expect(await second.ledger.head()).toEqual(await first.ledger.head());
    expect(second.people.secret()).toEqual(first.people.secret());
  });
  it('L3 a copy of another Redis is not sold on, and an account that may ask nothing about it is told that nothing can be known', async () => {
    const line = await openRedis(redis.at, 'asking');
    await line.ask((on) => on.acl('SETUSER', 'guest', 'on', '>pw', '~*', '+@all', '-@dangerous'));
    const guest = `redis://guest:pw@127.0.0.1:${redis.port}`;
    await (await open('guest', guest)).close();
    const said = linesText(await nodeLines({ redisUrl: guest, mediaDir: join(folder.path, 'media') }, true)).join('\n');
    expect(said.match(/cannot be known/gu)).toHaveLength(2);
    // Of one that is not there: a copy that was never made is one all the same.
    await line.ask((on) => on.call('REPLICAOF', '127.0.0.1', '1'));
    await line.close();
    await expect(open('b')).rejects.toThrow(/copy of another one/u);
  });
  it('L3 every start says what it promises, good or bad, and what to do', async () => {
    const mediaDir = join(folder.path, 'media');
    const said = async (): Promise<string> => linesText(await nodeLines({ redisUrl: redis.url, mediaDir }, true)).join('\n');
    expect(await said()).toMatch(/^ok +Redis 7.*\nok +.*appendfsync always.*\nok +.*noeviction.*\nok +Pictures are kept in .*$/u);
    const line = await openRedis(redis.at, 'asking');
    await line.ask((on) => on.config('SET', 'appendfsync', 'everysec'));
    await line.close();
    expect(await said()).toMatch(/\nto do +.*once a second.*\n +→ Set appendonly yes/u);
    expect(await nodeLines({ redisUrl: null, mediaDir }, true)).toEqual([]);
  });
});

describe('the folder for pictures', () => {
  const of = async (name: string, mayMark = true): Promise<boolean> => {
    const [line] = await mediaLines(redis.at, join(folder.path, name), mayMark);
    return line?.ok === true;
  };
  it('is the same for all: nodes that begin with one at once agree, another one is told, and what to do', async () => {
    expect(await Promise.all(['shared', 'shared', 'shared'].map((name) => of(name)))).toEqual([true, true, true]);
    expect(await of('own')).toBe(false);
    expect(await of('shared')).toBe(true);
    const [line] = await mediaLines(redis.at, join(folder.path, 'own'), true);
    expect(line?.mend).toMatch(/same MEDIA_DIR.*redis-cli DEL \{dropcast\}:media/u);
  });
  it('is only looked at by a tool, and one that cannot be written is told', async () => {
    mkdirSync(join(folder.path, 'empty'), { recursive: true });
    expect(await of('empty', false)).toBe(true);
    expect(readdirSync(join(folder.path, 'empty'))).toEqual([]);
    writeFileSync(join(folder.path, 'file'), '');
    expect(await of('file')).toBe(false);
  });
});
