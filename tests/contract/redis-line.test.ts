import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNodesClock } from '../../server/dispatch/redis-clock.ts';
import { examineRedis, redisLines } from '../../server/redis/examine.ts';
import { readPromises } from '../../server/redis/promises.ts';
import { openRedis } from '../../server/redis/line.ts';
import type { RedisLine } from '../../server/redis/line.ts';
import { runScript, script } from '../../server/redis/script.ts';
import { RedisUnavailable } from '../../server/redis/trouble.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

let redis: TestRedis;
let toClose: { close(): Promise<void> }[];
beforeEach(async () => {
  redis = await startRedis('no');
  toClose = [];
});
afterEach(async () => {
  for (const open of toClose.reverse()) await open.close();
  await redis.remove();
});
async function open(url = redis.url): Promise<RedisLine> {
  const line = await openRedis({ ...redis.at, url }, 'asking');
  toClose.push(line);
  return line;
}

describe('a line to Redis', () => {
  it('L6 a line cut before the reply refuses, and what was asked is done once and never sent again', async () => {
    const proxy = await tcpProxy(redis.port);
    toClose.push(proxy);
    const [cut, sure] = [await open(`redis://127.0.0.1:${proxy.port}`), await open()];
    for (let round = 1; round <= 5; round += 1) {
      const asked = cut.ask((on) => on.incr('count'));
      // Sent, then the line goes: the answer is on its way or was never asked for.
      setImmediate(() => proxy.cut());
      await asked.catch((error: unknown) => expect(error).toBeInstanceOf(RedisUnavailable));
      expect(await cut.ask((on) => on.ping())).toBe('PONG');
      expect(Number(await sure.ask((on) => on.get('count')))).toBeLessThanOrEqual(round);
    }
  });

  it('L7 a Redis that is there and silent refuses, and answers again on a new line', async () => {
    const line = await open();
    redis.freeze();
    await expect(line.ask((on) => on.ping())).rejects.toThrow(RedisUnavailable);
    redis.thaw();
    await until(() => line.isUp);
    expect(await line.ask((on) => on.ping())).toBe('PONG');
  });

  it('L7 a Redis that is gone refuses in words, and the line comes back by itself', async () => {
    const line = await open();
    let returned = 0;
    line.onReturn(() => (returned += 1));
    await redis.kill();
    await expect(line.ask((on) => on.ping())).rejects.toThrow('Redis gives no clear answer');
    await redis.start();
    await until(() => line.isUp);
    expect(await line.ask((on) => on.ping())).toBe('PONG');
    expect(returned).toBe(1);
  });

  it('a refusal for want of memory is “not now”, a bug is a bug, also inside a script', async () => {
    const line = await open();
    const write = script(`return redis.call('SET', KEYS[1], ARGV[1])`);
    expect(await line.ask((on) => runScript(on, write, ['key'], ['x']))).toBe('OK');
    await line.ask((on) => on.script('FLUSH'));
    expect(await line.ask((on) => runScript(on, write, ['key'], ['x']))).toBe('OK');
    await line.ask((on) => on.config('SET', 'maxmemory', '1'));
    await expect(line.ask((on) => on.set('key', 'y'))).rejects.toThrow(RedisUnavailable);
    await expect(line.ask((on) => runScript(on, write, ['key'], ['y']))).rejects.toThrow(RedisUnavailable);
    await expect(line.ask((on) => on.call('NONSENSE'))).rejects.toThrow('unknown command');
  });
});

describe('what a Redis is set to promise', () => {
  const said = async (): Promise<string> => (await examineRedis(redis.at)).map(({ ok, what, mend }) => `${ok ? '+' : '-'} ${what} ${mend}`).join('\n');

  it('L3 the doctor says what appendfsync keeps and maxmemory-policy throws away, as they are set now', async () => {
    const line = await open();
    const set = (name: string, value: string) => line.ask((on) => on.config('SET', name, value));
    await set('appendfsync', 'always');
    expect(await said()).toMatch(/\+ .*appendfsync always.*\n\+ .*noeviction/u);
    await set('appendfsync', 'everysec');
    expect(await said()).toMatch(/- .*once a second.*Set appendonly yes/u);
    await set('appendonly', 'no');
    await set('maxmemory-policy', 'allkeys-lru');
    expect(await said()).toMatch(/- .*appendonly no.*\n- .*may throw away.*allkeys-lru/u);
  });

  it('L3 where CONFIG is forbidden the doctor says that it cannot be known', async () => {
    const line = await open();
    await line.ask((on) => on.acl('SETUSER', 'guest', 'on', '>pw', '~*', '+@all', '-config'));
    const guest = await open(`redis://guest:pw@127.0.0.1:${redis.port}`);
    const promises = await readPromises(guest);
    expect(promises).toMatchObject({ appendonly: 'yes', appendfsync: null, maxmemoryPolicy: 'noeviction' });
    expect(redisLines(promises).map(({ what }) => what)).toContainEqual(expect.stringContaining('cannot be known'));
  });

  it('T2 nodes take their time from Redis, and keep it while Redis is away', async () => {
    const line = await open();
    const clock = await openNodesClock(line);
    expect(Math.abs(clock.drift())).toBeLessThan(1_000);
    await redis.kill();
    const before = clock.now();
    expect(before).toBeLessThanOrEqual(clock.now());
    clock.stop();
  });
});
