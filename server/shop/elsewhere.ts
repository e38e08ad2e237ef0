import { refuse } from '@protocol/refusals.ts';
import { tellCounts } from './announce.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import { countHere, explainedOf, isLinked, moveMirror } from './mirror.ts';
import { openTask } from './open-task.ts';
import { addTakings, nextOrder } from './order.ts';
import { orderOf } from './pay.ts';
import { relist } from './relist.ts';
import type { EarlyRefund } from './shop-link-events.ts';
import { freeOf, isActive, partsOf, sellElsewhere, sumUnits, takeBack, type TakenBack, type Units } from './stock.ts';
import type { Drop, Elsewhere, OrderLine, ReadState, State } from './state.ts';

/** What shops elsewhere tell of their orders: in any order, more than once, late. */

/** Orders of theirs that are none of ours, kept so that none is counted twice; older ones came long ago. */
const STRANGERS_KEPT = 500;

const keyOf = (shop: string, reference: string): string => `${shop} ${reference}`;
const rowOf = (state: ReadState, shop: string, reference: string): Elsewhere =>
  state.elsewhere.get(keyOf(shop, reference)) ?? { orderNumber: null, sold: false, refunds: [], early: [] };
const unitsOf = (lines: readonly Units[]): readonly Units[] => [...sumUnits(lines)].map(([sku, quantity]) => ({ sku, quantity }));

/** The drop whose link they came by, where it leads to that shop. */
function dropBehind(state: ReadState, shop: string, code: string | null): { readonly drop: Drop; readonly channel: string } | null {
  const link = code === null ? undefined : state.codes.get(code);
  const drop = link === undefined ? undefined : state.drops.get(link.dropId);
  return link !== undefined && drop?.sells?.via === shop ? { drop, channel: link.channel } : null;
}

export const elsewhereHandlers: Handlers<'elsewhere.sold' | 'elsewhere.refunded'> = {
  'elsewhere.sold': (draft, { shop, reference, name, code, lines, shipping, total }) => {
    const { state, context } = draft;
    if (!isLinked(state, shop)) return refuse('no-such-provider', { provider: shop });
    const row = rowOf(state, shop, reference);
    if (row.sold) return void draft.emit(happened('Answered', { result: {} }));
    const known = lines.filter((line) => state.variants.has(line.sku));
    const found = dropBehind(state, shop, code);
    const behind = found !== null && known.some((line) => found.drop.lines.some((own) => own.sku === line.sku)) ? found : null;
    const label = state.links.get(shop)?.name ?? shop;
    const units = unitsOf(known).filter((line) => behind !== null || state.mirrors.get(line.sku)?.shop === shop);
    const explained = new Map(units.map(({ sku, quantity }) => [sku, -explainedOf(state, sku, -quantity)]));
    // What a read showed was counted off the shelf: an order says what became of it, so it is put back and then sold.
    if (behind !== null) for (const [sku, n] of explained) if (n > 0) countHere(draft, sku, n, label);
    const takes = units.map(({ sku, quantity }) => ({
      sku,
      quantity,
      explained: explained.get(sku) ?? 0,
      ...takeOf(state, behind?.drop ?? null, sku, quantity),
    }));
    // One order may name a variant twice, at two prices: the order keeps both lines as one, at what they came to.
    const bought: readonly OrderLine[] = units.map(({ sku, quantity }) => ({
      sku,
      quantity,
      price: Math.round(known.reduce((sum, line) => sum + (line.sku === sku ? line.price * line.quantity : 0), 0) / quantity),
      refunded: 0,
      restocked: 0,
    }));
    draft.emit(
      happened('SoldElsewhere', {
        orderNumber: behind === null ? null : state.single('counters').nextOrder, shop, reference, name, person: context.person, dropId: behind?.drop.dropId ?? null,
        channel: behind?.channel ?? null, lines: bought, shipping, total, takes,
      }),
    ); // prettier-ignore
    if (behind === null) for (const { sku, quantity, explained: n } of takes) if (quantity > n) countHere(draft, sku, n - quantity, label);
    if (behind !== null) {
      for (const { sku, short, tookBack } of takes) {
        if (short > 0) openTask(draft, { kind: 'host.shortfall', target: 'host', sku, data: { missing: String(state.variants.get(sku)?.missing ?? short) } });
        for (const { dropId } of tookBack) tellCounts(draft, dropId);
      }
      tellCounts(draft, behind.drop.dropId);
    }
    for (const early of row.early) giveBack(draft, shop, reference, early);
  },
  'elsewhere.refunded': (draft, { shop, reference, refund, back, gone, amount }) => {
    const { state } = draft;
    if (!isLinked(state, shop)) return refuse('no-such-provider', { provider: shop });
    const row = rowOf(state, shop, reference);
    const said: EarlyRefund = { refund, back, gone, amount };
    if (row.refunds.includes(refund) || row.early.some((early) => early.refund === refund)) draft.emit(happened('Answered', { result: {} }));
    else if (row.sold) giveBack(draft, shop, reference, said);
    else draft.emit(happened('RefundEarly', { shop, reference, refund: said }));
  },
};

