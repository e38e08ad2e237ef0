import { useState, type SubmitEvent } from 'react';
import type { PanelDrop } from '@protocol/parts.ts';
import { MINUTE } from '@protocol/time.ts';
import { useCommand } from '../line/use-line.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { SubmitButton } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Field } from '../ui/Field.tsx';
import { Modal } from '../ui/Modal.tsx';

const MINUTES = ['2', '5', '10'] as const;

/** A later end, with the reason that viewers are shown (D7). */
export function ExtendDialog({ drop, onClose }: { readonly drop: PanelDrop; readonly onClose: () => void }) {
  const [minutes, setMinutes] = useState<(typeof MINUTES)[number]>('2');
  const [reason, setReason] = useState<string>(w('extend.reasonDefault'));
  const [wrong, setWrong] = useState<string | null>(null);
  const extend = useCommand('drop.extend');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (reason.trim() === '') return setWrong(w('extend.noReason'));
    const answer = await extend.send({ dropId: drop.dropId, minutes: Number(minutes), reason: reason.trim() });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong(answer.refusal.message);
  };
  return (
    <Modal title={w('extend.title', { title: drop.title })} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Choice
          label={w('extend.by')}
          value={minutes}
          onChange={setMinutes}
          choices={MINUTES.map((value) => ({ value, label: w('extend.minutes', { n: Number(value) }), hint: null }))}
        />
        <Field label={w('extend.reason')} hint={w('extend.reasonHint')} error={wrong}>
          {(control) => <input {...control} maxLength={120} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {drop.endsAt === null ? null : <p className="quiet">{w('extend.until', { time: timeOfDay(drop.endsAt + Number(minutes) * MINUTE) })}</p>}
        <div className="modal-actions">
          <SubmitButton sending={extend.sending} disabled={false}>
            {w('extend.do', { n: Number(minutes) })}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
