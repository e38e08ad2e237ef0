import { refuse } from '@protocol/refusals.ts';
import { HOUR } from '@protocol/time.ts';
import { mayEndShow, publicAddress, sawOnAir, showMayRun } from './allowed.ts';
import type { Evolvers, Handlers } from './context.ts';
import { fireDrop } from './drop.ts';
import { endDrop } from './end-drop.ts';
import { happened } from './events.ts';
import { askObsForCue } from './obs.ts';
import { relist } from './relist.ts';
import { comparePayments } from './payment.ts';
import { putShow, startShow } from './show-row.ts';
import { must } from './stock.ts';
import type { Cue } from './state.ts';

export const showHandlers: Handlers<'show.plan' | 'show.start' | 'show.end' | 'rundown.arrange' | 'cue.go' | 'stage.say'> = {
  'show.plan': (draft, input) => {
    if (draft.state.single('shop') === null) return refuse('shop-not-configured');
    const { publicUrl, networkFirst } = draft.context;
    const isPublic = !networkFirst && publicAddress(draft.state, publicUrl) !== null;
    draft.emit(
      happened('ShowPlanned', {
        showId: draft.context.id(),
        title: input.title,
        startsAt: input.startsAt,
        minutes: input.minutes,
        reach: input.reach ?? (isPublic ? 'public' : 'network'),
      }),
    );
  },
  'show.start': (draft, { showId }) => {
    const refused = showMayRun(draft.state, showId);
    if (refused) return refused;
    if (draft.state.shows.get(showId)?.state === 'live') draft.emit(happened('Answered', { result: {} }));
    else startShow(draft, showId);
  },
  'show.end': (draft, { showId, endLive }) => {
    const show = draft.state.shows.get(showId);
    if (!show) return refuse('no-such-show', { showId });
    const refused = mayEndShow(draft.state, show, endLive ?? false);
    if (refused) return refused;
    for (const dropId of draft.state.single('liveDrops')) if (draft.state.drops.get(dropId)?.showId === showId) endDrop(draft, dropId, 'show');
    for (const drop of [...draft.state.drops.values()])
      if (drop.showId === showId && drop.state === 'armed') draft.emit(happened('DropDisarmed', { dropId: drop.dropId }));
    draft.emit(happened('ShowEnded', { showId }));
    for (const drop of [...draft.state.drops.values()]) if (drop.showId === showId) relist(draft, drop.dropId);
    // What was paid this evening, held against what was sold.
    comparePayments(draft, null, (show.startedAt ?? show.startsAt) - HOUR, 'show');
  },
  'rundown.arrange': (draft, { showId, cues }) => {
    const show = draft.state.shows.get(showId);
    if (!show) return refuse('no-such-show', { showId });
    if (show.state === 'ended') return refuse('show-ended', { showId });
    const known = new Map(show.cues.map((cue) => [cue.cueId, cue]));
    const arranged: Cue[] = [];
    for (const wanted of cues) {
      const before = wanted.cueId === null ? null : known.get(wanted.cueId);
      if (before === undefined || (before !== null && before.kind !== wanted.kind)) return refuse('no-such-cue', { cueId: wanted.cueId });
      if (before !== null) known.delete(before.cueId);
      if (wanted.kind === 'drop') arranged.push({ ...must(before, `cue ${wanted.cueId}`), minutes: wanted.minutes });
      else arranged.push({ ...before, cueId: before?.cueId ?? draft.context.id(), kind: 'talk', title: wanted.title, minutes: wanted.minutes, dropId: null });
    }
    // A drop's cue goes with its drop alone; one that the list forgot stands at the end.
    for (const cue of known.values()) if (cue.kind === 'drop') arranged.push(cue);
    draft.emit(happened('RundownArranged', { showId, cues: arranged }));
  },
  'cue.go': (draft, { showId, cueId, expectOnAir }) => {
    const refused = showMayRun(draft.state, showId);
    if (refused) return refused;
    const show = must(draft.state.shows.get(showId), `show ${showId}`);
    const cue = show.cues.find((c) => c.cueId === cueId);
    if (!cue) return refuse('no-such-cue', { cueId });
    if (show.taken.includes(cueId)) return refuse('nothing-next', { cueId });
    const onAir = draft.state.single('onAir');
    if (!sawOnAir(draft.state, expectOnAir)) return refuse('on-air-changed', { onAir, title: draft.state.drops.get(onAir ?? '')?.title ?? '' });
    if (cue.dropId !== null) return fireDrop(draft, cue.dropId, expectOnAir);
    startShow(draft, showId);
    draft.emit(happened('CueTaken', { showId, cueId }));
    askObsForCue(draft, showId, cueId, 'go');
  },
  'stage.say': (draft, { text }) => draft.emit(happened('StageSaid', { text })),
};

export const showEvolvers: Evolvers<'ShowPlanned' | 'ShowStarted' | 'ShowEnded' | 'RundownArranged' | 'CueTaken' | 'StageSaid'> = {
  ShowPlanned: (state, event) => {
    state.shows.set(event.showId, {
      showId: event.showId, title: event.title, startsAt: event.startsAt, minutes: event.minutes, reach: event.reach,
      state: 'planned', startedAt: null, endedAt: null, cues: [], taken: [],
    }); // prettier-ignore
    const current = state.shows.get(state.single('showId') ?? '');
    if (!current || current.state === 'ended') state.put('showId', event.showId);
  },
  ShowStarted: (state, event, meta) => {
    putShow(state, event.showId, () => ({ state: 'live', startedAt: meta.at }));
    state.put('showId', event.showId);
  },
  ShowEnded: (state, event, meta) => {
    putShow(state, event.showId, () => ({ state: 'ended', endedAt: meta.at }));
    // The desk goes on to the next evening, where one is planned.
    const next = [...state.shows.values()].filter((show) => show.state === 'planned').sort((a, b) => a.startsAt - b.startsAt)[0];
    if (next && state.single('showId') === event.showId) state.put('showId', next.showId);
    // Holds that ended long ago are of no use to anybody's page any more.
    for (const hold of [...state.endedHolds.values()]) {
      const drop = state.drops.get(hold.dropId);
      if (drop && drop.showId !== event.showId && drop.state === 'ended') state.endedHolds.delete(hold.holdId);
    }
  },
  RundownArranged: (state, event) => putShow(state, event.showId, () => ({ cues: event.cues })),
  CueTaken: (state, event) => putShow(state, event.showId, (show) => ({ taken: show.taken.includes(event.cueId) ? show.taken : [...show.taken, event.cueId] })),
  StageSaid: (state, event, meta) => state.put('say', event.text === '' ? null : { text: event.text, at: meta.at }),
};
