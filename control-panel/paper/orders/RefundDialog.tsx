import { useState, type SubmitEvent } from 'react';
import { Minus, Plus } from 'lucide-react';
import type { Currency } from '@protocol/money.ts';
import { goodsBack } from '@protocol/pricing.ts';
import type { OrderPart } from '@protocol/parts.ts';
import { useCommand } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Modal } from '../../ui/Modal.tsx';

interface Props {
  readonly order: OrderPart;
  readonly currency: Currency;
  readonly onClose: () => void;
}

/** A refund is not a restock (S5): nothing is ticked beforehand, so the question must be answered. */
export function RefundDialog({ order, currency, onClose }: Props) {
  const [quantities, setQuantities] = useState<Readonly<Record<string, number>>>({});
  const [restock, setRestock] = useState<'yes' | 'no' | 'unanswered'>('unanswered');
  const [wrong, setWrong] = useState<string | null>(null);
  const refund = useCommand('order.refund');
  const lines = order.lines.flatMap((line) => {
    const quantity = quantities[line.sku] ?? 0;
    return quantity > 0 ? [{ sku: line.sku, quantity }] : [];
  });
  const amount = goodsBack(order, lines);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (lines.length === 0) return setWrong(w('refund.nothing'));
    if (restock === 'unanswered') return setWrong(w('refund.unanswered'));
    const answer = await refund.send({ orderNumber: order.orderNumber, lines, restock: restock === 'yes' });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong(answer.refusal.message);
  };
  return (
    <Modal title={w('refund.title', { number: String(order.orderNumber) })} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <ul className="till-list">
          {order.lines.map((line) => {
            const name = line.title;
            const most = line.quantity - line.refunded;
            const quantity = quantities[line.sku] ?? 0;
            const change = (by: number): void => {
              setWrong(null);
              setQuantities((before) => ({ ...before, [line.sku]: Math.max(0, Math.min(most, (before[line.sku] ?? 0) + by)) }));
            };
            return (
              <li key={line.sku} className={quantity > 0 ? 'chosen' : ''}>
                <div>
                  <b>{name}</b>
                  <span className="num quiet">{w('refund.most', { n: most, price: money(line.price, currency) })}</span>
                </div>
                <div className="stepper">
                  <button type="button" className="icon-button" aria-label={w('till.less', { name })} disabled={quantity === 0} onClick={() => change(-1)}>
                    <Minus size={18} aria-hidden />
                  </button>
                  <b className="num" aria-live="polite">
                    {quantity}
                  </b>
                  <button type="button" className="icon-button" aria-label={w('till.more', { name })} disabled={quantity >= most} onClick={() => change(1)}>
                    <Plus size={18} aria-hidden />
                  </button>
                </div>
              </li>
            );
          })}
        </ul>
        <Choice
          label={w('refund.restock')}
          value={restock}
          onChange={(value: 'yes' | 'no' | 'unanswered') => {
            setRestock(value);
            setWrong(null);
          }}
          choices={[
            { value: 'yes', label: w('refund.restockYes'), hint: w('refund.restockYesHint') },
            { value: 'no', label: w('refund.restockNo'), hint: w('refund.restockNoHint') },
          ]}
        />
        {wrong === null ? null : (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        )}
        <div className="modal-actions">
          <SubmitButton sending={refund.sending} disabled={false}>
            {lines.length === 0 ? w('refund.choose') : restock === 'unanswered' ? w('refund.say') : w('refund.do', { total: money(amount, currency) })}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
