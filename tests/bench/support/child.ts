import { answerAs, type Calls } from './answering.ts';

/** Every process of the bench but the bench itself: `child.js <job>`. Each loads its own code alone. */
const jobs: Readonly<Record<string, () => Promise<Calls>>> = {
  shop: async () => (await import('./shop.ts')).shopCalls(),
  'raw-ws': async () => (await import('./raw-ws.ts')).rawWsCalls(),
  'raw-http': async () => (await import('./raw-http.ts')).rawHttpCalls(),
  farm: async () => (await import('./farm.ts')).farmCalls(),
  append: async () => (await import('./append.ts')).appendCalls(),
  deciding: async () => (await import('./deciding.ts')).decidingCalls(),
  growing: async () => (await import('./growing.ts')).growingCalls(),
  'redis-node': async () => (await import('./redis-node.ts')).redisNodeCalls(),
  'bare-io': async () => (await import('./bare-io.ts')).bareIoCalls(),
  buyers: async () => (await import('./buyers.ts')).buyersCalls(),
};

const job = process.argv[2] ?? '';
const make = jobs[job];
if (make === undefined) throw new Error(`no such job: ${job}`);
answerAs(await make());
