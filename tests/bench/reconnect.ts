import { startChild } from './support/children.ts';
import type { FarmCalls } from './support/farm.ts';
import type { Figure } from './support/figure.ts';
import type { RawWsCalls } from './support/raw-ws.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, medianRatio, pairs, rounded } from './support/sums.ts';

const SOCKETS = 5_000;

/** Everybody lost the line in the same moment. The peer answers one message with as many bytes as our first picture has. */
export const reconnect: Figure = {
  name: 'reconnect',
  about: '5,000 sockets reconnecting at once',
  run: async (count) => {
    const shop = await startChild<ShopCalls>('shop');
    const raw = await startChild<RawWsCalls>('raw-ws');
    const ourFarm = await startChild<FarmCalls>('farm');
    const rawFarm = await startChild<FarmCalls>('farm');
    const port = await shop.ask('open', {});
    const rawPort = await raw.ask('open');
    await shop.ask('drops', 1, 1_000);
    await raw.ask('says', await shop.ask('picture'));
    await ourFarm.ask('connect', { port, count: SOCKETS, speaks: 'live', keys: [], greeting: null });
    await rawFarm.ask('connect', { port: rawPort, count: SOCKETS, speaks: 'raw', keys: [], greeting: '{"hello":1}' });
    const round = async (server: typeof shop | typeof raw, farm: typeof ourFarm): Promise<{ readonly cpu: number; readonly ms: number }> => {
      let ms = 0;
      const cpu = await server.cpuOf(async () => {
        ms = await farm.ask('reconnect');
      });
      const fresh = await farm.ask('fresh');
      if (fresh !== SOCKETS) throw new Error(`${fresh} of ${SOCKETS} came back`);
      return { cpu: cpu / SOCKETS, ms };
    };
    const { ours, peer } = await pairs(count, () => round(shop, ourFarm), () => round(raw, rawFarm)); // prettier-ignore
    for (const child of [shop, raw]) await child.ask('close');
    for (const child of [shop, raw, ourFarm, rawFarm]) await child.stop();
    const say = (rounds: typeof ours): string =>
      `${rounded(median(rounds.map(({ cpu }) => cpu)))} µs each, all fresh after ${rounded(median(rounds.map(({ ms }) => ms)))} ms`;
    const line = (name: string, of: (round: { readonly cpu: number; readonly ms: number }) => number) => ({ name, value: medianRatio(ours.map(of), peer.map(of)), unit: '×', limit: 1.5, sense: 'at most' as const, ours: say(ours), peer: `${say(peer)} (raw ws, a picture of the same size)` }); // prettier-ignore
    return [
      { ...line('5,000 reconnecting at once, CPU each', ({ cpu }) => cpu), cost: { of: 'reconnect', each: median(ours.map(({ cpu }) => cpu)) } },
      line('5,000 reconnecting at once, all fresh', ({ ms }) => ms),
    ];
  },
};
