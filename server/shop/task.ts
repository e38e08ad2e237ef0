import { refuse } from '@protocol/refusals.ts';
import type { Receipt, TaskKind } from '@protocol/parts.ts';
import type { Instant } from '@protocol/time.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { dueBy } from './due-bound.ts';
import { happened } from './events.ts';
import { noteMail } from './mail.ts';
import { adjustEnded, isLaneTaken, lookBegan } from './mirror.ts';
import { isOpen } from './open-task.ts';
import { expirePay, payPageReady } from './pay.ts';
import { refundDone } from './payment.ts';
import { pictureBegan, pictureCopied, pictureEnded } from './picture.ts';
import type { State, Task } from './state.ts';

/** Closed tasks kept for the desk; older ones are in the ledger. */
const CLOSED_KEPT = 100;

/** Outsides that repeat safely get the task's id as idempotency key and are retried to the end (E2). */
const repeats: Record<TaskKind, boolean> = {
  'chat.post': false,
  // A scene that is switched late is worse than one that is not.
  'obs.do': false,
  'pay.open': true,
  'pay.expire': true,
  'pay.refund': true,
  'pay.compare': true,
  'picture.copy': true,
  'mail.send': false,
  'shop.adjust': true,
  'shop.look': true,
  'host.shortfall': false,
  'host.relist': false,
  'host.refund': false,
  'host.lost-tail': false,
  'host.clock-gap': false,
  'host.same-buyer': false,
  'host.dispute': false,
  'host.pay-difference': false,
  'host.withdrawal': false,
  'host.balance': false,
};
export const isHostTask = (kind: TaskKind): boolean => kind.startsWith('host.');
/** Taken, but the node that took it was not heard of in time. */
const isAbandoned = (task: Task, now: Instant): boolean => task.state === 'taken' && task.takenUntil !== null && task.takenUntil <= now;

/** What of the tasks is due (E2): abandoned posts end unknown, useless ones unsent. */
export function tickTasks(draft: Draft): void {
  const { now } = draft.context;
  for (const task of [...draft.state.tasks.values()]) {
    if (!isOpen(task)) continue;
    if (isAbandoned(task, now) && !repeats[task.kind]) draft.emit(happened('TaskClosed', { taskId: task.taskId, outcome: 'unknown', note: 'no-answer' }));
    else if ((task.state === 'waiting' || isAbandoned(task, now)) && task.uselessAt !== null && task.uselessAt <= now)
      draft.emit(happened('TaskClosed', { taskId: task.taskId, outcome: 'dropped', note: 'too-late' }));
    else if (task.kind === 'host.shortfall' && task.sku !== null && (draft.state.variants.get(task.sku)?.missing ?? 0) === 0) {
      draft.emit(happened('TaskClosed', { taskId: task.taskId, outcome: 'done', note: 'solved' }));
    }
  }
}
/** When the tasks want to be looked at next. */
export function tasksDueAt(state: State): Instant {
  let due = Number.MAX_SAFE_INTEGER;
  for (const task of state.tasks.values()) {
    if (task.state === 'waiting' && task.uselessAt !== null) due = Math.min(due, task.uselessAt);
    if (task.state === 'taken' && task.takenUntil !== null && task.uselessAt !== null) due = Math.min(due, Math.max(task.takenUntil, task.uselessAt));
    if (task.state === 'taken' && task.takenUntil !== null && !repeats[task.kind]) due = Math.min(due, task.takenUntil);
  }
  return due;
}

