import type { Batch, Ledger } from './ledger/ledger.ts';
import { START, lastSeq } from './ledger/ledger.ts';
import { isKnownEvent } from './shop/events.ts';
import { evolve, evolveAccepted, evolvePlace } from './shop/evolve.ts';
import { brokenRules } from './shop/invariants.ts';
import { newState, type State } from './shop/state.ts';

export interface Broken {
  readonly seq: number;
  readonly rule: string;
}
export interface Audited {
  readonly batches: number;
  readonly seq: number;
  /** In order; the first of each sentence, since what is broken stays so in every later event. */
  readonly broken: readonly Broken[];
  /** A number of an event that this release cannot read; the replay stops there. */
  readonly unknownAt: number | null;
  readonly state: State;
}

/** Replays the whole ledger and asks every stock rule after every single event (S1–S5). */
export async function audit(ledger: Pick<Ledger, 'readAfter'>): Promise<Audited> {
  const state = newState();
  const broken = new Map<string, Broken>();
  let batches = 0;
  let seq = 0;
  const check = (at: number): void => {
    for (const rule of brokenRules(state)) if (!broken.has(rule)) broken.set(rule, { seq: at, rule });
  };
  for await (const batch of ledger.readAfter(START)) {
    const unknownAt = replay(state, batch, check);
    batches += 1;
    seq = lastSeq(batch);
    if (unknownAt !== null) return { batches, seq, broken: [...broken.values()], unknownAt, state };
  }
  return { batches, seq, broken: [...broken.values()], unknownAt: null, state };
}

/** Where the ledger leads, unasked; null where it holds what this release cannot read. */
export async function stateOf(ledger: Pick<Ledger, 'readAfter'>): Promise<State | null> {
  const state = newState();
  for await (const batch of ledger.readAfter(START)) if (replay(state, batch, () => undefined) !== null) return null;
  return state;
}

function replay(state: State, batch: Batch, check: (seq: number) => void): number | null {
  let index = 0;
  for (const accepted of batch.accepted) {
    const first = batch.first + index;
    for (let i = 0; i < accepted.events; i += 1, index += 1) {
      const event = batch.events[index];
      const seq = batch.first + index;
      if (event === undefined || !isKnownEvent(event)) return seq;
      evolve(state, event, { seq, at: batch.at, actor: accepted.actor });
      check(seq);
    }
    evolveAccepted(state, accepted, first, batch.at);
  }
  evolvePlace(state, batch, lastSeq(batch));
  return null;
}

export interface Totals {
  readonly shows: number;
  readonly drops: number;
  readonly holds: number;
  readonly orders: number;
  readonly units: number;
  readonly oversold: number;
}
/** Recounted from the rows. `oversold`: units promised that are not on the shelf and that nobody was told of. */
export function totalsOf(state: State): Totals {
  let units = 0;
  for (const order of state.orders.values())
    if (order.state !== 'cancelled' && order.state !== 'paying') for (const line of order.lines) units += line.quantity - line.refunded;
  let oversold = 0;
  for (const variant of state.variants.values())
    oversold += Math.max(0, variant.committed + variant.held + variant.setAside - variant.onHand - variant.missing);
  return { shows: state.shows.size, drops: state.drops.size, holds: state.holds.size, orders: state.orders.size, units, oversold };
}
