import { useState } from 'react';
import { Link } from 'wouter';
import { useSession } from '../app/session-context.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { useKeptFocus } from '../ui/use-kept-focus.ts';
import { EndButton, ExtendButton, GoButton, PanicButton, PauseButton } from './ActionButtons.tsx';
import { ExtendDialog } from './ExtendDialog.tsx';
import { LiftDialog } from './LiftDialog.tsx';
import { MoreMenu } from './MoreMenu.tsx';
import { TillDialog } from './TillDialog.tsx';
import { shortcuts } from './shortcuts.ts';
import { useDeskActions } from './use-desk-actions.ts';
import type { Selling } from './use-selling.tsx';
import { useShortcuts } from './use-shortcuts.ts';

type Dialog = 'extend' | 'till' | 'lift' | null;

/** Everything that can be pressed, each with its key. */
export function Actions({ onStock, selling }: { readonly onStock: () => void; readonly selling: Selling }) {
  const { role } = useSession();
  const actions = useDeskActions();
  const { go, next, onAir, panicking, isLive, undo, end, panic } = actions;
  const [dialog, setDialog] = useState<Dialog>(null);
  const foot = useKeptFocus();
  const canSell = isLive && role !== 'moderator';

  useShortcuts({
    go: next.kind === 'fire' ? { down: go.keep.start, up: go.keep.stop } : { down: go.pressTalk, up: null },
    pause: { down: actions.pause.press, up: null },
    extend: { down: () => actions.canExtend && setDialog('extend'), up: null },
    till: { down: () => canSell && setDialog('till'), up: null },
    undo: { down: () => undo?.press(), up: null },
    end: { down: () => end.can && undo === null && end.keep.start(), up: end.keep.stop },
    stock: { down: onStock, up: null },
    quick: { down: () => selling.quick?.(), up: null },
    units: { down: () => selling.units?.(), up: null },
    add: { down: () => selling.add?.(), up: null },
    panic: { down: () => panic.can && panic.keep.start(), up: panic.keep.stop },
  });

  return (
    <footer ref={foot} tabIndex={-1} className={`actions ${panicking ? 'actions-panic' : ''}`} aria-label={w('actions.label')}>
      <div className="go-box">
        <GoButton actions={actions} keys="printed" onLift={() => setDialog('lift')} />
        <p className="go-why" role="status">
          {actions.goWhy}
          {!panicking && actions.showOver ? <Link href="/shows">{w('desk.planShow')}</Link> : null}
          {actions.needsAddress ? (
            <>
              {' '}
              <Link href="/shop">{w('go.setAddress')}</Link>
            </>
          ) : null}
        </p>
      </div>
      <div className="action-row">
        <PauseButton actions={actions} keys="printed" />
        <ExtendButton actions={actions} keys="printed" onOpen={() => setDialog('extend')} />
        <Button look="plain" onPress={() => setDialog('till')} disabled={!canSell} sending={false} shortcut={shortcuts.till}>
          {w('do.till')}
        </Button>
        <EndButton actions={actions} keys="printed" named />
        <MoreMenu />
      </div>
      <PanicButton actions={actions} keys="printed">
        <span className="only-wide">{panicking ? w('panic.is') : w('panic.do')}</span>
        <span className="only-narrow">{panicking ? w('air.stopped') : w('panic.short')}</span>
      </PanicButton>
      {dialog === 'extend' && onAir !== null ? <ExtendDialog drop={onAir} onClose={() => setDialog(null)} /> : null}
      {dialog === 'till' ? <TillDialog onClose={() => setDialog(null)} /> : null}
      {dialog === 'lift' ? <LiftDialog onClose={() => setDialog(null)} /> : null}
    </footer>
  );
}
