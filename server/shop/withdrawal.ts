import { refuse, type Refused } from '@protocol/refusals.ts';
import { DAY, type Instant } from '@protocol/time.ts';
import type { Evolvers, Handlers } from './context.ts';
import { awaitsBalance } from './deposit.ts';
import { happened } from './events.ts';
import { openTask } from './open-task.ts';
import { partsOf } from './stock.ts';
import type { Order, OrderLine, ReadState, Units } from './state.ts';

/** A parcel is handed to the carrier here; when the buyer has it nobody tells. */
const ON_ITS_WAY = 7 * DAY;

/** By law, or because the shop gives no right to it for this product. A bundle with one such part is excluded whole. */
export const isExcluded = (state: ReadState, line: Pick<OrderLine, 'sku' | 'parts'>): boolean => {
  const { excluded } = state.single('withdrawal');
  return partsOf(line).some((part) => excluded.includes(state.variants.get(part.sku)?.handle ?? ''));
};
/** What may still be withdrawn from. */
const openLines = (state: ReadState, order: Order): readonly Units[] =>
  order.lines
    .filter((line) => line.quantity > line.refunded && !isExcluded(state, line))
    .map(({ sku, quantity, refunded }) => ({ sku, quantity: quantity - refunded }));

/**
 * The last moment; null while the goods are not with the buyer, when it may be said at any time. The day they are handed over does not
 * count (Directive 2011/83/EU, Articles 9 and 10; Regulation 1182/71, Article 3), so one day is added.
 */
export const withdrawalEnds = (state: ReadState, order: Order): Instant | null =>
  order.handedOverAt === undefined
    ? null
    : order.handedOverAt + (state.single('withdrawal').days + 1) * DAY + (order.delivery.kind === 'ship' ? ON_ITS_WAY : 0);

/** Asked by the command and by the order's page alike. An order that is not paid is cancelled, at any time. */
export function mayWithdraw(state: ReadState, order: Order, now: Instant): Refused | null {
  const { orderNumber } = order;
  if (order.withdrawnAt !== undefined) return refuse('withdrawn-before', { orderNumber });
  const isAhead = awaitsBalance(order);
  if (!isAhead && (order.state === 'unpaid' || order.state === 'paying')) return refuse('not-paid', { orderNumber, state: order.state });
  if (!isAhead && order.state !== 'paid') return refuse('order-over', { orderNumber, state: order.state });
  if (order.delivery.kind === 'till') return refuse('no-withdrawal', { orderNumber, why: 'till' });
  const ends = withdrawalEnds(state, order);
  if (ends !== null && now > ends) return refuse('no-withdrawal', { orderNumber, why: 'over' });
  return openLines(state, order).length === 0 ? refuse('no-withdrawal', { orderNumber, why: 'excluded' }) : null;
}

export const withdrawalHandlers: Handlers<'withdrawal.save' | 'order.withdraw'> = {
  'withdrawal.save': (draft, input) => draft.emit(happened('WithdrawalSaved', input)),
  'order.withdraw': (draft, { orderNumber }) => {
    const { state, context } = draft;
    const order = state.orders.get(String(orderNumber));
    if (!order || (context.actor.role === 'viewer' && context.actor.id !== order.viewer)) return refuse('no-such-order', { orderNumber });
    const refused = mayWithdraw(state, order, context.now);
    if (refused) return refused;
    draft.emit(happened('OrderWithdrawn', { orderNumber, lines: openLines(state, order) }));
    // What comes back, and whether it can be sold again, only a person sees: the money goes back by order.refund.
    openTask(draft, { kind: 'host.withdrawal', target: 'host', orderNumber, dropId: order.dropId });
  },
};
export const withdrawalEvolvers: Evolvers<'WithdrawalSaved' | 'OrderWithdrawn'> = {
  WithdrawalSaved: (state, { days, excluded }) => state.put('withdrawal', { days, excluded }),
  OrderWithdrawn: (state, { orderNumber }, meta) => {
    const order = state.orders.get(String(orderNumber));
    if (order) state.orders.set(String(orderNumber), { ...order, withdrawnAt: meta.at });
  },
};
