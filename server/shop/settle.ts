import { refuse } from '@protocol/refusals.ts';
import type { Instant } from '@protocol/time.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { isSomeoneNext, isUndrawn, passUnits, runDraw } from './draw.ts';
import { endDrop } from './end-drop.ts';
import { happened } from './events.ts';
import { askObsForDrop } from './obs.ts';
import { closeTasks } from './open-task.ts';
import { dropOf, putDrop } from './stock.ts';
import type { Drop, ReadState, State } from './state.ts';
import { offerUnits } from './waitlist.ts';

/**
 * The end of a drop. Where units may still pass to somebody (winners who pay, people who wait) it is over for everyone else and stays
 * live on its own links, its units set aside, until that is settled.
 */

/** A hold may still end, and somebody would be next; or somebody is next, and the drop is paused. */
function isOwed(state: State, drop: Drop): boolean {
  const moves = drop.lines.some((line) => line.held > 0 && (drop.mode === 'draw' || (line.waiting ?? 0) > 0));
  if (moves || drop.state !== 'paused') return moves;
  return isSomeoneNext(state, drop) || drop.lines.some((line) => line.left > 0 && (line.waiting ?? 0) > 0);
}

/** Its time is over, or the host closes a draw: drawn where it is one, then settled or ended. */
function closeDrop(draft: Draft, dropId: string, why: 'time' | 'host'): void {
  if (isUndrawn(draft.state, dropOf(draft.state, dropId))) runDraw(draft, dropId);
  offerUnits(draft, dropId);
  const drop = dropOf(draft.state, dropId);
  if (!isOwed(draft.state, drop)) return endDrop(draft, dropId, why);
  closeTasks(draft, (task) => task.kind === 'chat.post' && task.dropId === dropId && task.data['template'] !== 'drawn', 'dropped', 'drop-ended');
  const wasOnAir = draft.state.single('onAir') === dropId;
  const { now } = draft.context;
  draft.emit(happened('DropSettling', { dropId, endsAt: Math.min(drop.endsAt ?? now, now), closesAt: Math.min(drop.closesAt ?? now, now) }));
  if (wasOnAir) askObsForDrop(draft, dropId, 'end');
}
/** End, pressed: a draw is drawn first and its winners pay; pressed again, or on anything else, it is over. */
export function endByHand(draft: Draft, dropId: string): void {
  if (isUndrawn(draft.state, dropOf(draft.state, dropId))) closeDrop(draft, dropId, 'host');
  else endDrop(draft, dropId, 'host');
}

/** Nobody was there to see it, or the host stopped everything: a draw that was paused when entry closed waits for a hand (T2, D9). */
const waitsForHand = (state: ReadState, drop: Drop): boolean => drop.state === 'paused' && drop.mode === 'draw' && state.draws.get(drop.dropId)?.drawn === null;

/** When a live drop is due to close; null where only a hand or a hold's end moves it. */
export const closesBy = (state: ReadState, drop: Drop): Instant | null => (drop.settling || waitsForHand(state, drop) ? null : drop.closesAt);

/** What came back goes to who is next; what is over ends. */
export function tickDrops(draft: Draft): void {
  const { state, context } = draft;
  for (const dropId of state.single('liveDrops')) {
    const drop = dropOf(state, dropId);
    if (drop.settling) {
      passUnits(draft, dropId);
      offerUnits(draft, dropId);
      if (!isOwed(state, dropOf(state, dropId))) endDrop(draft, dropId, 'time');
      continue;
    }
    const closesAt = closesBy(state, drop);
    if (closesAt !== null && closesAt <= context.now) closeDrop(draft, dropId, 'time');
    else offerUnits(draft, dropId);
  }
}

export const settleHandlers: Handlers<'draw.run'> = {
  'draw.run': (draft, { dropId }) => {
    const drop = draft.state.drops.get(dropId);
    if (!drop) return refuse('no-such-drop', { dropId });
    if (drop.mode !== 'draw') return refuse('not-a-draw', { dropId });
    if (draft.state.single('panicAt') !== null) return refuse('panicking');
    if (!isUndrawn(draft.state, drop) || (drop.state !== 'live' && drop.state !== 'paused')) return refuse('wrong-state', { state: drop.state });
    if (drop.closesAt === null || draft.context.now < drop.closesAt) return refuse('wrong-state', { state: 'open', closesAt: drop.closesAt });
    closeDrop(draft, dropId, 'time');
    return undefined;
  },
};

export const settleEvolvers: Evolvers<'DropSettling'> = {
  DropSettling: (state, { dropId, endsAt, closesAt }, meta) => {
    if (state.single('onAir') === dropId) state.put('onAir', null);
    putDrop(state, dropId, (drop) => ({ settling: meta.at, endsAt, closesAt, endedEarly: endsAt !== drop.endsAt, settledAt: drop.settledAt ?? meta.at }));
  },
};
