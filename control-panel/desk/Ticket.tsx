import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { MessageSquareText } from 'lucide-react';
import { encode } from 'uqr';
import { dropPhase } from '@protocol/drop-phase.ts';
import type { Currency } from '@protocol/money.ts';
import type { OverlayParts, PanelDrop } from '@protocol/parts.ts';
import { sumCounts, type Counts } from '@protocol/ticks.ts';
import { formatClock } from '@protocol/time.ts';
import { useTick } from '../line/use-line.ts';
import { money } from '../text/money-text.ts';
import { countsSentence } from '../text/names.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { Ticks } from '../ui/Ticks.tsx';

/** The picture is drawn this wide and scaled to the monitor, so that it is the same at any size. */
const STAGE_WIDTH = 1060;

function useScale(): readonly [(element: HTMLElement | null) => void, number] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [scale, setScale] = useState(0.3);
  const observer = useRef<ResizeObserver | null>(null);
  useLayoutEffect(() => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(([entry]) => {
      if (entry) setScale(entry.contentRect.width / STAGE_WIDTH);
    });
    observer.current.observe(element);
    return () => observer.current?.disconnect();
  }, [element]);
  return [setElement, scale];
}

interface Props {
  readonly drop: PanelDrop;
  readonly currency: Currency;
  readonly link: OverlayParts['link'];
  /** As it will look once fired: for the monitor that shows what comes. */
  readonly ahead: boolean;
}

/** The ticket as the overlay prints it, from the same parts. */
export function Ticket({ drop, currency, link, ahead }: Props) {
  const [box, scale] = useScale();
  const phase = useTick((now) => (ahead ? 'live' : dropPhase(drop, now)));
  const counts: Counts =
    ahead && drop.firedAt === null ? { left: drop.lines.reduce((sum, line) => sum + line.allotted, 0), held: 0, sold: 0 } : sumCounts(drop.lines);
  const prices = drop.lines.map((line) => line.price);
  const lowest = Math.min(...prices);
  const priceText =
    drop.lines.length === 0 ? '' : prices.every((price) => price === lowest) ? money(lowest, currency) : w('ticket.from', { price: money(lowest, currency) });
  const options = drop.lines
    .map((line) => line.title)
    .filter(Boolean)
    .join(' · ');
  const mine = link !== null && link.dropId === drop.dropId ? link : null;
  return (
    <div ref={box} className="stage" role="img" aria-label={w('ticket.label', { title: drop.title, counts: countsSentence(counts) })}>
      <div className="stage-scale" aria-hidden style={{ transform: `scale(${scale})` }}>
        <div className={`ticket ticket-${phase} ${drop.mode === 'test' ? 'ticket-test' : ''}`}>
          <div className={`ticket-main ${drop.pictures[0] === undefined ? 'ticket-bare' : ''}`}>
            {drop.pictures[0] === undefined ? null : <div className="ticket-pic" style={{ backgroundImage: `url(${JSON.stringify(drop.pictures[0])})` }} />}
            <div className="ticket-body">
              <TicketTag drop={drop} ahead={ahead} />
              <p className="ticket-title">{drop.title}</p>
              <p className="ticket-opt">{options}</p>
              <p className="ticket-price num">{priceText}</p>
              <Ticks counts={counts} />
              <p className="ticket-left num">
                <strong>{w('ticket.left', { n: counts.left })}</strong>
                <span>{counts.held + counts.sold > 0 ? w('ticket.rest', { held: counts.held, sold: counts.sold }) : ''}</span>
              </p>
            </div>
            {phase === 'sold-out' ? <b className="ticket-stamp">{w('phase.soldOut')}</b> : null}
          </div>
          <div className="ticket-stub">
            {mine === null ? <MessageSquareText size={90} aria-hidden /> : <Qr url={mine.url} />}
            <p className="mono">{mine?.short ?? w('ticket.inChat')}</p>
          </div>
        </div>
      </div>
    </div>
  );
}

function TicketTag({ drop, ahead }: { readonly drop: PanelDrop; readonly ahead: boolean }) {
  const phase = useTick((now) => dropPhase(drop, now));
  const clock = useTick((now) => {
    if (ahead || drop.firedAt === null) return formatClock((drop.endsAt ?? 0) - (drop.opensAt ?? 0));
    if (drop.opensAt !== null && now < drop.opensAt) return formatClock(drop.opensAt - now);
    return drop.endsAt === null ? '' : formatClock(drop.endsAt - now);
  });
  const tag = ahead
    ? w('ticket.live')
    : phase === 'live'
      ? w('ticket.live')
      : phase === 'opening'
        ? w('ticket.opens', { clock })
        : phase === 'armed' && drop.opensAt !== null
          ? timeOfDay(drop.opensAt)
          : w(`phase.${camel(phase)}`);
  return (
    <div className="ticket-top">
      <span className={`ticket-tag ticket-tag-${ahead ? 'live' : phase}`}>{tag}</span>
      {ahead || phase === 'opening' ? null : <span className="ticket-clock num">{clock}</span>}
    </div>
  );
}

const camel = (phase: ReturnType<typeof dropPhase>) => {
  switch (phase) {
    case 'all-held':
      return 'allHeld';
    case 'sold-out':
      return 'soldOut';
    case 'called-off':
      return 'calledOff';
    case 'planned':
    case 'armed':
    case 'opening':
    case 'live':
    case 'paused':
    case 'ended':
      return phase;
    default: {
      const never: never = phase;
      return never;
    }
  }
};

function Qr({ url }: { readonly url: string }) {
  const path = useMemo(() => {
    const { data, size } = encode(url, { ecc: 'M', border: 0 });
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { d: dark.join(''), size };
  }, [url]);
  return (
    <svg className="ticket-qr" viewBox={`0 0 ${path.size} ${path.size}`} aria-hidden>
      <path d={path.d} fill="currentColor" />
    </svg>
  );
}
