import { useState } from 'react';
import { SECOND, type Instant } from '@protocol/time.ts';
import { overlayHealth } from '../desk/overlay-health.ts';
import { useLine, usePresence, useTick } from '../line/use-line.ts';

/** Longer than OBS takes to load a page: after that one wants to know what to look at. */
const PATIENCE_MS = 30 * SECOND;

export interface OverlaySeenState {
  /** `waiting`: none yet, and that is no wonder. `missing`: for half a minute. `trouble`: there, and hidden or standing still. */
  readonly state: 'waiting' | 'missing' | 'painting' | 'trouble';
  /** "painted 0.4 s ago", "hidden". */
  readonly word: string;
  /** What is so, and what to do. */
  readonly text: string;
}

/** The overlay on the stream, as the desk's line of health sees it, and for how long it was looked for in vain. */
export function useOverlaySeen(): OverlaySeenState {
  const line = useLine();
  const overlays = usePresence('overlays');
  const isThere = overlays !== null && overlays.length > 0;
  const [since, setSince] = useState<Instant | null>(() => line.now());
  const [wasThere, setWasThere] = useState(isThere);
  if (wasThere !== isThere) {
    setWasThere(isThere);
    setSince(isThere ? null : line.now());
  }
  // Its words move by themselves.
  useTick(() => overlayHealth(overlays, line.now()).state);
  const isLate = useTick((now) => since !== null && now - since > PATIENCE_MS);
  const { state: word, text, look } = overlayHealth(overlays, line.now());
  const state = isThere ? (look ? 'trouble' : 'painting') : isLate ? 'missing' : 'waiting';
  return { state, word, text };
}
