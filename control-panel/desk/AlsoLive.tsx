import { sumCounts } from '@protocol/ticks.ts';
import { formatClock } from '@protocol/time.ts';
import { useCommand, useDrop, useList, useTick, useView } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { KeepButton } from '../ui/KeepButton.tsx';
import { Ticks } from '../ui/Ticks.tsx';
import { DrawRow } from './DrawRow.tsx';
import type { OpenUnits } from './use-selling.tsx';
import { useKeep } from '../ui/use-keep.ts';

/** Drops still live on their own links, off the card (D8). */
export function AlsoLive({ onUnits }: { readonly onUnits: OpenUnits | null }) {
  const also = useList('alsoLive');
  if (also.length === 0) return null;
  return (
    <section className="also">
      <h3>{w('also.title')}</h3>
      {also.map((dropId) => (
        <AlsoRow key={dropId} dropId={dropId} onUnits={onUnits} />
      ))}
    </section>
  );
}

function AlsoRow({ dropId, onUnits }: { readonly dropId: string; readonly onUnits: OpenUnits | null }) {
  const drop = useDrop(dropId);
  const pause = useCommand('drop.pause');
  const resume = useCommand('drop.resume');
  const end = useCommand('drop.end');
  const keep = useKeep(() => void end.send({ dropId }));
  const isLive = useView((view) => view.status === 'live');
  const clock = useTick((now) => (drop?.endsAt ? formatClock(drop.endsAt - now) : ''));
  if (drop === null) return null;
  const paused = drop.state === 'paused';
  return (
    <div className="also-row">
      <b>{drop.title}</b>
      <DrawRow drop={drop} />
      <Ticks counts={sumCounts(drop.lines)} />
      {onUnits === null ? null : (
        <Button look="quiet" onPress={() => onUnits(dropId, drop.lines[0]?.sku ?? '')} disabled={!isLive} sending={false} shortcut={null}>
          {w('units.short')}
        </Button>
      )}
      <span className="num">
        {paused ? w('phase.paused') : drop.settling === true ? w(drop.mode === 'draw' ? 'also.winners' : 'also.waiting') : w('also.ends', { clock })}
      </span>
      <Button
        look="quiet"
        onPress={() => void (paused ? resume : pause).send({ dropId })}
        disabled={!isLive}
        sending={pause.sending || resume.sending}
        shortcut={null}
      >
        {paused ? w('do.resume') : w('do.pause')}
      </Button>
      <KeepButton
        look="quiet"
        keep={keep}
        onDone={() => void end.send({ dropId })}
        disabled={!isLive}
        sending={end.sending}
        shortcut={null}
        question={w('do.endQuestion', { title: drop.title })}
      >
        {w('do.end')}
      </KeepButton>
    </div>
  );
}
