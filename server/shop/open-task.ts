import type { TaskKind } from '@protocol/parts.ts';
import type { Instant } from '@protocol/time.ts';
import type { Draft } from './context.ts';
import { happened } from './events.ts';
import { taskPriority, type Task, type TaskPriority } from './state.ts';

export const isOpen = (task: Task): boolean => task.state === 'waiting' || task.state === 'taken';

interface NewTask {
  /** Its own; a fresh one where nothing else has to know it beforehand. */
  readonly taskId?: string;
  readonly kind: TaskKind;
  readonly target: string;
  readonly dropId?: string | null;
  readonly orderNumber?: number | null;
  readonly sku?: string | null;
  readonly priority?: TaskPriority;
  readonly data?: Readonly<Record<string, string>>;
  readonly dueAt?: Instant;
  readonly uselessAt?: Instant | null;
}
export function openTask(draft: Draft, task: NewTask): string {
  const taskId = task.taskId ?? draft.context.id();
  draft.emit(
    happened('TaskOpened', {
      task: {
        taskId, kind: task.kind, target: task.target, dropId: task.dropId ?? null, orderNumber: task.orderNumber ?? null, sku: task.sku ?? null,
        priority: task.priority ?? taskPriority.news, data: task.data ?? {}, dueAt: task.dueAt ?? draft.context.now, uselessAt: task.uselessAt ?? null,
      },
    }),
  ); // prettier-ignore
  return taskId;
}

/** Closes open tasks that match. `taken` ones are left to whoever has them, unless they are the host's. */
export function closeTasks(draft: Draft, match: (task: Task) => boolean, outcome: 'done' | 'dropped', note: string): void {
  const matching = [...draft.state.tasks.values()].filter((task) => task.state === 'waiting' && match(task));
  for (const task of matching) draft.emit(happened('TaskClosed', { taskId: task.taskId, outcome, note }));
}
