import type { ObsPart } from '@protocol/obs.ts';
import { w } from '../text/words.ts';
import { driverName, dropsFrames, droppedText } from './obs-text.ts';

/** What OBS does now, as plain rows; what wants a look is amber and says so. */
export function ObsFacts({ part }: { readonly part: ObsPart }) {
  const rows: readonly { readonly name: string; readonly is: string; readonly look: boolean }[] = [
    { name: w('obs.fact.scene'), is: part.scene ?? '', look: false },
    { name: w('obs.fact.streaming'), is: w(part.streaming ? 'obs.is.on' : 'obs.is.off'), look: false },
    { name: w('obs.fact.recording'), is: w(part.recording ? 'obs.is.on' : 'obs.is.off'), look: false },
    { name: w('obs.fact.replay'), is: w(part.replay === null ? 'obs.is.none' : part.replay ? 'obs.is.ready' : 'obs.is.off'), look: false },
    { name: w('obs.fact.dropped'), is: droppedText(part.dropped), look: dropsFrames(part) },
    { name: w('obs.fact.driver'), is: driverName(part), look: false },
  ];
  return (
    <dl className="obs-facts num">
      {rows.map((row) => (
        <div key={row.name} className={row.look ? 'warn' : ''}>
          <dt>{row.name}</dt>
          <dd>{row.is}</dd>
        </div>
      ))}
    </dl>
  );
}
