import type { BuyersCalls } from './support/buyers.ts';
import { startChild } from './support/children.ts';
import type { FarmCalls } from './support/farm.ts';
import type { Figure } from './support/figure.ts';
import type { RawHttpCalls } from './support/raw-http.ts';
import type { RawWsCalls } from './support/raw-ws.ts';
import { allDone, claims, must, roundName } from './support/scene.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, medianRatio, pairs, rounded } from './support/sums.ts';

const CLAIMS = 2_000;
const IN_FLIGHT = 64;

interface Round {
  /** µs for each claim. */
  readonly cpu: number;
  readonly perSecond: number;
}
const say = (rounds: readonly Round[]): string =>
  `${rounded(median(rounds.map(({ cpu }) => cpu)))} µs, ${rounded(median(rounds.map(({ perSecond }) => perSecond)))}/s`;
const ratio = (ours: readonly Round[], peer: readonly Round[]): number => medianRatio(ours.map(({ cpu }) => cpu), peer.map(({ cpu }) => cpu)); // prettier-ignore

/** Viewers with cookies, a new one for each claim, on kept-alive connections. */
export const claimHttp: Figure = {
  name: 'claim-http',
  about: 'CPU per durable hold.place over HTTP',
  run: async (count) => {
    const shop = await startChild<ShopCalls>('shop');
    const raw = await startChild<RawHttpCalls>('raw-http');
    const buyers = await startChild<BuyersCalls>('buyers');
    const port = await shop.ask('open', {});
    const rawPort = await raw.ask('open');
    const drops = await shop.ask('drops', Math.ceil((count + 1) / 4), 10_000);
    let at = 0;
    const round = async (server: typeof shop | typeof raw, to: number): Promise<Round> => {
      // Both are sent the same bytes.
      const asked = claims(must(drops[Math.floor(at / 4) % drops.length]), await shop.ask('viewers', CLAIMS), `http://127.0.0.1:${port}`, roundName());
      let ms = 0;
      const cpu = await server.cpuOf(async () => {
        const answered = await buyers.ask('run', to, IN_FLIGHT, asked);
        allDone(answered);
        ({ ms } = answered);
      });
      return { cpu: cpu / CLAIMS, perSecond: (CLAIMS * 1_000) / ms };
    };
    const { ours, peer } = await pairs(
      count,
      () => round(shop, port).finally(() => (at += 1)),
      () => round(raw, rawPort),
    );
    await shop.ask('close');
    for (const child of [shop, raw, buyers]) await child.stop();
    return [{ name: 'CPU per durable hold.place over HTTP', value: ratio(ours, peer), unit: '×', limit: 2, sense: 'at most', ours: say(ours), peer: `${say(peer)} (node:http parsing the same JSON)`, cost: { of: 'claim', each: median(ours.map(({ cpu }) => cpu)) } }]; // prettier-ignore
  },
};

