import type { ReactNode } from 'react';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { liveWords } from './live-words.ts';
import { Others } from './OnNow.tsx';

interface Props {
  readonly code: string;
  readonly title: string;
  readonly others: readonly PageDrop[];
  readonly now: number;
  readonly voice: Voice;
  readonly children: ReactNode;
}

/** Where the form of "Claim from chat" lands without script. */
export function ChatPage({ code, title, others, now, voice, children }: Props): ReactNode {
  return (
    <main data-kind="plain" data-now={now} data-words={liveWords()} data-lang={voice.lang} data-locale={voice.locale} className="desk">
      <article className="ticket">
        <div className="plain">
          <h1>{voice.t('chat.open')}</h1>
          {children}
          <a className="primary" href={`/d/${code}`}>
            {voice.t('chat.back', { title })}
          </a>
        </div>
      </article>
      <Others others={others} title={voice.t('others.now')} voice={voice} />
    </main>
  );
}
