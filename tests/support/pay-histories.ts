import { seeded } from '../../server/cli/demo/seeded.ts';
import { awaitsBalance, type Core, type Order } from '../../server/dispatch/core.ts';
import { createCore } from '../../server/dispatch/create-core.ts';
import { later } from '../../server/edges/later/later.ts';
import { memoryFiles } from '../../server/edges/media/memory-files.ts';
import { stripe } from '../../server/edges/stripe/stripe.ts';
import { MemoryStore, openMemoryLedger } from '../../server/ledger/memory.ts';
import { openMemoryPeople } from '../../server/people/memory.ts';
import { noLog } from '../../server/ports/log.ts';
import type { PaymentAdapter } from '../../server/ports/payment.ts';
import type { Settings } from '../../server/ports/manifest.ts';
import type { CommandInput, CommandName, CommandResult } from '../../server/protocol/commands.ts';
import type { Actor } from '../../server/protocol/roles.ts';
import { MINUTE, SECOND } from '../../server/protocol/time.ts';
import { decide } from '../../server/shop/decide.ts';
import { brokenRules } from '../../server/shop/invariants.ts';
import type { Asker } from '../../server/tasks/ask-core.ts';
import { openTasks } from '../../server/tasks/open-tasks.ts';
import { payDesk, type RunningPayDesk } from '../../server/tasks/pay-desk.ts';
import { payTasks, usualPayTimings } from '../../server/tasks/pay-tasks.ts';
import { handClock } from './core-rig.ts';
import { FakeStripe, type FakeNotice } from './fake-stripe.ts';
import { actorOf } from './shop-world.ts';

/**
 * Evenings of buyers who pay at Stripe while everything goes wrong that can: notices come twice, late, in any order or never; calls are lost on
 * the way there or back; the server dies between any two steps and starts again on its ledger; the host gives money back, banks dispute it.
 * All of it through the real adapter, its signatures, the runner and the door, against a Stripe that remembers. Time is by hand.
 */
export interface HistoryOptions {
  readonly seed: number;
  readonly buyers: number;
  readonly units: number;
  /** `lies`: says "expired" of pages that still take money. `deaf`: lies, and nothing is ever heard of that money: what the check is there to find. */
  readonly provider: 'true' | 'lies' | 'deaf';
}
export interface HistoryReport {
  /** Orders that were sent to pay, each a history. */
  readonly orders: number;
  readonly ends: Readonly<Record<string, number>>;
  readonly crashes: number;
  readonly lostCalls: number;
  readonly notices: { readonly sent: number; readonly twice: number; readonly lost: number; readonly forged: number };
  readonly wrong: readonly string[];
}

const KEY = 'rk_test_0123456789abcdef';
const MARK = 'histories';
const WEBHOOK = 'https://shop.example/webhooks/stripe';
const owner = actorOf('owner', 'owner');
const system: Actor = { kind: 'system', id: 'histories', role: 'system', name: 'histories' };
const START = 1_750_000_000_000;

/** What a server that is no more was about to hear. */
class Dead extends Error {
  override readonly name = 'Dead';
}

/** Pages that were opened for an order, of both its payments. */
const pagesOf = (order: Order): readonly string[] => [order.reference, ...(order.deposit?.balances ?? []).map(({ reference }) => reference)];

