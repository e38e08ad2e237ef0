import type { CommandEnvelope } from '@protocol/commands.ts';
import type { Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import type { Batch } from '../ledger/ledger.ts';
import type { ShopEvent } from '../shop/events.ts';
import type { ReadState } from '../shop/state.ts';

/** What a room that may not look into the shop still has to name. */
export { COPYING_IS_OFF } from '../shop/picture.ts';
export { payMetadata } from '../shop/pay-metadata.ts';
export { awaitsBalance, payOf } from '../shop/deposit.ts';
export { taskPriority } from '../shop/state.ts';
export type { Order, Task, TaskPriority } from '../shop/state.ts';

/** What every edge sees of the core: one door, one state, one clock. */
export type Outcome = { readonly ok: true; readonly seq: number; readonly result: unknown } | { readonly ok: false; readonly refused: Refused };

export interface Committed {
  readonly batch: Batch;
  readonly events: readonly ShopEvent[];
}
/** An append of ours that stands, for whoever counts. */
export interface Appending {
  /** Until it was durable, in ms. */
  readonly ms: number;
  readonly commands: number;
  readonly events: number;
}
export interface Health {
  /** Writable and caught up: what /readyz answers. */
  readonly ready: boolean;
  /** The store refuses writes; what is shown may be old (L7). */
  readonly writable: boolean;
  /** Nothing is sold until the host reopens (L5). */
  readonly closed: boolean;
  readonly seq: number;
  readonly epoch: string;
  readonly queued: number;
  /** Wall clock minus the ledger's time (T2); over 2 s it is told. */
  readonly driftMs: number;
  /** Why not ready, in words for the log and doctor; empty when it is. */
  readonly note: string;
}
export interface Core {
  /** Committed state; never half a batch. */
  readonly state: ReadState;
  now(): Instant;
  submit(actor: Actor, envelope: CommandEnvelope): Promise<Outcome>;
  /** After each committed batch, in order, our own and others'. */
  onCommitted(listener: (committed: Committed) => void): () => void;
  onAppended(listener: (appending: Appending) => void): () => void;
  /** The epoch changed or the state was replaced: everyone resyncs. */
  onReset(listener: () => void): () => void;
  /**
   * Resolves when `state` holds all that was in the ledger when asked (L10): before a 404 or a 401
   * that rests on state. Rejects with `LedgerUnavailable` where the store cannot be read.
   */
  caughtUp(): Promise<void>;
  health(): Health;
  stop(): Promise<void>;
}
