import type { ClaimPart } from '@protocol/parts.ts';
import { sumCounts } from '@protocol/ticks.ts';
import type { EventMeta } from './context.ts';
import type { ShopEvent } from './events.ts';
import type { State } from './state.ts';

type Said = Omit<ClaimPart, 'at' | 'dropId' | 'title'>;
const plain = { sku: null, price: null, was: null, n: null, until: null, reason: '' } as const;

/** What buyers were told of a drop, with what made it true; and what an owner let through. Null for what claims nothing. */
function saidBy(event: ShopEvent, state: State): { readonly dropId: string; readonly said: readonly Said[] } | null {
  switch (event.type) {
    case 'DropFired': {
      const drop = state.drops.get(event.dropId);
      const units = (drop?.lines ?? []).reduce((sum, line) => sum + line.allotted, 0);
      const struck = (drop?.lines ?? []).flatMap(({ sku, price, was }): Said[] => (was ? [{ ...plain, kind: 'was', sku, price, was }] : []));
      return { dropId: event.dropId, said: [{ ...plain, kind: 'opened', n: units, until: event.endsAt }, ...struck] };
    }
    case 'DropUndone':
      return { dropId: event.dropId, said: [{ ...plain, kind: 'called-off' }] };
    case 'DropExtended':
      return { dropId: event.dropId, said: [{ ...plain, kind: 'longer', until: event.endsAt, reason: event.reason }] };
    case 'DropRepriced':
      return { dropId: event.dropId, said: [{ ...plain, kind: 'price', sku: event.sku, price: event.price, was: event.prior ?? null }] };
    case 'DropRestocked':
      return { dropId: event.dropId, said: [{ ...plain, kind: event.add > 0 ? 'more' : 'fewer', sku: event.sku, n: Math.abs(event.add) }] };
    case 'DropLineAdded':
      return {
        dropId: event.dropId,
        said: [{ ...plain, kind: 'more', sku: event.line.sku, n: event.line.allotted, price: event.line.price, was: event.line.was ?? null }],
      };
    case 'DropTold': {
      const { left } = sumCounts(state.drops.get(event.dropId)?.lines ?? []);
      return { dropId: event.dropId, said: [event.what === 'lastFew' ? { ...plain, kind: 'few', n: left } : { ...plain, kind: 'sold-out', n: 0 }] };
    }
    case 'MarginWaived':
      return event.dropId === null
        ? null
        : { dropId: event.dropId, said: [{ ...plain, kind: 'waived', sku: event.sku, price: event.price, reason: event.reason }] };
    case 'DropEnded':
      return { dropId: event.dropId, said: [{ ...plain, kind: 'ended' }] };
    default:
      return null;
  }
}

export function noteClaims(state: State, event: ShopEvent, meta: EventMeta): void {
  const told = saidBy(event, state);
  if (told === null) return;
  const { dropId, said } = told;
  const before = state.claims.get(dropId) ?? [];
  const title = state.drops.get(dropId)?.title ?? '';
  state.claims.set(dropId, [...before, ...said.map((one) => ({ ...one, at: meta.at, dropId, title }))]);
}