export async function payHistories(options: HistoryOptions): Promise<HistoryReport> {
  const random = seeded(options.seed);
  const chance = (share: number): boolean => random() < share;
  const one = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const clock = handClock(START);
  const store = new MemoryStore();
  const people = openMemoryPeople();
  const mail: FakeNotice[] = [];
  const fake = new FakeStripe({ key: KEY, now: () => clock.now(), base: () => 'https://checkout.fake', send: (notice) => mail.push(notice) });
  const count = { crashes: 0, lostCalls: 0, sent: 0, twice: 0, lost: 0, forged: 0 };
  /** Faults come only until the evening is over. */
  let isRough = false;
  let busy = 0;

  interface Node {
    readonly core: Core;
    readonly desk: RunningPayDesk;
    readonly pump: () => void;
    dead: boolean;
    stop(): Promise<void>;
  }
  let node: Node;
  let crashed = false;
  const die = (mine: Node): never => {
    mine.dead = true;
    crashed = true;
    throw new Dead('the server died here');
  };

  const sleeping = new Set<{ readonly at: number; readonly wake: () => void }>();
  const wake = (): void => {
    for (const each of [...sleeping].sort((a, b) => a.at - b.at)) {
      if (each.at > clock.now()) continue;
      sleeping.delete(each);
      each.wake();
    }
  };

  function adapterFor(mine: () => Node): PaymentAdapter {
    const network: typeof fetch = async (input, init) => {
      busy += 1;
      try {
        // As far as a socket is from the code around it: others get their turn.
        await new Promise((resolve) => setImmediate(resolve));
        const here = mine();
        if (here.dead) throw new Dead('gone');
        if (isRough && chance(0.02)) die(here);
        if (isRough && chance(0.05)) {
          count.lostCalls += 1;
          throw new TypeError('fetch failed');
        }
        const reply = await fake.fetch(input, init);
        if (isRough && chance(0.02)) die(here);
        if (isRough && chance(0.05)) {
          count.lostCalls += 1;
          throw new TypeError('terminated');
        }
        return reply;
      } finally {
        busy -= 1;
      }
    };
    const real = stripe({ url: null, fetch: network, now: () => clock.now() });
    if (options.provider === 'true' || real.page === null) return real;
    const lying = { ...real.page, expire: () => Promise.resolve('expired' as const) };
    if (options.provider === 'lies') return { ...real, page: lying };
    return { ...real, page: { ...lying, notice: () => Promise.resolve('nothing'), ask: () => Promise.resolve('open'), paidSince: () => Promise.resolve([]) } };
  }

  async function boot(): Promise<Node> {
    let self: Node | null = null;
    const adapter = adapterFor(() => self ?? node);
    const core = await createCore({
      ledger: openMemoryLedger(store),
      people,
      clock,
      adapters: { chats: [], payments: [later(), adapter], shops: [] },
      media: memoryFiles(),
      readers: { 'shopify-csv': () => ({ refused: { row: 1, what: 'none', blanks: {} } }) },
      publicUrl: 'https://shop.example',
      networkUrl: () => 'http://127.0.0.1:4700',
      networkFirst: false,
      isServer: false,
      decide,
      log: noLog,
    });
    /** The door with a knife in it. */
    const door: Core = {
      ...core,
      get state() {
        return core.state;
      },
      submit: async (actor, envelope) => {
        const mine = self ?? node;
        if (mine.dead) throw new Dead('gone');
        if (isRough && chance(0.01)) die(mine);
        const outcome = await core.submit(actor, envelope);
        if (mine.dead) throw new Dead('gone');
        if (isRough && chance(0.01)) die(mine);
        return outcome;
      },
    };
    let stopped = false;
    const asker: Asker = {
      ask: async (actor, id, name, input, giveUp) => {
        for (;;) {
          if (stopped || self?.dead === true || giveUp()) return null;
          const outcome = await door.submit(actor, { id, name, input });
          if (outcome.ok || outcome.refused.refused !== 'try-again') return outcome;
        }
      },
      sleep: (ms) => (stopped ? Promise.resolve() : new Promise((resolve) => sleeping.add({ at: clock.now() + ms, wake: resolve }))),
      stopped: () => stopped || self?.dead === true,
      stop: () => {
        stopped = true;
      },
    };
    const open = openTasks(door, () => undefined);
    const pay = payTasks({
      node: `n${count.crashes}`,
      core: door,
      payments: [adapter],
      people,
      asker,
      tasks: () => open.values(),
      orderUrl: (orderNumber) => `https://shop.example/order/${orderNumber}/secret`,
      mark: MARK,
      timings: usualPayTimings,
      random,
      log: noLog,
    });
    const desk = payDesk({ core: door, payments: [adapter], people, mark: MARK, publicUrl: () => 'https://shop.example', log: noLog });
    self = {
      core,
      desk,
      pump: () => pay.pump(),
      dead: false,
      stop: async () => {
        asker.stop();
        open.stop();
        pay.stop();
        desk.stop();
        await core.stop();
      },
    };
    return self;
  }

  /** Until nothing moves any more without time. */
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < 4;) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = busy === 0 ? quiet + 1 : 0;
    }
  }
  async function recover(): Promise<void> {
    if (!crashed) return;
    crashed = false;
    count.crashes += 1;
    const before = node;
    await before.stop();
    // Its clock goes on while nobody is there.
    clock.forward(Math.floor(random() * 20 * SECOND));
    node = await boot();
  }
  let ids = 0;
  async function ask<N extends CommandName>(actor: Actor, name: N, input: CommandInput<N>): Promise<CommandResult<N> | null> {
    const outcome = await node.core.submit(actor, { id: `history-${(ids += 1)}`, name, input });
    // Made by this command's own schema.
    return outcome.ok ? (outcome.result as CommandResult<N>) : null;
  }
  async function must<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandResult<N>> {
    const result = await ask(owner, name, input);
    if (result === null) throw new Error(`${name} was refused`);
    return result;
  }
  async function pass(ms: number): Promise<void> {
    clock.forward(ms);
    fake.tick();
    await ask(system, 'clock.tick', {});
    wake();
    node.pump();
    await settle();
    await recover();
  }

  // --- the shop ---------------------------------------------------------------------------------
  node = await boot();
  const done = await adapterFor(() => node).setUp?.({ key: KEY }, { webhookUrl: WEBHOOK, currency: 'EUR' });
  const settings: Settings = { key: KEY, ...done?.made };
  fake.sessions.clear();
  mail.length = 0;
  await must('shop.configure', {
    name: 'Lamps',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'UTC',
    seller: { name: 'A', address: 'B', email: 'a@b.ie' },
    returnsUrl: 'https://b.ie',
  });
  await must('payment.save', { provider: 'stripe', enabled: true, settings: { ...settings } });
  await must('product.save', {
    handle: 'lamp', title: 'Lamp', body: '', vendor: '', pictures: [], options: ['Colour'],
    variants: ['BRASS', 'STEEL'].map((sku) => ({ sku, options: [sku], price: 2_400, compareAt: null, cost: null, grams: null, onHand: options.units })),
  }); // prettier-ignore
  const { pickupId } = await must('pickup.save', {
    pickupId: null,
    place: 'Stall',
    address: 'Quay',
    startsAt: START + 60 * MINUTE,
    endsAt: START + 600 * MINUTE,
    capacity: 10_000,
  });
  const { showId } = await must('show.plan', { title: 'Tonight', startsAt: START, minutes: 300, reach: 'public' });
  const lines = ['BRASS', 'STEEL'].map((sku) => ({ sku, allotted: options.units, price: 2_400 }));
  // Every other evening a part is paid ahead.
  const ahead = options.seed % 2 === 1 ? { deposit: { cut: { kind: 'amount' as const, amount: 700 }, due: null, kept: false } } : {};
  const { dropId } = await must('drop.plan', { showId, title: 'Lamps', mode: 'hold', lines, minutes: 280, holdSeconds: 60, perViewer: 4, ...ahead });
  await must('drop.fire', { dropId, expectOnAir: null });
  clock.forward(5 * SECOND);

  // --- the evening ------------------------------------------------------------------------------
  const orders = (): readonly Order[] => [...node.core.state.orders.values()];
  async function deliver(): Promise<void> {
    const at = Math.floor(random() * mail.length);
    const notice = mail[at];
    if (notice === undefined) return;
    const how = random();
    if (how < 0.06) {
      // Lost for good: three days of trying, and nobody was there.
      mail.splice(at, 1);
      count.lost += 1;
      return;
    }
    const now = fake.again(notice);
    if (how < 0.1) {
      count.forged += 1;
      const forged = Buffer.from(now.raw);
      forged[Math.floor(random() * forged.length)]! ^= 1; // within its length
      const heard = await node.desk.hear('stripe', forged, now.headers).catch(() => 'forged' as const);
      if (heard !== 'forged' && options.provider !== 'deaf') wrong.push(`seed ${options.seed}: a flipped bit was believed`);
      return;
    }
    count.sent += 1;
    const heard = await node.desk.hear('stripe', now.raw, now.headers).catch(() => null);
    const isTaken = heard !== null && heard !== 'forged' && heard.how !== 'refused';
    if (isTaken && chance(0.75)) mail.splice(at, 1);
    else if (isTaken) count.twice += 1;
  }
  const wrong: string[] = [];
  isRough = true;
  let buyer = 0;
  let idle = 0;
  while (idle < 3) {
    const isOver = buyer >= options.buyers;
    if (isOver && orders().every((order) => order.state !== 'paying')) idle += 1;
    const paying = orders().filter((order) => order.state === 'paying');
    const awaiting = orders().filter(awaitsBalance);
    const what = random();
    if (!isOver && what < 0.3) {
      const viewer = actorOf('viewer', `buyer-${(buyer += 1)}`);
      const wanted = chance(0.7)
        ? [{ sku: one(['BRASS', 'STEEL'])!, quantity: 1 }]
        : ['BRASS', 'STEEL'].map((sku) => ({ sku, quantity: 1 + Math.floor(random() * 2) })); // of two there is one
      const placed = await ask(viewer, 'hold.place', { dropId, lines: wanted });
      const contact = { name: 'Ana', email: 'ana@buyer.example' };
      // Its answer waits for the page (E3), and nobody here waits for the answer.
      if (placed !== null)
        void ask(viewer, 'checkout.start', { holdId: placed.holdId, provider: 'stripe', contact, delivery: { kind: 'pickup', pickupId }, with: null }).catch(
          () => null,
        );
    } else if (what < 0.5) {
      // Whoever's time is over presses as well.
      const order = one([...paying, ...awaiting, ...orders().slice(-4)]);
      const session = order === undefined ? null : fake.bySession(one(pagesOf(order))!);
      if (session !== null && session.metadata['order'] !== undefined) fake.pay(session.id);
    } else if (what < 0.72) await deliver();
    else if (what < 0.76) {
      const order = one([...paying, ...awaiting]);
      if (order !== undefined) await node.desk.ask(order.orderNumber).catch(() => undefined);
    } else if (what < 0.79) await node.desk.look().catch(() => undefined);
    else if (what < 0.82) {
      const order = one([...paying, ...awaiting.slice(0, 1)]);
      if (order !== undefined) await ask(owner, 'order.cancel', { orderNumber: order.orderNumber, reason: 'changed my mind' });
    } else if (what < 0.85) {
      const order = one(orders().filter(({ state }) => state === 'paid'));
      const line = order?.lines.find((each) => each.quantity > each.refunded);
      if (order !== undefined && line !== undefined)
        await ask(owner, 'order.refund', {
          orderNumber: order.orderNumber,
          lines: chance(0.5)
            ? order.lines.filter((each) => each.refunded === 0).map(({ sku, quantity }) => ({ sku, quantity }))
            : [{ sku: line.sku, quantity: 1 }],
          restock: chance(0.5),
        });
    } else if (what < 0.86) {
      const order = one(paying);
      const hold = order?.holdId ?? null;
      if (hold !== null && order?.viewer != null) await ask(actorOf('viewer', order.viewer), 'checkout.extend', { holdId: hold });
    } else if (what < 0.865) crashed = node.dead = true;
    else if (what < 0.87) await ask(owner, 'payment.compare', { provider: null });
    else if (what < 0.95) {
      const order = one(awaiting);
      if (order !== undefined) void ask(actorOf('viewer', order.viewer ?? ''), 'balance.pay', { orderNumber: order.orderNumber }).catch(() => null);
    } else if (what < 0.955) {
      const order = one(awaiting);
      if (order !== undefined) await ask(owner, 'order.pay', { orderNumber: order.orderNumber, paidBy: 'cash' });
    }
    await pass(Math.floor(random() * (chance(0.2) ? MINUTE : 3 * SECOND)) + 25);
  }

  // --- the night: nothing breaks any more, and everything has its time -----------------------------
  isRough = false;
  for (let round = 0; round < 90; round += 1) {
    await pass(MINUTE);
    while (mail.length > 0) {
      const notice = fake.again(mail.shift()!); // there is one
      await node.desk.hear('stripe', notice.raw, notice.headers);
    }
    const open = [...node.core.state.tasks.values()].some((task) => task.kind.startsWith('pay.') && (task.state === 'waiting' || task.state === 'taken'));
    if (!open && orders().every((order) => order.state !== 'paying') && round > 2) break;
  }
  // L5: what was lost on the way for good is found by asking.
  await ask(owner, 'payment.compare', { provider: null });
  for (let round = 0; round < 6; round += 1) await pass(5 * MINUTE);

  // --- what must be so -----------------------------------------------------------------------------
  const say = (sentence: string): void => void wrong.push(`seed ${options.seed}: ${sentence}`);
  /** M4, against what the provider has: each of the two payments for itself. */
  function wrongPayments(order: Order): readonly string[] {
    const { deposit } = order;
    if (deposit === undefined) return [];
    const cameOf = (page: string): number => fake.bySession(page)?.payment?.amount ?? 0;
    const broken: string[] = [];
    const first = cameOf(order.reference);
    const counts = order.state !== 'cancelled';
    if (counts ? first !== deposit.amount || fake.refunded(order.reference) !== order.refundsAsked : first !== fake.refunded(order.reference))
      broken.push('the deposit');
    if (
      order.state !== 'cancelled' &&
      order.paidBy === 'stripe' &&
      order.refundedTotal !== order.refundsAsked + (deposit.balances.find(({ state }) => state === 'paid')?.refundsAsked ?? 0)
    )
      broken.push('what was given back');
    for (const page of deposit.balances) {
      const came = cameOf(page.reference);
      const wanted = page.state === 'paid' ? [order.total - deposit.amount, page.refundsAsked] : [came, came];
      if (came !== wanted[0] || fake.refunded(page.reference) !== wanted[1] || (page.state === 'open' && came > 0))
        broken.push(`a page for the rest that is ${page.state}`);
    }
    return broken;
  }
  const { state } = node.core;
  const ends: Record<string, number> = {};
  for (const rule of brokenRules(state)) say(rule);
  let sold = 0;
  for (const order of orders()) {
    const session = fake.bySession(order.reference);
    const paid = pagesOf(order).reduce((sum, page) => sum + (fake.bySession(page)?.payment?.amount ?? 0), 0);
    const back = pagesOf(order).reduce((sum, page) => sum + fake.refunded(page), 0);
    const how =
      paid === 0
        ? `${order.state}, never paid`
        : order.state === 'cancelled'
          ? // A deposit that came in time and an order called off after it is not late.
            order.deposit?.paidAt != null && !order.late
            ? 'deposit paid, called off, given back'
            : 'paid late, all given back'
          : `${order.state}${order.late ? ' late' : ''}${back > 0 ? ', given back' : ''}`;
    ends[how] = (ends[how] ?? 0) + 1;
    const is = `order ${order.orderNumber} is ${order.state}, ${paid} came in and ${back} went back`;
    if (order.state === 'paying' || (order.state === 'unpaid' && !awaitsBalance(order)) || order.expiring) say(`${is}: not an end`);
    if (session?.status === 'open' && options.provider === 'true') say(`${is}, and its page is still open`);
    if (order.deposit !== undefined) for (const sentence of wrongPayments(order)) say(`${is}: ${sentence}`);
    else if (order.state === 'cancelled' ? paid !== back : paid !== order.total || back !== order.refundedTotal) say(is);
    if (back > paid) say(`${is}: more than came in`);
    if (order.state === 'cancelled' && paid > 0 && !order.refundDue && order.deposit === undefined) say(`${is}, and nobody was told`);
    if (order.state === 'paid' || order.state === 'refunded' || order.state === 'unpaid')
      sold += order.lines.reduce((sum, line) => sum + line.quantity - line.restocked, 0);
  }
  for (const session of fake.sessions.values()) {
    if (session.payment !== null && !state.references.has(session.metadata['reference'] ?? '')) say(`${session.id} was paid and has no order`);
    const sessions = [...fake.sessions.values()].filter((other) => other.metadata['reference'] === session.metadata['reference']);
    if (sessions.length > 1) say(`${sessions.length} pages were opened for one order`);
  }
  const dropLines = state.drops.get(dropId)?.lines ?? [];
  if (dropLines.reduce((sum, line) => sum + line.sold, 0) !== sold) say(`${sold} were sold, the drop counts others`);
  if (dropLines.some((line) => line.held > 0)) say('units are reserved for nobody');
  if (sold > options.units * 2) say(`${sold} were sold of ${options.units * 2}`);
  for (const task of state.tasks.values())
    if (task.kind.startsWith('pay.') && (task.state === 'waiting' || task.state === 'taken')) say(`${task.kind} of order ${task.orderNumber} never ended`);
  const total = orders().length;
  await node.stop();
  return {
    orders: total,
    ends,
    crashes: count.crashes,
    lostCalls: count.lostCalls,
    notices: { sent: count.sent, twice: count.twice, lost: count.lost, forged: count.forged },
    wrong,
  };
}
