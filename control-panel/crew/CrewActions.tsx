import { useState, type ReactNode } from 'react';
import { EndButton, ExtendButton, GoButton, PanicButton, PauseButton } from '../desk/ActionButtons.tsx';
import { ExtendDialog } from '../desk/ExtendDialog.tsx';
import { LiftDialog } from '../desk/LiftDialog.tsx';
import type { DeskActions } from '../desk/use-desk-actions.ts';
import { w } from '../text/words.ts';

/** The desk's own buttons for a thumb: GO with what it will do, what one does to the drop on air, and the stop apart from both. */
export function CrewActions({ actions, children }: { readonly actions: DeskActions; readonly children: ReactNode }) {
  const [dialog, setDialog] = useState<'extend' | 'lift' | null>(null);
  const { onAir, panicking } = actions;
  return (
    <div className={`crew-actions ${panicking ? 'actions-panic' : ''}`} role="group" aria-label={w('actions.label')}>
      <div className="crew-go">
        <GoButton actions={actions} keys="none" onLift={() => setDialog('lift')} />
        <p className="go-why" role="status">
          {actions.goWhy}
        </p>
      </div>
      <div className={`crew-row ${actions.undo === null ? '' : 'crew-row-undo'}`}>
        <PauseButton actions={actions} keys="none" />
        <ExtendButton actions={actions} keys="none" onOpen={() => setDialog('extend')} />
        <EndButton actions={actions} keys="none" named={false} />
        {children}
      </div>
      <PanicButton actions={actions} keys="none">
        {panicking ? w('panic.is') : w('panic.do')}
      </PanicButton>
      {dialog === 'extend' && onAir !== null ? <ExtendDialog drop={onAir} onClose={() => setDialog(null)} /> : null}
      {dialog === 'lift' ? <LiftDialog onClose={() => setDialog(null)} /> : null}
    </div>
  );
}
