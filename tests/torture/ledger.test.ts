import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildChild, startChild } from '../support/ledger/children.ts';
import type { Child, ChildScript } from '../support/ledger/children.ts';
import { newFolder } from '../support/ledger/folders.ts';

/**
 * A server that appends without pause is killed with SIGKILL, and what stands in its ledger at the
 * next start is compared with what it had acknowledged. Where each kill landed is read from the last
 * thing the victim said, not from what was aimed at.
 */
const rounds = process.env['DROPCAST_FULL'] === '1' ? 200 : 30;

/** What the last line says about where it was: each is written before the next thing is done. */
const phases = {
  asked: 'before the transaction',
  begun: 'in the transaction, before the insert',
  inserted: 'inserted, before the commit',
  commit: 'in the commit: write and fsync',
  durable: 'after the fsync, before the reply',
  replied: 'after the reply',
} as const;
type Phase = keyof typeof phases;
const order: readonly Phase[] = ['asked', 'begun', 'inserted', 'commit', 'durable', 'replied'];

let script: ChildScript;
beforeAll(async () => {
  script = await buildChild();
});
afterAll(() => script.remove());

/** Kills it so many hundred microseconds after it said what was waited for: an awaited timer would be a millisecond late. */
function killAfter(child: Child, tenthsOfMs: number): void {
  const until = performance.now() + tenthsOfMs / 10;
  while (performance.now() < until);
  child.kill();
}

function whereKilled(lines: readonly string[]): Phase {
  const last = lines.at(-1) ?? '';
  const word = last.split(' ')[0];
  if (word === 'standing') {
    const point = last.split(' ')[1];
    return order.find((phase) => phase === point) ?? 'replied';
  }
  switch (word) {
    case 'asked':
    case 'begun':
    case 'durable':
      return word;
    // It was not made to stand still there, so the commit had begun.
    case 'inserted':
      return 'commit';
    default:
      return 'replied';
  }
}

it(`L3 L1 killed ${rounds} times between append, fsync and reply: all that was acknowledged is there, once and whole`, async () => {
  const seed = randomInt(2 ** 31);
  console.log(`seed ${seed} (for the choice of append and delay; where a kill lands is the machine's)`);
  const chance = random(seed);
  const folder = newFolder();
  const acknowledged = new Set<string>();
  /** Asked for and never answered: may be there or not, but then whole. */
  const unanswered = new Set<string>();
  const landed = new Map<Phase, number>();
  let survivors = 0;
  /** What the last kill must have left: `durable` was on the disk, before the commit nothing was. */
  let mustBe: { readonly id: string; readonly there: boolean } | null = null;
  let children: Child[] = [];

  const compare = (lines: readonly string[], round: number): void => {
    const has = lines.filter((line) => line.startsWith('has ')).map((line) => line.split(' '));
    const ids = has.map((words) => words[2] ?? '');
    expect(new Set(ids).size, `round ${round}: something is there twice`).toBe(ids.length);
    expect(
      has.filter((words) => words[3] !== 'whole'),
      `round ${round}: something is there by half`,
    ).toEqual([]);
    const there = new Set(ids);
    expect(
      [...acknowledged].filter((id) => !there.has(id)),
      `round ${round}: acknowledged and lost`,
    ).toEqual([]);
    expect(
      ids.filter((id) => !acknowledged.has(id) && !unanswered.has(id)),
      `round ${round}: nobody asked for it`,
    ).toEqual([]);
    if (mustBe !== null) expect(there.has(mustBe.id), `round ${round}: ${mustBe.id}`).toBe(mustBe.there);
    for (const id of ids) {
      if (!unanswered.delete(id)) continue;
      survivors += 1;
      // A reader has seen it: from now on it must stay like any other.
      acknowledged.add(id);
    }
  };

  try {
    // A run in which no kill landed in some phase proves nothing about it: more rounds, within reason.
    for (let round = 0; round < rounds || (landed.size < order.length && round < rounds * 3); round++) {
      const aim = order[round % order.length] ?? 'commit';
      const nth = 1 + chance(12);
      const child = startChild(script, 'torture', folder.path, `r${round}`, nth, aim === 'commit' ? 'never' : aim);
      children = [child];
      let inserts = 0;
      child.onLine((line) => {
        if (line.startsWith('standing')) child.kill();
        else if (aim === 'commit' && line.startsWith('inserted') && ++inserts === nth) killAfter(child, chance(12));
      });
      const how = await child.ended;
      expect(how, `round ${round} ended by itself`).toMatchObject({ signal: 'SIGKILL' });
      expect(child.lines).toContain('opened');
      compare(child.lines, round);
      const phase = whereKilled(child.lines);
      landed.set(phase, (landed.get(phase) ?? 0) + 1);
      const inFlight = child.lines.findLast((line) => line.startsWith('asked'))?.split(' ')[1] ?? '';
      mustBe = phase === 'commit' ? null : { id: inFlight, there: phase === 'durable' || phase === 'replied' };
      for (const line of child.lines) {
        const [word, id = ''] = line.split(' ');
        if (word === 'asked') unanswered.add(id);
        if (word === 'acked') {
          acknowledged.add(id);
          unanswered.delete(id);
        }
      }
    }
    const last = startChild(script, 'torture', folder.path, 'last', 0, 'never');
    children = [last];
    expect(await last.ended).toMatchObject({ code: 0 });
    compare(last.lines, rounds);
  } finally {
    for (const child of children) child.kill();
    folder.remove();
  }
  console.log(
    [
      `${[...landed.values()].reduce((sum, n) => sum + n, 0)} kills; ${acknowledged.size} batches stand, ${survivors} of them never answered; ${unanswered.size} unanswered ones left no trace`,
      ...order.map((phase) => `  ${landed.get(phase) ?? 0} ${phases[phase]}`),
    ].join('\n'),
  );
  for (const phase of order) expect(landed.get(phase) ?? 0, `kills ${phases[phase]}`).toBeGreaterThan(0);
}, 900_000);

/** mulberry32: whole numbers below `limit`, the same for the same seed. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
