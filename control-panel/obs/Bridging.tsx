import { useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Bridge, BridgeView } from '@protocol/obs-bridge.ts';
import type { ObsSurface } from '@protocol/obs.ts';
import { w } from '../text/words.ts';
import { BridgeWireContext, OwnBridgeContext } from './bridge-context.ts';
import { keepMachine, useMachine } from './machine.ts';

const opening: BridgeView = { seat: 'away', holder: null, obs: 'off', trouble: null, note: '' };

/** Drives OBS from this page, where somebody chose so on this machine; as long as the page is open, whatever it shows. */
export function Bridging({ surface, children }: { readonly surface: ObsSurface; readonly children: ReactNode }) {
  const wire = useContext(BridgeWireContext);
  const { isBridge, port, password } = useMachine();
  const [view, setView] = useState<BridgeView | null>(null);
  const running = useRef<Bridge | null>(null);
  /** Pressed, and not done yet: the bridge may still be on its way. */
  const takes = useRef(false);

  useEffect(() => {
    if (wire === null || !isBridge) return undefined;
    let isOver = false;
    setView(opening);
    void import('./bridge.ts').then(
      ({ openBridge }) => {
        if (isOver) return;
        running.current = openBridge({ wire, surface, port, password, takes: takes.current, changed: (next) => !isOver && setView(next) });
        takes.current = false;
      },
      () => !isOver && setView({ ...opening, seat: 'refused', note: w('obs.bridge.notLoaded') }),
    );
    return () => {
      isOver = true;
      running.current?.close();
      running.current = null;
      setView(null);
    };
  }, [wire, surface, isBridge, port, password]);

  const drive = useCallback(
    (at: number, secret: string) => {
      const isSame = isBridge && at === port && secret === password;
      if (isSame && running.current !== null) return running.current.take();
      takes.current = true;
      keepMachine({ isBridge: true, port: at, password: secret });
    },
    [isBridge, port, password],
  );
  const stop = useCallback(() => keepMachine({ isBridge: false, port, password }), [port, password]);
  const own = useMemo(() => ({ surface, view, drive, stop }), [surface, view, drive, stop]);
  return <OwnBridgeContext value={own}>{children}</OwnBridgeContext>;
}
