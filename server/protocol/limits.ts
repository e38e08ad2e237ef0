/** Numbers that a browser needs too, apart from the schemas: importing those would carry zod onto every phone. */

import { MINUTE, type DurationMs, type Instant } from './time.ts';

/** Raised when a client of the last release would misread what we send. */
export const PROTOCOL = 1;
/** A frame above this is refused and counted; nothing else is closed (CONTRACT). */
export const MAX_FRAME_BYTES = 16 * 1024;
/** A reader with more than this unsent is cut: 50 stuck sockets then cost 32 MB instead of 1.6 GB. */
export const MAX_BEHIND_BYTES = 256 * 1024;
/** A socket must say hello in this time. */
export const HELLO_WITHIN_MS = 5_000;
/** What is older than this says so (V4). */
export const STALE_AFTER_MS = 5_000;
/** Changes are gathered for at most this long (V2). */
export const GATHER_MS = 50;
/** Every audience hears something at least this often (V1). */
export const ALIVE_EVERY_MS = 1_000;
/** A slip at the till is noticed while the customer stands there; what is older is a refund, and not everybody's to give. */
export const UNDO_SALE_WITHIN_MS = 600_000;
/** How long a card says that more came in; what comes in again within it is one arrival. */
export const MORE_SHOWN_MS = 8_000;
/** H3: whoever is sent to pay has at least this long. */
const SHORTEST_PAY: DurationMs = 5 * MINUTE;
/** Until when somebody who goes to pay now has to have paid, by the end of their reservation. */
export const payByFrom = (expiresAt: Instant, now: Instant): Instant => Math.max(expiresAt, now + SHORTEST_PAY);
/** Units in one bundle: fewer are no bundle, more are a hamper that nobody picks without a list. */
export const FEWEST_BUNDLE_UNITS = 2;
export const MOST_BUNDLE_UNITS = 10;
