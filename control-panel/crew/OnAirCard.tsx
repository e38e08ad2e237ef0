import { SlidersHorizontal } from 'lucide-react';
import type { PanelDrop, PanelParts } from '@protocol/parts.ts';
import { sumCounts } from '@protocol/ticks.ts';
import { formatClock } from '@protocol/time.ts';
import { DropClock } from '../desk/DropTable.tsx';
import { SoldThere } from '../desk/SoldThere.tsx';
import { mayChangeOffer, type OpenUnits } from '../desk/use-selling.tsx';
import { useDrop, useList, usePart, useTick } from '../line/use-line.ts';
import { dayAndTime } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { Ticks } from '../ui/Ticks.tsx';

/** What is on air in one column: the title, its clock, every unit, and how many of each kind. For phone and dock. */
export function OnAirCard({ onUnits }: { readonly onUnits: OpenUnits | null }) {
  const onAirId = usePart('onAir');
  const drop = useDrop(onAirId);
  const show = usePart('show');
  const panic = usePart('panic') === true;
  const talk = useList('rundown').find((cue) => cue.state === 'on' && cue.kind === 'talk') ?? null;
  return (
    <section className={`crew-air ${drop !== null && !panic ? 'crew-air-on' : ''}`} aria-label={w('monitor.air')}>
      {drop === null ? <Nothing show={show} talk={talk?.title ?? null} /> : <Drop drop={drop} onUnits={panic ? null : onUnits} />}
    </section>
  );
}

function Nothing({ show, talk }: { readonly show: PanelParts['show']; readonly talk: string | null }) {
  const toStart = useTick((now) => (show !== null && show.state === 'planned' && show.startsAt > now ? formatClock(show.startsAt - now) : ''));
  if (show === null) return <Words title={w('desk.noShow')} text={w('crew.noShowText')} />;
  if (show.state === 'ended') return <Words title={w('go.over')} text={w('crew.overText')} />;
  if (show.state === 'planned')
    return (
      <>
        <Words title={show.title} text={toStart === '' ? w('meter.lateStart') : w('meter.toStart', { time: dayAndTime(show.startsAt) })} />
        {toStart === '' ? null : <p className="crew-count num">{toStart}</p>}
      </>
    );
  return talk === null ? <Words title={w('desk.nothingOn')} text={w('desk.nothingOnText')} /> : <Words title={talk} text={w('desk.talkText')} />;
}
function Words({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <>
      <h2>{title}</h2>
      <p className="quiet">{text}</p>
    </>
  );
}

function Drop({ drop, onUnits }: { readonly drop: PanelDrop; readonly onUnits: OpenUnits | null }) {
  const counts = sumCounts(drop.lines);
  const mayChange = useTick((now) => mayChangeOffer(drop, now));
  const open = onUnits !== null && mayChange ? onUnits : null;
  return (
    <div className={drop.mode === 'test' ? 'drop-test' : undefined}>
      <h2>{drop.title}</h2>
      <div className="crew-figures">
        <p className="crew-left num">
          <b>{w('number', { n: counts.left })}</b> {w('crew.left', { n: counts.left })}
        </p>
        <DropClock drop={drop} />
      </div>
      <Ticks counts={counts} />
      {counts.held + counts.sold === 0 ? null : (
        <p className="quiet num">{counts.held === 0 ? w('ticket.sold', { sold: counts.sold }) : w('ticket.rest', { held: counts.held, sold: counts.sold })}</p>
      )}
      {drop.lines.length < 2 && open === null ? null : (
        <ul className="crew-lines num">
          {drop.lines.map((line) => {
            const name = line.title || drop.title;
            const left = line.left > 0 ? w('cue.left', { n: line.left }) : line.held > 0 ? w('crew.reserved', { n: line.held }) : w('crew.gone');
            return (
              <li key={line.sku} className={line.left > 0 ? '' : 'crew-line-gone'}>
                {open === null ? (
                  <p>
                    <span>{name}</span>
                    <b>{left}</b>
                  </p>
                ) : (
                  <button type="button" className="button button-plain" onClick={() => open(drop.dropId, line.sku)}>
                    <span>{name}</span> <b>{left}</b> <span className="unseen">{w('crew.lineDoes')}</span>
                    <SlidersHorizontal size={17} aria-hidden />
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <SoldThere drop={drop} />
    </div>
  );
}
