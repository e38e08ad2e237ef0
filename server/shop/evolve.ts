import { DAY, type DurationMs } from '@protocol/time.ts';
import { bundleEvolvers } from './bundle.ts';
import { catalogEvolvers } from './catalog.ts';
import { chatEvolvers } from './chat.ts';
import { chatClaimEvolvers } from './chat-claim.ts';
import { chatRulesEvolvers } from './chat-rules.ts';
import { clockEvolvers, nextDueAt } from './clock.ts';
import type { EventMeta, Evolver, Evolvers } from './context.ts';
import { depositEvolvers } from './deposit.ts';
import { drawEvolvers } from './draw.ts';
import { dropEvolvers } from './drop.ts';
import type { EventType, ShopEvent } from './events.ts';
import { fairnessEvolvers, noteFairness } from './fairness.ts';
import { elsewhereEvolvers } from './elsewhere.ts';
import { holdEvolvers } from './hold.ts';
import { keyEvolvers } from './key.ts';
import { noteInLog } from './log.ts';
import { mailEvolvers } from './mail.ts';
import { midShowEvolvers } from './mid-show.ts';
import { moneyEvolvers } from './money.ts';
import { withdrawalEvolvers } from './withdrawal.ts';
import { mirrorEvolvers } from './mirror.ts';
import { moveEvolvers } from './move.ts';
import { obsEvolvers } from './obs.ts';
import { orderEvolvers } from './order.ts';
import { pickupEvolvers } from './pickup.ts';
import { pictureEvolvers } from './picture.ts';
import { paymentEvolvers } from './payment.ts';
import { settleEvolvers } from './settle.ts';
import { waitlistEvolvers } from './waitlist.ts';
import { overlayEvolvers } from './overlay.ts';
import { pricingEvolvers } from './pricing.ts';
import { noteClaims } from './claims.ts';
import { notePrices } from './price-history.ts';
import { sameBuyerEvolvers } from './same-buyer.ts';
import { settingsEvolvers } from './settings.ts';
import { shopLinkEvolvers } from './shop-link.ts';
import { showEvolvers } from './show.ts';
import { taskEvolvers } from './task.ts';
import type { State } from './state.ts';

/** L4. */
const REMEMBERED_FOR: DurationMs = 7 * DAY;

/** Closed: an event without an evolver does not compile. */
const evolvers: Evolvers = {
  ...settingsEvolvers,
  ...moveEvolvers,
  ...catalogEvolvers,
  ...bundleEvolvers,
  ...pickupEvolvers,
  ...sameBuyerEvolvers,
  ...pictureEvolvers,
  ...showEvolvers,
  ...dropEvolvers,
  ...midShowEvolvers,
  ...holdEvolvers,
  ...orderEvolvers,
  ...pricingEvolvers,
  ...paymentEvolvers,
  ...depositEvolvers,
  ...drawEvolvers,
  ...settleEvolvers,
  ...waitlistEvolvers,
  ...taskEvolvers,
  ...mailEvolvers,
  ...chatEvolvers,
  ...chatRulesEvolvers,
  ...chatClaimEvolvers,
  ...fairnessEvolvers,
  ...keyEvolvers,
  ...overlayEvolvers,
  ...obsEvolvers,
  ...shopLinkEvolvers,
  ...mirrorEvolvers,
  ...elsewhereEvolvers,
  ...clockEvolvers,
  ...moneyEvolvers,
  ...withdrawalEvolvers,
};

export function evolve(state: State, event: ShopEvent, meta: EventMeta): void {
  noteFairness(state, event, meta);
  // The map's key and its evolver's event are the same type by construction; TypeScript cannot follow a lookup.
  (evolvers[event.type] as Evolver<EventType>)(state, event, meta);
  noteInLog(state, event, meta);
  notePrices(state, event, meta);
  noteClaims(state, event, meta);
}

export interface AcceptedCommand {
  readonly actor: string;
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly events: number;
}
export interface ShopBatch {
  readonly id: string;
  readonly first: number;
  readonly at: number;
  readonly accepted: readonly AcceptedCommand[];
  readonly events: readonly ShopEvent[];
}

export const rememberKey = (actor: string, id: string): string => `${actor} ${id}`;

/** The server's own routine needs no memory: it looks at the state, not at what it asked before. */
const unremembered: ReadonlySet<string> = new Set([
  'clock.tick',
  'clock.gap',
  'ledger.opened',
  'task.take',
  'task.close',
  'shop.levels',
  'chat.line',
  'chat.claim',
  'chat.paired',
  'chat.parted',
  'chat.catch-up',
  'payment.seen',
  'payment.compared',
  'attention.note',
  'crowd.note',
  'reach.lend',
]);

/** A tick that brought no event has still found when the next one is wanted. */
export function evolveNothing(state: State, name: string): void {
  if (name === 'clock.tick') state.put('dueAt', nextDueAt(state));
}

/** What a command left behind beside its events: its memory (L4), and after a tick the next time it is wanted. */
export function evolveAccepted(state: State, accepted: AcceptedCommand, seq: number, at: number): void {
  evolveNothing(state, accepted.name);
  if (unremembered.has(accepted.name)) return;
  state.remembered.set(rememberKey(accepted.actor, accepted.id), { hash: accepted.hash, name: accepted.name, seq, events: accepted.events, at });
}

/** Closes a batch: the place moves on, and what was remembered for long enough is forgotten. */
export function evolvePlace(state: State, batch: Pick<ShopBatch, 'id' | 'at'>, lastSeq: number): void {
  state.put('counters', { ...state.single('counters'), seq: lastSeq, batch: batch.id, at: batch.at });
  for (const [key, row] of state.remembered.entries()) {
    // Oldest first: the first young one ends it.
    if (row.at >= batch.at - REMEMBERED_FOR) break;
    state.remembered.delete(key);
  }
}

/** Replays a batch as it was decided. */
export function evolveBatch(state: State, batch: ShopBatch): void {
  let index = 0;
  for (const accepted of batch.accepted) {
    const first = batch.first + index;
    for (let i = 0; i < accepted.events; i += 1, index += 1) {
      const event = batch.events[index];
      if (event) evolve(state, event, { seq: batch.first + index, at: batch.at, actor: accepted.actor });
    }
    evolveAccepted(state, accepted, first, batch.at);
  }
  evolvePlace(state, batch, batch.first + batch.events.length - 1);
}
