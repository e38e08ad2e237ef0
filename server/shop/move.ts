import type { CommandName } from '@protocol/commands.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import type { ReadState } from './state.ts';

/**
 * A shop that went on elsewhere (`npm run move`): two that sell the same shelf would each be right and together wrong, so the one that
 * was left behind decides nothing any more. The way back is the owner's `shop.reopen`.
 */
const stillDecided: ReadonlySet<CommandName> = new Set(['shop.move', 'shop.reopen', 'ledger.opened', 'clock.tick']);

export const movedGuard = (state: Pick<ReadState, 'single'>, name: CommandName): Refused | null =>
  state.single('ledger').moved && !stillDecided.has(name) ? refuse('shop-moved') : null;

export const moveHandlers: Handlers<'shop.move'> = {
  'shop.move': (draft) => {
    const live = draft.state.single('liveDrops')[0];
    if (live !== undefined) return refuse('drop-live', { dropIds: [live], title: draft.state.drops.get(live)?.title ?? '' });
    // Packed twice is the same shop, packed twice.
    return draft.state.single('ledger').moved ? { answer: {} } : draft.emit(happened('ShopMoved', {}));
  },
};

export const moveEvolvers: Evolvers<'ShopMoved'> = {
  ShopMoved: (state) => state.put('ledger', { ...state.single('ledger'), closed: true, moved: true }),
};
