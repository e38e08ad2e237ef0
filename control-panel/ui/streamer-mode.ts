import { useSyncExternalStore } from 'react';
import { usePart } from '../line/use-line.ts';

/** `auto`: while a show is live. Kept per browser: it is this screen that is on the stream, or not. */
const NAME = 'dropcast.streamer';
type Choice = 'auto' | 'on' | 'off';

const listeners = new Set<() => void>();
let known: Choice | null = null;
function choice(): Choice {
  if (known !== null) return known;
  try {
    const saved = window.localStorage.getItem(NAME);
    known = saved === 'on' || saved === 'off' ? saved : 'auto';
  } catch {
    // No storage in this dock: as if nothing was chosen.
    known = 'auto';
  }
  return known;
}
export function chooseStreamerMode(on: boolean): void {
  known = on ? 'on' : 'off';
  try {
    window.localStorage.setItem(NAME, known);
  } catch {
    // Then it is so until this page is closed.
  }
  for (const listener of listeners) listener();
}

/** Whether this screen may be on the stream: what opens something is then shown only while it is asked for. */
export function useStreamerMode(): boolean {
  const chosen = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, choice);
  const isLive = usePart('show')?.state === 'live';
  return chosen === 'on' || (chosen === 'auto' && isLive);
}
