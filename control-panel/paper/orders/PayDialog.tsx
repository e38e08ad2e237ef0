import { useState, type SubmitEvent } from 'react';
import type { Currency } from '@protocol/money.ts';
import type { OrderPart } from '@protocol/parts.ts';
import { useCommand } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Modal } from '../../ui/Modal.tsx';

const ways = ['cash', 'reader', 'transfer', 'other'] as const;

export function PayDialog({ order, currency, onClose }: { readonly order: OrderPart; readonly currency: Currency; readonly onClose: () => void }) {
  const [paidBy, setPaidBy] = useState<(typeof ways)[number]>('cash');
  const pay = useCommand('order.pay');
  const total = money(order.deposit?.waits === true ? order.deposit.rest : order.total, currency);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const answer = await pay.send({ orderNumber: order.orderNumber, paidBy });
    if (answer?.ok === true) onClose();
  };
  return (
    <Modal title={w('pay.title', { number: String(order.orderNumber), total })} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <Choice label={w('pay.how')} value={paidBy} onChange={setPaidBy} choices={ways.map((value) => ({ value, label: w(`paidBy.${value}`), hint: null }))} />
        <div className="modal-actions">
          <SubmitButton sending={pay.sending} disabled={false}>
            {w('pay.do', { total })}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
