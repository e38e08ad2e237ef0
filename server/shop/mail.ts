import { isMailKind, type MailKind } from '@protocol/mail.ts';
import { refuse } from '@protocol/refusals.ts';
import { DAY, HOUR, type DurationMs, type Instant } from '@protocol/time.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { happened, type EventOf, type ShopEvent } from './events.ts';
import { isOpen, openTask } from './open-task.ts';
import type { Mail, Order, ReadState, State, Task } from './state.ts';

/** News of two days ago is none: what waited for longer (a server that was off, a mail server that was away) closes unsent. */
const USEFUL_FOR: DurationMs = 2 * DAY;
/** Whoever has less time than this to pay was told when by, and needs no second mail. */
const SHORTEST_TO_REMIND: DurationMs = HOUR;
/** A reminder comes when a third of the time is left, and a day before at the earliest. */
const reminderAt = (now: Instant, payBy: Instant): Instant => payBy - Math.min(DAY, Math.floor((payBy - now) / 3));

/** Where what became of an offer's mail is kept; an order's stands under its number. */
const offerSubject = (holdId: string): string => `hold ${holdId}`;
const TEST_SUBJECT = 'test';
export const isMailOn = (state: Pick<ReadState, 'single'>): boolean => state.single('mail')?.enabled === true;
export const mailsOf = (state: Pick<ReadState, 'mails'>, orderNumber: number): readonly Mail[] => state.mails.get(String(orderNumber)) ?? [];
/** How the last test went; null where there was none. */
export const testMail = (state: Pick<ReadState, 'mails'>): Mail | null => state.mails.get(TEST_SUBJECT)?.at(-1) ?? null;

const kindOf = (task: Pick<Task, 'data'>): MailKind => (isMailKind(task.data['mail']) ? task.data['mail'] : 'test');
const subjectOf = (task: Pick<Task, 'data' | 'orderNumber'>): string =>
  task.orderNumber !== null ? String(task.orderNumber) : task.data['hold'] === undefined ? TEST_SUBJECT : offerSubject(task.data['hold']);

/** Which mail it is among those of its order: an order has one of each kind, but as many refunds as there were. */
const keyOf = (task: Pick<Task, 'data'>): string => [kindOf(task), ...(task.data['n'] === undefined ? [] : [task.data['n']])].join(' ');

interface OrderMail {
  readonly dueAt?: Instant;
  readonly uselessAt?: Instant;
  readonly data?: Readonly<Record<string, string>>;
}
/** One mail per order and kind. The task names nobody: who gets it is looked up when it goes out (L8). */
function openOrderMail(draft: Draft, order: Order, mail: MailKind, { dueAt, uselessAt, data }: OrderMail): void {
  // At the till nobody left an address, and who was erased has none any more.
  if (order.person === null) return;
  const task = { data: { mail, ...data }, orderNumber: order.orderNumber };
  if (mailsOf(draft.state, order.orderNumber).some((one) => one.key === keyOf(task))) return;
  const { now } = draft.context;
  openTask(draft, { kind: 'mail.send', target: 'mail', dropId: order.dropId, ...task, dueAt: dueAt ?? now, uselessAt: uselessAt ?? now + USEFUL_FOR });
}
/** What is no longer so is not told: a reminder of what was paid, a mail to somebody who is forgotten. */
function closeWaiting(draft: Draft, orderNumber: number, of: (mail: MailKind) => boolean, note: string): void {
  for (const { taskId } of mailsOf(draft.state, orderNumber)) {
    const task = draft.state.tasks.get(taskId);
    if (task?.state === 'waiting' && of(kindOf(task))) draft.emit(happened('TaskClosed', { taskId, outcome: 'dropped', note }));
  }
}
const isReminder = (mail: MailKind): boolean => mail === 'pay' || mail === 'balance';

/** What is asked for more than once: a reminder has a number of its own. */
function openBalanceMail(draft: Draft, orderNumber: number, at: OrderMail): void {
  const n = mailsOf(draft.state, orderNumber).filter(({ kind }) => kind === 'balance').length;
  openOrderMail(draft, orderBy(draft, orderNumber), 'balance', { ...at, data: { n: String(n) } });
}
const isAny = (): boolean => true;

/** A timed offer of the waitlist, to whoever left an address for it. */
function openOfferMail(draft: Draft, { person, dropId, holdId, expiresAt }: EventOf<'WaitlistOffered'>): void {
  if (person === null || draft.state.mails.has(offerSubject(holdId))) return;
  openTask(draft, { kind: 'mail.send', target: 'mail', dropId, data: { mail: 'offer', person, hold: holdId }, uselessAt: expiresAt });
}

/**
 * The one place that says which events bring a mail. Called with what a command brought about, before anybody is told: the mails' tasks
 * stand in the same batch, so that a crash loses both or neither.
 */
