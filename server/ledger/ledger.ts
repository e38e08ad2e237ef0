/**
 * One ordered list of batches. Everything that happened stands here and nowhere else; what it means
 * is the shop's business: to the ledger a batch is an opaque record with a place.
 */

/** Where a ledger is: the last event's number and the id of the batch that brought it. */
export interface Place {
  readonly seq: number;
  /** Empty only at seq 0. */
  readonly batch: string;
}
/** As a node's own disk keeps it. `epoch`: the one it was seen in; files of earlier releases do not say. */
export interface KnownPlace extends Place {
  readonly epoch?: string;
}
export const START: Place = { seq: 0, batch: '' };
export const samePlace = (a: Place, b: Place): boolean => a.seq === b.seq && a.batch === b.batch;

/** An accepted command, remembered by (actor, id) for 7 days (L4). Its result is computed from its events. */
export interface Accepted {
  readonly actor: string;
  readonly id: string;
  readonly name: string;
  /** Keyed hash of name and input: the same id with other content is refused. Never the input itself (L8). */
  readonly hash: string;
  /** How many of the batch's events it brought, in order; at least one. */
  readonly events: number;
}

export interface Batch {
  readonly id: string;
  /** Number of the first event; the last is `first + events.length - 1`. */
  readonly first: number;
  /** Ledger time of every event in it; never before the batch before it. */
  readonly at: number;
  readonly epoch: string;
  readonly accepted: readonly Accepted[];
  readonly events: readonly LedgerEvent[];
}
/** `v` is the version of the kind's shape (L9). */
export interface LedgerEvent {
  readonly type: string;
  readonly v: number;
}
export const lastSeq = (batch: Batch): number => batch.first + batch.events.length - 1;
export const placeOf = (batch: Batch): Place => ({ seq: lastSeq(batch), batch: batch.id });

export type Appended =
  | { readonly ok: true; readonly place: Place }
  /** Somebody else was first: what was missed, in order, to decide again on top of (L1). */
  | { readonly ok: false; readonly missed: readonly Batch[] };

export interface Snapshot {
  readonly place: Place;
  /** Shape of `state`; any mismatch means replay (L9). */
  readonly version: number;
  readonly state: string;
}

/**
 * Errors: `LedgerUnavailable` (full disk, lost store: nothing was written as far as is known; ask
 * again after `head`), `LedgerBroken` (a corrupt file: stop and say how to restore).
 */
export interface Ledger {
  readonly kind: 'memory' | 'sqlite' | 'redis';
  /** A backup was put in this ledger's place at opening: a new epoch, whatever the places say (L5). */
  readonly wasRestored: boolean;
  /** Place of the last durable batch, read from the store itself. */
  head(): Promise<Place>;
  /** Adds the batch whole and durably, if the ledger still is at `place` (L1, L3); else says what was missed. */
  append(place: Place, batch: Batch): Promise<Appended>;
  /** Batches after `place`, in order. Throws `LostTail` where `place` is not the ledger's (L5). */
  readAfter(place: Place): AsyncIterable<Batch>;
  /** The batch that holds event `seq`, or null. */
  batchAt(seq: number): Promise<Batch | null>;
  /** The batch with this id, or null: how an append without an answer is looked up (L6). */
  batchById(id: string): Promise<Batch | null>;
  loadSnapshot(): Promise<Snapshot | null>;
  saveSnapshot(snapshot: Snapshot): Promise<void>;
  /** The last place this node knew, from its own disk (L5); null on a first start. */
  lastKnownPlace(): Promise<KnownPlace | null>;
  notePlace(place: KnownPlace): Promise<void>;
  /** Calls back soon after another process appended; returns what stops it. */
  onForeignAppend(listener: () => void): () => void;
  close(): Promise<void>;
}

/** The store refuses writes for now: "try again", never "sold out" (L7). */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}
/** The place asked from is not in the ledger: its tail was lost or another ledger was put in its place (L5). */
export class LostTail extends Error {
  override readonly name = 'LostTail';
  constructor(
    readonly known: Place,
    readonly head: Place,
  ) {
    super(`the ledger is at ${head.seq}, this node had seen ${known.seq}`);
  }
}
/** The file cannot be read as a ledger. `message` says where the copy is and how to restore. */
export class LedgerBroken extends Error {
  override readonly name = 'LedgerBroken';
}
/** As the store is set, what is acknowledged could vanish by itself: no shop opens on it. `message` says what to change. */
export class LedgerUnfit extends Error {
  override readonly name = 'LedgerUnfit';
}
/** Another server holds this data folder. */
export class LedgerLocked extends Error {
  override readonly name = 'LedgerLocked';
}
