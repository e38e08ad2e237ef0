import type { Line } from '@protocol/sync.ts';
import type { OverlayWire } from './wire.ts';

const EVERY_MS = 2_000;
/** The first one soon: a page that was loaded anew is missed until it says so. */
const FIRST_MS = 500;

/** Tells the panel every 2 s what stands on this canvas (V5); a hidden source draws no frames and says so. */
export function reportPainted(line: Line, wire: OverlayWire, name: string | null): void {
  let frames = 0;
  let countedAt = performance.now();
  const frame = (): void => {
    frames++;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const tell = (): void => {
    const at = performance.now();
    const fps = Math.min(1000, Math.round((frames * 10_000) / Math.max(1, at - countedAt)) / 10);
    const { rev } = line.view();
    if (rev < 0) return;
    frames = 0;
    countedAt = at;
    // OBS tells of hiding through the page's own visibility; a source that draws nothing for 2 s is hidden whatever it says.
    wire.painted({ rev, fps, visible: document.visibilityState === 'visible' && fps > 0, width: window.innerWidth, height: window.innerHeight, name });
  };
  setTimeout(tell, FIRST_MS);
  setInterval(tell, EVERY_MS);
  // Hidden on purpose, which is not the same as gone: a source may be shut down right after.
  document.addEventListener('visibilitychange', tell);
}
