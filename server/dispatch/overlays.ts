import type { OverlayGone, OverlaySeen, OverlayTrouble } from '@protocol/parts.ts';
import type { PaintedMessage } from '@protocol/socket.ts';
import { MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';

/** What the server knows that an overlay is compared with. */
export interface OverlaySight {
  /** The build that is served now; null where none is built. */
  readonly build: () => string | null;
  /** What everybody should have painted by now. */
  readonly seq: () => number;
}
export const noSight: OverlaySight = { build: () => null, seq: () => 0 };

/** Who was not heard of for this long is not there. */
const LIVES: DurationMs = 10 * SECOND;
/** A hidden source's timers are throttled to one a minute; it is still there as long as its socket is. */
const HIDDEN_LIVES: DurationMs = 3 * MINUTE;
/** A reload takes some seconds and the first report one more; whoever is told must be told within 10 s. */
export const GONE_AFTER: DurationMs = 8 * SECOND;
/** After that it is no news any more. */
const GONE_TOLD_FOR: DurationMs = 10 * MINUTE;
/** A report says what was painted a moment before it; what is behind for this long is stuck. */
const BEHIND_AFTER: DurationMs = 5 * SECOND;
/** OBS asks for 30 pictures a second; below this it is seen. One bad report is a hiccup. */
const LEAST_FPS = 15;
const SLOW_AFTER: DurationMs = 5 * SECOND;
/** Two that paint at once were both heard of within this; a line that broke is not yet two. */
const AT_ONCE: DurationMs = 3 * SECOND;
/** All that come back after a restart are there before any of them is sent to load itself anew. */
const SETTLED: DurationMs = 10 * SECOND;
/** OBS's default for a new browser source. */
const OBS_DEFAULT = { width: 800, height: 600 } as const;

interface Row {
  readonly instance: string;
  readonly name: string | null;
  readonly build: string;
  readonly painted: PaintedMessage;
  readonly firstAt: Instant;
  readonly seenAt: Instant;
  /** What had happened when it last reported in full. */
  readonly behindSince: Instant | null;
  readonly slowSince: Instant | null;
  /** The ledger's place at its last report. */
  readonly seq: number;
}
const isShown = (row: Row): boolean => row.painted.visible && row.painted.fps > 0;
/** Sources of one name are one to viewers, wherever they reconnect from; unnamed ones go by their canvas. */
const placeOf = (row: Row): string => row.name ?? `${row.painted.width}x${row.painted.height}`;

/** Overlays by what they say of themselves: who paints, what is wrong with each, and who is missing. */
export interface Overlays {
  painted(instance: string, build: string, painted: PaintedMessage, now: Instant): void;
  gone(instance: string): void;
  rows(now: Instant): readonly OverlaySeen[];
  /** Those that were on the stream and are not there any more. */
  missing(now: Instant): readonly OverlayGone[];
  /**
   * Which are to load themselves anew: those of another build than is served. Each build of a source is told once, so that one that
   * comes back as it was (a cache) never goes round in circles; from then on a person decides. Nobody while `mayBlink` is false.
   */
  toReload(now: Instant, mayBlink: boolean): readonly string[];
}

export function createOverlays(sight: OverlaySight): Overlays {
  const rows = new Map<string, Row>();
  /** By place: when it was last seen on the stream. */
  const shown = new Map<string, OverlayGone>();
  const told = new Set<string>();

  const forget = (now: Instant): void => {
    for (const [instance, row] of rows) if (now - row.seenAt >= (isShown(row) ? LIVES : HIDDEN_LIVES)) rows.delete(instance);
    for (const [place, { since }] of shown) if (now - since >= GONE_TOLD_FOR) shown.delete(place);
  };
  const isOld = (row: Row): boolean => {
    const build = sight.build();
    return build !== null && row.build !== build;
  };
  const troublesOf = (row: Row, now: Instant): readonly OverlayTrouble[] => {
    const { painted, name } = row;
    const others = [...rows.values()].filter((other) => other.instance !== row.instance && isShown(other) && now - other.seenAt < AT_ONCE);
    const isTwice = isShown(row) && now - row.seenAt < AT_ONCE && others.some((other) => other.name === name && placeOf(other) === placeOf(row));
    return [
      ...(isShown(row) ? [] : ['hidden' as const]),
      ...(painted.width === OBS_DEFAULT.width && painted.height === OBS_DEFAULT.height ? ['default-size' as const] : []),
      ...(isTwice ? ['twice' as const] : []),
      ...(row.behindSince !== null && now - row.behindSince >= BEHIND_AFTER ? ['behind' as const] : []),
      ...(isShown(row) && row.slowSince !== null && now - row.slowSince >= SLOW_AFTER ? ['slow' as const] : []),
      ...(isOld(row) ? ['old-build' as const] : []),
    ];
  };
  return {
    painted: (instance, build, painted, now) => {
      const before = rows.get(instance) ?? null;
      // Compared with what was so at the last report: what happened since may still be under way.
      const isBehind = before !== null && painted.rev < before.seq;
      const row: Row = {
        instance,
        name: painted.name ?? null,
        build,
        painted,
        firstAt: before?.firstAt ?? now,
        seenAt: now,
        behindSince: isBehind ? (before.behindSince ?? now) : null,
        slowSince: painted.fps < LEAST_FPS ? (before?.slowSince ?? now) : null,
        seq: sight.seq(),
      };
      rows.set(instance, row);
      const place = placeOf(row);
      if (before !== null && isShown(before) && (placeOf(before) !== place || !isShown(row))) {
        // Hidden, or another size: that was done by somebody. Others of its name may still paint.
        const isLeft = [...rows.values()].some((other) => other.instance !== instance && isShown(other) && placeOf(other) === placeOf(before));
        if (!isLeft) shown.delete(placeOf(before));
      }
      if (isShown(row)) shown.set(place, { name: row.name, width: painted.width, height: painted.height, since: now });
    },
    gone: (instance) => void rows.delete(instance),
    rows: (now) => {
      forget(now);
      return [...rows.values()].map((row) => {
        const { fps, visible, width, height, rev } = row.painted;
        const { instance, name, build, seenAt } = row;
        return { instance, name, build, fps, visible, width, height, rev, seenAt, troubles: troublesOf(row, now) };
      });
    },
    missing: (now) => {
      forget(now);
      return [...shown.values()].filter(({ since }) => now - since >= GONE_AFTER);
    },
    toReload: (now, mayBlink) => {
      const old = mayBlink ? [...rows.values()].filter(isOld) : [];
      if (!old.some((row) => now - row.firstAt >= SETTLED)) return [];
      const served = sight.build() ?? '';
      const keyOf = (row: Row): string => `${placeOf(row)} ${row.build} ${served}`;
      const fresh = old.filter((row) => !told.has(keyOf(row)));
      // All of one name at once: the second of them is not the first one come back.
      for (const row of fresh) told.add(keyOf(row));
      return fresh.map((row) => row.instance);
    },
  };
}
