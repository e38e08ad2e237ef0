import type { CommandName } from '@protocol/commands.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import { lastSeq, type Batch, type Place } from '../ledger/ledger.ts';
import { isDue } from '../shop/clock.ts';
import type { Context } from '../shop/context.ts';
import type { Decide, Envelope } from '../shop/decide.ts';
import { evolvePlace, rememberKey, type AcceptedCommand } from '../shop/evolve.ts';
import type { ShopEvent } from '../shop/events.ts';
import { layerOver, type State } from '../shop/state.ts';
import type { Prepared } from './prepare.ts';

/** A command that was parsed, authorised and prepared. */
export interface Asked {
  readonly name: CommandName;
  /** The output of the schema of `name`: only what is asked of that schema's handler reaches it. */
  readonly input: never;
  readonly actor: Actor;
  readonly envelope: Envelope;
  readonly prepared: Prepared;
}
export interface Verdict<A extends Asked> {
  readonly asked: A;
  /** Refused, answered without a trace, or where its events stand (in this batch, or in an earlier one: seen before). */
  readonly decided: Refused | { readonly answer: unknown } | { readonly seq: number; readonly events: number };
}
export interface DecidedBatch<A extends Asked> {
  /** Null where nothing is to be appended. */
  readonly batch: Batch | null;
  readonly verdicts: readonly Verdict<A>[];
  /** Puts the batch into the state it was decided on; after the append, or never (L6). */
  fold(): void;
}
export interface Deciding<A extends Asked> {
  readonly state: State;
  readonly place: Place;
  readonly asked: readonly A[];
  /** What time alone brings about goes first, where anything is due (H2, E4); null for a tool that leaves that to the server. */
  readonly tick: Asked | null;
  readonly now: Instant;
  readonly decide: Decide;
  readonly contextFor: (asked: Asked, now: Instant) => Context;
  readonly batchId: string;
}

/** Decides commands one behind the other on a layer over the committed state, which stays untouched. */
export function decideBatch<A extends Asked>({ state, place, asked, tick, now, decide, contextFor, batchId }: Deciding<A>): DecidedBatch<A> {
  const layer = layerOver(state);
  const first = place.seq + 1;
  const events: ShopEvent[] = [];
  const accepted: AcceptedCommand[] = [];
  const verdicts: Verdict<A>[] = [];

  const one = (command: Asked): Verdict<A>['decided'] => {
    const { envelope, name } = command;
    const before = layer.state.remembered.get(rememberKey(envelope.actor, envelope.id));
    if (before) return before.hash === envelope.hash ? { seq: before.seq, events: before.events } : refuse('id-reused');
    const seq = first + events.length;
    const decision = decide(layer.state, name, command.input, contextFor(command, now), envelope, seq);
    switch (decision.kind) {
      case 'refused':
        return decision.refused;
      case 'answer':
        return { answer: decision.answer };
      case 'accepted':
        events.push(...decision.events);
        accepted.push({ ...envelope, name, events: decision.events.length });
        return { seq, events: decision.events.length };
      default: {
        const never: never = decision;
        return never;
      }
    }
  };

  const ticked = tick !== null && isDue(state, now);
  if (ticked) one(tick);
  for (const command of asked) verdicts.push({ asked: command, decided: one(command) });

  if (events.length === 0) {
    // A tick that found nothing has still found when to look next: a bound, not an event.
    return { batch: null, verdicts, fold: ticked ? layer.fold : () => undefined };
  }
  const batch: Batch = { id: batchId, first, at: now, epoch: layer.state.single('ledger').epoch, accepted, events };
  return {
    batch,
    verdicts,
    fold: () => {
      evolvePlace(layer.state, batch, lastSeq(batch));
      layer.fold();
    },
  };
}
