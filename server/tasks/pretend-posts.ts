import { PRETEND_CHAT } from '@protocol/chat-template.ts';
import { SECOND } from '@protocol/time.ts';
import type { Core, Task } from '../dispatch/core.ts';
import type { Asker } from './ask-core.ts';
import { tasksActor } from './system-actor.ts';

export interface PretendPostsDeps {
  readonly node: string;
  readonly core: Core;
  readonly asker: Asker;
  readonly tasks: () => Iterable<Task>;
}

/** D10, E5: posts to the pretend chat reach nobody; they are taken and closed like any other, so that a test drop shows the whole way. */
export function pretendPosts({ node, core, asker, tasks }: PretendPostsDeps): { pump(): void } {
  const running = new Set<string>();
  async function post({ taskId, attempt }: Task): Promise<void> {
    const never = (): boolean => false;
    const taken = await asker.ask(tasksActor, `${taskId}:${node}:${attempt}:take`, 'task.take', { taskId, until: core.now() + 10 * SECOND }, never);
    if (taken?.ok) {
      await asker.ask(
        tasksActor,
        `${taskId}:${node}:${attempt}:close`,
        'task.close',
        { taskId, attempt: attempt + 1, outcome: 'done', note: 'pretend', data: {} },
        never,
      );
    }
    running.delete(taskId);
  }
  return {
    pump: () => {
      for (const task of tasks()) {
        if (task.target !== PRETEND_CHAT || task.state !== 'waiting' || running.has(task.taskId)) continue;
        running.add(task.taskId);
        void post(task);
      }
    },
  };
}
