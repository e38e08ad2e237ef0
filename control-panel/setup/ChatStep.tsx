import { useAdapters } from '../http/adapters.ts';
import { AdaptersFrame } from '../paper/AdaptersFrame.tsx';
import { ChatPlace } from '../paper/channels/ChatPlace.tsx';
import { HandChannels } from '../paper/channels/HandChannels.tsx';
import { w } from '../text/words.ts';
import { StepPage } from './StepPage.tsx';

/** Where the link is posted: by oneself, which needs nothing, or by the shop. */
export function ChatStep({ isDone }: { readonly isDone: boolean }) {
  const adapters = useAdapters();
  return (
    <StepPage place="chat" title={w('setup.chat.title')} text={w('setup.chat.text')} state={isDone ? 'done' : 'open'} without={w('setup.chat.without')}>
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
    </StepPage>
  );
}
