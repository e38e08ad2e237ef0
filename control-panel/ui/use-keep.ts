import { useCallback, useEffect, useRef, useState } from 'react';

/** Long enough not to happen by leaning on a key, short enough not to miss the moment. */
export const KEEP_MS = 700;

export interface Keep {
  readonly keeping: boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

/** Press and keep: `done` runs once when `start` was not followed by `stop` for KEEP_MS. */
export function useKeep(done: () => void): Keep {
  const [keeping, setKeeping] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(done);
  useEffect(() => {
    latest.current = done;
  });
  const stop = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    setKeeping(false);
  }, []);
  const start = useCallback(() => {
    if (timer.current !== null) return;
    setKeeping(true);
    timer.current = setTimeout(() => {
      timer.current = null;
      setKeeping(false);
      latest.current();
    }, KEEP_MS);
  }, []);
  useEffect(() => {
    // A window that lost the keyboard never hears the key come up.
    window.addEventListener('blur', stop);
    return () => {
      window.removeEventListener('blur', stop);
      stop();
    };
  }, [stop]);
  return { keeping, start, stop };
}
