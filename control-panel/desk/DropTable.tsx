import { SlidersHorizontal } from 'lucide-react';
import { dropPhase } from '@protocol/drop-phase.ts';
import type { PanelDrop } from '@protocol/parts.ts';
import { sumCounts } from '@protocol/ticks.ts';
import { formatClock, SECOND } from '@protocol/time.ts';
import { useFloor, type FloorSaid } from '../margin/use-floor.ts';
import { useGoods } from '../line/use-goods.ts';
import { useList, usePart, useTick } from '../line/use-line.ts';
import { money } from '../text/money-text.ts';
import { modeName } from '../text/names.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { Ticks } from '../ui/Ticks.tsx';
import { DrawRow } from './DrawRow.tsx';
import { LinksOf } from './LinksOf.tsx';
import { PostedLinks } from './PostedLinks.tsx';
import { SoldThere } from './SoldThere.tsx';
import { mayChangeOffer, type OpenUnits } from './use-selling.tsx';

/** The drop on air: its clock, and every unit of every variant. */
export function DropTable({ drop, onUnits }: { readonly drop: PanelDrop; readonly onUnits: OpenUnits | null }) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const drops = useList('rundown').filter((cue) => cue.kind === 'drop');
  const place = drops.findIndex((cue) => cue.dropId === drop.dropId) + 1;
  const total = sumCounts(drop.lines);
  const floor = useFloor();
  const goods = useGoods();
  const leaves = (sku: string, price: number) =>
    floor.of(
      goods.find((row) => row.sku === sku),
      price,
      drop.deposit ?? null,
    );
  const firstLink = drop.links.reduce<number | null>(
    (first, link) => (link.postAt === null ? first : first === null ? link.postAt : Math.min(first, link.postAt)),
    null,
  );
  return (
    <div className={`drop-table ${drop.mode === 'test' ? 'drop-test' : ''}`}>
      <div className="drop-head">
        <div>
          <p className="facts">
            {[
              place > 0 ? w('drop.place', { place, n: drops.length }) : null,
              modeName(drop.mode),
              w('drop.perPerson', { n: drop.perViewer }),
              firstLink === null ? null : w('drop.linksSince', { time: timeOfDay(firstLink) }),
              drop.extension === null ? null : w('drop.extended', { reason: drop.extension }),
            ]
              .filter((each) => each !== null)
              .join(' · ')}
          </p>
          <h2>{drop.title}</h2>
          <LinksOf drop={drop} />
          <PostedLinks dropId={drop.dropId} />
          <DrawRow drop={drop} />
        </div>
        <DropClock drop={drop} />
      </div>
      <table className="num">
        <thead>
          <tr>
            <th scope="col">{w('table.variant')}</th>
            <th scope="col">{w('table.units')}</th>
            <th scope="col">{w('table.left')}</th>
            <th scope="col">{w('table.held')}</th>
            <th scope="col">{w('table.sold')}</th>
            <th scope="col">{w('table.price')}</th>
          </tr>
        </thead>
        <tbody>
          {drop.lines.map((line) => (
            <tr key={line.sku}>
              <th scope="row">
                {line.tag === undefined ? null : (
                  <kbd className="line-tag" title={w('table.tag', { tag: line.tag })}>
                    {line.tag}
                  </kbd>
                )}
                <LineName drop={drop} sku={line.sku} name={line.title || drop.title} onUnits={onUnits} />
              </th>
              <td>
                <Ticks counts={line} />
              </td>
              <td data-of={w('table.left')}>{w('number', { n: line.left })}</td>
              <td data-of={w('table.held')}>
                {w('number', { n: line.held })}
                {line.waiting === undefined ? null : <small className="quiet"> {w('table.waiting', { n: line.waiting })}</small>}
              </td>
              <td data-of={w('table.sold')}>{w('number', { n: line.sold })}</td>
              <td data-of={w('table.price')}>
                {money(line.price, currency)}
                <Leaves said={leaves(line.sku, line.price)} />
              </td>
            </tr>
          ))}
        </tbody>
        {drop.lines.length > 1 ? (
          <tfoot>
            <tr>
              <th scope="row">{w('table.all')}</th>
              <td />
              <td data-of={w('table.left')}>{w('number', { n: total.left })}</td>
              <td data-of={w('table.held')}>{w('number', { n: total.held })}</td>
              <td data-of={w('table.sold')}>{w('number', { n: total.sold })}</td>
              <td />
            </tr>
          </tfoot>
        ) : null}
      </table>
      <SoldThere drop={drop} />
    </div>
  );
}

/** What a unit leaves, for whoever may see it. */
const Leaves = ({ said }: { readonly said: FloorSaid | null }) => (said === null ? null : <small className="quiet leaves">{said.text}</small>);

/** The name of a line is the way to its units and its price. */
function LineName({ drop, sku, name, onUnits }: { readonly drop: PanelDrop; readonly sku: string; readonly name: string; readonly onUnits: OpenUnits | null }) {
  const isOpen = useTick((now) => mayChangeOffer(drop, now));
  if (onUnits === null || !isOpen) return name;
  return (
    <button type="button" className="line-button" title={w('units.open', { name })} onClick={() => onUnits(drop.dropId, sku)}>
      {name} <SlidersHorizontal size={15} aria-hidden />
    </button>
  );
}

/** What the drop counts to, and what that means in words. */
export function DropClock({ drop }: { readonly drop: PanelDrop }) {
  const phase = useTick((now) => dropPhase(drop, now));
  const clock = useTick((now) => {
    switch (phase) {
      case 'opening':
        return formatClock((drop.opensAt ?? now) - now);
      case 'live':
      case 'all-held':
      case 'paused':
        return formatClock((drop.endsAt ?? now) - now);
      default:
        return '';
    }
  });
  const counts = sumCounts(drop.lines);
  const backAt = drop.lines.reduce<number | null>(
    (first, line) => (line.backAt === null ? first : first === null ? line.backAt : Math.min(first, line.backAt)),
    null,
  );
  const back = useTick((now) => (backAt === null ? '' : formatClock(backAt - now)));
  const grace = Math.round(((drop.closesAt ?? 0) - (drop.endsAt ?? 0)) / SECOND);
  const words = ((): string => {
    switch (phase) {
      case 'opening':
        return w('drop.toOpen');
      case 'live':
        return grace > 0 ? w('drop.toEndGrace', { n: grace }) : w('drop.toEnd');
      case 'all-held':
        return w('drop.allHeld', { n: counts.held, clock: back });
      case 'sold-out':
        return w('phase.soldOut');
      case 'paused':
        return w('drop.paused');
      case 'called-off':
        return w('phase.calledOff');
      case 'ended':
        return counts.held > 0 ? w('drop.endedHeld', { n: counts.held }) : w('phase.ended');
      case 'planned':
      case 'armed':
        return w('phase.armed');
      default: {
        const never: never = phase;
        return never;
      }
    }
  })();
  return (
    <div className={`drop-clock drop-clock-${phase}`}>
      {clock === '' ? null : <b className="num">{clock}</b>}
      <span role="status">{words}</span>
    </div>
  );
}
