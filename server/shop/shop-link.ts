import { refuse } from '@protocol/refusals.ts';
import { tellCounts } from './announce.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import { openTask } from './open-task.ts';
import { freeOf, isActive, madeLike, must, partsOf, putDrop } from './stock.ts';
import type { Order, ReadState } from './state.ts';

/** Shops elsewhere: which are connected, who goes on to them, and what the host marks as sold there. */

/** The newest sale that was marked of it and not taken back. */
function lastMark(state: ReadState, dropId: string, sku: string, via: string): Order | null {
  let last: Order | null = null;
  for (const order of state.orders.values())
    if (order.dropId === dropId && order.paidBy === via && order.state === 'paid' && order.delivery.kind === 'till' && order.lines[0]?.sku === sku)
      last = order;
  return last;
}

export const shopLinkHandlers: Handlers<'shop.connect' | 'drop.mark' | 'drop.leave'> = {
  'shop.connect': (draft, { shop, enabled }) => {
    const offer = draft.context.offers.shops.find(({ id }) => id === shop);
    if (!offer) return refuse('no-such-provider', { provider: shop });
    draft.emit(happened('ShopConnected', { shop, enabled }));
    const isLooking = [...draft.state.tasks.values()].some((task) => task.kind === 'shop.look' && task.target === shop && task.state === 'waiting');
    if (enabled && offer.keeps === 'there' && !isLooking) openTask(draft, { kind: 'shop.look', target: shop });
  },

  'drop.mark': (draft, { dropId, sku, by }) => {
    const { state, context } = draft;
    const drop = state.drops.get(dropId);
    if (!drop) return refuse('no-such-drop', { dropId });
    const { sells } = drop;
    const keeps = context.offers.shops.find(({ id }) => id === sells?.via)?.keeps;
    // What another shop keeps, it tells us; what is bought here needs no mark.
    if (sells === undefined || keeps === 'there' || drop.state === 'planned') return refuse('wrong-state', { state: drop.state });
    const line = drop.lines.find((each) => each.sku === sku);
    if (!line) return refuse('no-such-variant', { sku });
    if (by < 0) {
      const marked = lastMark(state, dropId, sku, sells.via);
      if (marked === null) return refuse('none-marked', { sku });
      draft.emit(happened('OrderRefunded', { orderNumber: marked.orderNumber, lines: [{ sku, quantity: 1 }], restock: true, amount: marked.total }));
    } else {
      // Whoever was there before the end may have paid after it.
      const there = Math.min(
        ...partsOf(line).map((part) => {
          const variant = state.variants.get(part.sku);
          if (variant === undefined) return 0;
          const units = isActive(drop) ? variant.onHand : Math.min(freeOf(variant), variant.onHand);
          return Math.min(Math.floor(units / part.quantity), isActive(drop) ? line.left : units);
        }),
      );
      if (there < 1) return refuse('not-enough-stock', { sku, n: there, wanted: 1, dropId });
      const lines = [{ sku, quantity: 1, price: line.price, refunded: 0, restocked: 0, ...madeLike(line) }];
      draft.emit(happened('SaleRecorded', { orderNumber: state.single('counters').nextOrder, lines, total: line.price, paidBy: sells.via, dropId }));
    }
    const after = must(
      state.drops.get(dropId)?.lines.find((each) => each.sku === sku),
      sku,
    );
    draft.emit(happened('DropMarked', { dropId, sku, sold: after.sold, left: after.left }));
    tellCounts(draft, dropId);
  },

  'drop.leave': (draft, { dropId, lines, code }) => {
    const { state, context } = draft;
    const drop = state.drops.get(dropId);
    if (!drop) return refuse('no-such-drop', { dropId });
    if (drop.sells === undefined) return refuse('wrong-state', { state: drop.state });
    const { now } = context;
    if (drop.state !== 'live' || drop.opensAt === null || drop.closesAt === null || now < drop.opensAt || now >= drop.closesAt)
      return refuse('not-open', { state: drop.state, opensAt: drop.opensAt, endsAt: drop.endsAt });
    if (lines.reduce((sum, line) => sum + line.quantity, 0) > drop.perViewer) return refuse('limit-reached', { n: drop.perViewer });
    for (const { sku, quantity } of lines) {
      const left = drop.lines.find((each) => each.sku === sku)?.left ?? 0;
      if (left < quantity) return refuse('sold-out', { sku, title: drop.title, left });
    }
    const link = state.codes.get(code);
    draft.emit(happened('DropLeft', { dropId, channel: link?.dropId === dropId ? link.channel : 'copy' }));
  },
};

export const shopLinkEvolvers: Evolvers<'ShopConnected' | 'DropMarked' | 'DropLeft'> = {
  ShopConnected: (state, { shop, enabled }) => {
    const before = state.links.get(shop);
    state.links.set(shop, { shop, enabled, name: before?.name ?? null, lookedAt: before?.lookedAt ?? null });
    // Let go of, their counts are their own again: connected anew, it begins with what is there then.
    if (!enabled) for (const mirror of [...state.mirrors.values()]) if (mirror.shop === shop) state.mirrors.delete(mirror.sku);
  },
  DropMarked: () => undefined,
  DropLeft: (state, { dropId, channel }) => putDrop(state, dropId, ({ leaves }) => ({ leaves: { ...leaves, [channel]: (leaves?.[channel] ?? 0) + 1 } })),
};