/** From where the units come: what the drop has left, what is free, what a drop gives up; what is still short is promised and not there. */
function takeOf(
  state: ReadState,
  drop: Drop | null,
  sku: string,
  quantity: number,
): { readonly fromDrop: number; readonly short: number; readonly tookBack: readonly TakenBack[] } {
  const variant = state.variants.get(sku);
  if (drop === null || !variant) return { fromDrop: 0, short: 0, tookBack: [] };
  const left = isActive(drop) ? (drop.lines.find((line) => line.sku === sku)?.left ?? 0) : 0;
  const fromDrop = Math.min(quantity, left);
  const wanted = Math.max(0, quantity - fromDrop - Math.max(0, freeOf(variant)));
  const holder = state.drops.get(variant.dropId ?? '');
  if (wanted === 0 || holder === undefined) return { fromDrop, short: wanted, tookBack: [] };
  const own = holder.dropId === drop.dropId ? fromDrop : 0;
  const lines = holder.lines.map((line) => (line.sku === sku ? { ...line, left: line.left - own } : line));
  const tookBack = takeBack({ ...holder, lines }, sku, wanted);
  const given = tookBack.reduce((sum, taken) => {
    const line = lines.find((each) => each.sku === (taken.sku ?? sku));
    return sum + taken.quantity * (line === undefined ? 0 : (partsOf(line).find((part) => part.sku === sku)?.quantity ?? 0));
  }, 0);
  return { fromDrop, short: Math.max(0, wanted - given), tookBack };
}

/** Money and units as the other shop says: each refund once, and never more than there was. */
function giveBack(draft: Draft, shop: string, reference: string, { refund, back, gone, amount }: EarlyRefund): void {
  const { state } = draft;
  const { orderNumber } = rowOf(state, shop, reference);
  const order = orderNumber === null ? null : orderOf(state, orderNumber);
  // Of an order that is none of ours only the count matters, and that is read.
  const open = new Map((order?.lines ?? []).map((line) => [line.sku, line.quantity - line.refunded]));
  const within = (lines: readonly Units[]): readonly Units[] =>
    unitsOf(lines).flatMap(({ sku, quantity }) => {
      const most = Math.min(quantity, open.get(sku) ?? 0);
      open.set(sku, (open.get(sku) ?? 0) - most);
      return most > 0 ? [{ sku, quantity: most }] : [];
    });
  const lost = within(gone);
  const returned = within(refund === null ? [...open].map(([sku, quantity]) => ({ sku, quantity })) : back);
  const moved = returned
    .filter(({ sku }) => state.mirrors.get(sku)?.shop === shop)
    .map(({ sku, quantity }) => ({ sku, quantity, explained: explainedOf(state, sku, quantity) }));
  draft.emit(happened('RefundedElsewhere', { shop, reference, refund, back: moved }));
  if (order === null) return;
  const least = Math.min(amount, order.total - order.refundedTotal);
  if (returned.length > 0) draft.emit(happened('OrderRefunded', { orderNumber: order.orderNumber, lines: returned, restock: true, amount: least }));
  if (lost.length > 0 || (returned.length === 0 && least > 0))
    draft.emit(happened('OrderRefunded', { orderNumber: order.orderNumber, lines: lost, restock: false, amount: returned.length > 0 ? 0 : least }));
  const label = state.links.get(shop)?.name ?? shop;
  // What came back was read and counted before it was heard of: not twice.
  for (const { sku, explained } of moved) if (explained > 0) countHere(draft, sku, -explained, label);
  relist(draft, order.dropId);
  if (order.dropId !== null) tellCounts(draft, order.dropId);
}

const putRow = (state: State, shop: string, reference: string, change: (row: Elsewhere) => Partial<Elsewhere>): void => {
  const row = rowOf(state, shop, reference);
  state.elsewhere.set(keyOf(shop, reference), { ...row, ...change(row) });
  forgetStrangers(state);
};
function forgetStrangers(state: State): void {
  if (state.elsewhere.size <= STRANGERS_KEPT) return;
  const strangers = [...state.elsewhere.entries()].filter(([, row]) => row.orderNumber === null).map(([key]) => key);
  for (const key of strangers.slice(0, Math.max(0, strangers.length - STRANGERS_KEPT))) state.elsewhere.delete(key);
}

export const elsewhereEvolvers: Evolvers<'SoldElsewhere' | 'RefundEarly' | 'RefundedElsewhere'> = {
  SoldElsewhere: (state, event, meta) => {
    const { shop, reference, orderNumber, dropId } = event;
    putRow(state, shop, reference, () => ({ orderNumber, sold: true, early: [] }));
    for (const take of event.takes) {
      if (state.mirrors.get(take.sku)?.shop === shop) moveMirror(state, take.sku, -take.quantity, -take.explained);
      if (orderNumber !== null) sellElsewhere(state, dropId, take);
    }
    if (orderNumber === null) return;
    state.orders.set(String(orderNumber), {
      orderNumber, dropId, holdId: null, viewer: null, person: event.person, lines: event.lines, shipping: event.shipping, discounts: [], tax: null, sent: null, sentBack: 0, parcel: null, total: event.total, refundedTotal: 0,
      delivery: { kind: 'ship' }, provider: shop, reference, handle: null, refundsAsked: 0, refundsDone: 0, givenBack: 0, dispute: null, payUrl: null, state: 'paid', fulfilment: 'open', placedAt: meta.at, payBy: null, paidAt: meta.at, paidBy: 'elsewhere', late: false, expiring: false, refundDue: false,
      channel: event.channel, also: [], by: null, link: 0,
    }); // prettier-ignore
    nextOrder(state, orderNumber);
    addTakings(state, { paid: event.total, orders: 1 });
  },
  RefundEarly: (state, { shop, reference, refund }) => putRow(state, shop, reference, (row) => ({ early: [...row.early, refund] })),
  RefundedElsewhere: (state, { shop, reference, refund, back }) => {
    putRow(state, shop, reference, (row) => ({ refunds: [...row.refunds, refund] }));
    for (const { sku, quantity, explained } of back) moveMirror(state, sku, quantity, explained);
  },
};
