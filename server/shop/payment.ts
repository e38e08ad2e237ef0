import type { CommandInput } from '@protocol/commands.ts';
import { refuse } from '@protocol/refusals.ts';
import type { Minor } from '@protocol/money.ts';
import type { PayTrouble } from '@protocol/pay-troubles.ts';
import { DAY, HOUR, type Instant } from '@protocol/time.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { balanceArrived, balanceBy, firstAmount, ofBalance, payOf, paymentsBy, putBalance } from './deposit.ts';
import { happened } from './events.ts';
import { depositRow, flatSent } from './order.ts';
import { closeTasks, isOpen, openTask } from './open-task.ts';
import { expirePay, moneyArrived, orderOf } from './pay.ts';
import { readPayMetadata } from './pay-metadata.ts';
import type { BalancePay } from './deposit-rows.ts';
import type { Order, ReadState, State, Task } from './state.ts';

/** How far back a comparison looks that somebody asks for. */
const COMPARE_DAYS = 30 * DAY;

/** What a difference is remembered by, so that each is told once. */
const troubleKey = (reference: string, what: PayTrouble, amount: Minor): string => `${reference} ${what} ${amount}`;

/** A difference between what a provider has and what the orders say: a task for the host, once. True where it was not known. */
function tellTrouble(draft: Draft, provider: string, reference: string, order: Order | null, what: PayTrouble, amount: Minor): boolean {
  if (draft.state.payTroubles.has(troubleKey(reference, what, amount))) return false;
  const orderNumber = order?.orderNumber ?? null;
  draft.emit(happened('PayDifference', { provider, reference, orderNumber, what, amount }));
  openTask(draft, { kind: 'host.pay-difference', target: provider, orderNumber, dropId: order?.dropId ?? null, data: { what, amount: String(amount) } });
  return true;
}

const orderFor = (state: ReadState, provider: string, reference: string): Order | null => {
  const order = state.orders.get(String(state.references.get(reference) ?? 0));
  return order?.provider === provider ? order : null;
};

function paid(draft: Draft, { orderNumber }: Order, provider: string, reference: string, amount: Minor, handle: string | null): void {
  const before = orderOf(draft.state, orderNumber);
  const rest = balanceBy(before, reference);
  if (rest !== null)
    return balanceArrived(draft, before, rest, amount, handle, () => {
      moneyArrived(draft, orderNumber, provider, amount, reference);
      if (amount !== payOf(before, reference).amount) tellTrouble(draft, provider, reference, before, 'amount', amount);
    });
  if (before.handle === null && handle !== null) draft.emit(happened('SessionNamed', { orderNumber, handle }));
  // Heard again: the same money is not the rest of it, nor late.
  if ((before.deposit?.paidAt ?? null) !== null) return;
  moneyArrived(draft, orderNumber, provider, amount, null);
  if (amount !== firstAmount(before)) tellTrouble(draft, provider, before.reference, before, 'amount', amount);
  if (before.paidBy !== null && before.paidBy !== provider) tellTrouble(draft, provider, before.reference, before, 'twice', amount);
}

/** `total`: all that was given back so far. What nobody asked for here is told. */
function givenBack(draft: Draft, { orderNumber }: Order, provider: string, reference: string, total: Minor): boolean {
  const order = orderOf(draft.state, orderNumber);
  const pay = payOf(order, reference);
  if (total > pay.givenBack) draft.emit(happened('GivenBack', { orderNumber, total, ...ofBalance(order, reference) }));
  return total > pay.refundsAsked && tellTrouble(draft, provider, reference, order, 'given-back', total - pay.refundsAsked);
}

