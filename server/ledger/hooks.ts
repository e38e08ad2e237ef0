import type { Batch } from './ledger.ts';

/**
 * Points of an append. A test looks, waits, kills or throws there: before `durable` a throw leaves
 * no trace; at `durable` the batch stands and only the answer is lost (L6).
 */
export type AppendPoint = 'asked' | 'begun' | 'inserted' | 'durable';
export interface LedgerHooks {
  reached(point: AppendPoint, batch: Batch): void;
}
