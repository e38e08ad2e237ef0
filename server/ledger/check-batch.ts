import type { Batch, Place } from './ledger.ts';

/** What no correct writer hands over; a bug, so it throws. `headAt` is the time of the batch it follows, 0 for none. */
export function checkBatch(place: Place, batch: Batch, headAt: number): void {
  if (batch.id === '') throw new Error('a batch needs an id');
  if (batch.events.length === 0) throw new Error(`batch ${batch.id} is empty`);
  if (batch.first !== place.seq + 1) throw new Error(`batch ${batch.id} starts at ${batch.first}, not behind ${place.seq}`);
  if (!Number.isSafeInteger(batch.at) || batch.at < headAt) throw new Error(`batch ${batch.id} is of ${batch.at}, before ${headAt}`);
  const brought = batch.accepted.reduce((sum, accepted) => sum + accepted.events, 0);
  if (brought > batch.events.length) throw new Error(`batch ${batch.id} remembers ${brought} events and has ${batch.events.length}`);
}
