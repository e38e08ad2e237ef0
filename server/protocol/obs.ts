import type { Instant } from './time.ts';

/**
 * What the shop and OBS have to do with each other: where OBS is driven from, what a cue does in it, and what is seen of it. The edge, the
 * panel, the dock and the command line share these words; nothing here carries a password or an overlay's key.
 */

/** `server`: OBS stands where the server can reach it. `bridge`: on a machine of its own, whose dock, panel or terminal passes everything on. */
export type ObsPlace = 'off' | 'server' | 'bridge';
export const obsPlaces = ['off', 'server', 'bridge'] as const satisfies readonly ObsPlace[];
/** Where OBS listens unless told otherwise. */
export const OBS_ADDRESS = 'ws://127.0.0.1:4455';

/** What a bridge runs in. */
export type ObsSurface = 'panel' | 'dock' | 'terminal';
export const obsSurfaces = ['panel', 'dock', 'terminal'] as const satisfies readonly ObsSurface[];

/**
 * Why OBS is not driven. Each has its words, `obs.trouble.<it>`, and what to do, `obs.mend.<it>`.
 * `no-bridge`: nobody passes it on. `unreachable`: nobody listens there. `silent`: it listens and does not answer. `password`: it takes another
 * one. `no-password`: it wants one. `quit`: it was closed. `lost`: it broke off. `kicked`: somebody threw us out in its settings. `not-obs`:
 * something else answers there. `old`: it speaks an older protocol. `blocked`: the browser lets no page speak to OBS on this machine. `insecure`:
 * the browser lets no page without https do so. `safari`: Safari never does.
 */
export const obsTroubles = [
  'no-bridge',
  'unreachable',
  'silent',
  'password',
  'no-password',
  'quit',
  'lost',
  'kicked',
  'not-obs',
  'old',
  'blocked',
  'insecure',
  'safari',
] as const;
export type ObsTrouble = (typeof obsTroubles)[number];

/** What OBS is to do. `show` and `hide`: a source in a scene. `replay`: save what the replay buffer has. */
export type ObsAction =
  | { readonly do: 'scene'; readonly scene: string }
  | { readonly do: 'show' | 'hide'; readonly scene: string; readonly source: string }
  | { readonly do: 'replay' }
  /** The overlay's sources load anew, past OBS's cache: what `overlay.reload` asks for, and no cue. */
  | { readonly do: 'refresh' };
/** What a cue does in OBS: when it is taken, and when its drop is over or called off. */
export interface CueObs {
  readonly go: readonly ObsAction[];
  readonly end: readonly ObsAction[];
}

/** Presence (V5): how OBS is doing, as last heard. */
export interface ObsPart {
  readonly place: ObsPlace;
  /** `down`: see `trouble`; it is tried again by itself. */
  readonly state: 'off' | 'connecting' | 'up' | 'down';
  readonly trouble: ObsTrouble | null;
  /** Since when it is so. */
  readonly since: Instant;
  /** Who drives it: null for the server itself, and while nobody does. */
  readonly holder: ObsHolder | null;
  /** Other bridges that are ready to. */
  readonly waiting: readonly ObsHolder[];
  /** Below only while `up`; empty and null before. */
  readonly version: string | null;
  readonly canvas: { readonly width: number; readonly height: number } | null;
  /** On air. */
  readonly scene: string | null;
  readonly scenes: readonly string[];
  readonly streaming: boolean;
  readonly recording: boolean;
  /** Whether the replay buffer runs; null where OBS has none set up. */
  readonly replay: boolean | null;
  /** Of the last 30 s, 0 to 1: frames that OBS did not draw, encode or send in time. */
  readonly dropped: number;
  /** OBS has the browser plugin, without which there is no overlay. */
  readonly browser: boolean;
  /** Sources that show our overlay, by the scene that has them. */
  readonly overlays: readonly ObsOverlay[];
}
export interface ObsHolder {
  readonly who: string;
  readonly surface: ObsSurface;
}
export interface ObsOverlay {
  readonly source: string;
  readonly width: number;
  readonly height: number;
  /** In the scene on air, and switched on there. */
  readonly onAir: boolean;
}

/** `GET /api/obs/scenes`: for choosing what a cue does. */
export interface ObsScenes {
  readonly scenes: readonly { readonly scene: string; readonly sources: readonly { readonly source: string; readonly shown: boolean }[] }[];
}
/** What went wrong, in words, and what to do about it. `code`: OBS's own number of it; null where OBS said nothing. */
export interface ObsFault {
  readonly ok: false;
  readonly code: number | null;
  readonly note: string;
  readonly mend: string;
}
/** `POST /api/obs/find`: is there an OBS? `password`: it wants one. */
export type ObsFound = { readonly ok: true; readonly address: string; readonly password: boolean } | { readonly ok: false; readonly trouble: ObsTrouble };
/** `POST /api/obs/overlay {scene}`: `own`: a scene of its own, `current`: the one on air. */
export type ObsAdded = { readonly ok: true; readonly scene: string; readonly source: string; readonly width: number; readonly height: number } | ObsFault;
/** `POST /api/obs/check`: the overlay painted a mark; where it was found. `source`: in the source's own picture, and not in what is on air. */
export type ObsChecked = { readonly ok: true; readonly seen: 'on-air' | 'source' | 'nowhere' } | ObsFault;
