import { PanelTop } from 'lucide-react';
import { Link } from 'wouter';
import { behindPlan, ON_TIME_MS } from '@protocol/rundown.ts';
import { formatClock, MINUTE } from '@protocol/time.ts';
import { useList, usePart, usePresence, useTick } from '../line/use-line.ts';
import { isOpenTask } from '../paper/tasks/open-tasks.ts';
import { money } from '../text/money-text.ts';
import { dayAndTime } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { AirTag } from './AirTag.tsx';
import { HealthPills } from './HealthPills.tsx';

export function DeskHeader() {
  const show = usePart('show');
  const todo = useList('tasks').filter(isOpenTask).length;
  return (
    <header className="desk-head">
      <Link href="/shows" className="icon-button back" aria-label={w('desk.toPaper')}>
        <PanelTop size={20} aria-hidden />
      </Link>
      <AirTag />
      <h1>{show?.title ?? w('desk.noShowTitle')}</h1>
      <HealthPills />
      {todo > 0 ? (
        <Link href="/tasks" className="pill pill-look">
          {w('desk.todo', { n: todo })}
        </Link>
      ) : null}
      <Meters />
    </header>
  );
}

function Meters() {
  const show = usePart('show');
  const rundown = useList('rundown');
  const viewers = usePresence('viewers');
  const figures = usePart('figures');
  const currency = usePart('shop')?.currency ?? 'EUR';
  const clock = useTick((now) =>
    show === null
      ? ''
      : show.state === 'live' && show.startedAt !== null
        ? formatClock(Math.floor((now - show.startedAt) / 1_000) * 1_000)
        : formatClock(Math.abs(show.startsAt - now)),
  );
  const words = useTick((now) => {
    if (show === null) return '';
    if (show.state === 'planned') return show.startsAt > now ? w('meter.toStart', { time: dayAndTime(show.startsAt) }) : w('meter.lateStart');
    if (show.state === 'ended') return w('meter.over');
    const of = formatClock(show.minutes * MINUTE);
    const behind = behindPlan(rundown.find((cue) => cue.state === 'on') ?? null, now);
    if (behind === null || Math.abs(behind) < ON_TIME_MS) return w('meter.of', { of });
    return behind > 0 ? w('meter.late', { of, by: formatClock(behind) }) : w('meter.early', { of, by: formatClock(-behind) });
  });
  return (
    <div className="meters num">
      {show === null ? null : (
        <div>
          <b>{clock}</b>
          <span>{words}</span>
        </div>
      )}
      <div>
        <b>{viewers === null ? w('meter.unknown') : w('number', { n: viewers })}</b>
        <span>{w('meter.viewers')}</span>
      </div>
      {figures === null ? null : (
        <div>
          <b>{money(figures.paid, currency)}</b>
          <span>{figures.unpaid > 0 ? w('meter.paidAnd', { unpaid: money(figures.unpaid, currency) }) : w('meter.paid')}</span>
        </div>
      )}
    </div>
  );
}
