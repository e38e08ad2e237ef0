import { useState, type SubmitEvent } from 'react';
import type { PanelParts } from '@protocol/parts.ts';
import { useCommand, useList } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { wholeNumber } from '../valid.ts';

/** For how long buyers may go back on an order, and what the law leaves out. */
export function WithdrawalForm({ withdrawal }: { readonly withdrawal: PanelParts['withdrawal'] }) {
  const products = useList('products');
  const save = useCommand('withdrawal.save');
  const [days, setDays] = useState(String(withdrawal.days));
  const [excluded, setExcluded] = useState<readonly string[]>(withdrawal.excluded);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const n = wholeNumber(days, 14, 365);
    if (n === null) return setWrong(w('withdrawal.daysWrong'));
    setWrong(null);
    const answer = await save.send({ days: n, excluded: [...excluded] });
    if (answer === null) return;
    if (answer.ok) toast('done', w('saved'));
    else setWrong(answer.refusal.message);
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <Field label={w('withdrawal.days')} hint={w('withdrawal.daysHint')} error={wrong}>
        {(control) => <input {...control} className="short num" inputMode="numeric" value={days} onChange={(event) => setDays(event.target.value)} />}
      </Field>
      {products.length === 0 ? null : (
        <Field label={w('withdrawal.excluded')} hint={w('withdrawal.excludedHint')} error={null}>
          {(control) => (
            <select
              {...control}
              multiple
              size={Math.min(8, products.length)}
              value={[...excluded]}
              onChange={(event) => setExcluded([...event.target.selectedOptions].map((option) => option.value))}
            >
              {products.map((product) => (
                <option key={product.handle} value={product.handle}>
                  {product.title}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <div className="form-end">
        <SubmitButton sending={save.sending} disabled={false}>
          {w('save')}
        </SubmitButton>
      </div>
    </form>
  );
}
