import type { ReactNode } from 'react';
import { tickRow, type Counts, type Tick } from '@protocol/ticks.ts';

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/**
 * Every unit is a tick. The bar is an SVG because its widths are numbers and the policy allows no
 * style attributes. Decoration to a screen reader: the counts stand beside it in words.
 */
export function Ticks({ counts, id }: { readonly counts: Counts; readonly id: string }): ReactNode {
  const row = tickRow(counts);
  if (row.kind === 'ticks') {
    return (
      <div className={row.ticks.length > 30 ? 'ticks fine' : 'ticks'} aria-hidden="true" data-ticks="">
        {row.ticks.map((tick, at) => (
          <b key={at} className={tick} />
        ))}
      </div>
    );
  }
  const starts: Record<Tick, number> = { left: 0, held: row.shares.left, sold: row.shares.left + row.shares.held };
  return (
    <svg className="bar" aria-hidden="true" data-ticks="bar" width="100%" height="20">
      <defs>
        <pattern id={`stripes-${id}`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="pale" width="6" height="6" />
          <rect className="deep" width="3" height="6" />
        </pattern>
      </defs>
      {(['left', 'held', 'sold'] as const).map((tick) => (
        <rect
          key={tick}
          className={tick}
          x={percent(starts[tick])}
          width={percent(row.shares[tick])}
          height="20"
          fill={tick === 'held' ? `url(#stripes-${id})` : undefined}
        />
      ))}
    </svg>
  );
}
