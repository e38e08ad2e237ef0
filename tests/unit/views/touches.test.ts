import { describe, expect, it } from 'vitest';
import type { Parts } from '@protocol/parts.ts';
import type { ShopEvent } from '../../../server/shop/events.ts';
import { changesFor, toldOf, type Told } from '../../../server/views/changes.ts';
import { partsFor } from '../../../server/views/parts.ts';
import { sightOf } from '../../../server/views/sight.ts';
import { changedParts, checkMyTouches, checkTouches, recomputeDiff, MY_PARTS } from '../../../server/views/touches.ts';
import { Evening, STEP_BELOW } from '../../support/evening.ts';
import { everyone, me, patched, viewContext } from '../../support/view-rig.ts';

const EVENINGS = process.env['DROPCAST_FULL'] === '1' ? 400 : 40;
const STEPS = 60;
const seed = Number(process.env['DROPCAST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const VIEWERS = ['ana', 'ben', 'cem', 'dea', 'eli'];

/** mulberry32: small, and the same everywhere. */
function random(from: number): () => number {
  let a = from;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('what an event touches', () => {
  it('V7 no part changes that no event of the batch names, and V1 patches lead where a full computation leads', () => {
    const types = new Set<string>();
    for (let e = 0; e < EVENINGS; e += 1) {
      const next = random(seed + e);
      const evening = new Evening(null);
      const { world } = evening;
      const lookers = [...everyone, ...VIEWERS.map(me)];
      let before: readonly Parts[] = lookers.map((looker) => partsFor(looker, world.state, viewContext));
      // One client per looker, patched only every third batch or so: what was gathered meanwhile must be enough (V2).
      const told: Told[] = before.map(toldOf);
      const clients: Parts[] = [...before];
      let gathered = new Set<string>();
      for (let s = 0; s < STEPS; s += 1) {
        const known = world.batches.length;
        evening.step(Math.floor(next() * STEP_BELOW), null);
        const events = world.batches.slice(known).flatMap((batch) => batch.events as readonly ShopEvent[]);
        for (const event of events) types.add(event.type);
        const touched = changedParts(events, world.state);
        const after = lookers.map((looker) => partsFor(looker, world.state, viewContext));
        lookers.forEach((looker, i) => {
          const was = before[i] ?? {};
          const is = after[i] ?? {};
          const wrong = looker.viewer === null ? checkTouches(was, is, touched) : checkMyTouches(looker.viewer, was, is, touched);
          if (wrong.length > 0)
            throw new Error(
              `seed ${seed + e}, step ${s}, ${looker.audience} ${looker.role}, ${events.map((event) => event.type).join(' ')}: ${wrong.join('; ')}`,
            );
        });
        before = after;
        for (const key of touched) gathered.add(key);
        if (next() > 0.35) continue;
        const sight = sightOf(world.state, viewContext);
        lookers.forEach((looker, i) => {
          const mine =
            looker.viewer === null ? gathered : gathered.has(`me/${looker.viewer}`) || gathered.has('me/*') ? new Set<string>(MY_PARTS) : new Set<string>();
          clients[i] = patched(clients[i] ?? {}, changesFor(looker, mine, told[i] ?? new Map(), sight));
          const wrong = recomputeDiff(clients[i] ?? {}, after[i] ?? {});
          if (wrong.length > 0) throw new Error(`seed ${seed + e}, step ${s}, ${looker.audience} ${looker.role} shows old parts: ${wrong.join(' ')}`);
        });
        gathered = new Set();
      }
    }
    console.log(`touches: seed ${seed}, ${EVENINGS} evenings of ${STEPS} steps, ${types.size} kinds of events`);
    // A test that saw too little would be green for the wrong reason.
    expect(types.size).toBeGreaterThan(40);
  }, 3_600_000);

  it('V7 the check can fail: a change that nothing names is found', () => {
    expect(checkTouches({ onAir: null }, { onAir: 'd1' }, new Set(['show']))).toHaveLength(1);
    expect(checkTouches({ 'stock/A': 1 }, {}, new Set(['stock/B']))).toHaveLength(1);
    expect(checkTouches({ 'stock/A': 1 }, {}, new Set(['stock/*']))).toEqual([]);
    expect(checkMyTouches('ana', { holds: [] }, { holds: [1] }, new Set(['me/ben', 'holds']))).toHaveLength(1);
  });

  it('V2 a part that changed and changed back is not sent', () => {
    const evening = new Evening(null);
    const { state } = evening.world;
    const looker = everyone[0];
    if (looker === undefined) throw new Error('nobody looks');
    const told = toldOf(partsFor(looker, state, viewContext));
    expect(changesFor(looker, new Set(['shop', 'onAir', 'drop/*', 'stock/none', 'nonsense']), told, sightOf(state, viewContext))).toEqual({});
  });
});
