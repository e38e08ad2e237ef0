import { useState } from 'react';
import { X } from 'lucide-react';
import type { PanelParts, PickupPointPart } from '@protocol/parts.ts';
import { useCommand, useLine, useList } from '../../line/use-line.ts';
import { dayAndTime, timeOfDay } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { PickupForm } from './PickupForm.tsx';
import { PointForm } from './PointForm.tsx';
import { SlotsForm } from './SlotsForm.tsx';

type Pickup = PanelParts['pickups'][number];
type Open =
  | { readonly what: 'time'; readonly pickup: Pickup | null }
  | { readonly what: 'place'; readonly point: PickupPointPart | null }
  | { readonly what: 'times'; readonly point: PickupPointPart };

/** Places to fetch an order at, and the times of each that are still to come. */
export function PickupSlots() {
  const points = useList('points');
  const pickups = useList('pickups');
  const line = useLine();
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);
  return (
    <>
      {points.length === 0 ? <p className="quiet">{w('pickup.none')}</p> : null}
      {points.map((point) => (
        <PointRows key={point.pointId} point={point} slots={pickups.filter((slot) => slot.pointId === point.pointId)} now={line.now()} onOpen={setOpen} />
      ))}
      <div className="modal-actions">
        <Button look="plain" onPress={() => setOpen({ what: 'time', pickup: null })} disabled={false} sending={false} shortcut={null}>
          {w('pickup.add')}
        </Button>
        <Button look="quiet" onPress={() => setOpen({ what: 'place', point: null })} disabled={false} sending={false} shortcut={null}>
          {w('pickup.addPlace')}
        </Button>
      </div>
      {open === null ? null : open.what === 'time' ? (
        <PickupForm pickup={open.pickup} onClose={close} />
      ) : open.what === 'place' ? (
        <PointForm point={open.point} onClose={close} />
      ) : (
        <SlotsForm point={open.point} onClose={close} />
      )}
    </>
  );
}

interface RowsProps {
  readonly point: PickupPointPart;
  readonly slots: readonly Pickup[];
  readonly now: number;
  readonly onOpen: (open: Open) => void;
}
function PointRows({ point, slots, now, onOpen }: RowsProps) {
  const removeSlot = useCommand('pickup.remove');
  const removePoint = useCommand('point.remove');
  const [wrong, setWrong] = useState<string | null>(null);
  const coming = slots.filter((slot) => slot.endsAt > now).sort((a, b) => a.startsAt - b.startsAt);
  const take = async (answer: Promise<{ readonly ok: boolean; readonly refusal?: { readonly message: string } } | null>): Promise<void> => {
    const said = await answer;
    setWrong(said === null || said.ok ? null : (said.refusal?.message ?? null));
  };
  return (
    <section className="pickup-point" aria-label={point.place}>
      <div className="pickup-head">
        <div>
          <b>{point.place}</b>
          <span className="quiet">
            {' '}
            {w(`pickup.kind.${point.kind}`)} · {point.address}
            {point.cutOffMinutes === null ? '' : ` · ${w('pickup.cutOffIs', { hours: point.cutOffMinutes / 60 })}`}
          </span>
        </div>
        <Button look="quiet" onPress={() => onOpen({ what: 'times', point })} disabled={false} sending={false} shortcut={null}>
          {w('pickup.addTimes')}
        </Button>
        <Button look="quiet" onPress={() => onOpen({ what: 'place', point })} disabled={false} sending={false} shortcut={null}>
          {w('pickup.editPlace')}
        </Button>
        {slots.length > 0 ? null : (
          <Button
            look="quiet"
            onPress={() => void take(removePoint.send({ pointId: point.pointId }))}
            disabled={false}
            sending={removePoint.sending}
            shortcut={null}
          >
            {w('pickup.removePlace')}
          </Button>
        )}
      </div>
      {coming.length === 0 ? <p className="quiet">{w('pickup.noTimes')}</p> : null}
      <ul className="rows">
        {coming.map((slot) => {
          const when = w('pickup.when', { from: dayAndTime(slot.startsAt), to: timeOfDay(slot.endsAt) });
          return (
            <li key={slot.pickupId}>
              <span className="num">{when}</span>
              <span className="num">
                {w('pickup.taken', { taken: slot.taken, n: slot.capacity })}
                {slot.orderUntil <= now ? ` · ${w('pickup.closed')}` : ''}
              </span>
              <Button look="quiet" onPress={() => onOpen({ what: 'time', pickup: slot })} disabled={false} sending={false} shortcut={null}>
                {w('edit')}
              </Button>
              {slot.taken > 0 ? null : (
                <button
                  type="button"
                  className="icon-button"
                  aria-label={w('pickup.remove', { when })}
                  onClick={() => void take(removeSlot.send({ pickupId: slot.pickupId }))}
                >
                  <X size={18} aria-hidden />
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {wrong === null ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}
