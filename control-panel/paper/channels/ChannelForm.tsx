import { useState, type SubmitEvent } from 'react';
import { chatKinds, type ChatKind } from '@protocol/chat-template.ts';
import type { ChannelPart } from '@protocol/parts.ts';
import { channelHealth } from '../../desk/health.ts';
import type { AdapterForm, SettingValue } from '../../http/adapters.ts';
import { useCommand, usePresence } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';
import { SettingFields, settingsToSend } from '../SettingFields.tsx';
import { anyNumber } from '../valid.ts';
import { TemplateField } from './TemplateField.tsx';

interface Props {
  readonly form: AdapterForm;
  readonly channel: ChannelPart | null;
  readonly onSaved: () => void;
}

/** One chat: who posts there, how late its viewers see the picture, and what is written. */
export function ChannelForm({ form, channel, onSaved }: Props) {
  const present = usePresence('channels')?.find((each) => each.channel === form.id) ?? null;
  const save = useCommand('channel.save');
  const [enabled, setEnabled] = useState(channel?.enabled ?? false);
  const [delay, setDelay] = useState(String(channel?.delaySeconds ?? 0));
  const [values, setValues] = useState<Readonly<Record<string, SettingValue>>>(form.values);
  const [templates, setTemplates] = useState<Readonly<Partial<Record<ChatKind, string>>>>(channel?.templates ?? {});
  const [wrong, setWrong] = useState<{ readonly field: 'delay' | 'all'; readonly text: string } | null>(null);
  const health = channelHealth(channel ?? { channel: form.id, label: form.label, hand: null, enabled: false, delaySeconds: 0, templates: {} }, present);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const delaySeconds = anyNumber(delay, 0, 120);
    if (delaySeconds === null) return setWrong({ field: 'delay', text: w('channel.delayWrong') });
    const written = Object.fromEntries(chatKinds.flatMap((kind) => ((templates[kind] ?? '').trim() === '' ? [] : [[kind, (templates[kind] ?? '').trim()]])));
    const answer = await save.send({ channel: form.id, enabled, delaySeconds, settings: settingsToSend(form.fields, values), templates: written });
    if (answer === null) return;
    if (!answer.ok) return setWrong({ field: 'all', text: answer.refusal.message });
    setWrong(null);
    toast('done', w('saved'));
    onSaved();
  };
  return (
    <form className="sheet form channel" onSubmit={(event) => void submit(event)} noValidate aria-label={form.label}>
      <div className="sheet-head">
        <div>
          <h2>{form.label}</h2>
          <p className={health.look ? 'warn-text' : 'quiet'}>{health.look ? health.text : w('channel.status', { state: health.state, text: health.text })}</p>
        </div>
      </div>
      <div className="columns">
        <div>
          <Switch label={w('channel.enabled', { label: form.label })} hint={w('channel.enabledHint')} on={enabled} onChange={setEnabled} />
          <SettingFields
            fields={form.fields}
            values={values}
            saved={form.saved}
            onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
          />
          <Field label={w('channel.delay')} hint={w('channel.delayHint')} error={wrong?.field === 'delay' ? wrong.text : null}>
            {(control) => <input {...control} className="short num" inputMode="decimal" value={delay} onChange={(event) => setDelay(event.target.value)} />}
          </Field>
        </div>
        <div>
          <h3>{w('channel.templates')}</h3>
          <p className="hint">{w('channel.templatesHint')}</p>
          {chatKinds.map((kind) => (
            <TemplateField
              key={kind}
              kind={kind}
              own={templates[kind] ?? ''}
              longest={form.longest}
              onChange={(text) => setTemplates((before) => ({ ...before, [kind]: text }))}
            />
          ))}
        </div>
      </div>
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
