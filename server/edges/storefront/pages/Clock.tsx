import type { ReactNode } from 'react';
import { formatClock, type Instant } from '@protocol/time.ts';

/** Time left until an instant; the page's script ticks it (T1), and without script it says what was so when asked. */
export function Clock({ until, now }: { readonly until: Instant; readonly now: Instant }): ReactNode {
  return (
    <span className="num" data-clock={until}>
      {formatClock(until - now)}
    </span>
  );
}
