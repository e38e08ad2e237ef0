import type { ReachPart } from '@protocol/parts.ts';
import { w } from './words.ts';

/** Whether buyers come by the public address this evening: a show for this network, of a server started for it, needs none. */
export const needsAddress = (reach: ReachPart, showReach: 'public' | 'network' | null): boolean => !(reach.networkFirst && showReach === 'network');

/** What is wrong, and what to do about it. */
export function reachTrouble({ why, detail, tunnel }: ReachPart): string {
  // A program of our own that is down explains all the rest.
  if (tunnel !== null && tunnel.state !== 'up') return w('reach.tunnelDown', { note: tunnel.note });
  if (why === null) return '';
  if (why === 'not-ours' && detail === 'dropcast') return w('reach.why.stranger');
  return w(`reach.why.${why}`, { detail });
}
