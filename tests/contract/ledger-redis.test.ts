import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { buildScript } from '../support/ledger/children.ts';
import type { ChildScript } from '../support/ledger/children.ts';
import { redisWorld } from '../support/ledger/worlds.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { ledgerSuite } from './ledger-suite.ts';

let script: ChildScript;
let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis('always');
  script = await buildScript(join(import.meta.dirname, '../support/ledger/redis-child.ts'));
});
afterAll(async () => {
  script.remove();
  await redis.remove();
});

ledgerSuite('redis', () => redisWorld(redis, script));
