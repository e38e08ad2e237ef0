import { useState, type SubmitEvent } from 'react';
import type { CatalogRow } from '@protocol/parts.ts';
import { useCommand } from '../../line/use-line.ts';
import { variantName } from '../../text/names.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { toast } from '../../ui/toasts.ts';
import { wholeNumber } from '../valid.ts';

const reasons = ['counted', 'received', 'damaged', 'lost', 'other'] as const;
type Reason = (typeof reasons)[number];

/** The only stock number a person types: what is on the shelf, with why it changed (D3). */
export function CountDialog({ row, onClose }: { readonly row: CatalogRow; readonly onClose: () => void }) {
  const [count, setCount] = useState(String(row.onHand));
  const [reason, setReason] = useState<Reason>('counted');
  const [other, setOther] = useState('');
  const [wrong, setWrong] = useState<{ readonly field: 'count' | 'reason'; readonly text: string } | null>(null);
  const adjust = useCommand('variant.adjust');
  const promised = row.committed + row.held;
  const onHand = wholeNumber(count, 0, 1_000_000);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const text = reason === 'other' ? other.trim() : w(`count.reason.${reason}`);
    if (onHand === null) return setWrong({ field: 'count', text: w('form.wholeNumber') });
    if (text === '') return setWrong({ field: 'reason', text: w('form.needed') });
    const answer = await adjust.send({ sku: row.sku, onHand, reason: text });
    if (answer === null) return;
    if (!answer.ok) return setWrong({ field: 'count', text: answer.refusal.message });
    if (answer.result.missing > 0) toast('refused', w('count.short', { n: answer.result.missing }));
    else toast('done', w('count.done', { n: answer.result.available }));
    onClose();
  };
  return (
    <Modal title={w('count.title', { name: variantName(row.title, row.options) })} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field label={w('count.label')} hint={w('count.hint', { n: row.onHand })} error={wrong?.field === 'count' ? wrong.text : null}>
          {(control) => (
            <input
              {...control}
              className="short big num"
              inputMode="numeric"
              value={count}
              autoFocus
              onFocus={(event) => event.target.select()}
              onChange={(event) => {
                setCount(event.target.value);
                setWrong(null);
              }}
            />
          )}
        </Field>
        {onHand !== null && onHand < promised ? (
          <p className="notice">{w('count.below', { promised, n: promised - onHand })}</p>
        ) : onHand !== null && onHand < promised + row.setAside ? (
          <p className="notice">{w('count.takesBack', { n: promised + row.setAside - onHand })}</p>
        ) : null}
        <Choice
          label={w('count.why')}
          value={reason}
          onChange={setReason}
          choices={reasons.map((value) => ({ value, label: w(`count.reason.${value}`), hint: null }))}
        />
        {reason === 'other' ? (
          <Field label={w('count.otherReason')} hint={null} error={wrong?.field === 'reason' ? wrong.text : null}>
            {(control) => <input {...control} maxLength={200} value={other} onChange={(event) => setOther(event.target.value)} />}
          </Field>
        ) : null}
        <div className="modal-actions">
          <SubmitButton sending={adjust.sending} disabled={false}>
            {w('count.save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
