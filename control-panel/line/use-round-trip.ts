import { createContext, useContext, useEffect, useState } from 'react';
import type { DurationMs } from '@protocol/time.ts';
import type { PanelLine } from './panel-line.ts';

export const EchoContext = createContext<PanelLine['echo'] | null>(null);

const ASK_EVERY_MS = 2_000;
/** The middle of these: one packet that was late says nothing of the next press. */
const KEPT = 3;

/** How long a press takes to be heard and answered; null until it is known, and while the line is down. */
export function useRoundTrip(): DurationMs | null {
  const echo = useContext(EchoContext);
  const [trip, setTrip] = useState<DurationMs | null>(null);
  useEffect(() => {
    if (echo === null) return;
    let isOver = false;
    let known: readonly DurationMs[] = [];
    const ask = async (): Promise<void> => {
      if (document.visibilityState === 'hidden') return;
      const answered = await echo();
      if (isOver) return;
      known = answered === null ? [] : [...known, answered].slice(-KEPT);
      setTrip(known.length === 0 ? null : Math.round([...known].sort((a, b) => a - b)[Math.floor((known.length - 1) / 2)] ?? 0));
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [echo]);
  return trip;
}
