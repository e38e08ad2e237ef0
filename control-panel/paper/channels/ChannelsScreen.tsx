import { useAdapters } from '../../http/adapters.ts';
import { useList } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Empty } from '../../ui/Empty.tsx';
import { AdaptersFrame } from '../AdaptersFrame.tsx';
import { PageHead } from '../PageHead.tsx';
import { ChannelForm } from './ChannelForm.tsx';

export function ChannelsScreen() {
  const adapters = useAdapters();
  const channels = useList('channels');
  return (
    <>
      <PageHead title={w('nav.channels')} text={w('channels.text')}>
        {null}
      </PageHead>
      <AdaptersFrame adapters={adapters}>
        {(forms, again) =>
          forms.chats.length === 0 ? (
            <Empty title={w('channels.noneTitle')} text={w('channels.noneText')}>
              {null}
            </Empty>
          ) : (
            forms.chats.map((form) => {
              const channel = channels.find((each) => each.channel === form.id) ?? null;
              return <ChannelForm key={`${form.id} ${form.saved.join()} ${JSON.stringify(channel)}`} form={form} channel={channel} onSaved={again} />;
            })
          )
        }
      </AdaptersFrame>
    </>
  );
}
