import { useMemo, useState, type ReactNode } from 'react';
import { defaultOverlay } from '@protocol/overlay-options.ts';
import type { CuePart, PanelDrop } from '@protocol/parts.ts';
import type { DurationMs } from '@protocol/time.ts';
import { useSession } from '../app/session-context.ts';
import { useDrop, useLine, useList, usePart, usePresence } from '../line/use-line.ts';
import { useObsShot } from '../obs/use-obs-shot.ts';
import { aheadParts } from '../paper/overlay/sample-parts.ts';
import { lasting } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { OverlayFrame } from '../ui/OverlayFrame.tsx';
import { Ticket } from './Ticket.tsx';

/** How late the slowest connected channel shows the picture, as the host entered it. */
function useDelay(): DurationMs {
  const channels = useList('channels');
  const present = usePresence('channels');
  const connected = channels.filter((channel) => channel.enabled && present?.some((each) => each.channel === channel.channel && each.state === 'connected'));
  return Math.max(0, ...connected.map((channel) => channel.delaySeconds * 1_000));
}

/** Drawn at half the size of a stream's canvas: as true as a monitor this small can be, for a quarter of the work. */
const LANDSCAPE = { width: 960, height: 540 } as const;
const PORTRAIT = { width: 540, height: 960 } as const;

/** The canvas of the overlay that is on the stream; landscape until one has said how large it is. */
function useCanvas(): { readonly width: number; readonly height: number } {
  const painted = (usePresence('overlays') ?? []).find((overlay) => overlay.visible);
  return painted !== undefined && painted.height >= painted.width ? PORTRAIT : LANDSCAPE;
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
  const obs = useObsAir();
  return (
    <div className="monitors">
      <section className={`monitor ${onAir === null ? 'monitor-off' : 'monitor-air'}`} aria-label={w('monitor.air')}>
        <p className="monitor-head">
          <b>{w('monitor.air')}</b>
          <span>
            {panic
              ? w('monitor.blank')
              : obs !== null
                ? w('monitor.fromObs', { scene: obs.scene })
                : onAir === null
                  ? w('monitor.nothing')
                  : delay > 0
                    ? w('monitor.delay', { time: lasting(delay) })
                    : w('monitor.now')}
          </span>
        </p>
        {panic ? (
          <div className="stage stage-empty">{w('monitor.panic')}</div>
        ) : (
          <OnAir obs={obs} title={onAir?.title ?? null} still={onAir === null ? null : <Ticket drop={onAir} currency={currency} link={link} ahead={false} />} />
        )}
      </section>
      <section className={`monitor ${next === null ? 'monitor-off' : 'monitor-next'}`} aria-label={w('monitor.next')}>
        <p className="monitor-head">
          <b>{w('monitor.next')}</b>
          <span>{next?.title ?? w('monitor.nothing')}</span>
        </p>
        {nextDrop === null || next === null ? (
          <div className={`stage ${next === null ? 'stage-empty' : 'stage-talk'}`}>{next?.title ?? w('monitor.end')}</div>
        ) : (
          <Ahead drop={nextDrop} cue={next} still={<Ticket drop={nextDrop} currency={currency} link={null} ahead />} />
        )}
      </section>
    </div>
  );
}

interface ObsAir {
  readonly scene: string;
  readonly picture: string;
}
const crew = ['owner', 'host', 'producer'];
/** The picture that goes out, as OBS itself has it; null where OBS is not driven, or has none to give. */
function useObsAir(): ObsAir | null {
  const { role } = useSession();
  const part = usePresence('obs');
  const picture = useObsShot(part?.state === 'up' && crew.includes(role));
  return picture === null ? null : { scene: part?.scene ?? '', picture };
}

/** What goes out, by OBS's own picture; else what the stream's overlay shows, by a line of its own: an armed card and what comes next too. */
function OnAir({ obs, title, still }: { readonly obs: ObsAir | null; readonly title: string | null; readonly still: ReactNode }) {
  const canvas = useCanvas();
  if (obs !== null) {
    const about = w('monitor.obs', { scene: obs.scene });
    return (
      <div className="stage stage-shot">
        <img src={obs.picture} alt={title === null ? about : w('monitor.obsOf', { title, scene: obs.scene })} />
      </div>
    );
  }
  return (
    <div className={`stage stage-frame ${title === null ? 'stage-empty' : ''}`}>
      {title === null ? <p>{w('monitor.empty')}</p> : null}
      <OverlayFrame label={title === null ? w('monitor.empty') : w('monitor.airOf', { title })} kind="air" preview={null} {...canvas} still={still} />
    </div>
  );
}

/** The card as it will look a moment after GO. */
function Ahead({ drop, cue, still }: { readonly drop: PanelDrop; readonly cue: CuePart; readonly still: ReactNode }) {
  const line = useLine();
  const shop = usePart('shop');
  const options = usePart('overlay') ?? defaultOverlay;
  const canvas = useCanvas();
  const [now] = useState(() => line.now());
  const preview = useMemo(() => aheadParts(drop, cue.minutes, options, shop, now), [drop, cue.minutes, options, shop, now]);
  return (
    <div className="stage stage-frame">
      <OverlayFrame label={w('monitor.nextOf', { title: drop.title })} kind="parts" preview={preview} {...canvas} still={still} />
    </div>
  );
}
