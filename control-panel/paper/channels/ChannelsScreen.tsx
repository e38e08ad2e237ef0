import { useAdapters } from '../../http/adapters.ts';
import { w } from '../../text/words.ts';
import { AdaptersFrame } from '../AdaptersFrame.tsx';
import { PageHead } from '../PageHead.tsx';
import { ChatPlace } from './ChatPlace.tsx';
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
              <ChatPlace key={form.id} form={form} onSaved={again} />
            ))}
          </>
        )}
      </AdaptersFrame>
    </>
  );
}
