import { useState, type SubmitEvent } from 'react';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { isWebAddress } from '../valid.ts';

/** The one address that links in chat, QR and mail are made from (P3). */
export function AddressForm({ publicUrl, onSaved }: { readonly publicUrl: string | null; readonly onSaved: () => void }) {
  const [address, setAddress] = useState(publicUrl ?? '');
  const [wrong, setWrong] = useState<string | null>(null);
  const reach = useCommand('shop.reach');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const text = address.trim();
    if (text !== '' && !isWebAddress(text)) return setWrong(w('form.webAddress'));
    const answer = await reach.send({ publicUrl: text === '' ? null : text });
    if (answer === null) return;
    if (!answer.ok) return setWrong(answer.refusal.message);
    toast('done', w('saved'));
    onSaved();
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <Field label={w('reach.label')} hint={w('reach.hint')} error={wrong}>
        {(control) => (
          <input
            {...control}
            type="url"
            inputMode="url"
            className="mono"
            placeholder={w('reach.example')}
            value={address}
            onChange={(event) => {
              setAddress(event.target.value);
              setWrong(null);
            }}
          />
        )}
      </Field>
      <div className="form-end">
        <SubmitButton sending={reach.sending} disabled={false}>
          {w('save')}
        </SubmitButton>
      </div>
    </form>
  );
}
