import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { HOUR } from '@protocol/time.ts';
import { useCommand, useLine, usePart, usePresence } from '../../line/use-line.ts';
import { fromLocalInput, toLocalInput } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { anyNumber } from '../valid.ts';

interface Values {
  title: string;
  startsAt: string;
  minutes: string;
}
export function ShowDialog({ onClose }: { readonly onClose: () => void }) {
  const line = useLine();
  const publicUrl = usePart('shop')?.publicUrl ?? null;
  const isForNetwork = usePresence('reach')?.networkFirst === true;
  const plan = useCommand('show.plan');
  const [reach, setReach] = useState<'public' | 'network'>(publicUrl === null || isForNetwork ? 'network' : 'public');
  const [refused, setRefused] = useState<string | null>(null);
  const { register, handleSubmit, formState } = useForm<Values>({
    defaultValues: { title: '', startsAt: toLocalInput(Math.ceil(line.now() / HOUR) * HOUR), minutes: '60' },
  });
  const wrong = (name: keyof Values): string | null => formState.errors[name]?.message ?? null;
  const submit = handleSubmit(async (values) => {
    const startsAt = fromLocalInput(values.startsAt);
    const minutes = anyNumber(values.minutes, 0.5, 1440);
    if (startsAt === null || minutes === null) return;
    const answer = await plan.send({ title: values.title.trim(), startsAt, minutes, reach });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setRefused(answer.refusal.message);
  });
  return (
    <Modal title={w('shows.plan')} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field label={w('shows.title')} hint={w('shows.titleHint')} error={wrong('title')}>
          {(control) => <input {...control} maxLength={80} {...register('title', { validate: (text) => text.trim() !== '' || w('form.needed') })} />}
        </Field>
        <div className="pair">
          <Field label={w('shows.startsAt')} hint={null} error={wrong('startsAt')}>
            {(control) => (
              <input {...control} type="datetime-local" {...register('startsAt', { validate: (text) => fromLocalInput(text) !== null || w('form.needed') })} />
            )}
          </Field>
          <Field label={w('shows.minutes')} hint={null} error={wrong('minutes')}>
            {(control) => (
              <input
                {...control}
                className="short num"
                inputMode="decimal"
                {...register('minutes', { validate: (text) => anyNumber(text, 0.5, 1440) !== null || w('form.minutes') })}
              />
            )}
          </Field>
        </div>
        <Choice
          label={w('shows.reach')}
          value={reach}
          onChange={setReach}
          choices={[
            { value: 'public', label: w('reach.public'), hint: publicUrl === null ? w('reach.publicNone') : publicUrl },
            { value: 'network', label: w('reach.network'), hint: w('reach.networkHint') },
          ]}
        />
        {refused === null ? null : (
          <p className="wrong" role="alert">
            {refused}
          </p>
        )}
        <div className="modal-actions">
          <SubmitButton sending={plan.sending} disabled={false}>
            {w('shows.planDo')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
