import { randomUUID } from 'node:crypto';
import { commands } from '@protocol/commands.ts';
import { obsActionInput } from '@protocol/inputs.ts';
import type { ObsAnswer } from '@protocol/obs-link.ts';
import type { ObsAction, ObsFault } from '@protocol/obs.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import type { Core, Task } from '../dispatch/core.ts';
import type { Log } from '../ports/log.ts';
import type { Asker } from './ask-core.ts';
import { numberOf, type Ask } from './obs-sight.ts';
import { noteOfFault } from './obs-words.ts';
import { tasksActor } from './system-actor.ts';

/** One action asks at most a few things of OBS, each with its own time. */
const TAKE_MS: DurationMs = 20 * SECOND;

export interface ObsTasksDeps {
  readonly core: Core;
  readonly asker: Asker;
  readonly tasks: () => Iterable<Task>;
  readonly ask: Ask;
  /** Null while OBS is driven; else why it is not, and whether it may yet be in time. */
  readonly away: () => ObsFault | null;
  /** Another node drives: what is to be done is its business. */
  readonly isElsewhere: () => boolean;
  /** Names of the sources that show our overlay. */
  readonly overlays: () => readonly string[];
  readonly fault: (answer: Exclude<ObsAnswer, { readonly ok: true }>) => ObsFault;
  readonly log: Log;
}

/** What OBS is to do, one after the other and each tried once (E2). While OBS is away they wait, until their use has passed. */
export function obsTasks(deps: ObsTasksDeps): { pump(): void } {
  const { core, asker, log, ask } = deps;
  const node = randomUUID().slice(0, 8);
  let busy = false;
  /** Their end is being recorded: the state does not show it yet. */
  const ended = new Set<string>();

  async function close(task: Task, attempt: number, outcome: 'done' | 'failed' | 'unknown' | 'dropped', note: string): Promise<void> {
    ended.add(task.taskId);
    const input = { taskId: task.taskId, attempt, outcome, note: note.slice(0, 200), data: {} };
    const answer = await asker.ask(tasksActor, `close:${node}:${task.taskId}:${attempt}`, 'task.close', input, () => false);
    if (answer !== null && !answer.ok) log.warn({ taskId: task.taskId, outcome, refused: answer.refused.refused }, 'how OBS did was not taken');
    ended.delete(task.taskId);
  }

  async function perform(action: ObsAction): Promise<ObsAnswer> {
    switch (action.do) {
      case 'scene':
        return ask('SetCurrentProgramScene', { sceneName: action.scene });
      case 'show':
      case 'hide': {
        const item = await ask('GetSceneItemId', { sceneName: action.scene, sourceName: action.source });
        if (!item.ok) return item;
        const sceneItemId = numberOf(item.data['sceneItemId']);
        return ask('SetSceneItemEnabled', { sceneName: action.scene, sceneItemId, sceneItemEnabled: action.do === 'show' });
      }
      case 'replay':
        return ask('SaveReplayBuffer', {});
      case 'refresh': {
        let worst: ObsAnswer = { ok: true, data: {} };
        for (const inputName of deps.overlays()) {
          const pressed = await ask('PressInputPropertiesButton', { inputName, propertyName: 'refreshnocache' });
          if (!pressed.ok) worst = pressed;
        }
        return worst;
      }
      default: {
        const never: never = action;
        return never;
      }
    }
  }
  function actionOf(task: Task): ObsAction {
    const data: unknown = JSON.parse(task.data['action'] ?? 'null');
    const read = obsActionInput.safeParse(data);
    // The one that no cue has.
    return read.success ? read.data : { do: 'refresh' };
  }

  async function run(task: Task): Promise<void> {
    const until = core.now() + TAKE_MS;
    const id = `take:${node}:${task.taskId}:${randomUUID()}`;
    const taken = await asker.ask(tasksActor, id, 'task.take', { taskId: task.taskId, until }, () => core.now() >= until);
    if (taken === null || !taken.ok) return;
    const { attempt } = commands['task.take'].result.parse(taken.result);
    if (task.uselessAt !== null && task.uselessAt <= core.now()) return close(task, attempt, 'dropped', 'too-late');
    const answer = await perform(actionOf(task));
    log.info({ taskId: task.taskId, ok: answer.ok, why: answer.ok ? '' : answer.why }, 'OBS was asked');
    if (answer.ok) return close(task, attempt, 'done', '');
    return close(task, attempt, answer.why === 'no-answer' ? 'unknown' : 'failed', answer.why === 'no-answer' ? 'no-answer' : noteOfFault(deps.fault(answer)));
  }

  function pump(): void {
    if (busy || asker.stopped()) return;
    const now = core.now();
    const away = deps.away();
    for (const task of deps.tasks()) {
      if (task.kind !== 'obs.do' || task.state !== 'waiting' || task.dueAt > now || ended.has(task.taskId)) continue;
      if (task.uselessAt !== null && task.uselessAt <= now) continue;
      if (away !== null) {
        // Asked for again by hand: whoever pressed is told at once that OBS is not there.
        if (task.uselessAt === null && !deps.isElsewhere()) void close(task, task.attempt, 'failed', noteOfFault(away));
        continue;
      }
      busy = true;
      void run(task)
        .catch((error: unknown) => log.error({ err: error, taskId: task.taskId }, 'a task for OBS broke'))
        .finally(() => {
          busy = false;
          pump();
        });
      return;
    }
  }
  return { pump };
}
