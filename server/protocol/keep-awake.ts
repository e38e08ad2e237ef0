/**
 * Keeps the screen of a phone or tablet on while its page is looked at. Plain http on a LAN is no secure context and has no
 * Wake Lock: there the page says so, and the device's own settings decide. Returns what lets go.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isOver = false;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || isOver || (lock !== null && !lock.released)) return;
    try {
      // Not there outside of secure contexts, whatever the types say.
      lock = (await (navigator as { wakeLock?: WakeLock }).wakeLock?.request('screen')) ?? null;
      if (isOver) void lock?.release();
    } catch {
      // Refused by a low battery or a hidden page; asked again when it is looked at.
    }
  };
  const look = (): void => void ask();
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', look);
    void lock?.release();
  };
}
export const canKeepAwake = (): boolean => 'wakeLock' in navigator;
