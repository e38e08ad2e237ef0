import { useEffect, useState } from 'react';
import { isMailKind, type MailKind } from '@protocol/mail.ts';
import { call } from '../../http/api.ts';

interface Preview {
  readonly kind: MailKind;
  readonly subject: string;
  readonly text: string;
}
type Previews =
  { readonly kind: 'asking' } | { readonly kind: 'away'; readonly message: string } | { readonly kind: 'here'; readonly mails: readonly Preview[] };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
function readMail(value: unknown): readonly Preview[] {
  if (!isRecord(value)) return [];
  const { kind, subject, text } = value;
  return typeof kind === 'string' && isMailKind(kind) && typeof subject === 'string' && typeof text === 'string' ? [{ kind, subject, text }] : [];
}

/** `order`: its number as typed; null for a made-up one. */
export function useMailPreviews(order: string | null): Previews {
  const [previews, setPreviews] = useState<Previews>({ kind: 'asking' });
  useEffect(() => {
    let current = true;
    void call('GET', order === null ? '/api/mails' : `/api/mails?order=${order}`, null).then((answer) => {
      if (!current) return;
      if (!answer.ok) return setPreviews({ kind: 'away', message: answer.message });
      const mails = isRecord(answer.value) && Array.isArray(answer.value['mails']) ? answer.value['mails'].flatMap(readMail) : [];
      setPreviews({ kind: 'here', mails });
    });
    return () => {
      current = false;
    };
  }, [order]);
  return previews;
}
