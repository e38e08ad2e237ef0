import { randomUUID } from 'node:crypto';
import { server as words } from '@locales/en.json';
import { commands } from '@protocol/commands.ts';
import { MINUTE, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { Core, Task } from '../dispatch/core.ts';
import type { Log } from '../ports/log.ts';
import type { Settings } from '../ports/manifest.ts';
import type { ShopAdapter } from '../ports/shop-link.ts';
import type { Asker } from './ask-core.ts';
import type { StoredSettings } from './stored-settings.ts';
import { tasksActor } from './system-actor.ts';

const say = speaker(words as Words, 'en');

const TAKE_FROM_MS: DurationMs = 30_000;
const TAKE_TO_MS: DurationMs = 300_000;
/** A notice may be lost on the way: while something is on sale the counts are compared without one. */
const LOOK_EVERY_MS: DurationMs = 10 * MINUTE;

export interface ShopTasksDeps {
  readonly node: string;
  readonly core: Core;
  readonly shops: readonly ShopAdapter[];
  readonly people: StoredSettings;
  readonly asker: Asker;
  readonly tasks: () => Iterable<Task>;
  readonly publicUrl: () => string | null;
  readonly random: () => number;
  /** Between attempts after one that failed. */
  readonly pauseMs: DurationMs;
  readonly log: Log;
}
export interface ShopTasks {
  pump(): void;
  stop(): void;
}

/** Changes and looks at shops elsewhere: one at a time for each, repeated with the same key until it worked or was refused for good. */
export function shopTasks(deps: ShopTasksDeps): ShopTasks {
  const { core, asker, log } = deps;
  const busy = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const close = (task: Task, attempt: number, outcome: 'done' | 'failed', note: string, data: Record<string, string>) =>
    asker.ask(
      tasksActor,
      `close:${deps.node}:${task.taskId}:${attempt}`,
      'task.close',
      { taskId: task.taskId, attempt, outcome, note: note.slice(0, 200), data },
      () => false,
    );

  async function adjust(task: Task, attempt: number, stock: NonNullable<ShopAdapter['stock']>, settings: Settings): Promise<void> {
    const answer = await stock.adjust(settings, { taskId: task.taskId, item: task.data['item'] ?? '', by: Number(task.data['by']) });
    if (answer.done) await close(task, attempt, 'done', '', answer.after === null ? {} : { after: String(answer.after) });
    else await close(task, attempt, 'failed', answer.no, {});
  }
  async function look(task: Task, attempt: number, stock: NonNullable<ShopAdapter['stock']>, settings: Settings): Promise<void> {
    const base = deps.publicUrl();
    // Without an address there is nobody to tell: then counts follow by looking alone.
    const wrong = base === null ? [] : await stock.subscribe(settings, `${base}/webhooks/${task.target}`);
    for (const sentence of wrong) log.warn({ shop: task.target }, sentence);
    const known = [...core.state.variants.values()].map(({ sku }) => ({ sku, item: core.state.mirrors.get(sku)?.item ?? null }));
    const seen = await stock.look(settings, known);
    const ours = core.state.single('shop')?.currency;
    if (ours !== undefined && seen.currency !== ours)
      return void (await close(task, attempt, 'failed', say('shops.otherCurrency', { name: seen.name, currency: seen.currency }), {}));
    const input = { shop: task.target, taskId: task.taskId, attempt, name: seen.name, levels: [...seen.levels] };
    await asker.ask(tasksActor, `levels:${deps.node}:${task.taskId}:${attempt}`, 'shop.levels', input, () => false);
  }

  async function run(task: Task, adapter: ShopAdapter): Promise<void> {
    const lease = Math.min(TAKE_TO_MS, TAKE_FROM_MS * 2 ** Math.min(task.attempt, 5)) * (1 + deps.random() / 10);
    const until = Math.round(core.now() + lease);
    const taken = await asker.ask(
      tasksActor,
      `take:${deps.node}:${task.taskId}:${randomUUID()}`,
      'task.take',
      { taskId: task.taskId, until },
      () => core.now() >= until,
    );
    if (taken === null || !taken.ok) return void (await asker.sleep(deps.pauseMs));
    const { attempt } = commands['task.take'].result.parse(taken.result);
    const { stock, manifest } = adapter;
    for (let turn = 0; turn < 4 && core.now() < until && !asker.stopped(); turn += 1) {
      try {
        const settings = (await deps.people.settings('shop', manifest.id)) ?? {};
        if (stock === null) return void (await close(task, attempt, 'failed', say('tasks.note.noProvider'), {}));
        return await (task.kind === 'shop.look' ? look(task, attempt, stock, settings) : adjust(task, attempt, stock, settings));
      } catch (error) {
        log.warn({ err: error, taskId: task.taskId, shop: manifest.id, attempt, turn }, 'a shop elsewhere did not do it; trying again');
        await asker.sleep(deps.pauseMs * 2 ** turn);
      }
    }
  }

  function pump(): void {
    if (asker.stopped()) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const now = core.now();
    let wakeAt: number | null = null;
    const taken = new Set<string>();
    const open = [...deps.tasks()].filter(({ kind }) => kind === 'shop.adjust' || kind === 'shop.look');
    for (const task of open) if (task.state === 'taken' && (task.takenUntil ?? 0) > now) taken.add(task.target);
    for (const task of open) {
      const adapter = deps.shops.find(({ manifest }) => manifest.id === task.target);
      if (adapter === undefined || busy.has(task.target)) continue;
      const at = task.state === 'taken' ? (task.takenUntil ?? now) : task.dueAt;
      if (at > now || taken.has(task.target)) {
        wakeAt = Math.min(wakeAt ?? Number.MAX_SAFE_INTEGER, Math.max(at, now + 200));
        continue;
      }
      busy.add(task.target);
      void run(task, adapter)
        .catch((error: unknown) => log.error({ err: error, taskId: task.taskId }, 'a task for a shop elsewhere broke'))
        .then(async () => {
          // Not at once: where the state does not show our own append yet, this would spin.
          await asker.sleep(20);
          busy.delete(task.target);
          pump();
        });
    }
    if (wakeAt !== null) timer = setTimeout(pump, Math.min(1_000, Math.max(5, wakeAt - now)));
  }
  const looking = setInterval(() => {
    if (core.state.single('liveDrops').length === 0) return;
    for (const link of core.state.links.values())
      if (link.enabled) void core.submit(tasksActor, { id: `look:${randomUUID()}`, name: 'shop.look', input: { shop: link.shop } });
  }, LOOK_EVERY_MS);
  looking.unref();
  return {
    pump,
    stop: () => {
      clearInterval(looking);
      if (timer !== null) clearTimeout(timer);
    },
  };
}
