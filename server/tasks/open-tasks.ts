import type { Core, Task } from '../dispatch/core.ts';

/**
 * The open tasks that somebody outside has to do, by id: kept beside the state so that a rush of
 * claims, which opens none, costs nothing here.
 */
export interface OpenTasks {
  values(): IterableIterator<Task>;
  stop(): void;
}

const forUs = (task: Task): boolean => (task.state === 'waiting' || task.state === 'taken') && !task.kind.startsWith('host.');

/** `changed` is called after each change, in order. */
export function openTasks(core: Core, changed: () => void): OpenTasks {
  const open = new Map<string, Task>();
  const readAll = (): void => {
    open.clear();
    for (const task of core.state.tasks.values()) if (forUs(task)) open.set(task.taskId, task);
  };
  const readOne = (taskId: string): void => {
    const task = core.state.tasks.get(taskId);
    if (task && forUs(task)) open.set(taskId, task);
    else open.delete(taskId);
  };
  readAll();
  const offs = [
    core.onReset(() => {
      readAll();
      changed();
    }),
    core.onCommitted(({ events }) => {
      let touched = false;
      for (const event of events) {
        switch (event.type) {
          case 'TaskOpened':
            readOne(event.task.taskId);
            touched = true;
            break;
          case 'TaskTaken':
          case 'TaskClosed':
          case 'TaskRepeated':
            readOne(event.taskId);
            touched = true;
            break;
          // A channel or provider that now is there, or may speak again, changes what can be done.
          case 'ChannelSaved':
          case 'PaymentSaved':
          case 'Panicked':
          case 'PanicLifted':
            touched = true;
            break;
          default:
            // Everything else opens and closes no task.
            break;
        }
      }
      if (touched) changed();
    }),
  ];
  return { values: () => open.values(), stop: () => offs.forEach((off) => off()) };
}
