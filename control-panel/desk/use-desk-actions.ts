import { useRef } from 'react';
import { useCommand, useDrop, useList, usePart, useTick, useView } from '../line/use-line.ts';
import type { PanelDrop } from '@protocol/parts.ts';
import { w } from '../text/words.ts';
import { useKeep, type Keep } from '../ui/use-keep.ts';
import { nextGo, type NextGo } from './next-go.ts';
import { whyNot } from './why-not.ts';

/** After GO went through its button says something else under the same finger: a second tap is not meant for that. Keeping is slow enough by itself. */
const SETTLE_MS = 800;

/** One thing that can be pressed: whether it may be now, and what pressing it does. */
export interface Press {
  readonly can: boolean;
  readonly sending: boolean;
  readonly press: () => void;
}
/** The same for what is pressed and kept; `press` is for tools that press but cannot keep. */
export interface KeptPress extends Press {
  readonly keep: Keep;
}

/** What the desk's buttons do, on whatever they are drawn: desk, dock, the friend's phone. There is no second GO. */
export interface DeskActions {
  readonly onAir: PanelDrop | null;
  readonly panicking: boolean;
  readonly isLive: boolean;
  readonly showOver: boolean;
  readonly next: NextGo;
  /** "Fire “Belt”": exactly what GO will do. */
  readonly goText: string;
  /** Why GO is off, in words; empty where it is on or there is nothing to press it for. */
  readonly goWhy: string;
  /** GO is off because links would lead nowhere: there is something to set up. */
  readonly needsAddress: boolean;
  /** A drop is kept, a talk is pressed. */
  readonly go: KeptPress & { readonly pressTalk: () => void };
  readonly isPaused: boolean;
  readonly pause: Press;
  readonly canExtend: boolean;
  /** Until selling opens (D6); null from then on. */
  readonly undo: (Press & { readonly title: string }) | null;
  readonly end: KeptPress;
  readonly panic: KeptPress;
}

export function useDeskActions(): DeskActions {
  const show = usePart('show');
  const onAirId = usePart('onAir');
  const onAir = useDrop(onAirId);
  const can = usePart('can');
  const panicking = usePart('panic') === true;
  const undoable = usePart('undo');
  const rundown = useList('rundown');
  const isLive = useView((view) => view.status === 'live');

  const go = useCommand('cue.go');
  const pause = useCommand('drop.pause');
  const resume = useCommand('drop.resume');
  const undo = useCommand('drop.undo');
  const end = useCommand('drop.end');
  const panic = useCommand('panic');

  const next = nextGo(rundown, show?.state ?? null);
  const goReason = useTick((now) => whyNot(can, 'cue.go', now));
  const canGo = isLive && show !== null && next.kind !== 'nothing' && goReason === null;

  // D1: GO sends what its presser saw when the press began, not what stands there when it ends.
  const seen = useRef<{ readonly next: NextGo; readonly onAir: string | null } | null>(null);
  const settledAt = useRef(0);
  const see = (): boolean => {
    if (!canGo || go.sending) return false;
    seen.current = { next, onAir: onAirId };
    return true;
  };
  const sendGo = async (): Promise<void> => {
    const was = seen.current ?? { next, onAir: onAirId };
    seen.current = null;
    if (show === null || was.next.kind === 'nothing') return;
    await go.send({ showId: show.showId, cueId: was.next.cue.cueId, expectOnAir: was.onAir });
    settledAt.current = performance.now();
  };
  const goKeep = useKeep(() => void sendGo());

  const isPaused = onAir?.state === 'paused';
  const allowed = (command: string): boolean => isLive && onAir !== null && (can?.[command] ?? null) === null;
  const canPause = allowed(isPaused ? 'drop.resume' : 'drop.pause');
  const undoOpen = useTick((now) => undoable !== null && now < undoable.until);

  const endSeen = useRef<string | null>(null);
  const doEnd = (): void => {
    const dropId = endSeen.current ?? onAirId;
    if (dropId !== null) void end.send({ dropId });
  };
  const endKeep = useKeep(doEnd);
  const panicKeep = useKeep(() => void panic.send({}));
  const showOver = show?.state === 'ended';

  return {
    onAir,
    panicking,
    isLive,
    showOver,
    next,
    goText:
      next.kind === 'fire'
        ? w('go.fire', { title: next.cue.title })
        : next.kind === 'talk'
          ? w('go.next', { title: next.cue.title })
          : showOver
            ? w('go.over')
            : w('go.nothing'),
    goWhy: panicking ? w('panic.text') : !isLive ? w('go.noLine') : (show !== null && next.kind !== 'nothing' && goReason) || '',
    needsAddress: !panicking && can?.['cue.go']?.refusal === 'no-public-address',
    go: {
      can: canGo,
      sending: go.sending,
      press: () => void sendGo(),
      keep: {
        ...goKeep,
        start: () => {
          if (see()) goKeep.start();
        },
      },
      pressTalk: () => {
        if (performance.now() - settledAt.current >= SETTLE_MS && see()) void sendGo();
      },
    },
    isPaused,
    pause: {
      can: canPause,
      sending: pause.sending || resume.sending,
      press: () => {
        if (canPause && onAirId !== null) void (isPaused ? resume : pause).send({ dropId: onAirId });
      },
    },
    canExtend: allowed('drop.extend'),
    undo:
      undoOpen && undoable !== null
        ? {
            can: isLive,
            sending: undo.sending,
            title: undoable.title,
            press: () => {
              if (isLive) void undo.send({ dropId: undoable.dropId });
            },
          }
        : null,
    end: {
      can: allowed('drop.end'),
      sending: end.sending,
      press: doEnd,
      keep: {
        ...endKeep,
        start: () => {
          endSeen.current = onAirId;
          endKeep.start();
        },
      },
    },
    // Asked for even over a line that is silent: it is sent as soon as anyone hears.
    panic: { can: !panicking && (can?.['panic'] ?? null) === null, sending: panic.sending, press: () => void panic.send({}), keep: panicKeep },
  };
}
