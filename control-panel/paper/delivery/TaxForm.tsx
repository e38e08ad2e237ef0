import { useState, type SubmitEvent } from 'react';
import type { Tax } from '@protocol/pricing.ts';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { percentInput, readPercent } from './percent.ts';

export function TaxForm({ tax }: { readonly tax: Tax }) {
  const [rate, setRate] = useState(percentInput(tax.rate));
  const [how, setHow] = useState<'in' | 'onTop'>(tax.onTop ? 'onTop' : 'in');
  const [wrong, setWrong] = useState(false);
  const save = useCommand('tax.save');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const read = readPercent(rate);
    setWrong(read === null);
    if (read === null) return;
    const answer = await save.send({ rate: read, onTop: how === 'onTop' });
    if (answer?.ok === true) toast('done', w('saved'));
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <Field label={w('tax.rate')} hint={w('tax.rateHint')} error={wrong ? w('cut.wrong') : null}>
        {(control) => <input {...control} className="short num" inputMode="decimal" value={rate} onChange={(event) => setRate(event.target.value)} />}
      </Field>
      <Choice
        label={w('tax.how')}
        value={how}
        choices={[
          { value: 'in', label: w('tax.in'), hint: w('tax.inHint') },
          { value: 'onTop', label: w('tax.onTop'), hint: w('tax.onTopHint') },
        ]}
        onChange={setHow}
      />
      <div className="form-end">
        <SubmitButton sending={save.sending} disabled={false}>
          {w('save')}
        </SubmitButton>
      </div>
    </form>
  );
}
