import fc from 'fast-check';
import { commandNames, type CommandName } from '@protocol/commands.ts';
import type { Decide } from '../../server/shop/decide.ts';
import { evolve, evolveAccepted, evolvePlace, evolveBatch, type ShopBatch } from '../../server/shop/evolve.ts';
import type { ShopEvent } from '../../server/shop/events.ts';
import { brokenRules } from '../../server/shop/invariants.ts';
import { dumpState, newState, type State } from '../../server/shop/state.ts';
import { Evening, STEP_BELOW } from './evening.ts';

/**
 * Half of the evenings: two test files run one half each, on a core of their own. 100,000 in all with
 * DROPCAST_FULL=1 (`npm run torture`), fewer where every suite runs.
 */
export const HALF = process.env['DROPCAST_FULL'] === '1' ? 50_000 : 4_000;
export const seed = Number(process.env['DROPCAST_SEED'] ?? Math.floor(Math.random() * 2 ** 30));
export const evenings = fc.array(fc.nat(STEP_BELOW), { minLength: 30, maxLength: 40, size: 'max' });

/** Replays the ledger event by event and asks every stock rule at every seq. `atCut` is the state behind that many batches. */
export function checkEverySeq(batches: readonly ShopBatch[], cut: number): { readonly state: State; readonly atCut: string } {
  const state = newState();
  let atCut = dumpState(state);
  for (const [n, batch] of batches.entries()) {
    let index = 0;
    for (const accepted of batch.accepted) {
      const first = batch.first + index;
      for (let i = 0; i < accepted.events; i += 1, index += 1) {
        evolve(state, batch.events[index] as ShopEvent, { seq: batch.first + index, at: batch.at, actor: accepted.actor });
        const broken = brokenRules(state);
        if (broken.length > 0) throw new Error(`at seq ${batch.first + index} (${accepted.name}): ${broken.join('; ')}`);
      }
      evolveAccepted(state, accepted, first, batch.at);
    }
    evolvePlace(state, batch, batch.first + batch.events.length - 1);
    if (n + 1 === cut) atCut = dumpState(state);
  }
  return { state, atCut };
}
export const play = (how: Decide | null, numbers: readonly number[]): Evening => {
  const evening = new Evening(how);
  for (let i = 0; i < numbers.length; i += 1) {
    const number = numbers[i] ?? 0;
    // Every fifth pair shares a batch.
    if (number % 5 === 0 && i + 1 < numbers.length) evening.step(number, numbers[(i += 1)] ?? null);
    else evening.step(number, null);
  }
  return evening;
};

/**
 * Plays `runs` random evenings through the real core. Throws at the first broken rule, with the shortest
 * evening that breaks it. Answers the commands that no evening had accepted: there should be none.
 */
export function anyEvening(runs: number, from: number): readonly CommandName[] {
  const seen = new Map<CommandName, number>();
  const refusals = new Map<string, number>();
  let commandsRun = 0;
  const began = process.cpuUsage();
  fc.assert(
    fc.property(evenings, (numbers) => {
      const evening = play(null, numbers);
      const batches = evening.world.batches as readonly ShopBatch[];
      // Any prefix: where the replay was at that point is where its batches alone lead.
      const cut = (numbers[0] ?? 0) % batches.length;
      const { state, atCut } = checkEverySeq(batches, cut);
      if (dumpState(state) !== dumpState(evening.world.state)) throw new Error('the replayed state is another one');
      const prefix = newState();
      for (const batch of batches.slice(0, cut)) evolveBatch(prefix, batch);
      if (dumpState(prefix) !== atCut) throw new Error(`the first ${cut} batches replay to another state`);
      for (const [name, tally] of evening.seen) {
        commandsRun += tally.asked;
        seen.set(name, (seen.get(name) ?? 0) + tally.accepted);
      }
      for (const [code, n] of evening.refusals) refusals.set(code, (refusals.get(code) ?? 0) + n);
    }),
    { numRuns: runs, seed: from, verbose: false },
  );
  console.log(
    `properties: seed ${from}, ${runs} evenings, ${commandsRun} commands in ${Math.round(process.cpuUsage(began).user / 1e6)} s of CPU; refusals seen: ${[...refusals.keys()].sort().join(' ')}`,
  );
  return commandNames.filter((name) => (seen.get(name) ?? 0) === 0);
}
