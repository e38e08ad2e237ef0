import { useForm } from 'react-hook-form';
import type { PanelParts } from '@protocol/parts.ts';
import { DAY, HOUR } from '@protocol/time.ts';
import { useCommand, useLine } from '../../line/use-line.ts';
import { fromLocalInput, toLocalInput } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { wholeNumber } from '../valid.ts';

type Pickup = PanelParts['pickups'][number];

interface Values {
  place: string;
  address: string;
  startsAt: string;
  endsAt: string;
  capacity: string;
}

/** One time, with its place: all that a stall with one pickup needs. */
export function PickupForm({ pickup, onClose }: { readonly pickup: Pickup | null; readonly onClose: () => void }) {
  const line = useLine();
  const save = useCommand('pickup.save');
  // The next full hour a day from now: a slot is seldom today.
  const first = Math.ceil((line.now() + DAY) / HOUR) * HOUR;
  const { register, handleSubmit, formState, getValues } = useForm<Values>({
    defaultValues: {
      place: pickup?.place ?? '',
      address: pickup?.address ?? '',
      startsAt: toLocalInput(pickup?.startsAt ?? first),
      endsAt: toLocalInput(pickup?.endsAt ?? first + HOUR),
      capacity: String(pickup?.capacity ?? 20),
    },
  });
  const wrong = (name: keyof Values): string | null => formState.errors[name]?.message ?? null;
  const needed = { validate: (text: string) => text.trim() !== '' || w('form.needed') };
  const submit = handleSubmit(async (values) => {
    const startsAt = fromLocalInput(values.startsAt);
    const endsAt = fromLocalInput(values.endsAt);
    const capacity = wholeNumber(values.capacity, 1, 10_000);
    if (startsAt === null || endsAt === null || capacity === null) return;
    const answer = await save.send({
      pickupId: pickup?.pickupId ?? null,
      place: values.place.trim(),
      address: values.address.trim(),
      startsAt,
      endsAt,
      capacity,
    });
    if (answer?.ok === true) onClose();
  });
  return (
    <Modal title={pickup === null ? w('pickup.add') : w('pickup.edit')} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field label={w('pickup.place')} hint={w('pickup.placeHint')} error={wrong('place')}>
          {(control) => <input {...control} maxLength={120} {...register('place', needed)} />}
        </Field>
        <Field label={w('pickup.address')} hint={null} error={wrong('address')}>
          {(control) => <input {...control} maxLength={300} {...register('address', needed)} />}
        </Field>
        <div className="pair">
          <Field label={w('pickup.from')} hint={null} error={wrong('startsAt')}>
            {(control) => (
              <input {...control} type="datetime-local" {...register('startsAt', { validate: (text) => fromLocalInput(text) !== null || w('form.needed') })} />
            )}
          </Field>
          <Field label={w('pickup.to')} hint={null} error={wrong('endsAt')}>
            {(control) => (
              <input
                {...control}
                type="datetime-local"
                {...register('endsAt', {
                  validate: (text) => (fromLocalInput(text) ?? 0) > (fromLocalInput(getValues('startsAt')) ?? 0) || w('pickup.endsAfter'),
                })}
              />
            )}
          </Field>
        </div>
        <Field label={w('pickup.capacity')} hint={null} error={wrong('capacity')}>
          {(control) => (
            <input
              {...control}
              className="short num"
              inputMode="numeric"
              {...register('capacity', {
                validate: (text) =>
                  wholeNumber(text, Math.max(1, pickup?.taken ?? 1), 10_000) !== null || w('pickup.capacityWrong', { n: Math.max(1, pickup?.taken ?? 1) }),
              })}
            />
          )}
        </Field>
        <div className="modal-actions">
          <SubmitButton sending={save.sending} disabled={false}>
            {w('save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
