import type { TaskPart } from '@protocol/parts.ts';

/** Waits for the host: their own tasks, and what ended without anyone knowing how, or badly. */
export const isOpenTask = (task: TaskPart): boolean => {
  switch (task.state) {
    case 'waiting':
    case 'taken':
      return task.kind.startsWith('host.');
    case 'unknown':
    case 'failed':
      return true;
    case 'done':
    case 'dropped':
      return false;
    default: {
      const never: never = task.state;
      return never;
    }
  }
};