function disputed(draft: Draft, order: Order, provider: string, reference: string, state: 'open' | 'won' | 'lost', amount: Minor): void {
  const { orderNumber, dropId } = order;
  const { dispute } = payOf(order, reference);
  // What was settled stays so: the news that it began may come after the news of how it ended.
  if (dispute?.state === state || (dispute !== null && dispute.state !== 'open' && state === 'open')) return;
  draft.emit(happened('PayDisputed', { orderNumber, state, amount, ...ofBalance(order, reference) }));
  const before = (task: Task): boolean =>
    task.kind === 'host.dispute' && task.orderNumber === orderNumber && (task.data['reference'] ?? order.reference) === reference;
  closeTasks(draft, before, 'done', 'solved');
  if (state !== 'won')
    openTask(draft, {
      kind: 'host.dispute',
      target: provider,
      orderNumber,
      dropId,
      data: { what: state, amount: String(amount), ...ofBalance(order, reference) },
    });
}

/** What a provider says of an order of its own, by notice or asked: one function (H5). */
function heard(draft: Draft, order: Order, { provider, reference, status, amount, handle }: CommandInput<'payment.notice'>): void {
  switch (status) {
    case 'paid':
      return paid(draft, order, provider, reference, amount, handle ?? null);
    case 'expired':
      return expirePay(draft, order.orderNumber, reference);
    case 'refunded':
      return void givenBack(draft, order, provider, reference, amount);
    case 'refund-failed':
      return void tellTrouble(draft, provider, reference, order, 'refund-failed', amount);
    case 'disputed':
      return disputed(draft, order, provider, reference, 'open', amount);
    case 'dispute-won':
      return disputed(draft, order, provider, reference, 'won', amount);
    case 'dispute-lost':
      return disputed(draft, order, provider, reference, 'lost', amount);
    default: {
      const never: never = status;
      throw new Error(`unknown notice ${String(never)}`);
    }
  }
}

/** Asks what was paid since then, with each provider that is on and can be asked. Answers how many are asked now that were not yet. */
export function comparePayments(draft: Draft, only: string | null, since: Instant, why: 'asked' | 'show' | 'epoch'): number {
  const { state, context } = draft;
  let asked = 0;
  for (const offer of context.offers.providers) {
    if (offer.compares !== true || (only !== null && offer.id !== only) || !(state.payments.get(offer.id)?.enabled ?? offer.enabledByDefault)) continue;
    const isAsked = [...state.tasks.values()].some(
      (task) => task.kind === 'pay.compare' && task.target === offer.id && isOpen(task) && (why !== 'epoch' || task.data['why'] === why),
    );
    if (isAsked) continue;
    openTask(draft, { kind: 'pay.compare', target: offer.id, data: { since: String(Math.max(0, since)), why } });
    asked += 1;
  }
  return asked;
}
/** L5: after a lost tail nothing is sold before the providers said what was paid. */
export const isStillAsked = (state: ReadState): boolean =>
  [...state.tasks.values()].some((task) => task.kind === 'pay.compare' && task.data['why'] === 'epoch' && isOpen(task));
/** Whoever is switched off is not waited for. */
export function askNoMore(draft: Draft, provider: string): void {
  closeTasks(draft, (task) => task.kind === 'pay.compare' && task.target === provider, 'dropped', 'switched-off');
}

/** L5: the page of a second payment, lost with the tail. */
function foundBalance(
  draft: Draft,
  orderNumber: number,
  { provider, reference, handle, amount, refunded }: Omit<CommandInput<'payment.seen'>, 'metadata'>,
): void {
  draft.emit(happened('BalanceOpened', { orderNumber, reference, payBy: draft.context.now }));
  paid(draft, orderOf(draft.state, orderNumber), provider, reference, amount, handle === '' ? null : handle);
  givenBack(draft, orderOf(draft.state, orderNumber), provider, reference, refunded);
}

