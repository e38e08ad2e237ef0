import type { AlikeBy } from '@protocol/parts.ts';
import type { Draft, Evolvers } from './context.ts';
import { happened } from './events.ts';
import { openTask } from './open-task.ts';
import type { Order, ReadState } from './state.ts';

/**
 * The limit for one person is kept per browser, and a person may have several. So it is asked once more when money arrives: whoever has
 * bought more of a drop under the same mail or address is flagged for the host, and nothing else happens to them. A family shares an
 * address, and a limit that cancels by itself would take from the wrong one. Who is like whom is found in `people`, by hashes that stay
 * there (server/people/likeness.ts); events know the numbers of the orders alone (L8).
 */
export interface LikeOrder {
  readonly orderNumber: number;
  readonly by: AlikeBy;
}
export interface SameBuyerKinds {
  /** Other orders of its drop under the same mail or address. */
  BuyersAlike: { orderNumber: number; like: readonly LikeOrder[] };
  /** Together they are more than the drop lets one person have. */
  OrderFlagged: { orderNumber: number; like: readonly LikeOrder[]; units: number };
}

/** A mail that a whole crowd types in is no one person's. */
const MOST_LIKE = 50;

const isBought = (order: Order): boolean => order.state === 'paid' || order.state === 'unpaid';
const unitsLeft = (order: Order): number => order.lines.reduce((sum, line) => sum + line.quantity - line.refunded, 0);

/** At the checkout: which other orders of the drop may be the same person's. */
export function noteAlike(draft: Draft, orderNumber: number, dropId: string): void {
  const { alike } = draft.context;
  if (alike.length === 0) return;
  const like = alike.flatMap(({ person, by }): LikeOrder[] => {
    const other = draft.state.orders.get(String(draft.state.orderOfPerson.get(person) ?? 0));
    return other?.dropId === dropId && other.orderNumber !== orderNumber ? [{ orderNumber: other.orderNumber, by }] : [];
  });
  if (like.length > 0) draft.emit(happened('BuyersAlike', { orderNumber, like }));
}

/** Orders beside this one that may be the same person's, and count: paid, or promised for later. */
export const boughtAlike = (state: ReadState, orderNumber: number): readonly LikeOrder[] =>
  (state.alike.get(String(orderNumber)) ?? []).filter((like) => {
    const other = state.orders.get(String(like.orderNumber));
    return other !== undefined && isBought(other) && unitsLeft(other) > 0;
  });

/** After an order was placed for later or paid: flagged where one person would have more than one may. Once per order. */
export function flagSameBuyer(draft: Draft, orderNumber: number): void {
  const { state } = draft;
  const order = state.orders.get(String(orderNumber));
  const drop = state.drops.get(order?.dropId ?? '');
  if (!order || !drop || !isBought(order) || state.flagged.has(String(orderNumber))) return;
  const like = boughtAlike(state, orderNumber);
  if (like.length === 0) return;
  const units = like.reduce((sum, other) => sum + unitsLeft(state.orders.get(String(other.orderNumber)) ?? order), unitsLeft(order));
  if (units <= drop.perViewer) return;
  draft.emit(happened('OrderFlagged', { orderNumber, like, units }));
  openTask(draft, {
    kind: 'host.same-buyer',
    target: 'host',
    orderNumber,
    dropId: drop.dropId,
    data: { like: like.map((other) => other.orderNumber).join(' '), units: String(units), n: String(drop.perViewer) },
  });
}

export const sameBuyerEvolvers: Evolvers<'BuyersAlike' | 'OrderFlagged'> = {
  BuyersAlike: (state, { orderNumber, like }) => {
    const add = (of: number, more: LikeOrder): void => {
      const known = state.alike.get(String(of)) ?? [];
      if (known.length < MOST_LIKE && !known.some((other) => other.orderNumber === more.orderNumber)) state.alike.set(String(of), [...known, more]);
    };
    // Whoever pays last is asked about, whichever was opened first.
    for (const other of like) {
      add(orderNumber, other);
      add(other.orderNumber, { orderNumber, by: other.by });
    }
  },
  OrderFlagged: (state, { orderNumber, like }) => state.flagged.set(String(orderNumber), like),
};
