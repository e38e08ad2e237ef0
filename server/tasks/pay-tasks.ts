import { randomUUID } from 'node:crypto';
import { server as serverWords } from '@locales/en.json';
import { commands } from '@protocol/commands.ts';
import { discountOn } from '@protocol/pricing.ts';
import type { DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import { payMetadata, payOf, type Core, type Order, type Task } from '../dispatch/core.ts';
import type { Log } from '../ports/log.ts';
import { RefusedForGood, type PaidSession, type PaymentAdapter, type PaySession } from '../ports/payment.ts';
import type { Settings } from '../ports/manifest.ts';
import type { Asker } from './ask-core.ts';
import type { StoredSettings } from './stored-settings.ts';
import { tasksActor } from './system-actor.ts';
import { within } from './within.ts';

const say = speaker(serverWords as Words, 'en');

export interface PayTimings {
  /** One call to a provider. */
  readonly callMs: DurationMs;
  /** How long a first attempt is ours; each further one twice as long: that is the backoff between attempts (E2). */
  readonly takeFromMs: DurationMs;
  readonly takeToMs: DurationMs;
  /** Between the calls of one attempt. */
  readonly pausesMs: readonly DurationMs[];
  /** All that was paid in a month is more than one call. */
  readonly compareMs: DurationMs;
}
export const usualPayTimings: PayTimings = { callMs: 10_000, takeFromMs: 20_000, takeToMs: 300_000, pausesMs: [1_000, 2_000, 4_000], compareMs: 120_000 };
/** What was paid in the minute of asking may stand here and not yet in the list. */
const COMPARE_MARGIN_MS: DurationMs = 60_000;
/** Calls under way at once: a provider's own limits are not ours to find out during a drop. */
const AT_ONCE = 8;

export interface PayTasksDeps {
  readonly node: string;
  readonly core: Core;
  readonly payments: readonly PaymentAdapter[];
  readonly people: StoredSettings & StoredBuyers;
  readonly asker: Asker;
  readonly tasks: () => Iterable<Task>;
  /** The buyer's page of an order: where the provider sends them back to. */
  readonly orderUrl: (orderNumber: number) => string;
  /** Of this very shop: several may sell with one account. */
  readonly mark: string;
  readonly timings: PayTimings;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
}
/** As much of a buyer as a provider is told. */
export interface StoredBuyers {
  get(personId: string): Promise<{ readonly email: string } | null>;
}
export interface PayTasks {
  pump(): void;
  stop(): void;
}

/** Which payment of its order a task is about. */
const referenceOf = (task: Task, order: Order): string => task.data['reference'] ?? order.reference;

type Done = { readonly data: Readonly<Record<string, string>>; readonly paid: boolean };

/** Opening, ending and refunding at providers: idempotent by the task's id, so repeated until it worked or has no use (E2). */
export function payTasks(deps: PayTasksDeps): PayTasks {
  const { core, asker, log, timings } = deps;
  const running = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  async function session(task: Task, order: Order): Promise<PaySession> {
    const buyer = order.person === null ? null : await deps.people.get(order.person);
    const payBy = Number(task.data['payBy'] ?? order.payBy ?? core.now());
    const shop = core.state.single('shop');
    const reference = referenceOf(task, order);
    const { amount } = payOf(order, reference);
    // One of two payments: what is in the order, and what it comes to, stands on its own page.
    const part = amount === order.total ? null : reference === order.reference ? ('deposit' as const) : ('balance' as const);
    const title = part === null ? '' : say(`pay.${part}`, { number: String(order.orderNumber) });
    const whole = order.lines.map((line) => {
      const variant = core.state.variants.get(line.sku);
      const bundle = core.state.bundles.get(line.sku);
      const name = bundle?.title ?? [core.state.products.get(variant?.handle ?? '')?.title ?? line.sku, ...(variant?.options ?? [])].join(' · ');
      return { title: name, quantity: line.quantity, price: line.price };
    });
    return {
      taskId: task.taskId,
      reference,
      holdId: part === 'balance' ? null : order.holdId,
      orderNumber: order.orderNumber,
      total: amount,
      currency: shop?.currency ?? 'EUR',
      ...(part === null
        ? {
            lines: whole,
            shipping: order.shipping,
            discount: discountOn(order.discounts, 'goods') + discountOn(order.discounts, 'delivery'),
            tax: order.tax?.onTop === true ? order.tax.amount : 0,
          }
        : { lines: [{ title, quantity: 1, price: amount }], shipping: 0, discount: 0, tax: 0 }),
      payBy,
      note: say('pay.note', { time: new Intl.DateTimeFormat(shop?.locale ?? 'en', { timeStyle: 'short', timeZone: shop?.timeZone ?? 'UTC' }).format(payBy) }),
      returnUrl: deps.orderUrl(order.orderNumber),
      email: buyer?.email ?? '',
      // L5: enough to put a lost paid order back.
      metadata: payMetadata(order, reference, deps.mark),
    };
  }

  async function call(task: Task, order: Order, page: NonNullable<PaymentAdapter['page']>, settings: Settings): Promise<Done> {
    switch (task.kind) {
      case 'pay.open': {
        const { payUrl, handle } = await page.open(settings, await session(task, order));
        // Buyers are sent there: an address of another kind would run in our page instead of opening theirs.
        if (!/^https?:\/\//iu.test(payUrl) || !URL.canParse(payUrl)) throw new Error(`${task.target} answered with a pay page that is no web address`);
        return { data: { payUrl, ...(handle === undefined ? {} : { handle }) }, paid: false };
      }
      case 'pay.expire': {
        const { reference, handle } = payOf(order, referenceOf(task, order));
        const result = await page.expire(settings, reference, task.taskId, handle);
        return { data: { result }, paid: result === 'paid' };
      }
      case 'pay.refund':
        await refund(task, order, page, settings);
        return { data: {}, paid: false };
      default:
        throw new Error(say('tasks.note.noProvider'));
    }
  }

  async function refund(task: Task, order: Order, page: NonNullable<PaymentAdapter['page']>, settings: Settings): Promise<void> {
    const { reference, handle, amount } = payOf(order, referenceOf(task, order));
    await page.refund(settings, reference, Number(task.data['amount'] ?? amount), task.taskId, handle);
  }

  /** L5: every paid session against the orders, each by the same door as a notice; what is left over is told. */
  async function compare(task: Task, adapter: PaymentAdapter, page: NonNullable<PaymentAdapter['page']>, settings: Settings): Promise<void> {
    if (page.paidSince === undefined) throw new RefusedForGood(say('tasks.note.noProvider'));
    const provider = adapter.manifest.id;
    const since = Number(task.data['since'] ?? 0);
    const asOf = Math.max(0, core.now() - COMPARE_MARGIN_MS);
    const all = await within(timings.compareMs, page.paidSince(settings, since));
    const sessions = all.filter(({ metadata }) => metadata['shop'] === deps.mark);
    let found = 0;
    let different = 0;
    const see = async ({ reference, handle, amount, refunded, metadata }: PaidSession): Promise<void> => {
      const input = { provider, reference, handle, amount, refunded, metadata: { ...metadata } };
      const answer = await asker.ask(tasksActor, `seen:${task.taskId}:${reference}`, 'payment.seen', input, () => false);
      if (answer === null || !answer.ok) return;
      const { how } = commands['payment.seen'].result.parse(answer.result);
      if (how === 'found' || how === 'paid') found += 1;
      if (how === 'different') different += 1;
    };
    for (let at = 0; at < sessions.length; at += AT_ONCE) await Promise.all(sessions.slice(at, at + AT_ONCE).map(see));
    const input = { provider, since, asOf, references: sessions.map(({ reference }) => reference), found, different };
    await asker.ask(tasksActor, `compared:${task.taskId}`, 'payment.compared', input, () => false);
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
    const lease =
      Math.min(timings.takeToMs, (task.kind === 'pay.compare' ? timings.compareMs : timings.takeFromMs) * 2 ** Math.min(task.attempt, 10)) *
      (1 + deps.random() / 10);
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
    const { page } = adapter;
    if (page === null) return close(task, attempt, 'failed', say('tasks.note.noProvider'), {});
    if (order === undefined && task.kind !== 'pay.compare') return close(task, attempt, 'failed', say('tasks.note.noOrder'), {});
    for (let turn = 0; ; turn += 1) {
      if (asker.stopped() || core.now() + timings.callMs > until) return;
      try {
        const stored = (await deps.people.settings('payment', adapter.manifest.id)) ?? {};
        if (!adapter.manifest.settings.safeParse(stored).success) throw new Error(say('tasks.note.badPaySettings', { label: adapter.manifest.label }));
        if (order === undefined) {
          await compare(task, adapter, page, stored);
          return await close(task, attempt, 'done', '', {});
        }
        const done = await within(timings.callMs, call(task, order, page, stored));
        if (done.paid) {
          // The buyer was faster than the end of the session: the same word as the provider's own notice (H4, H5).
          const { reference, amount } = payOf(order, referenceOf(task, order));
          await asker.ask(
            tasksActor,
            `paid:${task.taskId}`,
            'payment.notice',
            { provider: adapter.manifest.id, reference, status: 'paid', amount },
            () => false,
          );
        }
        return await close(task, attempt, 'done', '', done.data);
      } catch (error) {
        if (error instanceof RefusedForGood) return close(task, attempt, 'failed', error.message, {});
        log.warn({ err: error, taskId: task.taskId, provider: adapter.manifest.id, attempt, turn }, 'a provider did not do it; trying again');
      }
      const pause = timings.pausesMs[turn];
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
      if (task.kind === 'chat.post' || task.kind === 'mail.send' || running.has(task.taskId)) continue;
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
