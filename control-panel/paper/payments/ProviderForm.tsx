import { useState, type SubmitEvent } from 'react';
import type { PanelParts } from '@protocol/parts.ts';
import type { AdapterForm, SettingValue } from '../../http/adapters.ts';
import { setUpPayment, type PaymentSetUp } from '../../http/set-up-payment.ts';
import { useCommand, useLine, useTick } from '../../line/use-line.ts';
import { ago } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';
import { SettingFields, settingsToSend } from '../SettingFields.tsx';
import { SetUpLines } from './SetUpLines.tsx';

interface Props {
  readonly form: AdapterForm;
  readonly payment: PanelParts['payments'][number] | null;
  readonly onSaved: () => void;
  /** How setting up went; kept by the screen, which draws this form anew once something was saved. */
  readonly said: PaymentSetUp | null;
  readonly onSaid: (said: PaymentSetUp | null) => void;
}

/** A provider that is tried as soon as its key is there: one field, one button, and what came of it line by line. */
export function ProviderForm({ form, payment, onSaved, said, onSaid }: Props) {
  const save = useCommand('payment.save');
  const compare = useCommand('payment.compare');
  const line = useLine();
  useTick((now) => Math.floor(now / 10_000));
  const [values, setValues] = useState<Readonly<Record<string, SettingValue>>>(form.values);
  const [wrong, setWrong] = useState<string | null>(null);
  const [trying, setTrying] = useState(false);
  const typed = settingsToSend(form.fields, values, form.saved);
  const isKept = form.fields.every((field) => !field.required || form.saved.includes(field.name));
  const enabled = payment?.enabled ?? false;
  const setUp = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWrong(null);
    onSaid(null);
    setTrying(true);
    const answer = await setUpPayment(form.id, typed);
    setTrying(false);
    if (!answer.ok) return setWrong(answer.message);
    onSaid(answer.value);
    if (!answer.value.done) return;
    setValues({});
    toast('done', w('saved'));
    onSaved();
  };
  const offer = async (on: boolean): Promise<void> => {
    const answer = await save.send({ provider: form.id, enabled: on, settings: {} });
    if (answer !== null && !answer.ok) setWrong(answer.refusal.message);
  };
  const compared = payment?.compared ?? null;
  return (
    <form className="sheet form narrow" onSubmit={(event) => void setUp(event)} noValidate aria-label={form.label}>
      <div className="sheet-head">
        <div>
          <h2>{form.label}</h2>
          <p className="quiet">{w('payments.page')}</p>
        </div>
      </div>
      {isKept ? <Switch label={w('payments.offer', { label: form.label })} hint={null} on={enabled} onChange={(on) => void offer(on)} /> : null}
      <SettingFields
        fields={form.fields}
        values={values}
        saved={form.saved}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
      {trying ? (
        <p className="busy" role="status">
          {w('payments.trying', { label: form.label })}
        </p>
      ) : null}
      {said === null ? null : <SetUpLines said={said} />}
      {said !== null && !said.done ? (
        <p className="wrong" role="alert">
          {w('payments.notSetUp')}
        </p>
      ) : null}
      {wrong === null ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
      {enabled && payment !== null && !payment.heard ? <p className="notice">{w('payments.silent', { label: form.label })}</p> : null}
      {payment?.compares === true && isKept ? (
        <div className="compared">
          <p className="quiet">
            {payment.comparing
              ? w('payments.comparing', { label: form.label })
              : compared === null
                ? w('payments.compareText', { label: form.label })
                : w('payments.compared', { n: compared.sessions, found: compared.found, different: compared.different, when: ago(compared.at, line.now()) })}
          </p>
          <Button look="plain" onPress={() => void compare.send({ provider: form.id })} disabled={payment.comparing} sending={compare.sending} shortcut={null}>
            {w('payments.compare')}
          </Button>
        </div>
      ) : null}
      <div className="form-end">
        <SubmitButton sending={trying} disabled={!isKept && Object.keys(typed).length === 0}>
          {isKept ? w('payments.setUpAgain') : w('payments.setUp')}
        </SubmitButton>
      </div>
    </form>
  );
}
