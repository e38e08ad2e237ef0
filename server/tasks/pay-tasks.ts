import { randomUUID } from 'node:crypto';
import { server as serverWords } from '@locales/en.json';
import { commands } from '@protocol/commands.ts';
import { discountOn } from '@protocol/pricing.ts';
import type { DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { Core, Order, Task } from '../dispatch/core.ts';
import type { Log } from '../ports/log.ts';
import type { PaymentAdapter, PaySession } from '../ports/payment.ts';
import type { Settings } from '../ports/manifest.ts';
import type { Asker } from './ask-core.ts';
import type { StoredSettings } from './stored-settings.ts';
import { tasksActor } from './system-actor.ts';

const say = speaker(serverWords as Words, 'en');

/** One call to a provider. */
const CALL_MS: DurationMs = 10_000;
/** How long a first attempt is ours; each further one twice as long: that is the backoff between attempts (E2). */
const TAKE_FROM_MS: DurationMs = 20_000;
const TAKE_TO_MS: DurationMs = 300_000;
/** Between the calls of one attempt. */
const PAUSES_MS: readonly DurationMs[] = [1_000, 2_000, 4_000];
/** Calls under way at once: a provider's own limits are not ours to find out during a drop. */
const AT_ONCE = 8;

export interface PayTasksDeps {
  readonly node: string;
  readonly core: Core;
  readonly payments: readonly PaymentAdapter[];
  readonly people: StoredSettings;
  readonly asker: Asker;
  readonly tasks: () => Iterable<Task>;
  /** The buyer's page of an order: where the provider sends them back to. */
  readonly orderUrl: (orderNumber: number) => string;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
}
export interface PayTasks {
  pump(): void;
  stop(): void;
}

type Done = { readonly data: Readonly<Record<string, string>>; readonly paid: boolean };

/** Opening, ending and refunding at providers: idempotent by the task's id, so repeated until it worked or has no use (E2). */
export function payTasks(deps: PayTasksDeps): PayTasks {
  const { core, asker, log } = deps;
  const running = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  function session(task: Task, order: Order): PaySession {
    const shop = core.state.single('shop');
    const lines = order.lines.map((line) => {
      const variant = core.state.variants.get(line.sku);
      const bundle = core.state.bundles.get(line.sku);
      const title = bundle?.title ?? [core.state.products.get(variant?.handle ?? '')?.title ?? line.sku, ...(variant?.options ?? [])].join(' · ');
      return { title, quantity: line.quantity, price: line.price };
    });
    return {
      taskId: task.taskId,
      reference: order.reference,
      orderNumber: order.orderNumber,
      total: order.total,
      currency: shop?.currency ?? 'EUR',
      lines,
      shipping: order.shipping,
      discount: discountOn(order.discounts, 'goods') + discountOn(order.discounts, 'delivery'),
      tax: order.tax?.onTop === true ? order.tax.amount : 0,
      payBy: order.payBy ?? core.now(),
      returnUrl: deps.orderUrl(order.orderNumber),
      // L5: enough to put a lost paid order back.
      metadata: {
        order: String(order.orderNumber),
        drop: order.dropId ?? '',
        person: order.person ?? '',
        total: String(order.total),
        lines: order.lines.map((line) => `${line.sku}×${line.quantity}@${line.price}`).join(','),
      },
    };
  }

  async function call(task: Task, order: Order, page: NonNullable<PaymentAdapter['page']>, settings: Settings): Promise<Done> {
    switch (task.kind) {
      case 'pay.open': {
        const { payUrl } = await page.open(settings, session(task, order));
        // Buyers are sent there: an address of another kind would run in our page instead of opening theirs.
        if (!/^https?:\/\//iu.test(payUrl) || !URL.canParse(payUrl)) throw new Error(`${task.target} answered with a pay page that is no web address`);
        return { data: { payUrl }, paid: false };
      }
      case 'pay.expire': {
        const result = await page.expire(settings, order.reference, task.taskId);
        return { data: { result }, paid: result === 'paid' };
      }
      case 'pay.refund':
        await page.refund(settings, order.reference, Number(task.data['amount'] ?? order.total), task.taskId);
        return { data: {}, paid: false };
      default:
        throw new Error(say('tasks.note.noProvider'));
    }
  }

  async function close(task: Task, attempt: number, outcome: 'done' | 'failed', note: string, data: Readonly<Record<string, string>>): Promise<void> {
    const answer = await asker.ask(
      tasksActor,
      `close:${deps.node}:${task.taskId}:${attempt}`,
      'task.close',
      { taskId: task.taskId, attempt, outcome, note: note.slice(0, 200), data: { ...data } },
      () => false,
    );
    if (answer !== null && !answer.ok) log.warn({ taskId: task.taskId, outcome, refused: answer.refused.refused }, 'how a payment task ended was not taken');
  }

  async function run(task: Task, adapter: PaymentAdapter): Promise<void> {
    const lease = Math.min(TAKE_TO_MS, TAKE_FROM_MS * 2 ** Math.min(task.attempt, 10)) * (1 + deps.random() / 10);
    const until = Math.round(core.now() + lease);
    const taken = await asker.ask(
      tasksActor,
      `take:${deps.node}:${task.taskId}:${randomUUID()}`,
      'task.take',
      { taskId: task.taskId, until },
      () => core.now() >= until,
    );
    if (taken === null || !taken.ok) return;
    const { attempt } = commands['task.take'].result.parse(taken.result);
    const order = task.orderNumber === null ? undefined : core.state.orders.get(String(task.orderNumber));
    if (order === undefined) return close(task, attempt, 'failed', say('tasks.note.noOrder'), {});
    const { page } = adapter;
    if (page === null) return close(task, attempt, 'failed', say('tasks.note.noProvider'), {});
    for (let turn = 0; ; turn += 1) {
      if (asker.stopped() || core.now() + CALL_MS > until) return;
      try {
        const stored = (await deps.people.settings('payment', adapter.manifest.id)) ?? {};
        if (!adapter.manifest.settings.safeParse(stored).success) throw new Error(say('tasks.note.badPaySettings', { label: adapter.manifest.label }));
        const done = await within(CALL_MS, call(task, order, page, stored));
        if (done.paid) {
          // The buyer was faster than the end of the session: the same word as the provider's own notice (H4, H5).
          await asker.ask(
            tasksActor,
            `paid:${task.taskId}`,
            'payment.notice',
            { provider: adapter.manifest.id, reference: order.reference, status: 'paid', amount: order.total },
            () => false,
          );
        }
        return await close(task, attempt, 'done', '', done.data);
      } catch (error) {
        log.warn({ err: error, taskId: task.taskId, provider: adapter.manifest.id, attempt, turn }, 'a provider did not do it; trying again');
      }
      const pause = PAUSES_MS[turn];
      // What is left of the lease is the pause before the next attempt, by whichever node.
      if (pause === undefined) return;
      await asker.sleep(pause * (0.75 + deps.random() / 2));
    }
  }

  function pump(): void {
    if (stopped || asker.stopped()) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const now = core.now();
    let wakeAt: number | null = null;
    for (const task of deps.tasks()) {
      if (task.kind === 'chat.post' || running.has(task.taskId)) continue;
      const adapter = deps.payments.find((one) => one.manifest.id === task.target);
      if (adapter === undefined) continue;
      if (task.uselessAt !== null && task.uselessAt <= now) continue;
      const at = task.state === 'taken' ? (task.takenUntil ?? now) : task.dueAt;
      if (at > now || running.size >= AT_ONCE) {
        wakeAt = Math.min(wakeAt ?? Number.MAX_SAFE_INTEGER, Math.max(at, now + 50));
        continue;
      }
      running.add(task.taskId);
      void run(task, adapter)
        .catch((error: unknown) => log.error({ err: error, taskId: task.taskId }, 'a payment task broke'))
        .then(async () => {
          // Not at once: where the state does not show our own append yet, this would spin.
          await asker.sleep(20);
          running.delete(task.taskId);
          pump();
        });
    }
    if (wakeAt !== null) timer = setTimeout(pump, Math.min(1_000, Math.max(5, wakeAt - now)));
  }

  return {
    pump,
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** A call without an answer is a call that failed: the next one asks for the same thing. */
async function within<T>(ms: DurationMs, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
