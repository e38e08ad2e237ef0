import { useState, type SubmitEvent } from 'react';
import { chatKinds } from '@protocol/chat-template.ts';
import type { ChannelPart } from '@protocol/parts.ts';
import { channelHealth } from '../../desk/health.ts';
import type { AdapterForm, SettingField, SettingValue } from '../../http/adapters.ts';
import { useCommand, usePresence } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';
import { SettingFields, settingsToSend } from '../SettingFields.tsx';
import { anyNumber } from '../valid.ts';
import { AllowanceBox } from './AllowanceBox.tsx';
import { LogInBox } from './LogInBox.tsx';
import { Templates, written, type Written } from './Templates.tsx';
import type { LogIn } from './use-log-in.ts';

/** A repeating line has its wording where its minutes are. */
const botKinds = chatKinds.filter((kind) => kind !== 'timer');

interface Props {
  readonly form: AdapterForm;
  readonly channel: ChannelPart | null;
  readonly logIn: LogIn;
  readonly onSaved: () => void;
}

/** One chat: who posts there, how late its viewers see the picture, and what is written. */
export function ChannelForm({ form, channel, logIn, onSaved }: Props) {
  const present = usePresence('channels')?.find((each) => each.channel === form.id) ?? null;
  const save = useCommand('channel.save');
  const [enabled, setEnabled] = useState(channel?.enabled ?? false);
  const [delay, setDelay] = useState(String(channel?.delaySeconds ?? 0));
  const [values, setValues] = useState<Readonly<Record<string, SettingValue>>>(form.values);
  const [templates, setTemplates] = useState<Written>(channel?.templates ?? {});
  const [wrong, setWrong] = useState<{ readonly field: 'delay' | 'all'; readonly text: string } | null>(null);
  const health = channelHealth(
    channel ?? { channel: form.id, label: form.label, hand: null, enabled: false, delaySeconds: 0, latencies: [], templates: {}, rules: null },
    present,
  );
  /** Null where it was not kept; what is wrong stands there then. */
  const keep = async (on: boolean): Promise<true | null> => {
    const delaySeconds = anyNumber(delay, 0, 120);
    if (delaySeconds === null) return (setWrong({ field: 'delay', text: w('channel.delayWrong') }), null);
    const settings = settingsToSend(form.fields, values, form.saved);
    const answer = await save.send({ channel: form.id, enabled: on, delaySeconds, settings, templates: written(templates) });
    if (answer === null) return null;
    if (!answer.ok) return (setWrong({ field: 'all', text: answer.refusal.message }), null);
    setWrong(null);
    return true;
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if ((await keep(enabled)) === null) return;
    toast('done', w('saved'));
    onSaved();
  };
  // The code is asked for with what stands in the form now; once it was typed the chat is on by itself.
  const connect = async (): Promise<void> => {
    if ((await keep(channel?.enabled ?? false)) === null) return;
    await logIn.start();
    onSaved();
  };
  const fields = (part: SettingField['part']) => (
    <SettingFields
      fields={form.fields.filter((field) => field.part === part)}
      values={values}
      saved={form.saved}
      onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
    />
  );
  const instead = form.fields.filter((field) => field.part === 'instead');
  return (
    <form className="sheet form channel" onSubmit={(event) => void submit(event)} noValidate aria-label={form.label}>
      <div className="sheet-head">
        <div>
          <h2>{form.label}</h2>
          <p className={health.look ? 'warn-text' : 'quiet'}>
            {channel?.enabled !== true ? w('channel.off') : health.look ? health.text : w('channel.status', { state: health.state, text: health.text })}
          </p>
        </div>
      </div>
      {form.logIn === null ? null : (
        <LogInBox form={form} logIn={logIn} onConnect={() => void connect()}>
          {fields('log-in')}
        </LogInBox>
      )}
      <Switch label={w('channel.enabled', { label: form.label })} hint={w('channel.enabledHint')} on={enabled} onChange={setEnabled} />
      <div className="channel-fields">
        {fields('form')}
        <Field label={w('channel.delay')} hint={w('channel.delayHint')} error={wrong?.field === 'delay' ? wrong.text : null}>
          {(control) => <input {...control} className="short num" inputMode="decimal" value={delay} onChange={(event) => setDelay(event.target.value)} />}
        </Field>
      </div>
      {form.allowance === null ? null : <AllowanceBox allowance={form.allowance} />}
      {instead.length === 0 ? null : (
        <details className="fold" open={instead.some((field) => form.saved.includes(field.name))}>
          <summary>{w('logIn.instead')}</summary>
          <div className="fold-in">{fields('instead')}</div>
        </details>
      )}
      <Templates kinds={botKinds} templates={templates} longest={form.longest} onChange={setTemplates} />
      {wrong?.field === 'all' ? (
        <p className="wrong" role="alert">
          {wrong.text}
        </p>
      ) : null}
      <div className="form-end">
        <SubmitButton sending={save.sending} disabled={false}>
          {w('save')}
        </SubmitButton>
      </div>
    </form>
  );
}
