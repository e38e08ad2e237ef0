import { tickRow, type Counts } from '@protocol/ticks.ts';
import { countsSentence } from '../text/names.ts';

/** Every unit is a tick: solid there, striped being paid for, hollow gone. */
export function Ticks({ counts }: { readonly counts: Counts }) {
  const row = tickRow(counts);
  if (row.kind === 'bar') {
    return (
      <span className="ticks ticks-bar" role="img" aria-label={countsSentence(counts)}>
        {(['left', 'held', 'sold'] as const).map((tick) => (
          <i key={tick} className={`tick tick-${tick}`} style={{ flexGrow: row.shares[tick] }} hidden={row.shares[tick] === 0} />
        ))}
      </span>
    );
  }
  return (
    <span className="ticks" role="img" aria-label={countsSentence(counts)} data-many={row.ticks.length > 24}>
      {row.ticks.map((tick, at) => (
        // Units have no identity: the place in the row is one.
        <i key={at} className={`tick tick-${tick}`} />
      ))}
    </span>
  );
}
