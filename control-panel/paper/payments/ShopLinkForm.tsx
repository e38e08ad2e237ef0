import { useState, type SubmitEvent } from 'react';
import type { AdapterForm, SettingValue } from '../../http/adapters.ts';
import { InStepWith } from '../../desk/SoldThere.tsx';
import { useCommand, useList } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';
import { SettingFields, settingsToSend } from '../SettingFields.tsx';

/** A shop elsewhere: its settings, and how its counts and ours stand. */
export function ShopLinkForm({ form, onSaved }: { readonly form: AdapterForm; readonly onSaved: () => void }) {
  const link = useList('links').find((each) => each.shop === form.id) ?? null;
  const connect = useCommand('shop.connect');
  const look = useCommand('shop.look');
  const [enabled, setEnabled] = useState(link?.enabled ?? false);
  const [values, setValues] = useState<Readonly<Record<string, SettingValue>>>(form.values);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const answer = await connect.send({ shop: form.id, enabled, settings: settingsToSend(form.fields, values, form.saved) });
    if (answer?.ok !== true) return;
    toast('done', w('saved'));
    onSaved();
  };
  return (
    <form className="sheet form narrow" onSubmit={(event) => void submit(event)} noValidate aria-label={form.label}>
      <div className="sheet-head">
        <div>
          <h2>{form.label}</h2>
          <p className="quiet">{w('links.takesOver')}</p>
        </div>
      </div>
      <Switch label={w('links.connect', { label: form.label })} hint={null} on={enabled} onChange={setEnabled} />
      <SettingFields
        fields={form.fields}
        values={values}
        saved={form.saved}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
      <InStepWith />
      {link === null || link.unknown === 0 || link.lookedAt === null ? null : <p className="notice">{w('links.unknown', { n: link.unknown })}</p>}
      <div className="form-end">
        {link?.enabled === true ? (
          <Button look="plain" onPress={() => void look.send({ shop: form.id })} disabled={false} sending={look.sending} shortcut={null}>
            {w('links.compare')}
          </Button>
        ) : null}
        <SubmitButton sending={connect.sending} disabled={false}>
          {w('save')}
        </SubmitButton>
      </div>
    </form>
  );
}
