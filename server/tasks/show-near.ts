import { DAY, MINUTE, type DurationMs, type Instant } from '@protocol/time.ts';
import type { Core } from '../dispatch/core.ts';

/** A host is at the desk before the start. */
const BEFORE: DurationMs = 30 * MINUTE;

/** Whether chats have anybody to write to: a show or a drop is on, one begins within a day, or neither. */
export function showNear(state: Core['state'], now: Instant): 'on' | 'soon' | 'none' {
  if (state.single('onAir') !== null || state.single('liveDrops').length > 0) return 'on';
  let isSoon = false;
  for (const show of state.shows.values()) {
    if (show.state === 'live' || (show.state === 'planned' && Math.abs(show.startsAt - now) <= BEFORE)) return 'on';
    isSoon ||= show.state === 'planned' && show.startsAt > now && show.startsAt - now <= DAY;
  }
  return isSoon ? 'soon' : 'none';
}
