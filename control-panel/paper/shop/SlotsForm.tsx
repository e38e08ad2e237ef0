import { useState, type SubmitEvent } from 'react';
import { MOST_SLOTS_AT_ONCE } from '@protocol/pickup.ts';
import type { PickupPointPart } from '@protocol/parts.ts';
import { DAY, HOUR, type Instant } from '@protocol/time.ts';
import { useCommand, useLine } from '../../line/use-line.ts';
import { fromLocalInput, toLocalInput } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { wholeNumber } from '../valid.ts';

/** The same hour so many weeks on, also where the clocks change in between. */
function weeksOn(at: Instant, weeks: number): Instant {
  const date = new Date(at);
  date.setDate(date.getDate() + 7 * weeks);
  return date.getTime();
}

/** Times at a place: one, or the same one every week. */
export function SlotsForm({ point, onClose }: { readonly point: PickupPointPart; readonly onClose: () => void }) {
  const line = useLine();
  const add = useCommand('slots.add');
  const first = Math.ceil((line.now() + DAY) / HOUR) * HOUR;
  const [from, setFrom] = useState(toLocalInput(first));
  const [to, setTo] = useState(toLocalInput(first + HOUR));
  const [capacity, setCapacity] = useState('20');
  const [weeks, setWeeks] = useState('1');
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const problems: Record<string, string> = {};
    const startsAt = fromLocalInput(from);
    const endsAt = fromLocalInput(to);
    const fits = wholeNumber(capacity, 1, 10_000);
    const times = wholeNumber(weeks, 1, MOST_SLOTS_AT_ONCE);
    if (startsAt === null) problems['from'] = w('form.needed');
    if (endsAt === null || endsAt <= (startsAt ?? 0)) problems['to'] = w('pickup.endsAfter');
    if (fits === null) problems['capacity'] = w('form.wholeNumber');
    if (times === null) problems['weeks'] = w('pickup.weeksWrong', { most: MOST_SLOTS_AT_ONCE });
    setWrong(problems);
    if (startsAt === null || endsAt === null || fits === null || times === null || Object.keys(problems).length > 0) return;
    const slots = Array.from({ length: times }, (_none, week) => ({ startsAt: weeksOn(startsAt, week), endsAt: weeksOn(endsAt, week), capacity: fits }));
    const answer = await add.send({ pointId: point.pointId, slots });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong({ all: answer.refusal.message });
  };
  return (
    <Modal title={w('pickup.timesAt', { place: point.place })} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <div className="pair">
          <Field label={w('pickup.from')} hint={null} error={wrong['from'] ?? null}>
            {(control) => <input {...control} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />}
          </Field>
          <Field label={w('pickup.to')} hint={null} error={wrong['to'] ?? null}>
            {(control) => <input {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />}
          </Field>
        </div>
        <div className="pair">
          <Field label={w('pickup.capacity')} hint={null} error={wrong['capacity'] ?? null}>
            {(control) => (
              <input {...control} className="short num" inputMode="numeric" value={capacity} onChange={(event) => setCapacity(event.target.value)} />
            )}
          </Field>
          <Field label={w('pickup.weeks')} hint={w('pickup.weeksHint')} error={wrong['weeks'] ?? null}>
            {(control) => <input {...control} className="short num" inputMode="numeric" value={weeks} onChange={(event) => setWeeks(event.target.value)} />}
          </Field>
        </div>
        {wrong['all'] === undefined ? null : (
          <p className="wrong" role="alert">
            {wrong['all']}
          </p>
        )}
        <div className="modal-actions">
          <SubmitButton sending={add.sending} disabled={false}>
            {w('save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
