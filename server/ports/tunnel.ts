import type { TunnelState } from '@protocol/parts.ts';
import type { Log } from './log.ts';

/** What a tunnel is asked for. */
export interface TunnelWanted {
  /** Where the shop listens on this computer. */
  readonly port: number;
  /** A tunnel with a name of its own, by that or by its token; null: a random address, for trying out only. */
  readonly fixed: { readonly name: string } | { readonly token: string } | null;
}
/** A way from the internet to this computer, held open by a program beside the server. */
export interface Tunnel {
  state(): TunnelState;
  /** The random address, once it is known; always null for a fixed one, whose address is the shop's own. */
  url(): string | null;
  /** Ends the program; nothing starts it again. */
  stop(): Promise<void>;
}
export interface TunnelMaker {
  /** Whether the program is installed. */
  isThere(): Promise<boolean>;
  /** Starts it, and again whenever it ends. `changed`: state or address are others now. */
  open(wanted: TunnelWanted, changed: () => void, log: Log): Tunnel;
}