export const paymentHandlers: Handlers<'payment.compare' | 'payment.notice' | 'payment.seen' | 'payment.compared'> = {
  'payment.compare': (draft, { provider }) => {
    const { context, state } = draft;
    if (provider !== null && !context.offers.providers.some(({ id }) => id === provider)) return refuse('no-such-provider', { provider });
    const asked = comparePayments(draft, provider, context.now - COMPARE_DAYS, 'asked');
    return asked === 0 ? { answer: { asked: [...state.tasks.values()].filter((task) => task.kind === 'pay.compare' && isOpen(task)).length } } : undefined;
  },

  'payment.notice': (draft, input) => {
    const { provider, reference, via } = input;
    const order = orderFor(draft.state, provider, reference);
    if (order === null) return refuse('no-such-order', { reference });
    let said = false;
    const noted: Draft = {
      ...draft,
      emit: (event) => {
        said = true;
        draft.emit(event);
      },
    };
    heard(noted, order, input);
    if (via === 'notice' && draft.state.payments.get(provider)?.heard !== true) draft.emit(happened('ProviderHeard', { provider }));
    // It may change nothing: it is remembered all the same (L4).
    if (!said) draft.emit(happened('Answered', { result: {} }));
  },

  'payment.seen': (asked, { provider, reference, handle, amount, refunded, metadata }) => {
    let said = false;
    const draft: Draft = {
      ...asked,
      emit: (event) => {
        said = true;
        asked.emit(event);
      },
    };
    const { state } = draft;
    const known = orderFor(state, provider, reference);
    if (known !== null) {
      const isFresh = known.state === 'paying' || (known.state === 'cancelled' && !known.refundDue && (known.deposit?.paidAt ?? null) === null);
      if (isFresh || (balanceBy(known, reference)?.state ?? 'paid') !== 'paid') paid(draft, known, provider, reference, amount, handle);
      else if (amount !== payOf(known, reference).amount) tellTrouble(draft, provider, reference, known, 'amount', amount);
      givenBack(draft, known, provider, reference, refunded);
      // A difference that is told leaves the order as it was, and is no answer to nothing.
      return said ? undefined : { answer: { how: 'same' } };
    }
    const kept = readPayMetadata(metadata);
    // All of it went back already: nothing is owed, and nothing to put back.
    if (refunded >= amount) return { answer: { how: 'same' } };
    if (kept === null) return tellTrouble(draft, provider, reference, null, 'no-order', amount) ? undefined : { answer: { how: 'same' } };
    const { pays, first, ...order } = kept;
    const before = pays === 'balance' ? orderFor(state, provider, first) : null;
    if (before?.deposit !== undefined) return void foundBalance(draft, before.orderNumber, { provider, reference, handle, amount, refunded });
    const held = kept.holdId === null ? undefined : state.holds.get(kept.holdId);
    // Only its order was lost: what was reserved for it goes to it.
    if (held?.state === 'held') draft.emit(happened('HoldEnded', { holdId: held.holdId, how: 'released' }));
    const orderNumber = state.orders.has(String(kept.orderNumber)) ? state.single('counters').nextOrder : kept.orderNumber;
    const dropId = kept.dropId !== null && state.drops.has(kept.dropId) ? kept.dropId : null;
    if (pays === 'balance') {
      // Nobody pays the rest before the deposit: that came, too, and is counted with it.
      draft.emit(happened('OrderFound', { ...order, orderNumber, dropId, provider, reference: first, handle: '' }));
      paid(draft, orderOf(state, orderNumber), provider, first, firstAmount(orderOf(state, orderNumber)), null);
      return void foundBalance(draft, orderNumber, { provider, reference, handle, amount, refunded });
    }
    draft.emit(happened('OrderFound', { ...order, orderNumber, dropId, provider, reference, handle }));
    paid(draft, orderOf(state, orderNumber), provider, reference, amount, null);
    givenBack(draft, orderOf(state, orderNumber), provider, reference, refunded);
    return undefined;
  },

  'payment.compared': (draft, { provider, since, asOf, references, found, different }) => {
    const named = new Set(references);
    let missing = 0;
    for (const order of draft.state.orders.values()) {
      for (const { reference, at, amount } of paymentsBy(order, provider)) {
        // The page of a second payment was opened when it was paid or up to an hour before, the first with the order.
        const openedAt = reference === order.reference ? order.placedAt : (at ?? asOf) - HOUR;
        if (openedAt < since || (at ?? asOf) >= asOf || named.has(reference)) continue;
        if (tellTrouble(draft, provider, reference, order, 'no-session', amount)) missing += 1;
      }
    }
    draft.emit(happened('PaymentsCompared', { provider, since, sessions: references.length, found, different: different + missing }));
  },
};

