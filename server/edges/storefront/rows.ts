import type { Core } from '../../dispatch/core.ts';

/** The rows an edge reads, by way of the door it reads them through: edges do not know the shop's own files. */
export type State = Core['state'];
type Row<K extends keyof State> = State[K] extends { values(): IterableIterator<infer V> } ? V : never;

export type Drop = Row<'drops'>;
export type Product = Row<'products'>;
export type Pickup = Row<'pickups'>;
export type Hold = Row<'holds'>;
export type Order = Row<'orders'>;
