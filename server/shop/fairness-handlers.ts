import { refuse } from '@protocol/refusals.ts';
import { tellCounts } from './announce.ts';
import type { Handlers } from './context.ts';
import { happened } from './events.ts';
import { holdersOf } from './hold.ts';
import { expireSoon } from './pay.ts';
import { relist } from './relist.ts';
import { must } from './stock.ts';

/** What the crew does about hoarding. */
export const fairnessHandlers: Handlers<'hold.release-unpaid' | 'person.restrict' | 'person.unrestrict' | 'crowd.note'> = {
  'hold.release-unpaid': (draft, { dropId, placedBefore }) => {
    const { state } = draft;
    if (dropId !== null && !state.drops.has(dropId)) return refuse('no-such-drop', { dropId });
    const meant = [...state.holds.values()].filter((hold) => hold.placedAt < placedBefore && (dropId === null || hold.dropId === dropId));
    let [released, expiring] = [0, 0];
    const drops = new Set<string>();
    for (const hold of meant) {
      // No unit waits for it.
      if (hold.state === 'place') continue;
      if (hold.state === 'held') {
        draft.emit(happened('HoldEnded', { holdId: hold.holdId, how: 'released' }));
        released += 1;
        drops.add(hold.dropId);
      } else {
        const orderNumber = must(hold.orderNumber, `the order of hold ${hold.holdId}`);
        if (state.orders.get(String(orderNumber))?.expiring === true) continue;
        // H3: a page at the provider may still take money; the units come back when it has said otherwise.
        expireSoon(draft, orderNumber);
        expiring += 1;
      }
    }
    draft.emit(happened('UnpaidReleased', { dropId, released, expiring }));
    for (const each of drops) {
      relist(draft, each);
      tellCounts(draft, each);
    }
  },
  'person.restrict': (draft, { whose, until, reason }) => {
    const { state } = draft;
    const found = 'holdId' in whose ? (state.holds.get(whose.holdId) ?? state.endedHolds.get(whose.holdId)) : state.orders.get(String(whose.orderNumber));
    if (found === undefined) return 'holdId' in whose ? refuse('no-such-hold', whose) : refuse('no-such-order', whose);
    if (found.viewer === null) return refuse('no-such-person');
    const showId = state.drops.get(found.dropId ?? '')?.showId ?? state.single('showId');
    if (until === 'show' && showId === null) return refuse('no-such-show');
    draft.emit(
      happened('PersonRestricted', {
        restrictionId: draft.context.id(),
        viewers: holdersOf({ viewer: found.viewer, also: found.also }),
        showId: until === 'show' ? showId : null,
        reason,
        dropId: found.dropId,
        orderNumber: found.orderNumber,
      }),
    );
  },
  'person.unrestrict': (draft, { restrictionId }) => {
    if (!draft.state.restrictions.has(restrictionId)) return refuse('no-such-person');
    draft.emit(happened('RestrictionLifted', { restrictionId }));
  },
  'crowd.note': (draft, { dropId, asked, refused, turnedAway }) => {
    if (draft.state.drops.has(dropId)) draft.emit(happened('CrowdNoted', { dropId, asked, refused, turnedAway }));
  },
};
