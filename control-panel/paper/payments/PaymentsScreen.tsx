import { useState, type SubmitEvent } from 'react';
import { useAdapters, type AdapterForm, type SettingValue } from '../../http/adapters.ts';
import type { PaymentSetUp } from '../../http/set-up-payment.ts';
import { useCommand, useList } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';
import { FormEnd } from '../FormEnd.tsx';
import { AdaptersFrame } from '../AdaptersFrame.tsx';
import { PageHead } from '../PageHead.tsx';
import { ShopLinkForm } from './ShopLinkForm.tsx';
import { ProviderForm } from './ProviderForm.tsx';
import { SettingFields, settingsToSend } from '../SettingFields.tsx';

export function PaymentsScreen() {
  const adapters = useAdapters();
  const payments = useList('payments');
  const [said, setSaid] = useState<Readonly<Record<string, PaymentSetUp | null>>>({});
  return (
    <>
      <PageHead title={w('nav.payments')} text={w('payments.text')}>
        {null}
      </PageHead>
      {payments.length > 0 && payments.every((payment) => !payment.enabled) ? <p className="notice">{w('payments.noneOn')}</p> : null}
      <AdaptersFrame adapters={adapters}>
        {(forms, again) =>
          forms.payments.length === 0 ? (
            <Empty title={w('payments.noneTitle')} text={w('payments.noneText')}>
              {null}
            </Empty>
          ) : (
            forms.payments.map((form) => {
              if (form.setsUp)
                return (
                  <ProviderForm
                    key={`${form.id} ${form.saved.join()}`}
                    form={form}
                    payment={payments.find((each) => each.provider === form.id) ?? null}
                    onSaved={again}
                    said={said[form.id] ?? null}
                    onSaid={(how) => setSaid((before) => ({ ...before, [form.id]: how }))}
                  />
                );
              const enabled = payments.find((each) => each.provider === form.id)?.enabled ?? false;
              return <PaymentForm key={`${form.id} ${form.saved.join()} ${String(enabled)}`} form={form} isOn={enabled} onSaved={again} />;
            })
          )
        }
      </AdaptersFrame>
      {adapters.kind === 'here'
        ? adapters.forms.shops.map((form) => <ShopLinkForm key={`${form.id} ${form.saved.join()}`} form={form} onSaved={adapters.again} />)
        : null}
    </>
  );
}

function PaymentForm({ form, isOn, onSaved }: { readonly form: AdapterForm; readonly isOn: boolean; readonly onSaved: () => void }) {
  const save = useCommand('payment.save');
  const [enabled, setEnabled] = useState(isOn);
  const [values, setValues] = useState<Readonly<Record<string, SettingValue>>>(form.values);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const answer = await save.send({ provider: form.id, enabled, settings: settingsToSend(form.fields, values, form.saved) });
    if (answer === null) return;
    if (!answer.ok) return setWrong(answer.refusal.message);
    setWrong(null);
    toast('done', w('saved'));
    onSaved();
  };
  return (
    <form className="sheet form narrow" onSubmit={(event) => void submit(event)} noValidate aria-label={form.label}>
      <div className="sheet-head">
        <div>
          <h2>{form.label}</h2>
          <p className="quiet">{form.settles === 'order' ? w('payments.later') : form.settles === 'page' ? w('payments.page') : ''}</p>
        </div>
      </div>
      <Switch label={w('payments.offer', { label: form.label })} hint={null} on={enabled} onChange={setEnabled} />
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
