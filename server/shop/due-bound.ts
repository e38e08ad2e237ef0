import type { Instant } from '@protocol/time.ts';
import type { State } from './state.ts';

/** Lowers the bound before which nothing is due. Called wherever something with a time is added. */
export function dueBy(state: State, at: Instant): void {
  if (at < state.single('dueAt')) state.put('dueAt', at);
}
