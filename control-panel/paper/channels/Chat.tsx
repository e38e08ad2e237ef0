import type { AdapterForm } from '../../http/adapters.ts';
import { useList } from '../../line/use-line.ts';
import { ChannelForm } from './ChannelForm.tsx';
import { RulesForm } from './RulesForm.tsx';
import { useLogIn } from './use-log-in.ts';

/** The form begins anew with what was saved, by whomever; a log-in under way outlives that. */
export function Chat({ form, onSaved }: { readonly form: AdapterForm; readonly onSaved: () => void }) {
  const channel = useList('channels').find((each) => each.channel === form.id) ?? null;
  const logIn = useLogIn(form.logIn === null ? null : form.id, onSaved);
  const rules = channel?.rules ?? null;
  return (
    <>
      <ChannelForm key={`${form.saved.join()} ${JSON.stringify({ ...channel, rules: null })}`} form={form} channel={channel} logIn={logIn} onSaved={onSaved} />
      {/* Once it is on: until then nobody asks anything there. */}
      {rules === null || channel?.enabled !== true ? null : <RulesForm key={JSON.stringify(rules)} channel={form.id} label={form.label} rules={rules} />}
    </>
  );
}
