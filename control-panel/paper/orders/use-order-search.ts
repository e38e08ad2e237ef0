import { useEffect, useState } from 'react';
import type { OrderPart } from '@protocol/parts.ts';
import { call } from '../../http/api.ts';

/** Orders by the buyer's name and mail, and however old: what the list on the desk cannot know (V6). */
export interface OrderSearch {
  readonly kind: 'idle' | 'asking' | 'away' | 'found';
  readonly message: string;
  readonly orders: readonly OrderPart[];
  /** By person id: shown beside what was found, forgotten with the search. */
  readonly names: Readonly<Record<string, { readonly name: string; readonly email: string }>>;
}
const IDLE: OrderSearch = { kind: 'idle', message: '', orders: [], names: {} };
/** While somebody types. */
const PAUSE_MS = 250;

interface Found {
  readonly orders: readonly OrderPart[];
  readonly people: OrderSearch['names'];
}

/** `again`: asked anew when it changes, since what is found is not kept up to date by the line. */
export function useOrderSearch(text: string, mayAsk: boolean, again: unknown): OrderSearch {
  const [search, setSearch] = useState<OrderSearch>(IDLE);
  useEffect(() => {
    if (!mayAsk || text === '') return setSearch(IDLE);
    let current = true;
    setSearch((before) => (before.kind === 'found' ? before : { ...before, kind: 'asking' }));
    const timer = setTimeout(() => {
      void call('POST', '/api/orders/find', { text }).then((answer) => {
        if (!current) return;
        if (!answer.ok) return setSearch({ ...IDLE, kind: 'away', message: answer.message });
        // Made by our own server of the same build.
        const { orders, people } = answer.value as Found;
        setSearch({ kind: 'found', message: '', orders, names: people });
      });
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text, mayAsk, again]);
  return search;
}
