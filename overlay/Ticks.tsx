import { memo } from 'react';
import type { TickRow } from '@protocol/ticks.ts';

/** Every unit is a tick: solid left, striped held, hollow gone. The layers lie over each other so that a change is a change of opacity. */
export const Ticks = memo(
  function Ticks({ row }: { readonly row: TickRow }) {
    if (row.kind === 'bar') {
      const shares = (['left', 'held', 'sold'] as const).filter((kind) => row.shares[kind] > 0);
      return (
        <div className="ticks bar" aria-hidden="true">
          {shares.map((kind) => (
            <b key={kind} className={kind} style={{ flexGrow: row.shares[kind] }} />
          ))}
        </div>
      );
    }
    return (
      <div className={row.ticks.length > 30 ? 'ticks many' : row.ticks.length < 7 ? 'ticks few' : 'ticks'} aria-hidden="true">
        {row.ticks.map((tick, i) => (
          <b key={i} className={tick} />
        ))}
      </div>
    );
  },
  (before, after) => JSON.stringify(before) === JSON.stringify(after),
);
