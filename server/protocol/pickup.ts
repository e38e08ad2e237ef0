/** What browsers need of pickup apart from the schemas of its commands: importing those would carry zod along. */

/** In person: somebody hands it over. A locker, or another shop that keeps parcels, is filled before: it wants a time until which one may order. */
export const pickupKinds = ['person', 'locker', 'hub'] as const;
export type PickupKind = (typeof pickupKinds)[number];

/** A year of weeks. */
export const MOST_SLOTS_AT_ONCE = 52;