/** Keys that claim on behalf of somebody, a new one for each claim: a viewer's own socket would add the telling of it, which is another figure. */
export const claimSocket: Figure = {
  name: 'claim-socket',
  about: 'CPU per durable hold.place over sockets',
  run: async (count) => {
    const shop = await startChild<ShopCalls>('shop');
    const raw = await startChild<RawWsCalls>('raw-ws');
    const ourFarm = await startChild<FarmCalls>('farm');
    const rawFarm = await startChild<FarmCalls>('farm');
    const port = await shop.ask('open', {});
    const rawPort = await raw.ask('open');
    const drops = await shop.ask('drops', Math.ceil((count + 1) / 4), 10_000);
    await ourFarm.ask('connect', { port, count: IN_FLIGHT, speaks: 'live', keys: await shop.ask('keys', IN_FLIGHT, 'bot'), greeting: null });
    await rawFarm.ask('connect', { port: rawPort, count: IN_FLIGHT, speaks: 'raw', keys: [], greeting: null });
    let at = 0;
    const round = async (server: typeof shop | typeof raw, farm: typeof ourFarm, head: string, tail: string): Promise<Round> => {
      const drop = must(drops[Math.floor(at / 4) % drops.length]);
      const name = roundName();
      const texts = Array.from({ length: CLAIMS }, (_, one) => {
        const input = { dropId: drop.dropId, lines: [{ sku: drop.sku, quantity: 1 }], onBehalfOf: `twitch:${name}-${one}` };
        return `${head}${JSON.stringify({ id: `${name}-claim-${one}`, name: 'hold.place', input })}${tail}`;
      });
      let ms = 0;
      const cpu = await server.cpuOf(async () => {
        const answers = await farm.ask('commands', texts);
        if (answers.refused > 0) throw new Error(`${answers.refused} claims were refused`);
        ({ ms } = answers);
      });
      return { cpu: cpu / CLAIMS, perSecond: (CLAIMS * 1_000) / ms };
    };
    const { ours, peer } = await pairs(
      count,
      () => round(shop, ourFarm, '42/live,#["command",', ']').finally(() => (at += 1)),
      () => round(raw, rawFarm, '', ''),
    );
    for (const child of [shop, raw]) await child.ask('close');
    for (const child of [shop, raw, ourFarm, rawFarm]) await child.stop();
    return [{ name: 'CPU per durable hold.place over sockets', value: ratio(ours, peer), unit: '×', limit: 2.5, sense: 'at most', ours: say(ours), peer: `${say(peer)} (raw ws, the same JSON echoed)` }]; // prettier-ignore
  },
};

const WATCHING = 5_000;
/** Claims over HTTP with nobody watching, and with 5,000 sockets that are told of each change. */
export const watched: Figure = {
  name: 'watched',
  about: 'claims while 5,000 viewers watch',
  run: async (count) => {
    const scene = async (watchers: number) => {
      const shop = await startChild<ShopCalls>('shop');
      const buyers = await startChild<BuyersCalls>('buyers');
      const farm = await startChild<FarmCalls>('farm');
      const port = await shop.ask('open', {});
      const drops = await shop.ask('drops', Math.ceil((count + 1) / 3), 10_000);
      if (watchers > 0) await farm.ask('connect', { port, count: watchers, speaks: 'live', keys: [], greeting: null });
      await buyers.ask('connect', port, 1_000);
      let at = 0;
      /** A rush of a thousand at once, then two thousand more with 64 in flight. */
      const round = async (): Promise<{ readonly rush: number; readonly steady: number }> => {
        const drop = must(drops[Math.floor(at / 3) % drops.length]);
        at += 1;
        const timed = async (n: number, inFlight: number): Promise<number> => {
          await farm.ask('settled', 100, 10_000);
          const answered = await buyers.ask('run', port, inFlight, claims(drop, await shop.ask('viewers', n), `http://127.0.0.1:${port}`, roundName()));
          allDone(answered);
          return (n * 1_000) / answered.ms;
        };
        return { rush: await timed(1_000, 1_000), steady: await timed(CLAIMS, IN_FLIGHT) };
      };
      const close = async (): Promise<void> => {
        await shop.ask('close');
        for (const child of [shop, buyers, farm]) await child.stop();
      };
      return { round, close };
    };
    const none = await scene(0);
    const many = await scene(WATCHING);
    const { ours, peer } = await pairs(count, many.round, none.round);
    await many.close();
    await none.close();
    const line = (name: string, of: (round: { readonly rush: number; readonly steady: number }) => number) => ({
      name, value: medianRatio(ours.map(of), peer.map(of)), unit: '×', limit: 0.7, sense: 'at least' as const,
      ours: `${rounded(median(ours.map(of)))} claims/s`, peer: `${rounded(median(peer.map(of)))} claims/s with nobody watching`,
    }); // prettier-ignore
    return [
      line('claims while 5,000 watch, a rush of 1,000', ({ rush }) => rush),
      line('claims while 5,000 watch, 64 in flight without end', ({ steady }) => steady),
    ];
  },
};
