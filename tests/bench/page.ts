import type { BuyersCalls } from './support/buyers.ts';
import { startChild } from './support/children.ts';
import type { Figure } from './support/figure.ts';
import type { RawHttpCalls } from './support/raw-http.ts';
import { allDone, must } from './support/scene.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, medianRatio, pairs, rounded } from './support/sums.ts';

const REQUESTS = 2_000;
const IN_FLIGHT = 64;

/** A product page as a CDN fetches it, and `/live`, against node:http sending the same bytes under the same headers. */
export const page: Figure = {
  name: 'page',
  about: 'product page from the node',
  run: async (count) => {
    const shop = await startChild<ShopCalls>('shop');
    const raw = await startChild<RawHttpCalls>('raw-http');
    const buyers = await startChild<BuyersCalls>('buyers');
    const port = await shop.ask('open', {});
    const rawPort = await raw.ask('open');
    const drop = must((await shop.ask('drops', 1, 100))[0]);
    const lines = [];
    for (const [name, path] of [
      ['product page', `/d/${drop.code}`],
      ['/live/*.json', '/live/now.json'],
    ] as const) {
      const asked = { method: 'GET' as const, path, headers: ['Accept: text/html,*/*'], body: null };
      const { status, head, body } = await buyers.ask('one', port, asked);
      if (status !== 200) throw new Error(`${path} answered ${status}`);
      const headers = head.split('\r\n').slice(1).filter((header) => !/^(?:connection|keep-alive|date|transfer-encoding):/iu.test(header)); // prettier-ignore
      await raw.ask('serves', body, headers.flatMap((header) => [header.slice(0, header.indexOf(':')), header.slice(header.indexOf(':') + 2)])); // prettier-ignore
      const round = async (server: typeof shop | typeof raw, to: number): Promise<{ readonly cpu: number; readonly perSecond: number }> => {
        let ms = 0;
        const cpu = await server.cpuOf(async () => {
          const answered = await buyers.ask('repeat', to, IN_FLIGHT, asked, REQUESTS);
          allDone(answered);
          ({ ms } = answered);
        });
        return { cpu: cpu / REQUESTS, perSecond: (REQUESTS * 1_000) / ms };
      };
      const { ours, peer } = await pairs(count, () => round(shop, port), () => round(raw, rawPort)); // prettier-ignore
      const say = (rounds: typeof ours): string =>
        `${rounded(median(rounds.map(({ cpu }) => cpu)))} µs, ${rounded(median(rounds.map(({ perSecond }) => perSecond)))}/s`;
      lines.push({
        name: `${name}, requests per second of CPU`, value: medianRatio(peer.map(({ cpu }) => cpu), ours.map(({ cpu }) => cpu)), unit: '×', limit: 0.7, sense: 'at least' as const,
        ours: say(ours), peer: `${say(peer)} (node:http, the same ${Buffer.byteLength(body)} bytes)`,
        cost: { of: name === 'product page' ? ('page' as const) : ('live' as const), each: median(ours.map(({ cpu }) => cpu)) },
      }); // prettier-ignore
    }
    await shop.ask('close');
    for (const child of [shop, raw, buyers]) await child.stop();
    return lines;
  },
};
