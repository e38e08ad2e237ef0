import { refuse } from '@protocol/refusals.ts';
import type { ObsAction } from '@protocol/obs.ts';
import { MINUTE, SECOND, type DurationMs } from '@protocol/time.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import { obsActionOf } from './obs-action.ts';
import { closeTasks, openTask } from './open-task.ts';
import { putShow } from './show-row.ts';
import { taskPriority, type Task } from './state.ts';

/** A scene belongs to its moment: later it would cut into the next one. */
const USEFUL_FOR: DurationMs = 10 * SECOND;
/** What was said a while ago is still in the buffer; a reload helps whenever it comes. */
const USEFUL_FOR_LONGER: DurationMs = MINUTE;
const COLOURS = 4;

/** E1: OBS never keeps a command waiting, whatever it does. Nothing is asked of an OBS that nobody set up. */
export function askObs(draft: Draft, action: ObsAction, dropId: string | null): void {
  if (draft.state.single('obs').place === 'off') return;
  const isLasting = action.do === 'replay' || action.do === 'refresh';
  openTask(draft, {
    kind: 'obs.do',
    target: 'obs',
    dropId,
    priority: taskPriority.link,
    // Strings alone, like any task's.
    data: { action: JSON.stringify(action) },
    uselessAt: draft.context.now + (isLasting ? USEFUL_FOR_LONGER : USEFUL_FOR),
  });
}
/** What a cue does in OBS now. What another cue asked for and OBS has not begun is of no use any more. */
export function askObsForCue(draft: Draft, showId: string, cueId: string, when: 'go' | 'end'): void {
  const cue = draft.state.shows.get(showId)?.cues.find((one) => one.cueId === cueId);
  const actions = cue?.obs?.[when] ?? [];
  const isScene = (action: ObsAction): boolean => action.do === 'scene';
  if (actions.some(isScene)) closeTasks(draft, (task) => task.kind === 'obs.do' && isSceneTask(task), 'dropped', 'other-cue');
  for (const action of actions) askObs(draft, action, cue?.dropId ?? null);
}
const isSceneTask = (task: Task): boolean => obsActionOf(task).do === 'scene';
export function askObsForDrop(draft: Draft, dropId: string, when: 'go' | 'end'): void {
  const showId = draft.state.drops.get(dropId)?.showId ?? '';
  const cue = draft.state.shows.get(showId)?.cues.find((one) => one.dropId === dropId);
  if (cue) askObsForCue(draft, showId, cue.cueId, when);
}

/** Colours far apart from each other and from grey, chosen by chance: what is found was painted just now. */
function anyColours(draft: Draft): string {
  const strong = ['ff0000', '00ff00', '0000ff', 'ffff00', 'ff00ff', '00ffff'];
  // An id is as much chance as there is here.
  const chance = Array.from(draft.context.id() + draft.context.id(), (letter) => letter.charCodeAt(0));
  return Array.from({ length: COLOURS }, (_, n) => strong[((chance[n] ?? 0) + (chance[n + COLOURS] ?? 0) * 7) % strong.length]).join('');
}

const isAddress = (text: string): boolean => {
  try {
    const { protocol, username, password, hash } = new URL(text);
    // A password in an address would stand in the ledger.
    return (protocol === 'ws:' || protocol === 'wss:') && username === '' && password === '' && hash === '';
  } catch {
    // Not an address at all: URL throws where it could say no.
    return false;
  }
};

export const obsHandlers: Handlers<'obs.configure' | 'obs.do' | 'cue.obs' | 'overlay.mark'> = {
  'obs.configure': (draft, { place, address }) => {
    if (place === 'server' && !isAddress(address)) return refuse('bad-settings', { what: 'address' });
    if (place === 'off') closeTasks(draft, (task) => task.kind === 'obs.do', 'dropped', 'obs-off');
    draft.emit(happened('ObsConfigured', { place, address: place === 'server' ? address : '' }));
  },
  'obs.do': (draft, { action }) => {
    if (draft.state.single('obs').place === 'off') return refuse('obs-off');
    askObs(draft, action, null);
  },
  'cue.obs': (draft, { showId, cueId, go, end }) => {
    const show = draft.state.shows.get(showId);
    if (!show) return refuse('no-such-show', { showId });
    if (show.state === 'ended') return refuse('show-ended', { showId });
    if (!show.cues.some((cue) => cue.cueId === cueId)) return refuse('no-such-cue', { cueId });
    draft.emit(happened('CueObsSet', { showId, cueId, obs: { go, end } }));
  },
  'overlay.mark': (draft) => draft.emit(happened('OverlayAsked', { what: 'mark', instance: null, colours: anyColours(draft) })),
};

export const obsEvolvers: Evolvers<'ObsConfigured' | 'CueObsSet'> = {
  ObsConfigured: (state, { place, address }) => state.put('obs', { place, address }),
  CueObsSet: (state, { showId, cueId, obs }) =>
    putShow(state, showId, (show) => ({
      cues: show.cues.map(({ obs: before, ...cue }) =>
        cue.cueId !== cueId ? (before === undefined ? cue : { ...cue, obs: before }) : obs.go.length + obs.end.length === 0 ? cue : { ...cue, obs },
      ),
    })),
};
