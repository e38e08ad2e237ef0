import { createContext, useContext } from 'react';
import type { BridgeView } from '@protocol/obs-bridge.ts';
import type { ObsSurface } from '@protocol/obs.ts';
import type { BridgeWire } from '../line/panel-line.ts';

/** The line's part for bridges; null outside of a line. */
export const BridgeWireContext = createContext<BridgeWire | null>(null);

/** This page as a bridge to the OBS on its machine. */
export interface OwnBridge {
  readonly surface: ObsSurface;
  /** Null while this page is none. */
  readonly view: BridgeView | null;
  /** Drives OBS from here, whoever does; port and password are kept on this machine. */
  drive(port: number, password: string): void;
  /** This page is a bridge no more. */
  stop(): void;
}
export const OwnBridgeContext = createContext<OwnBridge | null>(null);

export function useOwnBridge(): OwnBridge {
  const bridge = useContext(OwnBridgeContext);
  if (bridge === null) throw new Error('used outside of OwnBridgeContext');
  return bridge;
}
