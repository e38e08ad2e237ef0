import { createHash } from 'node:crypto';
import type { Batch, LedgerEvent, Place } from '../../../server/ledger/ledger.ts';

/** A batch behind `place` whose whole content follows from its id: whoever finds it can tell whether it is all there. */
export function batchAfter(place: Place, id: string): Batch {
  const events = eventsOf(id);
  return {
    id,
    first: place.seq + 1,
    at: 1_700_000_000_000 + place.seq,
    epoch: 'test',
    accepted: [{ actor: 'key:a', id, name: 'test.do', hash: 'h', events: 1 }],
    events,
  };
}

interface Noted extends LedgerEvent {
  readonly id: string;
  readonly nth: number;
  readonly of: number;
  readonly text: string;
}
/** One to nine events; one batch in eight is some 60 kB long, so that a commit is more than a page. */
function eventsOf(id: string): readonly Noted[] {
  const chance = createHash('sha256').update(id).digest();
  const of = 1 + ((chance[0] ?? 0) % 9);
  const length = (chance[1] ?? 0) % 8 === 0 ? 60_000 / of : 40;
  return Array.from({ length: of }, (_, nth) => ({ type: 'Noted', v: 1, id, nth, of, text: `${chance.toString('hex')} “ü”\n`.repeat(Math.ceil(length / 70)) }));
}
export const isWhole = (batch: Batch): boolean => JSON.stringify(batch.events) === JSON.stringify(eventsOf(batch.id));

export async function readAll(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}
