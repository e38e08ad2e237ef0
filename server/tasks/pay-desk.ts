import { createHash } from 'node:crypto';
import { refuse } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { payOf, type Core, type Order } from '../dispatch/core.ts';
import type { Log } from '../ports/log.ts';
import type { Settings } from '../ports/manifest.ts';
import type { PayDesk } from '../ports/pay-desk.ts';
import type { PaymentAdapter, PaymentNotice } from '../ports/payment.ts';
import type { StoredSettings } from './stored-settings.ts';
import { tasksActor } from './system-actor.ts';
import { within } from './within.ts';

/** H5: where no notice has ever arrived, and where they do but one may be lost. */
const ASK_SILENT: DurationMs = 10 * SECOND;
const ASK_HEARD: DurationMs = MINUTE;
/** Of one order at most this often, however often its page is opened. */
const ASK_APART: DurationMs = 2 * SECOND;
/** A buyer waits for the page meanwhile. */
const ASK_WITHIN: DurationMs = 4 * SECOND;
const SET_UP_WITHIN: DurationMs = 40 * SECOND;
const AT_ONCE = 4;

export interface PayDeskDeps {
  readonly core: Core;
  readonly payments: readonly PaymentAdapter[];
  readonly people: StoredSettings;
  /** Of this very shop: several may sell with one account. */
  readonly mark: string;
  /** Where providers reach the shop; null where nobody outside does. */
  readonly publicUrl: () => string | null;
  readonly log: Log;
}
export interface RunningPayDesk extends PayDesk {
  /** Asks of every open payment whose time to be asked has come. */
  look(): Promise<void>;
  stop(): void;
}

/** The id of a command has an alphabet; a provider's event id is its own business. */
export const commandIdOf = (eventId: string): string =>
  /^[A-Za-z0-9_:.-]{8,100}$/u.test(eventId) ? eventId : createHash('sha256').update(eventId).digest('hex');

/** What is being paid of an order now, by its reference; null for nothing. */
function openPage(order: Order): string | null {
  if (order.state === 'paying') return order.payUrl === null ? null : order.reference;
  return order.deposit?.balances.findLast((pay) => pay.state === 'open' && pay.payUrl !== null)?.reference ?? null;
}

