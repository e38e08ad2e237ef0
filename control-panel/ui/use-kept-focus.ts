import { useCallback, useEffect, useRef } from 'react';

/**
 * What one pressed is often gone once it is done: armed, fired, sold out. The focus then stays with what it stood in (which needs
 * `tabIndex={-1}`), so that whoever works by keyboard or hears the screen goes on from there and not from the top of the page.
 */
export function useKeptFocus(): (element: HTMLElement | null) => void {
  const within = useRef<HTMLElement | null>(null);
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const seen = (event: FocusEvent): void => {
      last.current = event.target instanceof Element && within.current?.contains(event.target) === true ? event.target : null;
    };
    // Clicked beside it: nothing was lost.
    const left = (): void => {
      last.current = null;
    };
    const look = (): void => {
      const was = last.current;
      if (was === null || document.activeElement !== document.body || (was.isConnected && !was.matches(':disabled'))) return;
      within.current?.focus({ preventScroll: true });
    };
    // Others' patches take things away too, whenever they come.
    const observer = new MutationObserver(look);
    if (within.current !== null) observer.observe(within.current, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    document.addEventListener('focusin', seen);
    document.addEventListener('pointerdown', left);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', seen);
      document.removeEventListener('pointerdown', left);
    };
  }, []);
  return useCallback((element) => {
    within.current = element;
  }, []);
}
