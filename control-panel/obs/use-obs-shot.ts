import { useEffect, useState } from 'react';
import { fetchShot } from '../http/obs.ts';

const EVERY_MS = 2_000;
/** OBS may be late once: after so many without a picture, what is shown is old. */
const MISSED = 3;

/** The newest picture of what OBS has on air, as an address to show; null while there is none. Nothing is asked while nobody looks. */
export function useObsShot(isOn: boolean): string | null {
  const [shot, setShot] = useState<string | null>(null);
  useEffect(() => {
    if (!isOn) return undefined;
    let isOver = false;
    let missed = 0;
    let shown: string | null = null;
    let isAsking = false;
    const show = (next: string | null): void => {
      const before = shown;
      shown = next;
      setShot(next);
      if (before !== null) URL.revokeObjectURL(before);
    };
    const ask = async (): Promise<void> => {
      if (isAsking || document.visibilityState === 'hidden') return;
      isAsking = true;
      const picture = await fetchShot();
      isAsking = false;
      if (isOver) return;
      missed = picture === null ? missed + 1 : 0;
      if (picture !== null) show(URL.createObjectURL(picture));
      else if (missed >= MISSED) show(null);
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
      show(null);
    };
  }, [isOn]);
  return shot;
}
