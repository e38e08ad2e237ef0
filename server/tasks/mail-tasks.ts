import { randomUUID } from 'node:crypto';
import { mail as mailWords } from '@locales/en.json';
import { commands } from '@protocol/commands.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { Core, Task } from '../dispatch/core.ts';
import type { Log } from '../ports/log.ts';
import type { MailAdapter, MailMessage } from '../ports/mail.ts';
import type { Asker } from './ask-core.ts';
import type { StoredSettings } from './stored-settings.ts';
import { tasksActor } from './system-actor.ts';

const say = speaker(mailWords as Words, 'en');
/** Conversations at once: a shop's own mail server, or a provider that counts them. */
const AT_ONCE = 3;
/** Beside the adapter's own time: looking the buyer up, and the append. */
const TAKE_SLACK_MS: DurationMs = 15 * SECOND;

/** What is to go out now, or why nothing is: a code under `note.` in the words. */
export type Composed = { readonly message: Omit<MailMessage, 'messageId' | 'at'> } | { readonly drop: string };
export interface MailTasksDeps {
  readonly node: string;
  readonly core: Core;
  readonly adapter: MailAdapter | null;
  readonly people: StoredSettings;
  readonly asker: Asker;
  readonly tasks: () => Iterable<Task>;
  /** Writes the mail from how things are now: to whom is looked up here and nowhere before (L8). */
  readonly compose: (task: Task) => Promise<Composed>;
  readonly log: Log;
}
export interface MailTasks {
  pump(): void;
  stop(): void;
  /** Resolves when what is on its way has ended. */
  finish(): Promise<void>;
}
interface Ending {
  readonly outcome: 'done' | 'failed' | 'unknown' | 'dropped';
  readonly note: string;
}

/** Mails to buyers: each is taken by an append, tried once, and how that ended is recorded (E2). */
export function mailTasks(deps: MailTasksDeps): MailTasks {
  const { core, asker, adapter, log } = deps;
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  async function attempt(task: Task, by: MailAdapter): Promise<Ending> {
    const composed = await deps.compose(task);
    if ('drop' in composed) return { outcome: 'dropped', note: composed.drop };
    const settings = await deps.people.settings('mail', by.manifest.id);
    const sent = await by.send(settings ?? {}, { ...composed.message, messageId: `dropcast.${task.taskId}`, at: core.now() });
    return { outcome: sent.outcome === 'sent' ? 'done' : sent.outcome === 'refused' ? 'failed' : 'unknown', note: sent.note };
  }

  async function run(task: Task, by: MailAdapter): Promise<void> {
    const until = core.now() + by.manifest.sendWithinMs + TAKE_SLACK_MS;
    const taken = await asker.ask(
      tasksActor,
      `take:${deps.node}:${task.taskId}:${randomUUID()}`,
      'task.take',
      { taskId: task.taskId, until },
      () => core.now() >= until,
    );
    if (taken === null || !taken.ok) return;
    const { attempt: number } = commands['task.take'].result.parse(taken.result);
    // Taken so late that others have given it up by the time it were out: nothing was sent, and somebody will say "unknown".
    if (core.now() + by.manifest.sendWithinMs > until) return;
    let ending: Ending;
    try {
      ending = await attempt(task, by);
    } catch (error) {
      log.error({ err: error, taskId: task.taskId }, 'a mail could not be written');
      ending = { outcome: 'failed', note: say('note.not-written') };
    }
    const answer = await asker.ask(
      tasksActor,
      `close:${deps.node}:${task.taskId}:${number}`,
      'task.close',
      { taskId: task.taskId, attempt: number, outcome: ending.outcome, note: ending.note.slice(0, 200), data: {} },
      () => false,
    );
    if (answer !== null && !answer.ok)
      log.warn({ taskId: task.taskId, outcome: ending.outcome, refused: answer.refused.refused }, 'how a mail ended was not taken');
  }

  function pump(): void {
    if (stopped || asker.stopped() || adapter === null) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const now = core.now();
    let wakeAt: number | null = null;
    for (const task of deps.tasks()) {
      // Taken ones are somebody's; the clock closes them as unknown (E2).
      if (task.kind !== 'mail.send' || task.state !== 'waiting' || running.has(task.taskId)) continue;
      if (task.uselessAt !== null && task.uselessAt <= now) continue;
      if (task.dueAt > now || running.size >= AT_ONCE) {
        wakeAt = Math.min(wakeAt ?? Number.MAX_SAFE_INTEGER, Math.max(task.dueAt, now + 50));
        continue;
      }
      const sending = run(task, adapter)
        .catch((error: unknown) => log.error({ err: error, taskId: task.taskId }, 'a mail task broke'))
        .then(async () => {
          // Not at once: where the state does not show our own append yet, this would spin.
          await asker.sleep(20);
          running.delete(task.taskId);
          pump();
        });
      running.set(task.taskId, sending);
    }
    if (wakeAt !== null) timer = setTimeout(pump, Math.min(SECOND, Math.max(5, wakeAt - now)));
  }

  return {
    pump,
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
    finish: async () => {
      await Promise.all(running.values());
    },
  };
}
