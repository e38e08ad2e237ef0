import { existsSync } from 'node:fs';
import { startRedis } from '../support/redis.ts';
import { atEnd } from './support/at-end.ts';
import type { BuyersCalls, Rushed } from './support/buyers.ts';
import { startChild, stopChildren, type Child } from './support/children.ts';
import type { Figure, Line } from './support/figure.ts';
import { must, roundName } from './support/scene.ts';
import { LOCAL_PAY } from './support/local-pay.ts';
import type { ShopCalls } from './support/shop.ts';
import { median, rounded } from './support/sums.ts';

const BUYERS = 1_000;
const UNITS = 500;
const kinds = [
  { name: '16 in flight', inFlight: 16, standing: false },
  { name: '64 in flight', inFlight: 64, standing: false },
  { name: 'all at the payment step, 64 in flight', inFlight: 64, standing: true },
] as const;

/** Reserve, details, paid: a drop of 500 units and 1,000 people for each round. Exactly 500 must be sold, or the figure is broken. */
async function selling(
  nodes: readonly Child<ShopCalls>[],
  ports: readonly number[],
  buyers: Child<BuyersCalls>,
  kind: (typeof kinds)[number],
  where: string,
  count: number,
): Promise<readonly Line[]> {
  const shop = must(nodes[0]);
  const rounds: (Rushed & { readonly cpu: number })[] = [];
  for (const { dropId, sku } of await shop.ask('drops', count + 1, UNITS)) {
    const cookies = await shop.ask('viewers', BUYERS);
    const before = await Promise.all(nodes.map((node) => node.cpu()));
    const one = await buyers.ask('rush', ports, {
      dropId,
      sku,
      provider: LOCAL_PAY,
      cookies,
      inFlight: kind.inFlight,
      standing: kind.standing,
      name: roundName(),
    });
    const after = await Promise.all(nodes.map((node) => node.cpu()));
    for (const node of nodes) {
      const { sold, broken } = await node.ask('sold', dropId);
      if (one.paid !== UNITS || sold !== UNITS || one.turnedAway !== BUYERS - UNITS || broken.length > 0)
        throw new Error(`${one.paid} paid and ${sold} sold of ${UNITS}, ${one.turnedAway} turned away; ${[...one.odd, ...broken].join('; ')}`);
    }
    rounds.push({ ...one, cpu: after.reduce((sum, cpu, at) => sum + cpu - (before[at] ?? 0), 0) / UNITS });
    await shop.ask('end', dropId);
  }
  const kept = rounds.slice(1);
  const perSecond = median(kept.map(({ paid, ms }) => (paid * 1_000) / ms));
  const p99 = median(kept.map((one) => one.p99));
  const cpu = median(kept.map((one) => one.cpu));
  const ours = `${rounded(cpu)} µs each, ${rounded(perSecond)}/s, p50 ${rounded(median(kept.map((one) => one.p50)))} ms, p99 ${rounded(p99)} ms, exactly ${UNITS} sold ${rounds.length} times`;
  const peer = 'Vendure 13.9/s and 1,000 paid on 500, Medusa 2/s, another day on a like machine';
  const isUsual = nodes.length === 1 && kind.inFlight === 64 && !kind.standing;
  return [
    {
      name: `full checkouts${where}, ${kind.name}`,
      value: perSecond,
      unit: '/s',
      limit: 700,
      sense: 'at least',
      ours,
      peer,
      ...(isUsual ? { cost: { of: 'checkout', each: cpu } } : {}),
    },
    { name: `full checkout p99${where}, ${kind.name}`, value: p99, unit: 'ms', limit: 150, sense: 'at most', ours, peer },
  ];
}

export const checkouts: Figure = {
  name: 'checkouts',
  about: 'full checkouts a second, 1,000 buyers on 500 units',
  run: async (count) => {
    const shop = await startChild<ShopCalls>('shop');
    const buyers = await startChild<BuyersCalls>('buyers');
    const port = await shop.ask('open', {});
    const lines: Line[] = [];
    for (const kind of kinds) lines.push(...(await selling([shop], [port], buyers, kind, '', count)));
    await shop.ask('close');
    for (const child of [shop, buyers]) await child.stop();
    return lines;
  },
};

/** The same on two nodes of one Redis, every other buyer on the other node; the two, Redis and the buyers share the machine. */
export const checkoutsOnTwo: Figure = {
  name: 'checkouts-two',
  about: 'the same on two nodes, with Redis always',
  run: async (count) => {
    if (!existsSync('/usr/bin/redis-server')) throw new Error('redis-server is not installed');
    const redis = await startRedis('always');
    const remove = atEnd(() => redis.remove());
    try {
      const nodes = [await startChild<ShopCalls>('shop'), await startChild<ShopCalls>('shop')];
      const [first, second] = [must(nodes[0]), must(nodes[1])];
      const buyers = await startChild<BuyersCalls>('buyers');
      const ports = [await first.ask('open', { REDIS_URL: redis.url }), await second.ask('join', { REDIS_URL: redis.url })];
      const lines: Line[] = [];
      for (const kind of kinds) lines.push(...(await selling(nodes, ports, buyers, kind, ' on two nodes', count)));
      for (const node of nodes) await node.ask('close');
      for (const child of [...nodes, buyers]) await child.stop();
      return lines;
    } finally {
      await stopChildren();
      await remove();
    }
  },
};
