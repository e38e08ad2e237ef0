import { useState, type SubmitEvent } from 'react';
import { pickupKinds, type PickupKind } from '@protocol/pickup.ts';
import type { PickupPointPart } from '@protocol/parts.ts';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { anyNumber } from '../valid.ts';

const WEEK_HOURS = 168;

/** A place with times of its own: a stall, a locker, or another shop that keeps parcels. */
export function PointForm({ point, onClose }: { readonly point: PickupPointPart | null; readonly onClose: () => void }) {
  const save = useCommand('point.save');
  const [place, setPlace] = useState(point?.place ?? '');
  const [address, setAddress] = useState(point?.address ?? '');
  const [kind, setKind] = useState<PickupKind>(point?.kind ?? 'locker');
  const before = point?.cutOffMinutes ?? null;
  const [hours, setHours] = useState(before === null ? '' : String(before / 60));
  const [note, setNote] = useState(point?.note ?? '');
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const problems: Record<string, string> = {};
    const cutOff = hours.trim() === '' ? null : anyNumber(hours, 0, WEEK_HOURS);
    if (place.trim() === '') problems['place'] = w('form.needed');
    if (address.trim() === '') problems['address'] = w('form.needed');
    if (cutOff === null && hours.trim() !== '') problems['hours'] = w('pickup.cutOffWrong', { most: WEEK_HOURS });
    setWrong(problems);
    if (Object.keys(problems).length > 0) return;
    const answer = await save.send({
      pointId: point?.pointId ?? null,
      place: place.trim(),
      address: address.trim(),
      kind,
      cutOffMinutes: cutOff === null ? null : Math.round(cutOff * 60),
      note: note.trim(),
    });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong({ all: answer.refusal.message });
  };
  return (
    <Modal title={point === null ? w('pickup.addPlace') : w('pickup.editPlace')} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Choice
          label={w('pickup.kind')}
          value={kind}
          onChange={setKind}
          choices={pickupKinds.map((value) => ({ value, label: w(`pickup.kind.${value}`), hint: w(`pickup.kind.${value}.hint`) }))}
        />
        <Field label={w('pickup.place')} hint={w('pickup.placeHint')} error={wrong['place'] ?? null}>
          {(control) => <input {...control} maxLength={120} value={place} onChange={(event) => setPlace(event.target.value)} />}
        </Field>
        <Field label={w('pickup.address')} hint={null} error={wrong['address'] ?? null}>
          {(control) => <input {...control} maxLength={300} value={address} onChange={(event) => setAddress(event.target.value)} />}
        </Field>
        <Field label={w('pickup.cutOff')} hint={w('pickup.cutOffHint')} error={wrong['hours'] ?? null}>
          {(control) => <input {...control} className="short num" inputMode="decimal" value={hours} onChange={(event) => setHours(event.target.value)} />}
        </Field>
        <Field label={w('pickup.note')} hint={w('pickup.noteHint')} error={null}>
          {(control) => <textarea {...control} rows={2} maxLength={300} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
        {wrong['all'] === undefined ? null : (
          <p className="wrong" role="alert">
            {wrong['all']}
          </p>
        )}
        <div className="modal-actions">
          <SubmitButton sending={save.sending} disabled={false}>
            {w('save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