/** The provider took our refund. */
export function refundDone(draft: Draft, orderNumber: number, reference: string, amount: Minor): void {
  draft.emit(happened('RefundDone', { orderNumber, amount, ...ofBalance(orderOf(draft.state, orderNumber), reference) }));
}

const putOrder = (state: State, orderNumber: number, change: (order: Order) => Partial<Order>): void => {
  const order = orderOf(state, orderNumber);
  state.orders.set(String(orderNumber), { ...order, ...change(order) });
};

type PayChange = (pay: Pick<BalancePay, 'refundsDone'>) => Partial<Pick<BalancePay, 'refundsDone' | 'givenBack' | 'dispute'>>;
/** Whichever of an order's two payments it is. */
const putPay = (state: State, orderNumber: number, reference: string | undefined, change: PayChange): void =>
  reference === undefined ? putOrder(state, orderNumber, change) : putBalance(state, orderNumber, reference, change);

export const paymentEvolvers: Evolvers<
  'ProviderHeard' | 'SessionNamed' | 'RefundDone' | 'GivenBack' | 'PayDisputed' | 'PayDifference' | 'OrderFound' | 'PaymentsCompared'
> = {
  ProviderHeard: (state, { provider }) => {
    const row = state.payments.get(provider) ?? { provider, enabled: true, heard: true, compared: null };
    state.payments.set(provider, { ...row, heard: true });
  },
  SessionNamed: (state, { orderNumber, handle }) => putOrder(state, orderNumber, () => ({ handle })),
  RefundDone: (state, { orderNumber, amount, reference }) => putPay(state, orderNumber, reference, (pay) => ({ refundsDone: pay.refundsDone + amount })),
  GivenBack: (state, { orderNumber, total, reference }) => putPay(state, orderNumber, reference, () => ({ givenBack: total })),
  PayDisputed: (state, event, meta) =>
    putPay(state, event.orderNumber, event.reference, () => ({ dispute: { state: event.state, amount: event.amount, at: meta.at } })),
  PayDifference: (state, { reference, what, amount }) => state.payTroubles.set(troubleKey(reference, what, amount), true),
  OrderFound: (state, event, meta) => {
    state.orders.set(String(event.orderNumber), {
      orderNumber: event.orderNumber, dropId: event.dropId, holdId: event.holdId, viewer: event.viewer, person: event.person,
      lines: event.lines.map((line) => ({ ...line, refunded: 0, restocked: 0 })), shipping: event.shipping, discounts: event.discounts, tax: event.tax, sent: event.sentList === null ? null : flatSent(event.sentList), sentBack: 0, parcel: null, total: event.total, refundedTotal: 0, delivery: event.delivery, provider: event.provider,
      reference: event.reference, handle: event.handle === '' ? null : event.handle, payUrl: null, state: 'cancelled', fulfilment: 'open', placedAt: meta.at, payBy: null, paidAt: null, paidBy: null, late: false, expiring: false, refundDue: false,
      refundsAsked: 0, refundsDone: 0, givenBack: 0, dispute: null, channel: event.channel, also: [], by: null, link: 0, ...depositRow(event.deposit),
    }); // prettier-ignore
    state.references.set(event.reference, event.orderNumber);
    if (event.viewer !== null) state.ordersOf.set(event.viewer, [...(state.ordersOf.get(event.viewer) ?? []), event.orderNumber]);
    const counters = state.single('counters');
    if (event.orderNumber >= counters.nextOrder) state.put('counters', { ...counters, nextOrder: event.orderNumber + 1 });
  },
  PaymentsCompared: (state, event, meta) => {
    const row = state.payments.get(event.provider);
    if (row)
      state.payments.set(event.provider, { ...row, compared: { at: meta.at, sessions: event.sessions, found: event.found, different: event.different } });
  },
};
