import { useSyncExternalStore } from 'react';

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  return () => {
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
  };
};
/** Whether keys reach this window at all. */
export const useWindowFocus = (): boolean => useSyncExternalStore(subscribe, () => document.hasFocus());
