import type { ReactNode } from 'react';
import type { Instant } from '@protocol/time.ts';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { HOLE, Sentence } from './Sentence.tsx';

/** What stands between this browser and the chat. */
export type ChatClaimState =
  /** The page that everybody gets: nobody has asked yet. */
  | { readonly shown: 'closed' }
  | { readonly shown: 'code'; readonly code: string; readonly expiresAt: Instant }
  | { readonly shown: 'paired'; readonly names: readonly { readonly name: string; readonly chat: string }[] }
  | { readonly shown: 'refused'; readonly why: string };

interface Props {
  readonly view: PageDrop;
  readonly code: string;
  /** Names of the chats in which one can claim now. */
  readonly chats: readonly string[];
  /** Ids of the chats that the state says this browser is paired in: the script compares. */
  readonly paired: readonly string[];
  readonly state: ChatClaimState;
  readonly voice: Voice;
}

/** Claim from chat. A form that works without script; with it the server's answer takes its place. */
export function ChatClaim({ view, code, chats, paired, state, voice }: Props): ReactNode {
  const { t } = voice;
  const tag = (view.lines.find((line) => line.left > 0) ?? view.lines[0])?.tag ?? '';
  const claim = <kbd>{t('chat.word-claim', { tag })}</kbd>;
  return (
    <form
      className="chat"
      method="post"
      action={`/d/${code}/chat`}
      data-chat={paired.join(' ')}
      data-shown={state.shown}
      data-until={state.shown === 'code' ? state.expiresAt : undefined}
      tabIndex={-1}
    >
      {state.shown === 'code' && (
        <>
          <p>{t('chat.type', { chats: chats.join(', ') })}</p>
          <p className="me">
            <kbd>{t('chat.word-me', { code: state.code })}</kbd>
          </p>
          <small>{t('chat.good', { time: voice.time(state.expiresAt) })}</small>
        </>
      )}
      {state.shown === 'paired' &&
        state.names.map(({ name, chat }) => <p key={chat}>{name === '' ? t('chat.paired-unnamed', { chat }) : t('chat.paired', { name, chat })}</p>)}
      {state.shown === 'refused' && <p role="alert">{state.why}</p>}
      {(state.shown === 'code' || state.shown === 'paired') && tag !== '' && (
        <p>
          <Sentence text={t(state.shown === 'code' ? 'chat.then' : 'chat.claim', { claim: HOLE })} node={claim} />
        </p>
      )}
      {state.shown === 'paired' ? (
        <p>
          <button name="do" value="off">
            {t('chat.off')}
          </button>
          {chats.length > state.names.length && (
            <button name="do" value="code">
              {t('chat.more')}
            </button>
          )}
        </p>
      ) : (
        state.shown !== 'code' && (
          <button name="do" value="code">
            {t('chat.open')}
          </button>
        )
      )}
    </form>
  );
}
