import { refuse } from '@protocol/refusals.ts';
import type { Minor } from '@protocol/money.ts';
import { HOUR, MINUTE, type DurationMs, type Instant } from '@protocol/time.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import type { BalancePay, Dispute, OrderDeposit } from './deposit-rows.ts';
import { happened } from './events.ts';
import { isMailOn } from './mail.ts';
import { closeTasks, isOpen, openTask } from './open-task.ts';
import type { Order, State } from './state.ts';
import { must } from './stock.ts';

/** Two payments of one order: the deposit, which is the order's own payment, and what comes after it. */

/** How long a page for the rest stays open: nothing is reserved meanwhile, and another can be had at any time. */
const BALANCE_PAGE: DurationMs = HOUR;
/** One with less time than this left is not sent anybody to. */
const WORTH_GOING: DurationMs = 5 * MINUTE;

/** What came in for an order, refunds not taken off. */
export const paidIn = (order: Order): Minor =>
  order.state === 'paid' || order.state === 'refunded' ? order.total : (order.deposit?.paidAt ?? null) === null ? 0 : (order.deposit?.amount ?? 0);
/** The deposit is paid, and the rest is not. */
export const awaitsBalance = (order: Order): order is Order & { readonly deposit: OrderDeposit } =>
  order.state === 'unpaid' && order.deposit !== undefined && order.deposit.paidAt !== null;
/** What the payment with the order's own reference comes to. */
export const firstAmount = (order: Order): Minor => order.deposit?.amount ?? order.total;
export const balanceOf = (order: Order): Minor => order.total - firstAmount(order);
export const balanceBy = (order: Order, reference: string): BalancePay | null => order.deposit?.balances.find((pay) => pay.reference === reference) ?? null;
/** Of the rest, the payment that came by a page; null where it came by hand or has not come. */
const balancePaid = (order: Order): BalancePay | null => order.deposit?.balances.find(({ state }) => state === 'paid') ?? null;

/** Where the rest is paid now; null where no page is open. */
export const balancePage = (order: Order): string | null => order.deposit?.balances.findLast(({ state }) => state === 'open')?.payUrl ?? null;

/** What of a payment is known, whichever of the two it is. */
export interface Pay {
  readonly reference: string;
  readonly handle: string | null;
  readonly amount: Minor;
  readonly refundsAsked: Minor;
  readonly givenBack: Minor;
  readonly dispute: Dispute | null;
}
export function payOf(order: Order, reference: string): Pay {
  const balance = balanceBy(order, reference);
  return balance === null ? { ...order, amount: firstAmount(order) } : { ...balance, amount: balanceOf(order) };
}
/** Named in an event only where it is not the order's own. */
export const ofBalance = (order: Order, reference: string): { readonly reference?: string } => (balanceBy(order, reference) === null ? {} : { reference });
/** What the bank decides or has decided against the seller, of either payment. */
export const disputeOf = (order: Order): Dispute | null => {
  const all = [order.dispute, ...(order.deposit?.balances ?? []).map(({ dispute }) => dispute)].filter((each) => each !== null);
  return all.find(({ state }) => state !== 'won') ?? all.at(-1) ?? null;
};
/** What providers said they gave back, or took from us to give back, of both payments. */
export const wentBack = (order: Order): Minor =>
  Math.max(order.givenBack, order.refundsDone) + (order.deposit?.balances ?? []).reduce((sum, pay) => sum + Math.max(pay.givenBack, pay.refundsDone), 0);
/** Payments that came by a provider's page, with when and by whom. */
export function paymentsBy(order: Order, provider: string): readonly { readonly reference: string; readonly at: Instant | null; readonly amount: Minor }[] {
  const { deposit } = order;
  if (deposit === undefined) return order.paidBy === provider ? [{ reference: order.reference, at: order.paidAt, amount: order.total }] : [];
  const rest = balancePaid(order);
  return [
    ...(deposit.paidBy === provider ? [{ reference: order.reference, at: deposit.paidAt, amount: deposit.amount }] : []),
    ...(rest === null ? [] : [{ reference: rest.reference, at: order.paidAt, amount: balanceOf(order) }]),
  ];
}

