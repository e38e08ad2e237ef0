import { useRoundTrip } from '../line/use-round-trip.ts';
import { useView } from '../line/use-line.ts';
import { lasting } from '../text/show-time.ts';
import { w } from '../text/words.ts';

/** Up to here nobody feels that a press travels; above the second, one presses twice. */
const IN_STEP_MS = 150;
const LATE_MS = 600;

/** How the line is, in words and milliseconds: what a press takes there and back. */
export function InStep() {
  const trip = useRoundTrip();
  const isLive = useView((view) => view.status === 'live');
  const since = useView((view) => Math.floor(view.silentMs / 1_000) * 1_000);
  if (!isLive) return <p className="in-step in-step-look num">{w('remote.looking', { since: lasting(since) })}</p>;
  if (trip === null) return <p className="in-step num">{w('remote.measuring')}</p>;
  const look = trip > LATE_MS;
  return (
    <p className={`in-step num ${look ? 'in-step-look' : ''}`}>
      {w(trip <= IN_STEP_MS ? 'remote.inStep' : look ? 'remote.late' : 'remote.behind', { ms: String(trip) })}
    </p>
  );
}
