import { DAY, type Instant } from '@protocol/time.ts';

/** Yesterday's drop may still run. */
const NETWORKS_KNOWN_DAYS = 1;
/** Keys of days before this one are deleted at a sweep of what is older than `before`. */
export const lastNetworkDay = (before: Instant): number => Math.floor(before / DAY) - NETWORKS_KNOWN_DAYS;
