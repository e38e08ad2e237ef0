import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { useSession } from '../app/session-context.ts';
import { useCommand, useDrop, useList, usePart, useTick, useView } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { KeepButton } from '../ui/KeepButton.tsx';
import type { KeyLabel } from '../ui/Key.tsx';
import { useKeep } from '../ui/use-keep.ts';
import { ExtendDialog } from './ExtendDialog.tsx';
import { LiftDialog } from './LiftDialog.tsx';
import { MoreMenu } from './MoreMenu.tsx';
import { TillDialog } from './TillDialog.tsx';
import { nextGo, type NextGo } from './next-go.ts';
import { shortcuts } from './shortcuts.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { whyNot } from './why-not.ts';

type Dialog = 'extend' | 'till' | 'lift' | null;
const kept = (key: KeyLabel): KeyLabel => ({ ...key, label: w('key.keep', { key: key.label }) });
/** After GO went through its button says something else under the same finger: a second tap is not meant for that. Keeping is slow enough by itself. */
const SETTLE_MS = 800;

/** Everything that can be pressed, each with its key. */
export function Actions({ onStock }: { readonly onStock: () => void }) {
  const { role } = useSession();
  const show = usePart('show');
  const onAirId = usePart('onAir');
  const onAir = useDrop(onAirId);
  const can = usePart('can');
  const panicking = usePart('panic') === true;
  const undoable = usePart('undo');
  const rundown = useList('rundown');
  const isLive = useView((view) => view.status === 'live');
  const [dialog, setDialog] = useState<Dialog>(null);

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
  const goKeepSeen = { ...goKeep, start: () => see() && goKeep.start() };
  const pressTalk = (): void => {
    if (performance.now() - settledAt.current >= SETTLE_MS && see()) void sendGo();
  };

  const isPaused = onAir?.state === 'paused';
  const allowed = (command: string): boolean => isLive && onAir !== null && (can?.[command] ?? null) === null;
  const canPause = allowed(isPaused ? 'drop.resume' : 'drop.pause');
  const canSell = isLive && role !== 'moderator';
  const canExtend = allowed('drop.extend');
  const canEnd = allowed('drop.end');
  const undoOpen = useTick((now) => undoable !== null && now < undoable.until);

  const pressPause = (): void => {
    if (canPause && onAirId !== null) void (isPaused ? resume : pause).send({ dropId: onAirId });
  };
  const pressUndo = (): void => {
    if (undoOpen && undoable !== null && isLive) void undo.send({ dropId: undoable.dropId });
  };
  const endSeen = useRef<string | null>(null);
  const doEnd = (): void => {
    const dropId = endSeen.current ?? onAirId;
    if (dropId !== null) void end.send({ dropId });
  };
  const endKeep = useKeep(doEnd);
  const endKeepSeen = {
    ...endKeep,
    start: () => {
      endSeen.current = onAirId;
      endKeep.start();
    },
  };
  // Asked for even over a line that is silent: it is sent as soon as anyone hears.
  const canPanic = !panicking && (can?.['panic'] ?? null) === null;
  const panicKeep = useKeep(() => void panic.send({}));

  useShortcuts({
    go: next.kind === 'fire' ? { down: goKeepSeen.start, up: goKeep.stop } : { down: pressTalk, up: null },
    pause: { down: pressPause, up: null },
    extend: { down: () => canExtend && setDialog('extend'), up: null },
    till: { down: () => canSell && setDialog('till'), up: null },
    undo: { down: pressUndo, up: null },
    end: { down: () => canEnd && !undoOpen && endKeepSeen.start(), up: endKeep.stop },
    stock: { down: onStock, up: null },
    panic: { down: () => canPanic && panicKeep.start(), up: panicKeep.stop },
  });

  const goText =
    next.kind === 'fire'
      ? w('go.fire', { title: next.cue.title })
      : next.kind === 'talk'
        ? w('go.next', { title: next.cue.title })
        : show?.state === 'ended'
          ? w('go.over')
          : w('go.nothing');
  return (
    <footer className={`actions ${panicking ? 'actions-panic' : ''}`} aria-label={w('actions.label')}>
      <div className="go-box">
        {panicking ? (
          <Button look="next" onPress={() => setDialog('lift')} disabled={!isLive} sending={false} shortcut={null}>
            {w('panic.lift')}
          </Button>
        ) : next.kind === 'fire' ? (
          <KeepButton
            look="next"
            keep={goKeepSeen}
            onDone={() => void sendGo()}
            disabled={!canGo}
            sending={go.sending}
            shortcut={kept(shortcuts.go)}
            question={w('go.question', { title: next.cue.title })}
          >
            {go.sending ? w('go.sending') : goText}
          </KeepButton>
        ) : (
          <Button look="next" onPress={pressTalk} disabled={!canGo} sending={go.sending} shortcut={shortcuts.go}>
            {goText}
          </Button>
        )}
        <p className="go-why" role="status">
          {panicking ? w('panic.text') : !isLive ? w('go.noLine') : (show !== null && next.kind !== 'nothing' && goReason) || ''}
          {!panicking && show?.state === 'ended' ? <Link href="/shows">{w('desk.planShow')}</Link> : null}
          {!panicking && can?.['cue.go']?.refusal === 'no-public-address' ? (
            <>
              {' '}
              <Link href="/shop">{w('go.setAddress')}</Link>
            </>
          ) : null}
        </p>
      </div>
      <div className="action-row">
        <Button look="plain" onPress={pressPause} disabled={!canPause} sending={pause.sending || resume.sending} shortcut={shortcuts.pause}>
          {isPaused ? w('do.resume') : w('do.pause')}
        </Button>
        <Button look="plain" onPress={() => setDialog('extend')} disabled={!canExtend} sending={false} shortcut={shortcuts.extend}>
          {w('do.extend')}
        </Button>
        <Button look="plain" onPress={() => setDialog('till')} disabled={!canSell} sending={false} shortcut={shortcuts.till}>
          {w('do.till')}
        </Button>
        {undoOpen && undoable !== null ? (
          <Button look="plain" onPress={pressUndo} disabled={!isLive} sending={undo.sending} shortcut={shortcuts.undo}>
            {w('do.undo', { title: undoable.title })}
          </Button>
        ) : (
          <KeepButton
            look="plain"
            keep={endKeepSeen}
            onDone={doEnd}
            disabled={!canEnd}
            sending={end.sending}
            shortcut={kept(shortcuts.end)}
            question={w('do.endQuestion', { title: onAir?.title ?? '' })}
          >
            {onAir === null ? w('do.end') : w('do.endTitle', { title: onAir.title })}
          </KeepButton>
        )}
        <MoreMenu />
      </div>
      <KeepButton
        look="stop"
        keep={panicKeep}
        onDone={() => void panic.send({})}
        disabled={!canPanic}
        sending={panic.sending}
        shortcut={kept(shortcuts.panic)}
        question={w('panic.question')}
      >
        <span className="only-wide">{panicking ? w('panic.is') : w('panic.do')}</span>
        <span className="only-narrow">{panicking ? w('air.stopped') : w('panic.short')}</span>
      </KeepButton>
      {dialog === 'extend' && onAir !== null ? <ExtendDialog drop={onAir} onClose={() => setDialog(null)} /> : null}
      {dialog === 'till' ? <TillDialog onAir={onAir} onClose={() => setDialog(null)} /> : null}
      {dialog === 'lift' ? <LiftDialog onClose={() => setDialog(null)} /> : null}
    </footer>
  );
}