export function openMails(draft: Draft, events: readonly ShopEvent[]): void {
  if (!isMailOn(draft.state)) return;
  // A copy: what is opened joins them.
  for (const event of [...events]) openMailOf(draft, event);
}
function openMailOf(draft: Draft, event: ShopEvent): void {
  switch (event.type) {
    case 'OrderOpened': {
      const order = orderBy(draft, event.orderNumber);
      const { now } = draft.context;
      if (event.as === 'unpaid') openOrderMail(draft, order, 'placed', {});
      if (event.payBy - now >= SHORTEST_TO_REMIND) openOrderMail(draft, order, 'pay', { dueAt: reminderAt(now, event.payBy), uselessAt: event.payBy });
      return;
    }
    case 'OrderPaid':
      closeWaiting(draft, event.orderNumber, isReminder, 'not-needed');
      if (event.part === 'deposit') return openDepositMails(draft, event.orderNumber);
      return openOrderMail(draft, orderBy(draft, event.orderNumber), 'paid', {});
    case 'BalanceOverdue':
    case 'BalanceReminded':
      return openBalanceMail(draft, event.orderNumber, {});
    case 'BalanceReturned':
      return openOrderMail(draft, orderBy(draft, event.orderNumber), 'money-back', { data: { amount: String(event.amount), n: event.reference } });
    case 'OrderPacked': {
      const order = orderBy(draft, event.orderNumber);
      return order.delivery.kind === 'pickup' ? openOrderMail(draft, order, 'ready', {}) : undefined;
    }
    case 'OrderHandedOver': {
      const order = orderBy(draft, event.orderNumber);
      // Whoever picks it up stands there; a parcel is on its way.
      if (order.delivery.kind === 'ship') return openOrderMail(draft, order, 'ready', {});
      return closeWaiting(draft, event.orderNumber, isAny, 'not-needed');
    }
    case 'OrderRefunded': {
      const order = orderBy(draft, event.orderNumber);
      const units = order.lines.reduce((sum, line) => sum + line.refunded, 0);
      closeWaiting(draft, event.orderNumber, (mail) => mail === 'ready' && order.state === 'refunded', 'not-needed');
      return openOrderMail(draft, order, 'refunded', {
        data: { n: String(units), amount: String(event.amount), whole: order.state === 'refunded' ? 'yes' : 'no' },
      });
    }
    case 'OrderWithdrawn':
      return openOrderMail(draft, orderBy(draft, event.orderNumber), 'withdrawn', {});
    case 'RefundDue':
      return openOrderMail(draft, orderBy(draft, event.orderNumber), 'money-back', { data: { amount: String(event.amount) } });
    case 'OrderCancelled':
      closeWaiting(draft, event.orderNumber, isAny, 'not-needed');
      return openOrderMail(draft, orderBy(draft, event.orderNumber), 'cancelled', {});
    case 'PayExpired':
      closeWaiting(draft, event.orderNumber, isReminder, 'not-needed');
      return openOrderMail(draft, orderBy(draft, event.orderNumber), 'expired', {});
    case 'WaitlistOffered':
      return openOfferMail(draft, event);
    case 'PersonErased':
      for (const orderNumber of event.orders) closeWaiting(draft, orderNumber, isAny, 'erased');
      return undefined;
    default:
      return undefined;
  }
}
function openDepositMails(draft: Draft, orderNumber: number): void {
  const order = orderBy(draft, orderNumber);
  const due = order.deposit?.due ?? null;
  const { now } = draft.context;
  openOrderMail(draft, order, 'deposit', {});
  if (due !== null && due - now >= SHORTEST_TO_REMIND) openBalanceMail(draft, orderNumber, { dueAt: reminderAt(now, due), uselessAt: due });
}
function orderBy(draft: Draft, orderNumber: number): Order {
  const order = draft.state.orders.get(String(orderNumber));
  if (!order) throw new Error(`an event named order ${orderNumber}, which is not there`);
  return order;
}

const isMail = (task: Task): boolean => task.kind === 'mail.send';
/** What a buyer would still have of it. */
const isWorthIt = (task: Task, now: Instant): boolean => now - task.openedAt < USEFUL_FOR;

export const mailHandlers: Handlers<'mail.save' | 'mail.test' | 'mail.again'> = {
  'mail.save': (draft, { enabled }) => {
    if (!enabled) {
      for (const task of [...draft.state.tasks.values()])
        if (isMail(task) && task.state === 'waiting') draft.emit(happened('TaskClosed', { taskId: task.taskId, outcome: 'dropped', note: 'mail-off' }));
    }
    draft.emit(happened('MailSaved', { enabled }));
  },
  'mail.test': (draft) => {
    if (draft.state.single('mail') === null) return refuse('no-mail');
    if (draft.state.single('shop') === null) return refuse('shop-not-configured');
    openTask(draft, { kind: 'mail.send', target: 'mail', data: { mail: 'test' }, uselessAt: draft.context.now + HOUR });
    return undefined;
  },
  'mail.again': (draft) => {
    if (!isMailOn(draft.state)) return refuse('no-mail');
    const { now } = draft.context;
    const failed = [...draft.state.tasks.values()].filter((task) => isMail(task) && task.state === 'failed' && kindOf(task) !== 'test' && isWorthIt(task, now));
    for (const { taskId } of failed) draft.emit(happened('TaskRepeated', { taskId, dueAt: now }));
    return failed.length === 0 ? { answer: { mails: 0 } } : undefined;
  },
};

export const mailEvolvers: Evolvers<'MailSaved'> = {
  MailSaved: (state, { enabled }) => state.put('mail', { enabled }),
};

const putMail = (state: State, task: Task): void => {
  const subject = subjectOf(task);
  const row: Mail = { key: keyOf(task), kind: kindOf(task), taskId: task.taskId, state: task.state, at: task.closedAt ?? task.openedAt, note: task.note };
  const before = state.mails.get(subject) ?? [];
  const known = before.some((one) => one.taskId === task.taskId);
  // Tasks are forgotten; that a mail went out is not. Of tests the last is enough.
  if (subject === TEST_SUBJECT) state.mails.set(subject, [row]);
  else state.mails.set(subject, known ? before.map((one) => (one.taskId === task.taskId ? row : one)) : [...before, row]);
};
/** Part of the tasks' evolvers: what became of a mail stands with its order for as long as that does. */
export function noteMail(state: State, taskId: string): void {
  const task = state.tasks.get(taskId);
  if (task && isMail(task)) putMail(state, task);
}
export const isUnsettledMail = (task: Task): boolean => isMail(task) && !isOpen(task) && (task.state === 'failed' || task.state === 'unknown');