/** Notice, return page and asking: three ways to hear the same thing, and one function for it (H5). */
export function payDesk(deps: PayDeskDeps): RunningPayDesk {
  const { core, payments, people, log } = deps;
  const askedAt = new Map<number, Instant>();
  const asking = new Map<number, Promise<void>>();
  const adapterOf = (provider: string | null): PaymentAdapter | null => payments.find(({ manifest }) => manifest.id === provider) ?? null;
  const actorOf = ({ manifest }: PaymentAdapter): Actor => ({ kind: 'system', id: `payment:${manifest.id}`, role: 'system', name: manifest.label });

  async function take(adapter: PaymentAdapter, notice: PaymentNotice): ReturnType<PayDesk['hear']> {
    const provider = adapter.manifest.id;
    const { reference, status, amount, handle, metadata } = notice;
    const outcome = await core.submit(actorOf(adapter), {
      id: commandIdOf(notice.eventId),
      name: 'payment.notice',
      input: { provider, reference, status, amount, via: 'notice', ...(handle === undefined ? {} : { handle }) },
    });
    if (outcome.ok) return { how: 'taken', seq: outcome.seq };
    if (outcome.refused.refused !== 'no-such-order' || metadata === undefined) return { how: 'refused', refused: outcome.refused };
    if (metadata['shop'] !== deps.mark) return { how: 'not-ours' };
    // A page that ended and whose order is lost: nothing was paid, nothing is owed.
    if (status === 'expired') return { how: 'not-ours' };
    if (status !== 'paid') return { how: 'refused', refused: outcome.refused };
    // L5: paid, and its order was lost with the tail.
    const found = await core.submit(actorOf(adapter), {
      id: commandIdOf(`found:${notice.eventId}`),
      name: 'payment.seen',
      input: { provider, reference, handle: handle ?? '', amount, refunded: 0, metadata },
    });
    return found.ok ? { how: 'taken', seq: found.seq } : { how: 'refused', refused: found.refused };
  }

  async function askOf(adapter: PaymentAdapter, order: Order, asked: string): Promise<void> {
    const ask = adapter.page?.ask;
    if (ask === undefined) return;
    const { reference, handle, amount } = payOf(order, asked);
    try {
      const settings = (await people.settings('payment', adapter.manifest.id)) ?? {};
      const stands = await within(ASK_WITHIN, ask(settings, reference, handle));
      if (stands === 'open') return;
      await core.submit(tasksActor, {
        id: `asked:${stands}:${reference}`,
        name: 'payment.notice',
        input: { provider: adapter.manifest.id, reference, status: stands, amount },
      });
    } catch (error) {
      // Asked again soon; its page and the end of its time are asked for anyway.
      log.info({ err: error, orderNumber: order.orderNumber, provider: adapter.manifest.id }, 'a provider did not say how a payment stands');
    }
  }
  const ask = (orderNumber: number): Promise<void> => {
    const under = asking.get(orderNumber);
    if (under !== undefined) return under;
    const order = core.state.orders.get(String(orderNumber));
    const adapter = adapterOf(order?.provider ?? null);
    const reference = order === undefined ? null : openPage(order);
    if (order === undefined || reference === null || adapter === null) return Promise.resolve();
    if (core.now() - (askedAt.get(orderNumber) ?? 0) < ASK_APART) return Promise.resolve();
    askedAt.set(orderNumber, core.now());
    const asked = askOf(adapter, order, reference).finally(() => asking.delete(orderNumber));
    asking.set(orderNumber, asked);
    return asked;
  };

  async function look(): Promise<void> {
    const now = core.now();
    const due: number[] = [];
    const open = new Set<number>();
    for (const hold of core.state.holds.values()) {
      if (hold.state !== 'paying' || hold.orderNumber === null) continue;
      open.add(hold.orderNumber);
      const order = core.state.orders.get(String(hold.orderNumber));
      if (order === undefined) continue;
      const every = core.state.payments.get(order.provider ?? '')?.heard === true ? ASK_HEARD : ASK_SILENT;
      if (now - (askedAt.get(hold.orderNumber) ?? order.placedAt) >= every) due.push(hold.orderNumber);
    }
    // Pages for the rest after a deposit: the task that ends them knows of each that is open.
    for (const { kind, data, orderNumber } of core.state.tasks.values()) {
      if (kind !== 'pay.expire' || data['of'] !== 'balance' || orderNumber === null) continue;
      const order = core.state.orders.get(String(orderNumber));
      if (order === undefined || openPage(order) === null) continue;
      open.add(orderNumber);
      const every = core.state.payments.get(order.provider ?? '')?.heard === true ? ASK_HEARD : ASK_SILENT;
      if (now - (askedAt.get(orderNumber) ?? 0) >= every) due.push(orderNumber);
    }
    for (const orderNumber of askedAt.keys()) if (!open.has(orderNumber)) askedAt.delete(orderNumber);
    for (let at = 0; at < due.length; at += AT_ONCE) await Promise.all(due.slice(at, at + AT_ONCE).map(ask));
  }
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look()
      .catch((error: unknown) => log.error({ err: error }, 'asking for payments broke'))
      .finally(() => {
        isLooking = false;
      });
  }, ASK_SILENT / 5);
  timer.unref();

  return {
    hear: async (provider, raw, headers) => {
      const adapter = adapterOf(provider);
      if (adapter === null || adapter.page === null) return null;
      const settings = (await people.settings('payment', provider)) ?? {};
      // Not set up: nobody can have been told of this address.
      if (!adapter.manifest.settings.safeParse(settings).success) return null;
      const notice = await adapter.page.notice(settings, raw, headers);
      if (notice === null) return 'forged';
      return notice === 'nothing' ? { how: 'not-ours' } : take(adapter, notice);
    },
    ask,
    look,
    setUp: async (provider, actor, given) => {
      const adapter = adapterOf(provider);
      if (adapter === null || adapter.setUp === undefined) return null;
      // An empty secret means: the one you have. Forms never get it back.
      const typed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
      const settings: Settings = { ...(await people.settings('payment', provider)), ...typed };
      const checked = adapter.manifest.settings.safeParse(settings);
      if (!checked.success)
        return refuse('bad-settings', { what: String(checked.error.issues[0]?.path[0] ?? ''), problem: checked.error.issues[0]?.message ?? '' });
      const base = deps.publicUrl();
      const done = await within(
        SET_UP_WITHIN,
        adapter.setUp(settings, { webhookUrl: base === null ? null : `${base}/webhooks/${provider}`, currency: core.state.single('shop')?.currency ?? 'EUR' }),
      );
      if (done.ok) {
        const saved = await core.submit(actor, {
          id: `set-up:${provider}:${core.now()}:${Math.random().toString(36).slice(2)}`,
          name: 'payment.save',
          input: { provider, enabled: true, settings: { ...typed, ...done.made } },
        });
        if (!saved.ok) return saved.refused;
      }
      return { ok: done.ok, test: done.test, lines: done.lines };
    },
    stop: () => clearInterval(timer),
  };
}
