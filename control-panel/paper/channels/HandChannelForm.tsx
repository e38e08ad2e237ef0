import { useId, useState, type SubmitEvent } from 'react';
import type { ChannelPart } from '@protocol/parts.ts';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Field } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { anyNumber, wholeNumber } from '../valid.ts';
import { handKinds, Templates, written, type Written } from './Templates.tsx';

interface Props {
  /** Null for a new one. */
  readonly channel: ChannelPart | null;
  readonly preset: { readonly delaySeconds: number; readonly longest: number };
  readonly onOver: () => void;
}

/** A channel by hand: its name, how late it is, how long a message may be. */
export function HandChannelForm({ channel, preset, onOver }: Props) {
  const save = useCommand('channel.by-hand');
  const remove = useCommand('channel.remove');
  const [asking, setAsking] = useState(false);
  const headId = useId();
  const [label, setLabel] = useState(channel?.label ?? '');
  const [delay, setDelay] = useState(String(channel?.delaySeconds ?? preset.delaySeconds));
  const [longest, setLongest] = useState(String(channel?.hand?.longest ?? preset.longest));
  const [templates, setTemplates] = useState<Written>(channel?.templates ?? {});
  const [wrong, setWrong] = useState<{ readonly field: 'label' | 'delay' | 'longest' | 'all'; readonly text: string } | null>(null);
  const wrongAt = (field: 'label' | 'delay' | 'longest'): string | null => (wrong?.field === field ? wrong.text : null);
  const fits = wholeNumber(longest, 50, 500);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const delaySeconds = anyNumber(delay, 0, 120);
    if (label.trim() === '') return setWrong({ field: 'label', text: w('form.needed') });
    if (delaySeconds === null) return setWrong({ field: 'delay', text: w('channel.delayWrong') });
    if (fits === null) return setWrong({ field: 'longest', text: w('hand.longestWrong') });
    const answer = await save.send({
      channel: channel?.channel ?? null,
      label: label.trim(),
      enabled: channel?.enabled ?? true,
      delaySeconds,
      longest: fits,
      templates: written(templates),
    });
    if (answer === null) return;
    if (!answer.ok) return setWrong({ field: 'all', text: answer.refusal.message });
    toast('done', w('saved'));
    onOver();
  };
  const takeOut = async (of: ChannelPart): Promise<void> => {
    setAsking(false);
    const answer = await remove.send({ channel: of.channel });
    if (answer === null) return;
    if (!answer.ok) return setWrong({ field: 'all', text: answer.refusal.message });
    toast('done', w('hand.removed', { label: of.label }));
    onOver();
  };
  return (
    <form className="hand-form form" onSubmit={(event) => void submit(event)} noValidate aria-labelledby={headId}>
      <h3 id={headId} className="unseen">
        {channel === null ? w('hand.other') : w('hand.changeOf', { label: channel.label })}
      </h3>
      <div className="hand-fields">
        <Field label={w('hand.label')} hint={w('hand.labelHint')} error={wrongAt('label')}>
          {(control) => <input {...control} maxLength={30} autoComplete="off" value={label} onChange={(event) => setLabel(event.target.value)} />}
        </Field>
        <Field label={w('channel.delay')} hint={w('hand.delayHint')} error={wrongAt('delay')}>
          {(control) => <input {...control} className="num" inputMode="decimal" value={delay} onChange={(event) => setDelay(event.target.value)} />}
        </Field>
        <Field label={w('hand.longest')} hint={w('hand.longestHint')} error={wrongAt('longest')}>
          {(control) => <input {...control} className="num" inputMode="numeric" value={longest} onChange={(event) => setLongest(event.target.value)} />}
        </Field>
      </div>
      <Templates kinds={handKinds} templates={templates} longest={fits ?? 500} onChange={setTemplates} />
      {wrong?.field === 'all' ? (
        <p className="wrong" role="alert">
          {wrong.text}
        </p>
      ) : null}
      <div className="form-end">
        {channel === null ? null : (
          <Button look="quiet" onPress={() => setAsking(true)} disabled={false} sending={remove.sending} shortcut={null}>
            {w('hand.remove')}
            <span className="unseen"> {channel.label}</span>
          </Button>
        )}
        <Button look="plain" onPress={onOver} disabled={false} sending={false} shortcut={null}>
          {w('cancel')}
        </Button>
        <SubmitButton sending={save.sending} disabled={false}>
          {channel === null ? w('hand.add') : w('save')}
        </SubmitButton>
      </div>
      {channel !== null && asking ? (
        <Confirm question={w('hand.removeQuestion', { label: channel.label })} onYes={() => void takeOut(channel)} onNo={() => setAsking(false)} />
      ) : null}
    </form>
  );
}
