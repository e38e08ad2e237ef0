import type { ReactNode } from 'react';
import { formatClock, type Instant } from '@protocol/time.ts';

export interface ClockProps {
  readonly until: Instant;
  readonly now: Instant;
  /** Which instant of the drop it is, where a patch may move it. */
  readonly of: 'opensAt' | 'endsAt' | 'backAt' | null;
}
/** Time left until an instant; the page's script ticks it (T1), and without script it says what was so when asked. */
export function Clock({ until, now, of }: ClockProps): ReactNode {
  return (
    <span className="num" data-clock={until} data-of={of ?? undefined}>
      {formatClock(until - now)}
    </span>
  );
}
