import type { Draft } from './context.ts';
import { happened } from './events.ts';
import { must } from './stock.ts';
import type { Show, State } from './state.ts';

/** A show that is fired from before it was started is started by that. */
export function startShow(draft: Draft, showId: string): void {
  if (draft.state.shows.get(showId)?.state === 'planned') draft.emit(happened('ShowStarted', { showId }));
}

export const putShow = (state: State, showId: string, change: (show: Show) => Partial<Show>): void => {
  const show = must(state.shows.get(showId), `show ${showId}`);
  state.shows.set(showId, { ...show, ...change(show) });
};
