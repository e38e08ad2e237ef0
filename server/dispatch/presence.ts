import type { PresenceParts } from '@protocol/parts.ts';
import type { PaintedMessage } from '@protocol/socket.ts';
import { SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { createOverlays, type OverlaySight } from './overlays.ts';

/** V5: what is not history. Who was not heard of for this long is not there. */
export const PRESENCE_LIVES: DurationMs = 10 * SECOND;

export type ChannelState = PresenceParts['channels'][number]['state'];

/** What another node sees, as it wrote it down at `at`. */
export interface NodeSight extends Pick<PresenceParts, 'viewers' | 'overlays' | 'overlaysGone' | 'channels'> {
  readonly at: Instant;
  /** Of the node that drives OBS; null of every other. */
  readonly obs: PresenceParts['obs'] | null;
}
/** The other nodes of the shop. */
export interface Others {
  seen(): readonly NodeSight[];
  /** Tells them what is seen here, from now on. `failed` hears what is no outage. */
  start(own: (now: Instant) => Omit<NodeSight, 'at'>, clock: () => Instant, failed: (error: unknown) => void): void;
  stop(): Promise<void>;
}
export const nobodyElse: Others = { seen: () => [], start: () => undefined, stop: () => Promise.resolve() };

/**
 * Who is here now: in memory on one machine. Viewers with a socket and connected chats are held by
 * whoever holds the connection, so they are here until let go; the rest lives 10 s.
 */
export interface Presence {
  /** A viewer's page has a socket. Returns what lets go of it. Two tabs of one viewer are one. */
  viewerHere(viewer: string): () => void;
  /** A page was looked at, without a socket. */
  viewerSeen(viewer: string, now: Instant): void;
  /** What an overlay says it paints. */
  overlayPainted(instance: string, build: string, painted: PaintedMessage, now: Instant): void;
  overlayGone(instance: string): void;
  /** Which are to load themselves anew by themselves, told once each; see `Overlays`. */
  overlaysToReload(now: Instant, mayBlink: boolean): readonly string[];
  /** A chat's connection changed. `note`: why, in words for the desk. */
  channelIs(channel: string, state: ChannelState, note: string, now: Instant): void;
  channelGone(channel: string): void;
  /** A link's code was followed: counted until `takeClicks`. */
  clicked(code: string, viewer: string): void;
  /** Clicks since last asked, by code: one viewer counts once per code and asking. */
  takeClicks(): Readonly<Record<string, number>>;
  /** What this node sees by itself. */
  own(now: Instant): PresenceSeen;
  /** Of all nodes. A viewer whose pages reach two of them is two. All but the clock, which the core knows, how buyers reach the shop, which its watch knows, and OBS, whose driver does. */
  parts(now: Instant): PresenceSeen;
}
export type PresenceSeen = Omit<PresenceParts, 'clock' | 'reach' | 'obs'>;

/** One source of OBS may come back at another node than the one it was seen at. */
const isShownAs = (gone: PresenceParts['overlaysGone'][number], overlay: PresenceParts['overlays'][number]): boolean =>
  overlay.visible &&
  overlay.fps > 0 &&
  (gone.name === null ? overlay.name === null && overlay.width === gone.width && overlay.height === gone.height : overlay.name === gone.name);

function merged(own: PresenceSeen, others: readonly NodeSight[]): PresenceSeen {
  if (others.length === 0) return own;
  const overlays = [...own.overlays, ...others.flatMap((other) => other.overlays)];
  const channels = new Map(own.channels.map((row) => [row.channel, row]));
  // Whoever holds the connection says how it is; where two do, for a moment, the one that stands.
  for (const row of others.flatMap((other) => other.channels)) {
    const known = channels.get(row.channel);
    if (known === undefined || (known.state !== 'connected' && (row.state === 'connected' || row.at > known.at))) channels.set(row.channel, row);
  }
  return {
    viewers: others.reduce((sum, other) => sum + other.viewers, own.viewers),
    overlays,
    overlaysGone: [...own.overlaysGone, ...others.flatMap((other) => other.overlaysGone)].filter((gone) => !overlays.some((row) => isShownAs(gone, row))),
    channels: [...channels.values()],
  };
}

export function createPresence(sight: OverlaySight, others: Pick<Others, 'seen'> = nobodyElse): Presence {
  const here = new Map<string, number>();
  const seen = new Map<string, Instant>();
  const overlays = createOverlays(sight);
  const channels = new Map<string, PresenceParts['channels'][number]>();
  let clicks = new Map<string, Set<string>>();

  const forget = (now: Instant): void => {
    for (const [viewer, at] of seen) if (now - at >= PRESENCE_LIVES) seen.delete(viewer);
  };
  const own = (now: Instant): PresenceSeen => {
    forget(now);
    let viewers = here.size;
    for (const viewer of seen.keys()) if (!here.has(viewer)) viewers += 1;
    return { viewers, overlays: overlays.rows(now), overlaysGone: overlays.missing(now), channels: [...channels.values()] };
  };
  return {
    viewerHere: (viewer) => {
      here.set(viewer, (here.get(viewer) ?? 0) + 1);
      let isHere = true;
      return () => {
        if (!isHere) return;
        isHere = false;
        const left = (here.get(viewer) ?? 1) - 1;
        if (left > 0) here.set(viewer, left);
        else here.delete(viewer);
      };
    },
    viewerSeen: (viewer, now) => void seen.set(viewer, now),
    overlayPainted: overlays.painted,
    overlayGone: overlays.gone,
    overlaysToReload: overlays.toReload,
    channelIs: (channel, state, note, now) => void channels.set(channel, { channel, state, note, at: now }),
    channelGone: (channel) => void channels.delete(channel),
    clicked: (code, viewer) => {
      const viewers = clicks.get(code) ?? new Set<string>();
      clicks.set(code, viewers.add(viewer));
    },
    takeClicks: () => {
      const taken = Object.fromEntries([...clicks].map(([code, viewers]) => [code, viewers.size]));
      clicks = new Map();
      return taken;
    },
    own,
    parts: (now) => merged(own(now), others.seen()),
  };
}
