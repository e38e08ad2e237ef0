import type { ObsAction } from '@protocol/obs.ts';
import type { Task } from './state.ts';

/** What a task asks of OBS. Tasks carry texts alone; this one was made by the shop itself, from a command's own schema. */
export const obsActionOf = (task: Task): ObsAction => JSON.parse(task.data['action'] ?? '{"do":"refresh"}') as ObsAction;
