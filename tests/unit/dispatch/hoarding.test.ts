import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '@protocol/time.ts';
import type { CommandResult } from '@protocol/commands.ts';
import type { Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { decide, type Decide } from '../../../server/shop/decide.ts';
import { ask, coreOptions, createCore, done, handClock, host, openDrop, viewer } from '../../support/core-rig.ts';
import { ShopWorld } from '../../support/shop-world.ts';

/**
 * A hoarder with 100 identities after 60 units for 10 minutes, beside 200 honest buyers who come over 8 of them and pay. Worst for the
 * honest: everybody presses every 10 s, and the hoarder always first. The clock is simulated, dispatch and rules are the real ones.
 */
const UNITS = 60;
const LASTS = 10 * MINUTE;
const STEP = 10 * SECOND;
const TO_ORDER = 40 * SECOND;
/** 256 tries of 2,000 rounds: on a mid phone, and on eight cores of the machine that server/dispatch/proofs.ts was measured on. */
const PHONE_SECONDS = 1.2;
const EIGHT_CORES_SECONDS = 0.04;

type Pressed = { readonly holdId: string } | { readonly refused: Refused };
interface Market {
  pass(ms: number): void;
  press(actor: Actor): Promise<Pressed>;
  order(actor: Actor, holdId: string): Promise<boolean>;
  /** Units that are kept or ordered by somebody of these. */
  kept(who: (viewer: string) => boolean): number;
  /** From now on this person comes with an answer to a challenge of this step. */
  prove: ((actor: Actor, step: number) => void) | null;
  close(): Promise<void>;
}
const SHIP = { kind: 'ship', address: { line1: '1 Quay St', line2: '', city: 'Galway', postcode: '', region: '', country: 'IE' } } as const;
const from = (name: string, network: string): Actor => ({ ...viewer(name), network });

/** The whole core: queue, batches, prepare, ledger. */
async function coreMarket(how: Decide): Promise<Market> {
  const clock = handClock(Date.parse('2026-11-22T18:00:00Z'));
  const core = await createCore({ ...coreOptions(clock), decide: how });
  const dropId = await openDrop(core, clock, UNITS);
  await done(core, host, 'shipping.save', { flat: 490 });
  return {
    pass: (ms) => clock.forward(ms),
    press: async (actor) => {
      const outcome = await ask(core, actor, 'hold.place', { dropId, lines: [{ sku: 'BAG', quantity: 1 }] });
      return outcome.ok ? { holdId: (outcome.result as CommandResult<'hold.place'>).holdId } : { refused: outcome.refused };
    },
    order: async (actor, holdId) => (await ask(core, actor, 'checkout.start', { holdId, provider: 'later', contact: { name: 'Lena', email: 'l@x.ie' }, delivery: SHIP, with: null })).ok,
    kept: (who) => [...core.state.holds.values(), ...core.state.orders.values()].filter((row) => who(row.viewer ?? '')).length,
    prove: null,
    close: () => core.stop(),
  }; // prettier-ignore
}
/** Rules and batches alone, with answers that nobody has to compute. */
function worldMarket(): Market {
  const world = new ShopWorld(null);
  const owner: Actor = { kind: 'key', id: 'owner', role: 'owner', name: 'owner' };
  world.mustAsk('shop.configure', { name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'UTC', seller: { name: 'A', address: 'B', email: 'a@b.ie' }, returnsUrl: 'https://b.ie' }, owner); // prettier-ignore
  world.mustAsk('product.save', { handle: 'bag', title: 'Bag', body: '', vendor: '', pictures: [], options: [], variants: [{ sku: 'BAG', options: [], price: 1000, compareAt: null, cost: null, grams: null, onHand: UNITS }] }, owner); // prettier-ignore
  world.mustAsk('shipping.save', { flat: 490 }, owner);
  const showId = eventOf(world.mustAsk('show.plan', { title: 'Sunday', startsAt: world.now, minutes: 30 }, owner), 'ShowPlanned')?.showId ?? '';
  const plan = {
    showId,
    title: 'Bag',
    mode: 'hold' as const,
    lines: [{ sku: 'BAG', allotted: UNITS, price: 1000 }],
    minutes: 20,
    holdSeconds: 120,
    perViewer: 2,
  };
  const dropId = eventOf(world.mustAsk('drop.plan', plan, owner), 'DropPlanned')?.dropId ?? '';
  world.mustAsk('drop.fire', { dropId, expectOnAir: null }, owner);
  world.now = world.state.drops.get(dropId)?.opensAt ?? 0;
  let proofs = 0;
  return {
    pass: (ms) => void (world.now += ms),
    press: (actor) => {
      const answer = world.ask('hold.place', { dropId, lines: [{ sku: 'BAG', quantity: 1 }] }, actor);
      return Promise.resolve(answer.ok ? { holdId: eventOf(answer.events, 'HoldPlaced')?.holdId ?? '' } : { refused: answer.refused });
    },
    order: (actor, holdId) => Promise.resolve(world.ask('checkout.start', { holdId, provider: 'later', contact: { name: 'Lena', email: 'l@x.ie' }, delivery: SHIP, with: null }, actor).ok),
    kept: (who) => [...world.state.holds.values(), ...world.state.orders.values()].filter((row) => who(row.viewer ?? '')).length,
    prove: (actor, step) => void world.proofs.set(actor.id, { good: true, id: `proof-${(proofs += 1)}`, step, until: world.now + 3 * MINUTE }),
    close: () => Promise.resolve(),
  }; // prettier-ignore
}

interface Result {
  /** Bought and ordered by honest buyers at the end. */
  readonly honest: number;
  /** The hoarder's most at once, and on average over the ten minutes. */
  readonly most: number;
  readonly average: number;
  readonly asked: number;
  readonly worked: number;
}
interface Plan {
  readonly hoarders: readonly Actor[];
  readonly honest: readonly Actor[];
  /** Seconds that one proof of the first step takes each; null: they do not compute. */
  readonly hoarderSolvesIn: number | null;
  readonly honestSolveIn: number | null;
}
async function evening(market: Market, { hoarders, honest, hoarderSolvesIn, honestSolveIn }: Plan): Promise<Result> {
  const isHoarder = (who: string): boolean => who.startsWith('hoarder');
  const holds = new Map<string, { readonly holdId: string; readonly at: number }>();
  const ordered = new Set<string>();
  const asked = new Set<string>();
  let [most, sum, steps, worked, hoarderWork] = [0, 0, 0, 0, 0];
  const patience = new Map<string, number>();
  /** What comes after a first press that was answered with work to do. */
  const again = async (actor: Actor, first: Pressed): Promise<string | null> => {
    if ('holdId' in first) return first.holdId;
    if (first.refused.refused !== 'prove-first') return null;
    asked.add(actor.id);
    const solvesIn = isHoarder(actor.id) ? hoarderSolvesIn : honestSolveIn;
    if (solvesIn === null || market.prove === null) return null;
    const step = Number(first.refused.details['step']);
    const cost = solvesIn * 2 ** step;
    // One computer for all of a hoarder's identities; an honest buyer has a phone of their own, and goes on where it stopped.
    const budget = isHoarder(actor.id) ? hoarderWork : (patience.get(actor.id) ?? 0) + STEP / SECOND;
    if (!isHoarder(actor.id)) patience.set(actor.id, budget);
    if (cost > budget) return null;
    if (isHoarder(actor.id)) hoarderWork -= cost;
    else patience.set(actor.id, 0);
    worked += 1;
    market.prove(actor, step);
    const second = await market.press(actor);
    return 'holdId' in second ? second.holdId : null;
  };
  /** All in the same moment, in this order. */
  const press = async (actors: readonly Actor[], got: (actor: Actor, holdId: string) => void): Promise<void> => {
    const answers = await Promise.all(actors.map((actor) => market.press(actor)));
    for (const [i, actor] of actors.entries()) {
      const answer = answers[i];
      const holdId = answer === undefined ? null : await again(actor, answer);
      if (holdId !== null) got(actor, holdId);
    }
  };
  for (let at = 0; at < LASTS; at += STEP) {
    hoarderWork = STEP / SECOND;
    await press(hoarders, () => undefined);
    const here = honest.filter((actor, i) => (i / honest.length) * 8 * MINUTE <= at && !ordered.has(actor.id));
    await press(here.filter((actor) => !holds.has(actor.id)), (actor, holdId) => holds.set(actor.id, { holdId, at })); // prettier-ignore
    for (const actor of here) {
      const mine = holds.get(actor.id);
      if (mine !== undefined && at - mine.at >= TO_ORDER && (await market.order(actor, mine.holdId))) ordered.add(actor.id);
    }
    const kept = market.kept(isHoarder);
    most = Math.max(most, kept);
    sum += kept;
    steps += 1;
    market.pass(STEP);
  }
  const result = { honest: market.kept((who) => !isHoarder(who)), most, average: Math.round((10 * sum) / steps) / 10, asked: asked.size, worked };
  await market.close();
  return result;
}
const tell = (what: string, { honest, most, average, asked, worked }: Result): void =>
  console.info(`${what}: ${honest} of ${UNITS} units with honest buyers; the hoarder kept ${most} at most, ${average} on average; ${asked} asked for a proof, ${worked} gave one`); // prettier-ignore

const hundred = (network: (i: number) => string): readonly Actor[] => Array.from({ length: 100 }, (_, i) => from(`hoarder${i}`, network(i)));
const buyers = (n: number, network: (i: number) => string): readonly Actor[] => Array.from({ length: n }, (_, i) => from(`buyer${i}`, network(i)));
const own = (i: number): string => `home${i}`;
const lazy = { hoarderSolvesIn: null, honestSolveIn: PHONE_SECONDS };

describe('100 identities after 60 units for 10 minutes', () => {
  it('from one network: at least 48 units are there for 200 honest buyers; with the guard off far fewer', async () => {
    const plan = { hoarders: hundred(() => 'one'), honest: buyers(200, own), ...lazy };
    const guarded = await evening(await coreMarket(decide), plan);
    tell('1 network, no work done', guarded);
    expect(guarded.most).toBeLessThanOrEqual(UNITS / 5);
    expect(guarded.honest).toBeGreaterThanOrEqual(48);
    const off: Decide = (state, name, input, context, envelope, seq) => decide(state, name, input, { ...context, visit: null }, envelope, seq);
    const unguarded = await evening(await coreMarket(off), plan);
    tell('negative control, guard off', unguarded);
    expect(unguarded.most).toBe(UNITS);
    expect(unguarded.honest).toBeLessThan(12);
  });
  it('from one network with eight cores that compute: the first minutes are theirs, the drop is not', async () => {
    const result = await evening(worldMarket(), { hoarders: hundred(() => 'one'), honest: buyers(200, own), hoarderSolvesIn: EIGHT_CORES_SECONDS, honestSolveIn: PHONE_SECONDS });
    tell('1 network, 8 cores at work', result);
    expect(result.honest).toBeGreaterThanOrEqual(48);
  }); // prettier-ignore
  it('from 100 networks: each address has its share, and the cool-downs are what is left', async () => {
    const result = await evening(await coreMarket(decide), { hoarders: hundred((i) => `rented${i}`), honest: buyers(200, own), ...lazy });
    tell('100 networks', result);
    expect(result.asked).toBe(0);
    expect(result.honest).toBeGreaterThan(0);
  });
});

describe('300 honest buyers', () => {
  it('behind one trusted proxy, each with an address: nobody is asked for anything', async () => {
    const result = await evening(await coreMarket(decide), { hoarders: [], honest: buyers(300, own), ...lazy });
    tell('300 addresses', result);
    expect(result).toMatchObject({ honest: UNITS, asked: 0 });
  });
  it('behind one address of a carrier: a fifth is free, the others’ phones work a moment, and every unit is sold', async () => {
    const result = await evening(worldMarket(), { hoarders: [], honest: buyers(300, () => 'carrier'), ...lazy });
    tell('300 behind one carrier', result);
    expect(result.honest).toBe(UNITS);
    // Some find that the last unit went while they were at it.
    expect(result.worked).toBeGreaterThanOrEqual(UNITS - UNITS / 5);
    expect(result.worked).toBeLessThan(UNITS);
  });
});
