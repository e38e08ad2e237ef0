import type { DurationMs } from '@protocol/time.ts';
import { useDrop, useList, usePart, usePresence } from '../line/use-line.ts';
import { lasting } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { Ticket } from './Ticket.tsx';

/** How late the slowest connected channel shows the picture, as the host entered it. */
function useDelay(): DurationMs {
  const channels = useList('channels');
  const present = usePresence('channels');
  const connected = channels.filter((channel) => channel.enabled && present?.some((each) => each.channel === channel.channel && each.state === 'connected'));
  return Math.max(0, ...connected.map((channel) => channel.delaySeconds * 1_000));
}

export function Monitors() {
  const shop = usePart('shop');
  const onAirId = usePart('onAir');
  const onAir = useDrop(onAirId);
  const panic = usePart('panic') === true;
  const link = usePart('link');
  const isOver = usePart('show')?.state === 'ended';
  const next = useList('rundown').find((cue) => cue.state === 'next' && !isOver) ?? null;
  const nextDrop = useDrop(next?.dropId ?? null);
  const delay = useDelay();
  const currency = shop?.currency ?? 'EUR';
  return (
    <div className="monitors">
      <section className={`monitor ${onAir === null ? 'monitor-off' : 'monitor-air'}`} aria-label={w('monitor.air')}>
        <p className="monitor-head">
          <b>{w('monitor.air')}</b>
          <span>
            {panic ? w('monitor.blank') : onAir === null ? w('monitor.nothing') : delay > 0 ? w('monitor.delay', { time: lasting(delay) }) : w('monitor.now')}
          </span>
        </p>
        {onAir === null || panic ? (
          <div className="stage stage-empty">{panic ? w('monitor.panic') : w('monitor.empty')}</div>
        ) : (
          <Ticket drop={onAir} currency={currency} link={link} ahead={false} />
        )}
      </section>
      <section className={`monitor ${next === null ? 'monitor-off' : 'monitor-next'}`} aria-label={w('monitor.next')}>
        <p className="monitor-head">
          <b>{w('monitor.next')}</b>
          <span>{next?.title ?? w('monitor.nothing')}</span>
        </p>
        {nextDrop === null ? (
          <div className={`stage ${next === null ? 'stage-empty' : 'stage-talk'}`}>{next?.title ?? w('monitor.end')}</div>
        ) : (
          <Ticket drop={nextDrop} currency={currency} link={null} ahead />
        )}
      </section>
    </div>
  );
}
