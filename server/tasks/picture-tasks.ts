import { randomUUID } from 'node:crypto';
import { commands } from '@protocol/commands.ts';
import type { PictureTrouble } from '@protocol/media.ts';
import { isRefused, type RefusalCode } from '@protocol/refusals.ts';
import { MINUTE, SECOND, type DurationMs } from '@protocol/time.ts';
import { COPYING_IS_OFF, type Core, type Task } from '../dispatch/core.ts';
import type { Log } from '../ports/log.ts';
import { MediaFull, type FetchPicture, type Media } from '../ports/media.ts';
import type { Asker } from './ask-core.ts';
import { tasksActor } from './system-actor.ts';

/** Longest that one picture takes with all its tries, waiting for its turn included; a crashed server's are taken up again after it. */
const LEASE_MS: DurationMs = 4 * MINUTE;
/** Taken at once: those that wait to be tried again are among them. */
const TAKEN_AT_ONCE = 12;
/** Asked at once. While something is on sale one alone: buyers come first, and the pictures are shown from where they stand. */
const ASKED_AT_ONCE = 4;
/** What is ready is told together: each time the whole catalog goes to every panel, and a thousand times would be felt. */
const TELL_AFTER_MS: DurationMs = 2 * SECOND;
const TELL_AT = 8;

export interface PictureSource {
  /** Null: pictures are left where they are. */
  readonly fetch: FetchPicture | null;
  /** Between the tries of what may come back. */
  readonly pausesMs: readonly DurationMs[];
}
export const usualPausesMs: PictureSource['pausesMs'] = [2 * SECOND, 8 * SECOND, 30 * SECOND];

export interface PictureTasksDeps {
  readonly node: string;
  readonly core: Core;
  readonly media: Pick<Media, 'keep'>;
  readonly source: PictureSource;
  readonly asker: Asker;
  readonly tasks: () => Iterable<Task>;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
}
export interface PictureTasks {
  pump(): void;
  stop(): void;
}

type Ended =
  { readonly outcome: 'done'; readonly path: string } | { readonly outcome: 'failed'; readonly why: PictureTrouble } | { readonly outcome: 'dropped' };
type Tried = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: PictureTrouble; readonly again: boolean };

const troubleOf = (refused: RefusalCode): PictureTrouble =>
  refused === 'media-broken' ? 'broken' : refused === 'media-pixels' ? 'too-many-pixels' : refused === 'too-large' ? 'too-large' : 'not-a-picture';