export const taskHandlers: Handlers<'task.take' | 'task.close' | 'task.done' | 'task.repeat' | 'post.done'> = {
  'task.take': (draft, { taskId, until }) => {
    const task = draft.state.tasks.get(taskId);
    if (!task) return refuse('no-such-task', { taskId });
    const { now } = draft.context;
    const takeable = task.state === 'waiting' || (isAbandoned(task, now) && repeats[task.kind]);
    if (!takeable || isHostTask(task.kind) || task.dueAt > now || (task.uselessAt !== null && task.uselessAt <= now))
      return refuse('task-not-open', { taskId, state: task.state });
    if (isLaneTaken(draft.state, task, now)) return refuse('task-not-open', { taskId, state: 'lane' });
    // D9: bots are silent while panicking.
    if (task.kind === 'chat.post' && draft.state.single('panicAt') !== null) return refuse('task-not-open', { taskId, state: 'panic' });
    draft.emit(happened('TaskTaken', { taskId, attempt: task.attempt + 1, until }));
  },
  'task.close': (draft, { taskId, attempt, outcome, note, data }) => {
    const task = draft.state.tasks.get(taskId);
    if (!task) return refuse('no-such-task', { taskId });
    // A later attempt has it now, or it was given up as unknown: the first word stands.
    if (!isOpen(task) || task.attempt !== attempt) return refuse('task-not-open', { taskId, state: task.state });
    draft.emit(happened('TaskClosed', { taskId, outcome, note, ...(task.kind === 'chat.post' ? postedOf(data) : {}) }));
    if (task.kind === 'picture.copy' && outcome === 'done') pictureCopied(draft, task, data['path'] ?? '');
    if (task.kind === 'shop.adjust') adjustEnded(draft, task, outcome, note, data);
    if (task.orderNumber === null || outcome !== 'done') return;
    if (task.kind === 'pay.open' && data['payUrl'] !== undefined)
      payPageReady(draft, task.orderNumber, task.data['reference'] ?? '', data['payUrl'], data['handle'] ?? null);
    if (task.kind === 'pay.expire' && data['result'] === 'expired') expirePay(draft, task.orderNumber, task.data['reference'] ?? '');
    if (task.kind === 'pay.refund') refundDone(draft, task.orderNumber, task.data['reference'] ?? '', Number(task.data['amount'] ?? 0));
  },
  'task.done': (draft, { taskId }) => {
    const task = draft.state.tasks.get(taskId);
    if (!task) return refuse('no-such-task', { taskId });
    if (task.state === 'done' || task.state === 'taken') return refuse('task-not-open', { taskId, state: task.state });
    // S5: it stays the host's until it is solved: by a count, a refund, or units that turn up.
    if (task.kind === 'host.shortfall' && (draft.state.variants.get(task.sku ?? '')?.missing ?? 0) > 0) return refuse('wrong-state', { state: 'missing' });
    draft.emit(happened('TaskClosed', { taskId, outcome: 'done', note: 'by-hand' }));
  },
  'post.done': (draft, { taskId }) => {
    const task = draft.state.tasks.get(taskId);
    if (!task || task.kind !== 'chat.post') return refuse('no-such-task', { taskId });
    // Not before its time either: an undo of the first seconds could not call it back (D6).
    if (task.state !== 'waiting' || task.dueAt > draft.context.now) return refuse('task-not-open', { taskId, state: task.state });
    draft.emit(happened('TaskClosed', { taskId, outcome: 'done', note: 'hand-posted' }));
  },
  'task.repeat': (draft, { taskId }) => {
    const task = draft.state.tasks.get(taskId);
    if (!task) return refuse('no-such-task', { taskId });
    if (isHostTask(task.kind) || (task.state !== 'unknown' && task.state !== 'failed' && task.state !== 'dropped'))
      return refuse('task-not-open', { taskId, state: task.state });
    draft.emit(happened('TaskRepeated', { taskId, dueAt: draft.context.now }));
  },
};

const receipts: readonly string[] = ['sent', 'seen', 'limited', 'dropped', 'unsent', 'unknown'] satisfies readonly Receipt[];
const isReceipt = (text: string | undefined): text is Receipt => text !== undefined && receipts.includes(text);
/** What a chat said of a message. */
function postedOf(data: Readonly<Record<string, string>>): { readonly receipt?: Receipt; readonly messageId?: string } {
  const { receipt, messageId } = data;
  return { ...(isReceipt(receipt) ? { receipt } : {}), ...(messageId === undefined || messageId === '' ? {} : { messageId }) };
}

const putTask = (state: State, taskId: string, change: (task: Task) => Partial<Task>): void => {
  const task = state.tasks.get(taskId);
  if (task) state.tasks.set(taskId, { ...task, ...change(task) });
};

export const taskEvolvers: Evolvers<'TaskOpened' | 'TaskTaken' | 'TaskClosed' | 'TaskRepeated'> = {
  TaskOpened: (state, { task }, meta) => {
    state.tasks.set(task.taskId, {
      ...task,
      openedAt: meta.at,
      state: 'waiting',
      attempt: 0,
      takenUntil: null,
      closedAt: null,
      note: '',
      receipt: null,
      messageId: null,
    });
    if (task.uselessAt !== null) dueBy(state, task.uselessAt);
    if (task.kind === 'picture.copy') pictureBegan(state);
    noteMail(state, task.taskId);
  },
  TaskTaken: (state, event) => {
    const task = state.tasks.get(event.taskId);
    if (task?.kind === 'shop.look') lookBegan(state, task.target);
    putTask(state, event.taskId, () => ({ state: 'taken', attempt: event.attempt, takenUntil: event.until }));
    dueBy(state, event.until);
  },
  TaskClosed: (state, event, meta) => {
    const task = state.tasks.get(event.taskId);
    if (!task) return;
    // Closed ones move to the end, so that the first of them in the table is the oldest.
    state.tasks.delete(event.taskId);
    state.tasks.set(event.taskId, {
      ...task,
      state: event.outcome,
      note: event.note,
      closedAt: meta.at,
      takenUntil: null,
      receipt: event.receipt ?? null,
      messageId: event.messageId ?? null,
    });
    if (task.kind === 'picture.copy') pictureEnded(state, task, event.outcome, event.note);
    noteMail(state, event.taskId);
    forgetOldest(state);
  },
  TaskRepeated: (state, event) => {
    if (state.tasks.get(event.taskId)?.kind === 'picture.copy') pictureBegan(state);
    putTask(state, event.taskId, () => ({ state: 'waiting', dueAt: event.dueAt, uselessAt: null, closedAt: null, note: '', receipt: null, messageId: null }));
    noteMail(state, event.taskId);
  },
};

function forgetOldest(state: State): void {
  if (state.tasks.size <= CLOSED_KEPT) return;
  let closed = 0;
  let oldest: string | null = null;
  for (const task of state.tasks.values()) {
    if (isOpen(task)) continue;
    // What ended unknown or failed stays until the host saw to it.
    if (task.state === 'unknown' || task.state === 'failed') continue;
    oldest ??= task.taskId;
    closed += 1;
  }
  if (closed > CLOSED_KEPT && oldest !== null) state.tasks.delete(oldest);
}
