import { afterAll, beforeAll } from 'vitest';
import { buildChild } from '../support/ledger/children.ts';
import type { ChildScript } from '../support/ledger/children.ts';
import { memoryWorld, sqliteWorld } from '../support/ledger/worlds.ts';
import { ledgerSuite } from './ledger-suite.ts';

let script: ChildScript;
beforeAll(async () => {
  script = await buildChild();
});
afterAll(() => script.remove());

ledgerSuite('memory', memoryWorld);
ledgerSuite('sqlite', () => sqliteWorld(script));
