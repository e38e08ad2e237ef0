import { wholeOverlay } from '@protocol/overlay-options.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';

/** How the overlay looks: the event carries all of it, so that a default that changes later changes no shop's overlay. */
export const overlayHandlers: Handlers<'overlay.configure'> = {
  'overlay.configure': (draft, input) =>
    draft.emit(happened('OverlayConfigured', { options: wholeOverlay({ ...wholeOverlay(draft.state.single('overlay')), ...input }) })),
};

export const overlayEvolvers: Evolvers<'OverlayConfigured'> = {
  OverlayConfigured: (state, event) => state.put('overlay', event.options),
};
