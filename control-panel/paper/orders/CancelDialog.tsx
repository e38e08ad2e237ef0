import { useState, type SubmitEvent } from 'react';
import type { Currency } from '@protocol/money.ts';
import type { OrderPart } from '@protocol/parts.ts';
import { useCommand } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';

interface Props {
  readonly order: OrderPart;
  readonly currency: Currency;
  readonly onClose: () => void;
}
export function CancelDialog({ order, currency, onClose }: Props) {
  const [deposit, setDeposit] = useState<'back' | 'kept'>('back');
  const paid = order.deposit?.waits === true ? order.deposit : null;
  const mayKeep = paid?.kept === true && order.withdrawnAt === undefined;
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const cancel = useCommand('order.cancel');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (reason.trim() === '') return setWrong(w('form.needed'));
    const answer = await cancel.send({ orderNumber: order.orderNumber, reason: reason.trim(), ...(mayKeep ? { deposit } : {}) });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong(answer.refusal.message);
  };
  return (
    <Modal title={w('cancelOrder.title', { number: String(order.orderNumber) })} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <p>{w('cancelOrder.text')}</p>
        {paid === null ? null : mayKeep ? (
          <Choice
            label={w('cancelOrder.deposit')}
            value={deposit}
            choices={[
              { value: 'back', label: w('cancelOrder.back', { amount: money(paid.amount, currency) }), hint: null },
              { value: 'kept', label: w('cancelOrder.keep'), hint: null },
            ]}
            onChange={setDeposit}
          />
        ) : (
          <p>{w('cancelOrder.depositBack', { amount: money(paid.amount, currency) })}</p>
        )}
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
