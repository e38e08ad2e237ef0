import { useEffect, useState } from 'react';
import { call } from '../../http/api.ts';

export interface PersonShown {
  readonly name: string;
  readonly email: string;
  readonly address: readonly string[];
  /** When they agreed to be told of the next drop, and when they took it back; null where they never did. */
  readonly news: { readonly at: number; readonly endedAt: number | null } | null;
}
export type PersonLookup =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'away'; readonly message: string }
  | { readonly kind: 'here'; readonly person: PersonShown };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const newsIn = (value: unknown): PersonShown['news'] =>
  isRecord(value) && typeof value['at'] === 'number' ? { at: value['at'], endedAt: typeof value['endedAt'] === 'number' ? value['endedAt'] : null } : null;

/** Names are not in the parts (V6): asked for when an order is opened, forgotten when it is closed. */
export function usePerson(personId: string | null): PersonLookup {
  const [lookup, setLookup] = useState<PersonLookup>(personId === null ? { kind: 'none' } : { kind: 'asking' });
  useEffect(() => {
    if (personId === null) return setLookup({ kind: 'none' });
    let current = true;
    setLookup({ kind: 'asking' });
    void call('GET', `/api/people/${encodeURIComponent(personId)}`, null).then((answer) => {
      if (!current) return;
      if (!answer.ok) return setLookup(answer.status === 404 ? { kind: 'none' } : { kind: 'away', message: answer.message });
      const value = isRecord(answer.value) ? answer.value : {};
      const address = isRecord(value['address']) ? value['address'] : {};
      setLookup({
        kind: 'here',
        person: {
          name: text(value['name']),
          email: text(value['email']),
          news: newsIn(value['news']),
          address: [
            text(address['line1']),
            text(address['line2']),
            [text(address['postcode']), text(address['city'])].filter(Boolean).join(' '),
            text(address['region']),
            text(address['country']),
          ].filter(Boolean),
        },
      });
    });
    return () => {
      current = false;
    };
  }, [personId]);
  return lookup;
}
