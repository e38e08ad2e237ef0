import { useState, type SubmitEvent } from 'react';
import type { OrderPart } from '@protocol/parts.ts';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';

export function CancelDialog({ order, onClose }: { readonly order: OrderPart; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const cancel = useCommand('order.cancel');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (reason.trim() === '') return setWrong(w('form.needed'));
    const answer = await cancel.send({ orderNumber: order.orderNumber, reason: reason.trim() });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong(answer.refusal.message);
  };
  return (
    <Modal title={w('cancelOrder.title', { number: String(order.orderNumber) })} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <p>{w('cancelOrder.text')}</p>
        <Field label={w('cancelOrder.reason')} hint={null} error={wrong}>
          {(control) => <input {...control} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <div className="modal-actions">
          <SubmitButton sending={cancel.sending} disabled={false}>
            {w('cancelOrder.do')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
