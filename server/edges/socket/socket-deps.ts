import type { Server as HttpServer } from 'node:http';
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { ReachPart } from '@protocol/parts.ts';
import type { ClientToServer, ServerToClient } from '@protocol/socket.ts';
import type { Identity } from '../../dispatch/authenticate.ts';
import type { Core } from '../../dispatch/core.ts';
import type { Presence } from '../../dispatch/presence.ts';
import type { People } from '../../people/people.ts';
import type { Log } from '../../ports/log.ts';
import type { NetworkOf } from '../../ports/network-name.ts';
import type { ObsDesk } from '../../ports/obs.ts';
import type { Snapshots } from '../../views/snapshots.ts';
import type { Looker } from '../../views/view-context.ts';
import type { OutboxCounts } from './outbox.ts';

/** Everything the socket edge may touch. */
export interface SocketDeps {
  /** Listening or not yet; closing it is the caller's. */
  readonly httpServer: HttpServer;
  readonly core: Core;
  readonly people: Pick<People, 'secret' | 'session' | 'onSessionsClosed'>;
  readonly snapshots: Snapshots;
  readonly presence: Presence;
  /** Where buyers reach the shop, and whether they do. */
  readonly reach: () => ReachPart;
  /** How OBS is doing, and who offers to drive it. */
  readonly obs: Pick<ObsDesk, 'part' | 'offer'>;
  readonly isOurOrigin: (origin: string) => boolean;
  /** By the handshake. */
  readonly networkOf: NetworkOf;
  readonly limits: SocketLimits;
  readonly log: Log;
}
export interface SocketLimits {
  /** Commands a second. A person taps some times; a key is a program (CONTRACT: at least 1,000). */
  readonly perViewer: number;
  readonly perSession: number;
  readonly perKey: number;
}
export const usualSocketLimits: SocketLimits = { perViewer: 10, perSession: 50, perKey: 3_000 };

/** What we know of a socket once it has said hello. */
export interface Greeted {
  readonly looker: Looker;
  readonly identity: Identity;
  readonly build: string;
  /** To ask again whether the session still stands; null where none let it in. */
  readonly sessionCookie: string | null;
}
export interface SocketData {
  greeted: Greeted | null;
  /** How many hellos were heard: only the last is answered where several wait. */
  hellos: number;
  /** Which network it comes by, for what is counted by network. */
  network: string | null;
}
export type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
export type LiveNamespace = Namespace<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;

/** What was refused, by why, and what was cut: for /metrics. */
export interface SocketCounts {
  readonly connected: number;
  readonly sent: OutboxCounts;
  readonly refused: Readonly<Record<string, number>>;
}
export const noSockets: SocketCounts = { connected: 0, sent: { frames: 0, byAudience: {}, delivered: 0, bytes: 0, handedOn: 0 }, refused: {} };
export interface SocketEdge {
  counts(): SocketCounts;
  /** Whether anybody has a desk open. */
  isWatched(): boolean;
  /** Says `bye` to everyone and lets go of them within half a second. The HTTP server stays. */
  close(): Promise<void>;
}
