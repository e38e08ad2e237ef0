import type { ReactNode } from 'react';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { liveWords } from './live-words.ts';
import { Others } from './OnNow.tsx';

export interface MessageProps {
  readonly title: string;
  readonly text: string;
  /** A refusal, said above everything. */
  readonly refusal: string | null;
  /** The one thing to do, where there is one. */
  readonly action: { readonly href: string; readonly label: string } | null;
  /** Striped edge: nothing here is for sale. */
  readonly test: boolean;
  readonly others: readonly PageDrop[];
  readonly now: number;
  readonly showId: string | null;
  readonly voice: Voice;
}

/** A page with one thing to say, and what is on sale now, so that nobody stands before a closed door. */
export function Message({ title, text, refusal, action, test, others, now, showId, voice }: MessageProps): ReactNode {
  return (
    <main data-kind="plain" data-now={now} data-show={showId ?? ''} data-words={liveWords()} data-lang={voice.lang} data-locale={voice.locale} className="desk">
      <article className={test ? 'ticket test' : 'ticket'}>
        <div className="plain">
          <h1>{title}</h1>
          {refusal !== null && (
            <p className="alert" role="alert">
              {refusal}
            </p>
          )}
          <p className="lead">{text}</p>
          {action !== null && (
            <a className="primary" href={action.href}>
              {action.label}
            </a>
          )}
        </div>
      </article>
      <Others others={others} title={voice.t('others.now')} voice={voice} />
    </main>
  );
}
