import type { FromBridge, ToBridge } from '@protocol/obs-bridge.ts';
import type { ObsAnswer, ObsData, ObsLink, ObsLinkEvents } from '@protocol/obs-link.ts';
import type { ObsAdded, ObsChecked, ObsFault, ObsFound, ObsPart, ObsScenes, ObsSurface, ObsTrouble } from '@protocol/obs.ts';
import type { Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';

/** How the server itself speaks to an OBS that it can reach. */
export interface ObsAdapter {
  /** Returns at once and reports through `events`; comes back by itself until closed. */
  open(address: string, password: string, events: ObsLinkEvents): ObsLink;
  /** Connects once, and lets go again: for the doctor. It may run beside the server that drives. */
  look(address: string, password: string): Promise<{ readonly ok: true; readonly browser: boolean } | { readonly ok: false; readonly trouble: ObsTrouble }>;
  /** Looks once, without a password. */
  find(address: string): Promise<ObsFound>;
}

/** A bridge, as the socket that carries it shows it: a dock, a panel or a terminal on OBS's machine. */
export interface ObsBridgeLine {
  readonly actor: Actor;
  readonly surface: ObsSurface;
  /** By which of our addresses it comes: OBS on its machine reaches the overlay by the same. */
  readonly origin: string;
  tell(message: ToBridge): void;
  /** `no-answer` where the line broke or nothing came in time. Never rejects. */
  call(request: string, data: ObsData): Promise<ObsAnswer>;
}
/** Its place among the bridges: one of them drives, the others wait. */
export interface ObsSeat {
  heard(message: Exclude<FromBridge, { readonly say: 'offer' | 'leave' }>): void;
  /** In the place of whoever drives now. */
  take(): void;
  leave(): void;
}

/** What is seen of an OBS, as opposed to how it is reached. */
export type ObsSeen = Pick<ObsPart, 'version' | 'canvas' | 'scene' | 'scenes' | 'streaming' | 'recording' | 'replay' | 'dropped' | 'browser' | 'overlays'>;
export const nothingSeen: ObsSeen = {
  version: null,
  canvas: null,
  scene: null,
  scenes: [],
  streaming: false,
  recording: false,
  replay: null,
  dropped: 0,
  browser: false,
  overlays: [],
};

/** Of an OBS that nobody set up, or that cannot be reached from a rehearsal (E5). */
export const offPart: ObsPart = {
  place: 'off',
  state: 'off',
  trouble: null,
  since: 0,
  holder: null,
  waiting: [],
  ...nothingSeen,
};

/** What sockets and pages may ask of whoever drives OBS. All of it settles within some seconds and none of it rejects. */
export interface ObsDesk {
  part(): ObsPart;
  /** `take`: in the place of whoever drives now. Refused where OBS is driven by the server itself. */
  offer(line: ObsBridgeLine, take: boolean): Promise<ObsSeat | Refused>;
  scenes(): Promise<ObsScenes | ObsFault>;
  find(address: string): Promise<ObsFound>;
  /** The overlay at canvas size in a scene of its own or in the one on air; once, however often it is asked. */
  addOverlay(scene: 'own' | 'current', actor: Actor): Promise<ObsAdded | Refused>;
  /** Has the overlay paint a mark, and looks for it in OBS's own pictures. */
  check(actor: Actor): Promise<ObsChecked | Refused>;
  /** What is on air now, as a JPEG, at most 2 s old; null where there is none. */
  shot(): Promise<Uint8Array | null>;
}
