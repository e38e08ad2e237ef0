import { Link } from 'wouter';
import { dropPhase } from '@protocol/drop-phase.ts';
import type { CuePart, PanelDrop, PanelParts } from '@protocol/parts.ts';
import { sumCounts } from '@protocol/ticks.ts';
import { formatClock } from '@protocol/time.ts';
import { useDrop, useList, usePart, useTick } from '../line/use-line.ts';
import { modeName } from '../text/names.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';

/** What comes, in order; what is on is red, what GO takes is green, and both say so. */
export function Rundown() {
  const cues = useList('rundown');
  const show = usePart('show');
  return (
    <section className="rundown">
      <h2>{w('rundown.label')}</h2>
      {cues.length === 0 ? (
        <p className="quiet">
          {w('rundown.empty')} {show === null ? null : <Link href="/shows">{w('rundown.plan')}</Link>}
        </p>
      ) : (
        <ol>
          {cues.map((cue) => (
            <CueRow key={cue.cueId} cue={cue} from={show?.startedAt ?? show?.startsAt ?? null} showState={show?.state ?? 'planned'} />
          ))}
        </ol>
      )}
    </section>
  );
}

type ShowState = NonNullable<PanelParts['show']>['state'];

function CueRow({ cue, from, showState }: { readonly cue: CuePart; readonly from: number | null; readonly showState: ShowState }) {
  const drop = useDrop(cue.dropId);
  const onAir = usePart('onAir');
  // Red is what is on the card, and nothing else; after the show nothing is on and nothing comes.
  const look =
    showState === 'ended'
      ? cue.state === 'later' || cue.state === 'next'
        ? 'later'
        : 'done'
      : cue.dropId !== null && cue.dropId === onAir
        ? 'on-air'
        : cue.state;
  // The minute of the show while it runs, the time of day before it.
  const at = showState === 'live' && from !== null ? formatClock(Math.max(0, cue.at - from)) : timeOfDay(cue.at);
  return (
    <li className={`cue cue-${look}`} aria-current={cue.state === 'on' ? 'step' : undefined}>
      <time className="num" dateTime={new Date(cue.at).toISOString()}>
        {at}
      </time>
      <div>
        <b>{cue.title}</b>
        <small>
          {look === 'on-air' ? <em>{w('air.on')}</em> : look === 'on' ? <em>{w('cue.on')}</em> : look === 'next' ? <em>{w('cue.next')}</em> : null}
          {drop === null ? w('cue.talk') : <DropWords drop={drop} />}
        </small>
      </div>
      {drop === null ? <span className="num cue-side">{w('cue.minutes', { n: cue.minutes })}</span> : <CueCount drop={drop} />}
    </li>
  );
}

function DropWords({ drop }: { readonly drop: PanelDrop }) {
  const phase = useTick((now) => dropPhase(drop, now));
  switch (phase) {
    case 'planned':
      return w('cue.planned', { mode: modeName(drop.mode) });
    case 'armed':
      return w('cue.armed', { mode: modeName(drop.mode) });
    case 'opening':
      return drop.opensAt === null ? '' : w('cue.opens', { time: timeOfDay(drop.opensAt) });
    case 'live':
      return drop.endsAt === null ? '' : w('cue.ends', { time: timeOfDay(drop.endsAt) });
    case 'all-held':
      return w('phase.allHeld');
    case 'sold-out':
      return w('phase.soldOut');
    case 'paused':
      return w('phase.paused');
    case 'called-off':
      return w('phase.calledOff');
    case 'ended':
      return w('phase.ended');
    default: {
      const never: never = phase;
      return never;
    }
  }
}

function CueCount({ drop }: { readonly drop: PanelDrop }) {
  const counts = sumCounts(drop.lines);
  const all = drop.lines.reduce((sum, line) => sum + line.allotted, 0);
  const text =
    drop.firedAt === null
      ? w('cue.units', { n: all })
      : drop.state === 'ended' || counts.left === 0
        ? w('cue.soldOf', { sold: counts.sold, n: all })
        : w('cue.left', { n: counts.left });
  return <span className="num cue-side">{text}</span>;
}
