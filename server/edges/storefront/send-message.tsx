import type { Response } from 'express';
import { nowOnSale } from './page-drop.ts';
import { Message } from './pages/Message.tsx';
import type { PageKind } from './page-headers.ts';
import { plainHead, sendMain, type Look } from './storefront.ts';

export interface Said {
  readonly status: number;
  readonly kind: Exclude<PageKind, 'shared'>;
  readonly title: string;
  readonly text: string;
  readonly refusal: string | null;
  /** Null: what is on now, where nothing is. */
  readonly action: { readonly href: string; readonly label: string } | null;
  /** A drop that is not to be listed among what is on now: the page is about it. */
  readonly except: string | null;
}

/** A page of one sentence, with what is on sale now below it. */
export function sendMessage(response: Response, look: Look, said: Said): void {
  const { sight, now, voice } = look;
  const others = nowOnSale(sight, now, said.except);
  const action = said.action ?? (others.length > 0 ? null : { href: '/now', label: voice.t('lost.now') });
  const main = (
    <Message
      title={said.title}
      text={said.text}
      refusal={said.refusal}
      action={action}
      test={false}
      others={others}
      now={now}
      showId={sight.show?.showId ?? null}
      voice={voice}
    />
  );
  sendMain(response, said.status, said.kind, look, plainHead(said.title), main);
}

/** P2: an order's address before the newest one. Not "no such order": whoever kept it should know where to look. */
export function sendRenewed(response: Response, look: Look): void {
  const { t } = look.voice;
  sendMessage(response, look, {
    status: 410,
    kind: 'capability',
    title: t('renewed.title'),
    text: t('renewed.text'),
    refusal: null,
    action: { href: '/now', label: t('renewed.look') },
    except: null,
  });
}