/** Where money goes back to: of the deposit first, then of the rest, so that neither gives more than came by it. Null: by hand. */
export function backFrom(order: Order, amount: Minor): readonly { readonly reference: string | null; readonly amount: Minor }[] {
  const { deposit } = order;
  const by = (who: string | null, reference: string): string | null => (who !== null && who === order.provider ? reference : null);
  if (deposit === undefined) return amount === 0 ? [] : [{ reference: by(order.paidBy, order.reference), amount }];
  const of = (sum: Minor): Minor => Math.min(deposit.amount, sum);
  const first = of(order.refundedTotal + amount) - of(order.refundedTotal);
  const rest = balancePaid(order);
  return [
    { reference: by(deposit.paidBy, order.reference), amount: first },
    { reference: rest?.reference ?? null, amount: amount - first },
  ].filter((part) => part.amount > 0);
}

/** Nobody pays there any more: it was paid elsewhere, or called off. What comes all the same goes back. */
export function endBalances(draft: Draft, orderNumber: number): void {
  const order = must(draft.state.orders.get(String(orderNumber)), `order ${orderNumber}`);
  closeTasks(draft, (task) => task.kind === 'host.balance' && task.orderNumber === orderNumber, 'done', 'solved');
  for (const pay of order.deposit?.balances ?? []) {
    const waits = [...draft.state.tasks.values()].filter((task) => isBalanceEnd(task.kind, task.data) && task.data['reference'] === pay.reference);
    for (const task of waits) if (task.state === 'waiting') draft.emit(happened('TaskClosed', { taskId: task.taskId, outcome: 'dropped', note: 'not-needed' }));
    if (pay.state === 'open' && !waits.some((task) => task.state === 'taken')) openEnd(draft, order, pay.reference, draft.context.now);
  }
}
const isBalanceEnd = (kind: string, data: Readonly<Record<string, string>>): boolean => kind === 'pay.expire' && data['of'] === 'balance';
const openEnd = (draft: Draft, { orderNumber, provider, dropId }: Order, reference: string, dueAt: Instant): void =>
  void openTask(draft, { kind: 'pay.expire', target: provider ?? '', orderNumber, dropId, data: { reference, of: 'balance' }, dueAt });

/** Money by a page for the rest (H4). Asked again, nothing happens twice. `take`: the order counts it. */
export function balanceArrived(draft: Draft, order: Order, pay: BalancePay, amount: Minor, handle: string | null, take: () => void): void {
  if (pay.handle === null && handle !== null)
    draft.emit(happened('BalanceReady', { orderNumber: order.orderNumber, reference: pay.reference, payUrl: null, handle }));
  if (pay.state === 'paid' || pay.state === 'returned') return;
  if (awaitsBalance(order)) return take();
  draft.emit(happened('BalanceReturned', { orderNumber: order.orderNumber, reference: pay.reference, amount }));
  openTask(draft, {
    kind: 'pay.refund',
    target: order.provider ?? 'host',
    orderNumber: order.orderNumber,
    dropId: order.dropId,
    data: { reference: pay.reference, amount: String(amount) },
  });
}

/** The rest was not paid in time: said to the host, who decides, and to the buyer. */
export function balanceOverdue(draft: Draft, order: Order): void {
  draft.emit(happened('BalanceOverdue', { orderNumber: order.orderNumber }));
  openTask(draft, {
    kind: 'host.balance',
    target: 'host',
    orderNumber: order.orderNumber,
    dropId: order.dropId,
    data: { amount: String(balanceOf(order)) },
  });
}

