import { useMemo, useSyncExternalStore } from 'react';
import type { OverlayGone } from '@protocol/parts.ts';
import { usePresence } from '../line/use-line.ts';

/** Overlays that are missed and that this person took away: told no more here, until they come and go again. */
const listeners = new Set<() => void>();
let known: ReadonlySet<string> = new Set();
const idOf = ({ name, width, height, since }: OverlayGone): string => JSON.stringify([name, width, height, since]);

export function letGo(gone: readonly OverlayGone[]): void {
  known = new Set([...known, ...gone.map(idOf)]);
  for (const listener of listeners) listener();
}
/** Those still missed; null until the server said. */
export function useMissed(): readonly OverlayGone[] | null {
  const gone = usePresence('overlaysGone');
  const away = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => known,
  );
  return useMemo(() => gone?.filter((each) => !away.has(idOf(each))) ?? null, [gone, away]);
}
