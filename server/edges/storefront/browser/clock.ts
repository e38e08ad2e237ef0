import { formatClock, type Instant } from '@protocol/time.ts';
import { each, mainPart, setText } from './dom.ts';

/**
 * The server's time (T1). Before a line is up it is the page's own stamp plus what passed since the
 * answer began to arrive: right to the age of a cached page, two seconds at most.
 */
let stamp: { readonly at: Instant; readonly clock: number } | null = null;

export function stampFrom(main: HTMLElement, arrivedAt: number): void {
  stamp = { at: Number(main.dataset['now']), clock: arrivedAt };
}
export function pageNow(): Instant {
  if (stamp === null) {
    const [navigation] = performance.getEntriesByType('navigation');
    stampFrom(mainPart(), navigation instanceof PerformanceNavigationTiming ? navigation.responseStart : performance.now());
  }
  return stamp === null ? 0 : Math.round(stamp.at + performance.now() - stamp.clock);
}

export function paintClocks(now: Instant): void {
  each(document, '[data-clock]', (element) => {
    if (element.dataset['clock'] !== '') setText(element, formatClock(Number(element.dataset['clock']) - now));
  });
}
