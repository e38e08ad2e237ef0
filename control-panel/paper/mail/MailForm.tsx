import { useState, type SubmitEvent } from 'react';
import type { AdapterForm, SettingValue } from '../../http/adapters.ts';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';
import { FormEnd } from '../FormEnd.tsx';
import { SettingFields, settingsToSend } from '../SettingFields.tsx';

/** Drawn from what the mail server's adapter says of itself. */
export function MailForm({ form, isOn, onSaved }: { readonly form: AdapterForm; readonly isOn: boolean; readonly onSaved: () => void }) {
  const save = useCommand('mail.save');
  const [enabled, setEnabled] = useState(isOn);
  const [values, setValues] = useState<Readonly<Record<string, SettingValue>>>(form.values);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const answer = await save.send({ enabled, settings: settingsToSend(form.fields, values, form.saved) });
    if (answer === null) return;
    if (!answer.ok) return setWrong(answer.refusal.message);
    setWrong(null);
    toast('done', w('saved'));
    onSaved();
  };
  return (
    <form className="sheet form narrow" onSubmit={(event) => void submit(event)} noValidate aria-label={form.label}>
      <div className="sheet-head">
        <h2>{form.label}</h2>
      </div>
      <Switch label={w('mail.on')} hint={w('mail.onHint')} on={enabled} onChange={setEnabled} />
      <SettingFields
        fields={form.fields}
        values={values}
        saved={form.saved}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
      <FormEnd wrong={wrong} sending={save.sending} />
    </form>
  );
}