export const depositHandlers: Handlers<'balance.pay' | 'balance.remind'> = {
  'balance.pay': (draft, { orderNumber }) => {
    const { state, context } = draft;
    const order = state.orders.get(String(orderNumber));
    if (!order || (context.actor.role === 'viewer' && order.viewer !== context.actor.id)) return refuse('no-such-order', { orderNumber });
    if (!awaitsBalance(order)) return refuse('no-balance', { orderNumber, state: order.state });
    if ((disputeOf(order)?.state ?? 'won') !== 'won') return refuse('order-disputed', { orderNumber });
    const offer = context.offers.providers.find((each) => each.id === order.provider);
    if (offer?.settles !== 'page' || !(state.payments.get(offer.id)?.enabled ?? offer.enabledByDefault))
      return refuse('no-such-provider', { provider: order.provider });
    const last = order.deposit.balances.at(-1);
    const isOpening = last !== undefined && [...state.tasks.values()].some((task) => task.taskId === last.reference && isOpen(task));
    if (last?.state === 'open' && last.payBy - context.now >= WORTH_GOING && (last.payUrl !== null || isOpening))
      return { answer: { orderNumber, payUrl: last.payUrl, payBy: last.payBy, pending: last.payUrl === null } };
    const reference = context.id();
    const payBy = context.now + BALANCE_PAGE;
    draft.emit(happened('BalanceOpened', { orderNumber, reference, payBy }));
    openTask(draft, {
      taskId: reference,
      kind: 'pay.open',
      target: offer.id,
      orderNumber,
      dropId: order.dropId,
      data: { reference, payBy: String(payBy) },
      uselessAt: payBy,
    });
    openEnd(draft, order, reference, payBy);
    return undefined;
  },
  'balance.remind': (draft, { orderNumber }) => {
    const order = draft.state.orders.get(String(orderNumber));
    if (!order) return refuse('no-such-order', { orderNumber });
    if (!awaitsBalance(order)) return refuse('no-balance', { orderNumber, state: order.state });
    if (!isMailOn(draft.state)) return refuse('no-mail');
    if (order.person === null) return refuse('no-such-person', { orderNumber });
    draft.emit(happened('BalanceReminded', { orderNumber }));
    return undefined;
  },
};

/** Changes one of an order's pages for the rest. */
export function putBalance(state: State, orderNumber: number, reference: string, change: (pay: BalancePay) => Partial<BalancePay>): void {
  putDeposit(state, orderNumber, ({ balances }) => ({
    balances: balances.map((pay) => (pay.reference === reference ? { ...pay, ...change(pay) } : pay)),
  }));
}
function putDeposit(state: State, orderNumber: number, change: (deposit: OrderDeposit) => Partial<OrderDeposit>): void {
  const order = must(state.orders.get(String(orderNumber)), `order ${orderNumber}`);
  if (order.deposit !== undefined) state.orders.set(String(orderNumber), { ...order, deposit: { ...order.deposit, ...change(order.deposit) } });
}

export const depositEvolvers: Evolvers<'BalanceOpened' | 'BalanceReady' | 'BalanceEnded' | 'BalanceReturned' | 'BalanceOverdue' | 'BalanceReminded'> = {
  BalanceOpened: (state, { orderNumber, reference, payBy }) => {
    const fresh = { reference, handle: null, payUrl: null, payBy, state: 'open', refundsAsked: 0, refundsDone: 0, givenBack: 0, dispute: null } as const;
    putDeposit(state, orderNumber, ({ balances }) => ({ balances: [...balances, fresh] }));
    state.references.set(reference, orderNumber);
  },
  BalanceReady: (state, { orderNumber, reference, payUrl, handle }) =>
    putBalance(state, orderNumber, reference, (pay) => ({ payUrl: payUrl ?? pay.payUrl, handle: handle ?? pay.handle })),
  BalanceEnded: (state, { orderNumber, reference }) => putBalance(state, orderNumber, reference, () => ({ state: 'ended', payUrl: null })),
  BalanceReturned: (state, { orderNumber, reference, amount }) =>
    putBalance(state, orderNumber, reference, (pay) => ({ state: 'returned', payUrl: null, refundsAsked: pay.refundsAsked + amount })),
  BalanceOverdue: (state, { orderNumber }) => {
    state.awaiting.delete(String(orderNumber));
    putDeposit(state, orderNumber, () => ({ overdue: true }));
  },
  BalanceReminded: () => undefined,
};
