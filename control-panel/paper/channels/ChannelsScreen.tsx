import { useAdapters, type AdapterForm } from '../../http/adapters.ts';
import { useList } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { AdaptersFrame } from '../AdaptersFrame.tsx';
import { PageHead } from '../PageHead.tsx';
import { ChannelForm } from './ChannelForm.tsx';
import { useLogIn } from './use-log-in.ts';
import { HandChannels } from './HandChannels.tsx';

export function ChannelsScreen() {
  const adapters = useAdapters();
  return (
    <>
      <PageHead title={w('nav.channels')} text={w('channels.text')}>
        {null}
      </PageHead>
      <AdaptersFrame adapters={adapters}>
        {(forms, again) => (
          <>
            <HandChannels chats={forms.chats} />
            {forms.chats.map((form) => (
              <Chat key={form.id} form={form} onSaved={again} />
            ))}
          </>
        )}
      </AdaptersFrame>
    </>
  );
}

/** The form begins anew with what was saved, by whomever; a log-in under way outlives that. */
function Chat({ form, onSaved }: { readonly form: AdapterForm; readonly onSaved: () => void }) {
  const channel = useList('channels').find((each) => each.channel === form.id) ?? null;
  const logIn = useLogIn(form.logIn === null ? null : form.id, onSaved);
  return <ChannelForm key={`${form.saved.join()} ${JSON.stringify(channel)}`} form={form} channel={channel} logIn={logIn} onSaved={onSaved} />;
}
