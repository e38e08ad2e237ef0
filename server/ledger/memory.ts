import { checkBatch } from './check-batch.ts';
import type { LedgerHooks } from './hooks.ts';
import { LostTail, START, lastSeq, placeOf, samePlace } from './ledger.ts';
import type { Appended, Batch, KnownPlace, Ledger, Place, Snapshot } from './ledger.ts';

/**
 * A store that several memory ledgers share as processes share a file. For rehearsals, the demo and
 * tests: gone with the process. Batches are kept as they were given, not copied.
 */
export class MemoryStore {
  batches: Batch[] = [];
  readonly ids = new Map<string, Batch>();
  readonly writers = new Set<MemoryLedger>();
  snapshot: Snapshot | null = null;
  /** Stands for the file on the node's disk: outlives a ledger that is closed. */
  noted: KnownPlace | null = null;

  /** As if the disk had forgotten everything after `seq` (L5). */
  loseAfter(seq: number): void {
    for (const lost of this.batches.filter((batch) => lastSeq(batch) > seq)) this.ids.delete(lost.id);
    this.batches = this.batches.filter((batch) => lastSeq(batch) <= seq);
  }
}

/** The first index whose batch ends at or after `seq`. */
function indexOf(batches: readonly Batch[], seq: number): number {
  let low = 0;
  let high = batches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const batch = batches[middle];
    if (batch !== undefined && lastSeq(batch) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

class MemoryLedger implements Ledger {
  readonly kind = 'memory';
  readonly wasRestored = false;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly store: MemoryStore,
    private readonly hooks: LedgerHooks | null,
  ) {
    store.writers.add(this);
  }

  private headNow(): Place {
    const last = this.store.batches.at(-1);
    return last === undefined ? START : placeOf(last);
  }

  head(): Promise<Place> {
    return Promise.resolve(this.headNow());
  }

  private missedSince(place: Place): Batch[] {
    const { batches } = this.store;
    if (place.seq === 0) return batches.slice();
    const at = indexOf(batches, place.seq);
    const there = batches[at];
    if (there === undefined || !samePlace(placeOf(there), place)) throw new LostTail(place, this.headNow());
    return batches.slice(at + 1);
  }

  // async: what is thrown becomes a rejection, as with a real store.
  async append(place: Place, batch: Batch): Promise<Appended> {
    const { store, hooks } = this;
    hooks?.reached('asked', batch);
    const head = this.headNow();
    if (!samePlace(head, place)) return { ok: false, missed: this.missedSince(place) };
    checkBatch(place, batch, store.batches.at(-1)?.at ?? 0);
    if (store.ids.has(batch.id)) throw new Error(`batch id ${batch.id} is used`);
    hooks?.reached('begun', batch);
    hooks?.reached('inserted', batch);
    store.batches.push(batch);
    store.ids.set(batch.id, batch);
    for (const writer of store.writers) if (writer !== this) writer.tell();
    hooks?.reached('durable', batch);
    return { ok: true, place: placeOf(batch) };
  }

  private tell(): void {
    for (const listener of this.listeners) setImmediate(() => this.listeners.has(listener) && listener());
  }

  async *readAfter(place: Place): AsyncIterable<Batch> {
    yield* this.missedSince(place);
  }

  batchAt(seq: number): Promise<Batch | null> {
    const found = this.store.batches[indexOf(this.store.batches, seq)];
    return Promise.resolve(found !== undefined && found.first <= seq ? found : null);
  }
  batchById(id: string): Promise<Batch | null> {
    return Promise.resolve(this.store.ids.get(id) ?? null);
  }

  async loadSnapshot(): Promise<Snapshot | null> {
    const { snapshot } = this.store;
    if (snapshot === null) return null;
    if (samePlace(snapshot.place, START)) return snapshot;
    const there = await this.batchAt(snapshot.place.seq);
    return there !== null && samePlace(placeOf(there), snapshot.place) ? snapshot : null;
  }
  saveSnapshot(snapshot: Snapshot): Promise<void> {
    this.store.snapshot = snapshot;
    return Promise.resolve();
  }
  lastKnownPlace(): Promise<KnownPlace | null> {
    return Promise.resolve(this.store.noted);
  }
  notePlace(place: KnownPlace): Promise<void> {
    this.store.noted = place;
    return Promise.resolve();
  }
  onForeignAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  close(): Promise<void> {
    this.listeners.clear();
    this.store.writers.delete(this);
    return Promise.resolve();
  }
}

/** A ledger without a disk. Two of them on one store are two writers. */
export const openMemoryLedger = (store: MemoryStore = new MemoryStore(), hooks: LedgerHooks | null = null): Ledger => new MemoryLedger(store, hooks);
