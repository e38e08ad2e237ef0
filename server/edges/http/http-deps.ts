import type { ReachPart } from '@protocol/parts.ts';
import type { Core } from '../../dispatch/core.ts';
import type { Presence } from '../../dispatch/presence.ts';
import type { People } from '../../people/people.ts';
import type { Adapters } from '../../ports/adapters.ts';
import type { LogIns } from '../../ports/log-ins.ts';
import type { MakeLimiter } from '../../ports/limits.ts';
import type { Log } from '../../ports/log.ts';
import type { NetworkOf } from '../../ports/network-name.ts';
import type { PayDesk } from '../../ports/pay-desk.ts';
import type { MailPreviews } from '../../ports/mail.ts';
import type { ObsDesk } from '../../ports/obs.ts';
import type { DoctorLine } from '../../ports/manifest.ts';
import type { Media } from '../../ports/media.ts';
import type { Snapshots } from '../../views/snapshots.ts';
import type { Trust } from './trust.ts';

/** Everything the HTTP edge may touch; handed in, so that tests and the demo hand in others. */
export interface HttpDeps {
  readonly core: Core;
  readonly people: People;
  readonly adapters: Adapters;
  readonly log: Log;
  /** The exact list of our own origins. */
  readonly origins: () => ReadonlySet<string>;
  /** The same by what they are good for. */
  readonly addresses: () => OwnAddresses;
  readonly trustProxy: Trust;
  readonly networkOf: NetworkOf;
  /** What each audience sees: made once per rev, whoever asks. */
  readonly snapshots: Pick<Snapshots, 'of' | 'liveJson' | 'sight'>;
  readonly presence: Pick<Presence, 'clicked' | 'viewerSeen'>;
  /** For what is counted over all nodes. */
  readonly limiter: MakeLimiter;
  /** What went over sockets so far: for /metrics. */
  readonly sockets: () => SocketTotals;
  readonly logIns: LogIns;
  readonly payDesk: PayDesk;
  readonly obs: ObsDesk;
  readonly mailPreviews: MailPreviews;
  readonly media: Pick<Media, 'keep' | 'open'>;
  /** Folder with the built `overlay`, `panel` and `page`. */
  readonly distDir: string;
  /** Pictures of the sample shop; null where there is none. */
  readonly sampleDir: string | null;
  readonly doctor: () => Promise<readonly DoctorLine[]>;
  /** Whether buyers reach the shop: as last seen, and looked anew. */
  readonly reach: { part(): ReachPart; check(): Promise<ReachPart> };
}
export interface SocketTotals {
  readonly connected: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly sent: {
    /** Rooms' messages encoded, by audience. */
    readonly byAudience: Readonly<Record<string, number>>;
    /** Each once per reader. */
    readonly delivered: number;
    readonly bytes: number;
    readonly handedOn: number;
  };
}
/** Where this server can be reached: origins. */
export interface OwnAddresses {
  /** On this computer alone. */
  readonly local: string;
  /** In the same network; empty where it listens on loopback alone. */
  readonly network: readonly string[];
  readonly publicUrl: string | null;
}
/** How many requests that change something in ten seconds. */
export interface HttpLimits {
  readonly perViewer: number;
  /** All viewers behind one address: a whole stall may share one. */
  readonly perNetwork: number;
  readonly perKey: number;
  /** Wrong passcodes in ten minutes, per address. */
  readonly logIns: number;
}
/** A person taps at most some times a second; a hall's Wi-Fi or a mobile carrier is one address; a key is a program (CONTRACT: ≥ 1,000/s). */
export const generousLimits: HttpLimits = { perViewer: 100, perNetwork: 3_000, perKey: 30_000, logIns: 20 };
