import type { PresenceParts } from '@protocol/parts.ts';
import type { PaintedMessage } from '@protocol/socket.ts';
import { SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { createOverlays, type OverlaySight } from './overlays.ts';

/** V5: what is not history. Who was not heard of for this long is not there. */
export const PRESENCE_LIVES: DurationMs = 10 * SECOND;

export type ChannelState = PresenceParts['channels'][number]['state'];

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
  /** All but the clock, which the core knows, how buyers reach the shop, which its watch knows, and OBS, whose driver does. */
  parts(now: Instant): Omit<PresenceParts, 'clock' | 'reach' | 'obs'>;
}

export function createPresence(sight: OverlaySight): Presence {
  const here = new Map<string, number>();
  const seen = new Map<string, Instant>();
  const overlays = createOverlays(sight);
  const channels = new Map<string, PresenceParts['channels'][number]>();
  let clicks = new Map<string, Set<string>>();

  const forget = (now: Instant): void => {
    for (const [viewer, at] of seen) if (now - at >= PRESENCE_LIVES) seen.delete(viewer);
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
    parts: (now) => {
      forget(now);
      let viewers = here.size;
      for (const viewer of seen.keys()) if (!here.has(viewer)) viewers += 1;
      return { viewers, overlays: overlays.rows(now), overlaysGone: overlays.missing(now), channels: [...channels.values()] };
    },
  };
}
