import { existsSync } from 'node:fs';
import { startRedis } from '../support/redis.ts';
import { atEnd } from './support/at-end.ts';
import { startChild } from './support/children.ts';
import type { Figure } from './support/figure.ts';
import type { RedisNodeCalls } from './support/redis-node.ts';
import { median, medianRatio, pairs, rounded } from './support/sums.ts';

const CLIENTS = 1_000;
const EACH = 3;

/** A thousand clients in the node's own process, each with its next claim once the last is durable: appendfsync always. */
export const redis: Figure = {
  name: 'redis',
  about: 'claims of one node on Redis, always durable',
  run: async (count) => {
    if (!existsSync('/usr/bin/redis-server')) throw new Error('redis-server is not installed');
    const server = await startRedis('always');
    const remove = atEnd(() => server.remove());
    const node = await startChild<RedisNodeCalls>('redis-node');
    try {
      await node.ask('open', server.url);
      const { ours, peer } = await pairs(
        count,
        async () => {
          await node.ask('prepare', CLIENTS * EACH);
          return node.ask('claims', CLIENTS, EACH);
        },
        () => node.ask('decrements', CLIENTS, EACH),
      );
      const perSecond = ({ ms }: { readonly ms: number }): number => (CLIENTS * EACH * 1_000) / ms;
      const say = (rounds: typeof ours): string =>
        `${rounded(median(rounds.map(({ cpu }) => cpu)))} µs of the node, ${rounded(median(rounds.map(perSecond)))}/s, p99 ${rounded(median(rounds.map(({ p99 }) => p99)))} ms`;
      return [{ name: 'claims of one node on Redis always, 1,000 clients', value: medianRatio(ours.map(perSecond), peer.map(perSecond)), unit: '×', limit: 0.7, sense: 'at least', ours: say(ours), peer: `${say(peer)} (one grouped Lua decrement)` }]; // prettier-ignore
    } finally {
      await node.ask('close').catch(() => undefined);
      await node.stop();
      await remove();
    }
  },
};
