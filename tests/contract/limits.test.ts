import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { memoryLimiter, type Limiter, type MakeLimiter } from '../../server/ports/limits.ts';
import { openRedis, type RedisLine } from '../../server/redis/line.ts';
import { sharedLimiter } from '../../server/shared-limits.ts';
import { newShop } from '../support/redis-people.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let lines: RedisLine[] = [];
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  for (const line of lines) await line.close();
  lines = [];
});
afterAll(() => redis.remove());
const node = async (prefix: string): Promise<MakeLimiter> => {
  const line = await openRedis({ url: redis.url, prefix }, 'asking');
  lines.push(line);
  return sharedLimiter(line, new Uint8Array(32));
};
/** How many of `n` go through, one after the other. */
const through = async (limiters: readonly Limiter[], who: string, n: number): Promise<number> => {
  let gone = 0;
  for (let i = 0; i < n; i += 1) if ((await limiters[i % limiters.length]?.wait(who)) === null) gone += 1;
  return gone;
};

describe.each(Object.entries({ memory: () => Promise.resolve(memoryLimiter), redis: () => node(newShop()) }))('limits: %s', (_kind, open) => {
  it('P1 so many go through, the next is told how long to wait, and others are others', async () => {
    const limiter = (await open())('log-ins', 5, 600);
    expect(await through([limiter], '10.0.0.1', 9)).toBe(5);
    const wait = await limiter.wait('10.0.0.1');
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(600_000);
    expect(await limiter.wait('10.0.0.2')).toBeNull();
    await limiter.forget('10.0.0.1');
    expect(await limiter.wait('10.0.0.1')).toBeNull();
  });
});

describe('limits of several nodes', () => {
  it('P1 a guess counts wherever it is made; each node by itself would give as many again', async () => {
    const shop = newShop();
    const [one, other] = [(await node(shop))('log-ins', 6, 600), (await node(shop))('log-ins', 6, 600)];
    expect(await through([one, other], 'here', 20)).toBe(6);
    const [alone, apart] = [memoryLimiter('log-ins', 6, 600), memoryLimiter('log-ins', 6, 600)];
    expect(await through([alone, apart], 'here', 20)).toBe(12);
  });

  it('L8 nobody’s address stands in Redis', async () => {
    const limiter = (await node(newShop()))('log-ins', 6, 600);
    await limiter.wait('203.0.113.77');
    const files = join(redis.dir, 'appendonlydir');
    const bytes = readdirSync(files).map((name) => readFileSync(join(files, name), 'latin1')).join(''); // prettier-ignore
    expect(bytes).toContain('limit:log-ins');
    expect(bytes).not.toContain('203.0.113.77');
  });

  it('L7 without Redis each node counts by itself: nobody is shut out, and nobody guesses for ever', async () => {
    const limiter = (await node(newShop()))('log-ins', 6, 600);
    expect(await through([limiter], 'here', 2)).toBe(2);
    await redis.kill();
    expect(await through([limiter], 'here', 20)).toBe(6);
    await limiter.forget('here');
    expect(await limiter.wait('here')).toBeNull();
    await redis.start();
  });
});
