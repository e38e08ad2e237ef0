import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { openRedisLedger, USUAL_TIME } from '../../../server/ledger/redis.ts';
import type { Core } from '../../../server/dispatch/core.ts';
import { DEFAULT_PREFIX } from '../../../server/redis/line.ts';
import { coreOptions, createCore, done, freshId, handClock, host, owner, placing } from '../../support/core-rig.ts';
import { quantile } from './sums.ts';

/** The core of one node on a Redis, asked in its own process; and beside it one grouped Lua decrement for as many. */
const decrement = `
local left = tonumber(redis.call('get', KEYS[1]) or ARGV[2])
local done = 0
for at = 1, tonumber(ARGV[1]) do if left > 0 then left = left - 1; done = done + 1 end end
redis.call('set', KEYS[1], left)
return done`;

export interface Rushed {
  readonly ms: number;
  readonly p99: number;
  readonly cpu: number;
}
async function clients(count: number, each: number, one: () => Promise<void>): Promise<Rushed> {
  const took: number[] = [];
  const before = process.cpuUsage();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: count }, async () => {
      for (let at = 0; at < each; at += 1) {
        const from = performance.now();
        await one();
        took.push(performance.now() - from);
      }
    }),
  );
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { ms, p99: quantile(took, 0.99), cpu: (user + system) / (count * each) };
}

export function redisNodeCalls() {
  const clock = handClock(Date.now());
  const dataDir = mkdtempSync(join(tmpdir(), 'dropcast-bench-'));
  let core: Core | null = null;
  let plain: Redis | null = null;
  let drops = 0;
  let dropId = '';
  const node = (): Core => {
    if (core === null) throw new Error('the node is not open');
    return core;
  };
  /** `placing` names its one product. */
  const planned = async (units: number): Promise<void> => {
    drops += 1;
    if (dropId !== '') await done(node(), host, 'drop.end', { dropId });
    if (drops > 1) await done(node(), host, 'variant.adjust', { sku: 'BAG', onHand: units * drops, reason: 'more' });
    const { showId } = { showId: node().state.single('showId') ?? '' };
    ({ dropId } = await done(node(), host, 'drop.plan', { showId, title: 'Bag', mode: 'hold', lines: [{ sku: 'BAG', allotted: units, price: 1000 }], minutes: 60, holdSeconds: 3_600, perViewer: 1 })); // prettier-ignore
    await done(node(), host, 'drop.fire', { dropId, expectOnAir: null });
    clock.forward(3_000);
  };
  return {
    open: async (url: string): Promise<void> => {
      const ledger = await openRedisLedger({ at: { url, prefix: DEFAULT_PREFIX }, dataDir, isServer: true, time: USUAL_TIME, hooks: null });
      core = await createCore({ ...coreOptions(clock), ledger });
      plain = new Redis(url);
      await done(core, owner, 'shop.configure', { name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'UTC', seller: { name: 'A', address: 'B', email: 'a@b.ie' }, returnsUrl: 'https://b.ie' }); // prettier-ignore
      await done(core, host, 'product.save', { handle: 'bag', title: 'Bag', body: '', vendor: '', pictures: [], options: [], variants: [{ sku: 'BAG', options: [], price: 1000, compareAt: null, cost: null, grams: null, onHand: 10_000 }] }); // prettier-ignore
      const { showId } = await done(core, host, 'show.plan', { title: 'Sunday', startsAt: clock.now(), minutes: 60 });
      await done(core, host, 'show.start', { showId });
    },
    /** A drop of its own for each round. */
    prepare: (units: number): Promise<void> => planned(units),
    claims: (count: number, each: number): Promise<Rushed> =>
      clients(count, each, async () => {
        const id = freshId();
        const outcome = await placing(node(), dropId, `v${id}`, id);
        if (!outcome.ok) throw new Error(`a claim was refused: ${outcome.refused.refused}`);
      }),
    decrements: async (count: number, each: number): Promise<Rushed> => {
      let queue: (() => void)[] = [];
      const send = async (): Promise<void> => {
        const batch = queue;
        queue = [];
        await plain?.eval(decrement, 1, 'left', batch.length, 1_000_000_000);
        for (const settled of batch) settled();
      };
      return clients(
        count,
        each,
        () =>
          new Promise((resolve) => {
            queue.push(resolve);
            if (queue.length === 1) setImmediate(() => void send());
          }),
      );
    },
    close: async (): Promise<void> => {
      await core?.stop();
      plain?.disconnect();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
export type RedisNodeCalls = ReturnType<typeof redisNodeCalls>;
