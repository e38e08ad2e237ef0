import { useCallback, useEffect, useState } from 'react';
import type { Instant } from '@protocol/time.ts';
import { call } from '../../http/api.ts';

/** What `GET /api/phones` says: the helpers' phones, and where a phone can be sent. */
export interface PhoneRow {
  readonly phoneId: string;
  readonly name: string;
  /** The title of the show it ends with; null where none was planned yet. */
  readonly show: string | null;
  /** Until when its code waits; null once it was pressed. */
  readonly codeUntil: Instant | null;
  readonly inSince: Instant | null;
  readonly seenAt: Instant | null;
  readonly address: Address | null;
}
export interface Address {
  readonly kind: 'network' | 'public' | 'local';
  readonly origin: string;
}
export type Phones =
  | { readonly kind: 'asking' }
  | { readonly kind: 'away'; readonly message: string }
  | { readonly kind: 'here'; readonly phones: readonly PhoneRow[]; readonly addresses: readonly Address[] };

/** Phones come and go outside the ledger, so that the list is asked for. */
const ASK_EVERY_MS = 2_000;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const instant = (value: unknown): Instant | null => (typeof value === 'number' ? value : null);
function readAddress(value: unknown): readonly Address[] {
  if (!isRecord(value) || typeof value['origin'] !== 'string') return [];
  const { kind, origin } = value;
  return [{ kind: kind === 'network' || kind === 'public' ? kind : 'local', origin }];
}
function readPhone(value: unknown): readonly PhoneRow[] {
  if (!isRecord(value) || typeof value['phoneId'] !== 'string') return [];
  return [
    {
      phoneId: value['phoneId'],
      name: text(value['name']) ?? '',
      show: text(value['show']),
      codeUntil: instant(value['codeUntil']),
      inSince: instant(value['inSince']),
      seenAt: instant(value['seenAt']),
      address: readAddress(value['address'])[0] ?? null,
    },
  ];
}

/** The phones as of two seconds ago at most; `again` right after something was changed. */
export function usePhones(): { readonly known: Phones; readonly again: () => void } {
  const [known, setKnown] = useState<Phones>({ kind: 'asking' });
  const again = useCallback(() => {
    void call('GET', '/api/phones', null).then((answer) => {
      if (!answer.ok) return setKnown({ kind: 'away', message: answer.message });
      const value = isRecord(answer.value) ? answer.value : {};
      const list = <T>(name: string, read: (each: unknown) => readonly T[]): readonly T[] => (Array.isArray(value[name]) ? value[name].flatMap(read) : []);
      setKnown({ kind: 'here', phones: list('phones', readPhone), addresses: list('addresses', readAddress) });
    });
  }, []);
  useEffect(() => {
    again();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') again();
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [again]);
  return { known, again };
}

export interface Invitation {
  readonly phoneId: string;
  readonly path: string;
  readonly expiresAt: Instant;
}
/** Makes a code; a sentence where that was refused. The path is the same whichever of our addresses a phone takes. */
export async function invitePhone(name: string): Promise<Invitation | { readonly message: string }> {
  const answer = await call('POST', '/api/phones', { name, origin: null });
  if (!answer.ok) return { message: answer.message };
  const value = isRecord(answer.value) ? answer.value : {};
  const url = text(value['url']) ?? '';
  return { phoneId: text(value['phoneId']) ?? '', path: URL.canParse(url) ? new URL(url).pathname : '', expiresAt: instant(value['expiresAt']) ?? 0 };
}
export const letGo = (phoneId: string): ReturnType<typeof call> => call('DELETE', `/api/phones/${encodeURIComponent(phoneId)}`, null);
