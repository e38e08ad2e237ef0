import type { AppendCalls } from './support/append.ts';
import type { BuyersCalls } from './support/buyers.ts';
import { startChild } from './support/children.ts';
import type { Figure } from './support/figure.ts';
import { allDone, claims, must, roundName } from './support/scene.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, medianRatio, pairs, rounded } from './support/sums.ts';

const CROWD = 1_000;
/** Each of the thousand comes back so often, as somebody else: one press of all would be one single batch. */
const EACH = 3;

/** A thousand connections, each with a claim in flight, over HTTP; the peer's thousand clients sit in its own process. */
export const rush: Figure = {
  name: 'rush',
  about: 'p99 of a claim in a rush of 1,000 buyers',
  run: async (count) => {
    const shop = await startChild<ShopCalls>('shop');
    const append = await startChild<AppendCalls>('append');
    const buyers = await startChild<BuyersCalls>('buyers');
    const port = await shop.ask('open', {});
    const rawPort = await append.ask('open');
    const drops = await shop.ask('drops', Math.ceil((count + 1) / 3), 10_000);
    for (const to of [port, rawPort]) await buyers.ask('connect', to, CROWD);
    let at = 0;
    const asked = async () => {
      const drop = must(drops[Math.floor(at / 3) % drops.length]);
      at += 1;
      return claims(drop, await shop.ask('viewers', CROWD * EACH), `http://127.0.0.1:${port}`, roundName());
    };
    const own = async (): Promise<number> => {
      const answered = await buyers.ask('run', port, CROWD, await asked());
      allDone(answered);
      return answered.p99;
    };
    const sample = must(claims(must(drops[0]), ['x'], '', 'sample')[0]).body ?? '';
    const alone = await pairs(count, own, () => append.ask('clients', CROWD, EACH, sample));
    at = 0;
    const repeated = { method: 'POST' as const, path: '/', headers: [], body: sample };
    // The same wire on both sides: what is left is the shop.
    const wire: number[] = [];
    for (let round = 0; round <= count; round += 1) {
      const answered = await buyers.ask('repeat', rawPort, CROWD, repeated, CROWD * EACH);
      if (round > 0) wire.push(answered.p99);
    }
    await shop.ask('close');
    await append.ask('close');
    for (const child of [shop, append, buyers]) await child.stop();
    const ours = `${rounded(median(alone.ours))} ms over HTTP`;
    return [
      { name: 'p99 of a claim, 1,000 buyers in flight', value: medianRatio(alone.ours, alone.peer), unit: '×', limit: 2, sense: 'at most', ours, peer: `${rounded(median(alone.peer))} ms, the grouped SQLite append alone, asked in its own process` },
      { name: 'the same, the append alone asked over node:http', value: median(alone.ours) / median(wire), unit: '×', limit: 2, sense: 'at most', ours, peer: `${rounded(median(wire))} ms, node:http and the grouped append` },
    ]; // prettier-ignore
  },
};
