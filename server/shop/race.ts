import { refuse, type Refused } from '@protocol/refusals.ts';
import { tellCounts } from './announce.ts';
import type { Draft, Handlers } from './context.ts';
import { isHolder, type HoldGuard } from './hold.ts';
import { orderHandlers } from './order.ts';
import { must } from './stock.ts';
import type { Hold } from './state.ts';

/** D4 `race`: a place reserves nothing; the units are taken where paying starts, by the same guard that holds are placed by. */
export const raceHandlersWith = (guard: HoldGuard): Handlers<'checkout.start'> => ({
  'checkout.start': (draft, input) => {
    const hold = draft.state.holds.get(input.holdId);
    const isTheirs = hold !== undefined && (draft.context.actor.role !== 'viewer' || isHolder(hold, draft.context.viewer));
    if (hold?.state !== 'place' || !isTheirs) return orderHandlers['checkout.start'](draft, input);
    const refused = mayStart(guard, draft, hold) ?? orderHandlers['checkout.start'](draft, input);
    if (refused) return refused;
    tellCounts(draft, hold.dropId);
    return undefined;
  },
});

/** As for a new hold: while it sells (D2, D7, D9), and while there are units that nobody pays for or waits for. */
function mayStart(guard: HoldGuard, draft: Draft, hold: Hold): Refused | null {
  const { state, context } = draft;
  const drop = must(state.drops.get(hold.dropId), `the drop of hold ${hold.holdId}`);
  if (drop.state !== 'live' || drop.closesAt === null || context.now >= drop.closesAt)
    return refuse('not-open', { state: drop.state, opensAt: drop.opensAt, endsAt: drop.endsAt });
  return guard.mayHold(state, drop, hold.lines, []);
}
