import { useState, type ReactNode } from 'react';
import type { PanelDrop } from '@protocol/parts.ts';
import type { Instant } from '@protocol/time.ts';
import { useSession } from '../app/session-context.ts';
import { usePart, useTick, useView } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { AddToDrop } from './AddToDrop.tsx';
import { QuickDrop } from './QuickDrop.tsx';
import { shortcuts } from './shortcuts.ts';
import { UnitsDialog } from './UnitsDialog.tsx';

export type OpenUnits = (dropId: string, sku: string) => void;
type Open = { readonly kind: 'quick' } | { readonly kind: 'add' } | { readonly kind: 'units'; readonly dropId: string; readonly sku: string } | null;

/** What is sold can be changed in mid-show; each is null where it cannot be now, or not by this role. */
export interface Selling {
  readonly quick: (() => void) | null;
  readonly add: (() => void) | null;
  /** Of the drop on air, at the line with the fewest left. */
  readonly units: (() => void) | null;
  readonly openUnits: OpenUnits | null;
  readonly dialog: ReactNode;
}

/** From arming to the end that everyone is shown; the server decides by the same rule. */
export const mayChangeOffer = (drop: PanelDrop, now: Instant): boolean =>
  drop.mode !== 'test' && (drop.state === 'armed' || ((drop.state === 'live' || drop.state === 'paused') && (drop.endsAt === null || now < drop.endsAt)));

export function useSelling(onAir: PanelDrop | null): Selling {
  const { role } = useSession();
  const show = usePart('show');
  const isLive = useView((view) => view.status === 'live');
  const [open, setOpen] = useState<Open>(null);
  const changeable = useTick((now) => onAir !== null && mayChangeOffer(onAir, now));
  const isCrew = role === 'owner' || role === 'host' || role === 'producer';
  const hasShow = isLive && isCrew && show !== null && show.state !== 'ended';
  const fewest = [...(onAir?.lines ?? [])].sort((a, b) => a.left - b.left)[0];
  const openUnits: OpenUnits = (dropId, sku) => setOpen({ kind: 'units', dropId, sku });
  const close = (): void => setOpen(null);
  return {
    quick: hasShow ? () => setOpen({ kind: 'quick' }) : null,
    add: hasShow ? () => setOpen({ kind: 'add' }) : null,
    units: isCrew && isLive && changeable && onAir !== null && fewest !== undefined ? () => openUnits(onAir.dropId, fewest.sku) : null,
    openUnits: isCrew ? openUnits : null,
    dialog: dialogOf(open, changeable ? onAir : null, close),
  };
}

function dialogOf(open: Open, onAir: PanelDrop | null, close: () => void): ReactNode {
  switch (open?.kind) {
    case 'quick':
      return <QuickDrop onClose={close} />;
    case 'add':
      return <AddToDrop drop={onAir} onClose={close} />;
    case 'units':
      return <UnitsDialog dropId={open.dropId} sku={open.sku} onClose={close} />;
    case undefined:
      return null;
    default: {
      const never: never = open;
      return never;
    }
  }
}

/** Beside the tabs: what nobody planned. */
export function SellingButtons({ selling }: { readonly selling: Selling }) {
  const { quick, add } = selling;
  if (quick === null && add === null) return null;
  return (
    <div className="selling-buttons">
      <Button look="quiet" onPress={() => add?.()} disabled={add === null} sending={false} shortcut={shortcuts.add}>
        {w('add.open')}
      </Button>
      <Button look="plain" onPress={() => quick?.()} disabled={quick === null} sending={false} shortcut={shortcuts.quick}>
        {w('quick.open')}
      </Button>
    </div>
  );
}
