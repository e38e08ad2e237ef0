import type { FarmCalls } from './support/farm.ts';
import type { Figure, Line } from './support/figure.ts';
import { startChild } from './support/children.ts';
import type { RawWsCalls } from './support/raw-ws.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, medianRatio, pairs, rounded } from './support/sums.ts';

interface Round {
  /** µs of the server for each message that arrived. */
  readonly cpu: number;
  readonly p99: number;
}

/** Patches to a crowd, against `ws` sending as many bytes as often with the frame encoded once. */
const fanOut = (thousands: number, patches: number, everyMs: number): Figure => ({
  name: `fan-out-${thousands}k`,
  about: `CPU per delivered patch at ${thousands},000 sockets`,
  run: async (count) => {
    const sockets = thousands * 1_000;
    const shop = await startChild<ShopCalls>('shop');
    const raw = await startChild<RawWsCalls>('raw-ws');
    const ourFarm = await startChild<FarmCalls>('farm');
    const rawFarm = await startChild<FarmCalls>('farm');
    const port = await shop.ask('open', {});
    const rawPort = await raw.ask('open');
    const [drop] = await shop.ask('drops', 1, 10_000);
    if (drop === undefined) throw new Error('no drop');
    await ourFarm.ask('connect', { port, count: sockets, speaks: 'live', keys: [], greeting: null });
    await rawFarm.ask('connect', { port: rawPort, count: sockets, speaks: 'raw', keys: [], greeting: null });
    // As many bytes as ours, without engine.io's and socket.io's few.
    await ourFarm.ask('listen', 0, false);
    await shop.ask('tick', drop, 1, 100);
    await ourFarm.ask('settled', 300, 10_000);
    const size = (await ourFarm.ask('heard')).last.replace(/^[^[]*/u, '').length;

    const round = async (farm: typeof ourFarm, server: typeof shop | typeof raw, clock: number, tick: () => Promise<void>): Promise<Round> => {
      await farm.ask('settled', 60, 5_000);
      await farm.ask('listen', clock, false);
      const cpu = await server.cpuOf(async () => {
        await tick();
        if (!(await farm.ask('hears', patches * sockets, 30_000))) throw new Error('patches were lost');
      });
      const heard = await farm.ask('heard');
      if (heard.gaps > 0) throw new Error(`${heard.gaps} gaps`);
      return { cpu: cpu / heard.messages, p99: heard.p99 };
    };
    const { ours, peer } = await pairs(
      count,
      async () => round(ourFarm, shop, await shop.ask('clock'), () => shop.ask('tick', drop, patches, everyMs)),
      () => round(rawFarm, raw, 0, () => raw.ask('tick', size, patches, everyMs)),
    );
    for (const child of [shop, raw]) await child.ask('close');
    for (const child of [shop, raw, ourFarm, rawFarm]) await child.stop();

    const cpu = (rounds: readonly Round[]): readonly number[] => rounds.map((one) => one.cpu);
    const p99 = (rounds: readonly Round[]): readonly number[] => rounds.map((one) => one.p99);
    const say = (rounds: readonly Round[]): string => `${rounded(median(cpu(rounds)))} µs, p99 ${rounded(median(p99(rounds)))} ms`;
    const lines: Line[] = [
      { name: `CPU per delivered patch, ${thousands}k sockets`, value: medianRatio(cpu(ours), cpu(peer)), unit: '×', limit: 1.15, sense: 'at most', ours: say(ours), peer: `${say(peer)} (raw ws, frame encoded once, ${size} bytes)`, ...(thousands === 5 ? { cost: { of: 'patch' as const, each: median(cpu(ours)) } } : {}) },
    ]; // prettier-ignore
    if (thousands === 5)
      lines.push({ name: 'delivery p99, 5k sockets', value: medianRatio(p99(ours), p99(peer)), unit: '×', limit: 1.3, sense: 'at most', ours: `${rounded(median(p99(ours)))} ms`, peer: `${rounded(median(p99(peer)))} ms (raw ws)` }); // prettier-ignore
    return lines;
  },
});

export const fanOut1k = fanOut(1, 20, 70);
export const fanOut5k = fanOut(5, 12, 200);
export const fanOut10k = fanOut(10, 8, 400);
