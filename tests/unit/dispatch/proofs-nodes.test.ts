import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import { afterEach, expect, it } from 'vitest';
import type { CommandResult } from '@protocol/commands.ts';
import type { Core, Outcome } from '../../../server/dispatch/core.ts';
import { MemoryStore, openMemoryLedger } from '../../../server/ledger/memory.ts';
import { openMemoryPeople } from '../../../server/people/memory.ts';
import { ask, coreOptions, createCore, done, handClock, openDrop, viewer } from '../../support/core-rig.ts';

const running: Core[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((core) => core.stop()));
});
const why = (outcome: Outcome): unknown => (outcome.ok ? 'ok' : `${outcome.refused.refused} ${String(outcome.refused.details['why'])}`);

it('L2 a proof made for one node is good at another, once: what was spent anywhere is spent everywhere', async () => {
  const [store, people, clock] = [new MemoryStore(), openMemoryPeople(), handClock(Date.UTC(2026, 0, 11, 12))];
  const node = async (): Promise<Core> => {
    const core = await createCore({ ...coreOptions(clock), ledger: openMemoryLedger(store), people });
    running.push(core);
    return core;
  };
  const [one, other] = [await node(), await node()];
  const dropId = await openDrop(one, clock, 8);
  const place = (core: Core, name: string, proof?: string): Promise<Outcome> =>
    ask(core, { ...viewer(name), network: '203.0.113.7' }, 'hold.place', {
      dropId,
      lines: [{ sku: 'BAG', quantity: 1 }],
      ...(proof === undefined ? {} : { proof }),
    });
  // A network's share without a proof is two of these eight, on whichever nodes they ask.
  expect([why(await place(one, 'a')), why(await place(other, 'b'))]).toEqual(['ok', 'ok']);
  const asked = await place(one, 'c');
  expect(why(asked)).toBe('prove-first crowded');
  // Sent along with this refusal.
  const challenge = (asked.ok ? {} : asked.refused.details)['challenge'] as Challenge;
  const solution = await solveChallenge({ challenge, deriveKey });
  const proof = Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
  const placed = await place(other, 'c', proof);
  expect(why(placed)).toBe('ok');
  // Just accepted.
  const { holdId } = (placed as { readonly result: CommandResult<'hold.place'> }).result;
  await done(other, viewer('c'), 'hold.release', { holdId });
  expect(why(await place(one, 'c', proof))).toBe('prove-first spent');
});