/** Copies pictures that stand on other servers, some at a time and in the background (E1, E2): asking twice does no harm. */
export function pictureTasks(deps: PictureTasksDeps): PictureTasks {
  const { core, asker, log } = deps;
  const running = new Set<string>();
  const ended: { readonly task: Task; readonly attempt: number; readonly how: Ended }[] = [];
  const waiting: (() => void)[] = [];
  let asking = 0;
  let telling: NodeJS.Timeout | null = null;
  let waking: NodeJS.Timeout | null = null;
  let stopped = false;

  const mayAsk = (): boolean => asking < (core.state.single('liveDrops').length > 0 ? 1 : ASKED_AT_ONCE);
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    while (!stopped && !mayAsk()) await new Promise<void>((resolve) => waiting.push(resolve));
    asking += 1;
    try {
      return await work();
    } finally {
      asking -= 1;
      // Each looks again whether it may.
      for (const wake of waiting.splice(0)) wake();
    }
  }

  async function attempt(fetch: FetchPicture, url: string): Promise<Tried> {
    const fetched = await fetch(url);
    if (!fetched.ok) return fetched;
    try {
      const kept = await deps.media.keep(fetched.bytes, 'pictures', 'later', core.now());
      return isRefused(kept) ? { ok: false, why: troubleOf(kept.refused), again: false } : { ok: true, path: kept.url };
    } catch (error) {
      if (error instanceof MediaFull) return { ok: false, why: 'full', again: true };
      throw error;
    }
  }
  async function copy(fetch: FetchPicture, task: Task): Promise<Ended> {
    const url = task.data['url'] ?? '';
    for (let turn = 0; ; turn += 1) {
      if (asker.stopped()) return { outcome: 'failed', why: 'slow' };
      const tried = await inTurn(() => attempt(fetch, url));
      if (tried.ok) return { outcome: 'done', path: tried.path };
      const pause = tried.again ? deps.source.pausesMs[turn] : undefined;
      if (pause === undefined || asker.stopped()) {
        log.info({ url, why: tried.why }, 'a picture was not copied');
        return { outcome: 'failed', why: tried.why };
      }
      await asker.sleep(pause * (0.75 + deps.random() / 2));
    }
  }

  async function run(fetch: FetchPicture, task: Task): Promise<void> {
    const until = core.now() + LEASE_MS;
    const id = `take:${deps.node}:${task.taskId}:${randomUUID()}`;
    const taken = await asker.ask(tasksActor, id, 'task.take', { taskId: task.taskId, until }, () => core.now() >= until);
    if (taken === null || !taken.ok) return void running.delete(task.taskId);
    const { attempt: number } = commands['task.take'].result.parse(taken.result);
    const how = await copy(fetch, task);
    // What was stopped in the middle is taken up by the next start.
    if (how.outcome === 'failed' && asker.stopped()) return void running.delete(task.taskId);
    end(task, number, how);
  }

  function end(task: Task, attempt: number, how: Ended): void {
    ended.push({ task, attempt, how });
    if (ended.length >= TELL_AT || running.size <= ended.length) tell();
    else telling ??= setTimeout(tell, TELL_AFTER_MS);
  }
  /** All at once, so that they come into one batch of the ledger. */
  function tell(): void {
    if (telling !== null) clearTimeout(telling);
    telling = null;
    for (const { task, attempt, how } of ended.splice(0)) {
      const note = how.outcome === 'failed' ? how.why : how.outcome === 'dropped' ? COPYING_IS_OFF : '';
      const data: Record<string, string> = how.outcome === 'done' ? { path: how.path } : {};
      const input = { taskId: task.taskId, attempt, outcome: how.outcome, note, data };
      void asker
        .ask(tasksActor, `close:${deps.node}:${task.taskId}:${attempt}`, 'task.close', input, () => false)
        .then((answer) => {
          running.delete(task.taskId);
          if (answer !== null && !answer.ok) log.warn({ taskId: task.taskId, refused: answer.refused.refused }, 'how a picture ended was not taken');
          pump();
        });
    }
  }

  function pump(): void {
    if (stopped || asker.stopped()) return;
    if (waking !== null) clearTimeout(waking);
    waking = null;
    const { fetch } = deps.source;
    const now = core.now();
    let wakeAt: number | null = null;
    for (const task of deps.tasks()) {
      if (task.kind !== 'picture.copy' || running.has(task.taskId)) continue;
      const at = task.state === 'taken' ? (task.takenUntil ?? now) : task.dueAt;
      if (at > now) {
        wakeAt = Math.min(wakeAt ?? Number.MAX_SAFE_INTEGER, at);
        continue;
      }
      if (fetch !== null && running.size >= TAKEN_AT_ONCE) break;
      running.add(task.taskId);
      if (fetch === null) end(task, task.attempt, { outcome: 'dropped' });
      else
        void run(fetch, task).catch((error: unknown) => {
          log.error({ err: error, taskId: task.taskId }, 'copying a picture broke');
          // Its lease runs out, and then it is tried anew.
          running.delete(task.taskId);
          pump();
        });
    }
    if (wakeAt !== null) waking = setTimeout(pump, Math.min(MINUTE, Math.max(50, wakeAt - now)));
  }

  return {
    pump,
    stop: () => {
      stopped = true;
      // What is done is told now: the copies lie there, and nobody would know.
      tell();
      if (waking !== null) clearTimeout(waking);
      for (const wake of waiting.splice(0)) wake();
    },
  };
}
