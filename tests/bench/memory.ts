import type { BareIoCalls } from './support/bare-io.ts';
import { startChild, type Child } from './support/children.ts';
import type { Crowd, FarmCalls } from './support/farm.ts';
import type { Figure } from './support/figure.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, medianRatio, pairs, rounded } from './support/sums.ts';

const VIEWERS = 2_000;

/** A fresh process each time; first a few hundred that leave again, so that what is made once is there already. */
async function grownBy(
  server: Pick<Child<never>, 'memory'>,
  crowd: Omit<Crowd, 'count' | 'keys' | 'greeting'>,
): Promise<{ readonly used: number; readonly rss: number }> {
  const farm = await startChild<FarmCalls>('farm');
  const all = { ...crowd, keys: [], greeting: null };
  await farm.ask('connect', { ...all, count: 300 });
  await farm.ask('leave');
  const before = await server.memory();
  await farm.ask('connect', { ...all, count: VIEWERS });
  const after = await server.memory();
  await farm.stop();
  return { used: (after.heap + after.outside - before.heap - before.outside) / VIEWERS, rss: (after.rss - before.rss) / VIEWERS };
}

export const memory: Figure = {
  name: 'memory',
  about: 'memory per viewer',
  run: async (count) => {
    const { ours, peer } = await pairs(
      count,
      async () => {
        const shop = await startChild<ShopCalls>('shop');
        const grown = await grownBy(shop, { port: await shop.ask('open', {}), speaks: 'live' });
        await shop.ask('close');
        await shop.stop();
        return grown;
      },
      async () => {
        const bare = await startChild<BareIoCalls>('bare-io');
        const grown = await grownBy(bare, { port: await bare.ask('open'), speaks: 'socket.io' });
        await bare.stop();
        return grown;
      },
    );
    const say = (rounds: typeof ours): string =>
      `${rounded(median(rounds.map(({ used }) => used)) / 1_000)} kB in use, ${rounded(median(rounds.map(({ rss }) => rss)) / 1_000)} kB of the process`;
    return [{ name: 'memory per viewer', value: medianRatio(ours.map(({ used }) => used), peer.map(({ used }) => used)), unit: '×', limit: 1.1, sense: 'at most', ours: say(ours), peer: `${say(peer)} (socket.io, websocket only)`, cost: { of: 'viewer', each: median(ours.map(({ rss }) => Math.max(rss, 0))) } }]; // prettier-ignore
  },
};
