import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import { holdsDueAt, tickHolds } from './hold.ts';
import { openTask } from './open-task.ts';
import { tickMirrors } from './mirror.ts';
import { ordersDueAt, tickOrders } from './order.ts';
import { comparePayments } from './payment.ts';
import { closesBy, tickDrops } from './settle.ts';
import { tasksDueAt, tickTasks } from './task.ts';
import type { ReadState, State } from './state.ts';
import { DAY, type Instant } from '@protocol/time.ts';

/** After a lost tail, order numbers that may have been given out are left behind (L5). */
const ORDERS_SKIPPED = 1000;

/** What time alone brings about. Every batch begins with it, so that nothing is decided on what is over (H2). */
export const clockHandlers: Handlers<'clock.tick' | 'clock.gap' | 'ledger.opened'> = {
  'clock.tick': (draft) => {
    const { state, context } = draft;
    // What is due now is due where the shop went on.
    if (state.single('ledger').moved) return;
    const test = state.single('testDrop');
    if (test !== null && test.endsAt <= context.now) draft.emit(happened('TestDropEnded', { dropId: test.dropId }));
    tickHolds(draft);
    tickOrders(draft);
    tickDrops(draft);
    tickTasks(draft);
    tickMirrors(draft);
  },
  'clock.gap': (draft, { since }) => {
    const paused = draft.state.single('liveDrops').filter((dropId) => draft.state.drops.get(dropId)?.state === 'live');
    for (const dropId of paused) draft.emit(happened('DropPaused', { dropId, why: 'gap' }));
    draft.emit(happened('ClockGap', { since, paused }));
    if (paused.length > 0) openTask(draft, { kind: 'host.clock-gap', target: 'host', data: { since: String(since), drops: String(paused.length) } });
  },
  'ledger.opened': (draft, { epoch, lostFrom, restored }) => {
    const { moved } = draft.state.single('ledger');
    // Unpacked where it was moved to: nothing can have been lost, since nothing was decided after it was packed.
    if (restored && moved) return draft.emit(happened('LedgerOpened', { epoch, lostFrom: 0 }));
    // Two that came first at once: one epoch is enough.
    if (lostFrom === 0 && draft.state.single('ledger').epoch !== '') return { answer: {} };
    for (const dropId of lostFrom > 0 ? draft.state.single('liveDrops') : []) {
      if (draft.state.drops.get(dropId)?.state === 'live') draft.emit(happened('DropPaused', { dropId, why: 'lost-tail' }));
    }
    // What was paid in the part that is gone, and a day before it: a page that was open then may have been paid since.
    const lastKnown = draft.state.single('counters').at;
    draft.emit(happened('LedgerOpened', { epoch, lostFrom }));
    if (lostFrom > 0) comparePayments(draft, null, lastKnown - DAY, 'epoch');
    if (lostFrom > 0) openTask(draft, { kind: 'host.lost-tail', target: 'host', data: { lostFrom: String(lostFrom) } });
    return undefined;
  },
};

/** When something will be due at the earliest. Found anew after each tick; lowered in between (`dueBy`). */
export function nextDueAt(state: State): Instant {
  if (state.single('ledger').moved) return Number.MAX_SAFE_INTEGER;
  let due = Math.min(holdsDueAt(state), ordersDueAt(state), tasksDueAt(state), state.single('testDrop')?.endsAt ?? Number.MAX_SAFE_INTEGER);
  for (const dropId of state.single('liveDrops')) {
    const drop = state.drops.get(dropId);
    if (drop) due = Math.min(due, closesBy(state, drop) ?? Number.MAX_SAFE_INTEGER);
  }
  return due;
}
/** Something runs that a stopped clock would wrong: a gap pauses it, and time is not moved under it (T2). */
export const isBusy = (state: Pick<ReadState, 'single' | 'holds'>): boolean => state.single('liveDrops').length > 0 || state.holds.size > 0;
export const isDue = (state: Pick<State, 'single'>, now: Instant): boolean => state.single('dueAt') <= now;

export const clockEvolvers: Evolvers<'LedgerOpened' | 'ClockGap' | 'Answered'> = {
  LedgerOpened: (state, event) => {
    // A shop that was left behind and lost its tail is still left behind.
    state.put('ledger', { epoch: event.epoch, closed: event.lostFrom > 0, moved: event.lostFrom > 0 && state.single('ledger').moved });
    if (event.lostFrom === 0) return;
    const counters = state.single('counters');
    state.put('counters', { ...counters, nextOrder: counters.nextOrder + ORDERS_SKIPPED });
  },
  ClockGap: () => undefined,
  Answered: () => undefined,
};
