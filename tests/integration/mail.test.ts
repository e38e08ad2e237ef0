import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Actor } from '../../server/protocol/roles.ts';
import { DAY, HOUR, MINUTE } from '../../server/protocol/time.ts';
import type { Core, Task } from '../../server/dispatch/core.ts';
import { later } from '../../server/edges/later/later.ts';
import { smtp } from '../../server/edges/smtp/smtp.ts';
import { MemoryStore, openMemoryLedger } from '../../server/ledger/memory.ts';
import { openMemoryPeople } from '../../server/people/memory.ts';
import type { PaymentAdapter } from '../../server/ports/payment.ts';
import { localhostCertificate, startFakeSmtp, type Arrived, type FakeSmtp } from '../support/fake-smtp.ts';
import { freshId, jumpingClock, openRig, type JumpingClock, type TaskRig } from '../support/task-rig.ts';
import { until } from '../support/until.ts';

/** The real core, the real runner and a real mail server. */
const adapter = smtp({ timings: { connectMs: 1_000, silenceMs: 400, wholeMs: 2_000 }, ca: localhostCertificate });
const page: PaymentAdapter = {
  manifest: { id: 'page', label: 'Page', settings: z.object({}), enabledByDefault: true, settles: 'page', duty: 'page' },
  page: {
    open: () => Promise.resolve({ payUrl: 'https://pay.example/1' }),
    expire: () => Promise.resolve('expired'),
    refund: () => Promise.resolve(),
    notice: () => Promise.resolve(null),
  },
  doctor: () => Promise.resolve([]),
};
const EVIL = '<img src="https://spy.example/x.png" onerror="alert(1)"> & \'Süße\' </table>';
const buyer = { name: 'Łukasz "O’Brien" Żółć', email: 'lukasz@buyer.example' };
const system: Actor = { kind: 'system', id: 'test', role: 'system', name: 'test' };

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

interface World {
  readonly rig: TaskRig;
  readonly server: FakeSmtp;
  readonly clock: JumpingClock;
  /** Another node on the same ledger. */
  node(seenByTasks: (core: Core) => Core): Promise<TaskRig>;
  readonly dropId: string;
  readonly pickupId: string;
}
async function open(seenByTasks: (core: Core) => Core = (core) => core): Promise<World> {
  const server = await startFakeSmtp({ tls: 'upgrade', logIn: { user: 'shop', password: 'secret' } });
  toClose.push(() => server.close());
  const store = new MemoryStore();
  const people = openMemoryPeople();
  const clock = jumpingClock(0);
  const node = async (seen: (core: Core) => Core): Promise<TaskRig> => {
    const rig = await openRig({
      ledger: openMemoryLedger(store),
      people,
      adapters: { chats: [], payments: [later(), page], shops: [], mail: adapter },
      clock,
      seenByTasks: seen,
    });
    toClose.push(() => rig.core.stop());
    return rig;
  };
  const rig = await node(seenByTasks);
  const { done, core } = rig;
  await done('shop.configure', {
    name: 'Bäckerei "Süß & Co"',
    currency: 'EUR',
    locale: 'de',
    timeZone: 'Europe/Berlin',
    seller: { name: 'Ada Süß', address: 'Marktplatz 1\n50667 Köln', email: 'ada@shop.example' },
    returnsUrl: 'https://shop.example/returns',
  });
  await done('product.save', {
    handle: 'lamp', title: EVIL, body: '', vendor: '', pictures: [], options: ['Farbe'],
    variants: [{ sku: 'LAMP', options: ['Grün'], price: 14_850, compareAt: null, cost: null, grams: null, onHand: 40 }],
  }); // prettier-ignore
  await done('shipping.save', { flat: 490 });
  const { pickupId } = await done('pickup.save', {
    pickupId: null,
    place: 'Stand <b>7</b>',
    address: 'Markt',
    startsAt: core.now() + 2 * DAY,
    endsAt: core.now() + 2 * DAY + HOUR,
    capacity: 30,
  });
  const { showId } = await done('show.plan', { title: 'Tonight', startsAt: core.now(), minutes: 60 });
  const { dropId } = await done('drop.plan', {
    showId,
    title: 'Lampen',
    mode: 'hold',
    lines: [{ sku: 'LAMP', allotted: 30, price: 14_850 }],
    minutes: 600,
    holdSeconds: 600,
    perViewer: 9,
  });
  await done('drop.fire', { dropId, expectOnAir: null });
  clock.jump(4_000);
  await done('mail.save', {
    enabled: true,
    settings: { host: 'localhost', port: server.port, user: 'shop', password: 'secret', from: 'bestellung@shop.example' },
  });
  return { rig, server, clock, node, dropId, pickupId };
}
function run(rig: TaskRig): () => Promise<void> {
  const running = rig.run();
  const stop = (): Promise<void> => running.stop();
  toClose.push(stop);
  return stop;
}

async function order({ rig, dropId, pickupId }: World, provider: 'later' | 'page', way: 'pickup' | 'ship', quantity = 1): Promise<number> {
  const viewer: Actor = { kind: 'viewer', id: freshId('viewer'), role: 'viewer', name: 'viewer' };
  const held = await rig.core.submit(viewer, { id: freshId('hold'), name: 'hold.place', input: { dropId, lines: [{ sku: 'LAMP', quantity }] } });
  const home = { line1: 'Gartenweg 2', line2: '', city: 'Łódź', postcode: '90-001', region: '', country: 'PL' };
  const delivery = way === 'pickup' ? { kind: 'pickup', pickupId } : { kind: 'ship', address: home };
  const holdId = held.ok ? (held.result as { readonly holdId: string }).holdId : '';
  const opened = await rig.core.submit(viewer, {
    id: freshId('order'),
    name: 'checkout.start',
    input: { holdId, provider, contact: buyer, delivery, with: null },
  });
  if (!opened.ok) throw new Error(opened.refused.refused);
  return (opened.result as { readonly orderNumber: number }).orderNumber;
}
const money = ({ rig }: World, orderNumber: number, status: 'paid' | 'expired') =>
  rig.core.submit(system, {
    id: freshId('notice'),
    name: 'payment.notice',
    input: { provider: 'page', reference: rig.core.state.orders.get(String(orderNumber))?.reference ?? '', status, amount: 15_340 },
  });
const mail = (rig: TaskRig, kind: string): Task | undefined => rig.tasks((task) => task.kind === 'mail.send' && task.data['mail'] === kind)[0];
const settled = (rig: TaskRig): boolean =>
  rig.tasks((task) => task.kind === 'mail.send' && (task.state === 'taken' || (task.state === 'waiting' && task.dueAt <= rig.core.now()))).length === 0;

/** What a mail reader shows of the HTML, without its marks. */
const marks: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const shown = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>/gsu, '')
    .replace(/<[^>]+>/gu, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/gu, (_all, name: string) => marks[name] ?? '')
    .replace(/\s+/gu, ' ');
function checkOne({ mail: got, to, raw, encrypted, user }: Arrived): void {
  const html = got.html === false ? '' : (got.html ?? '');
  const text = got.text ?? '';
  expect({ to, encrypted, user }).toEqual({ to: [to[0]], encrypted: true, user: 'shop' });
  expect(got.from?.value).toEqual([{ name: 'Bäckerei "Süß & Co"', address: 'bestellung@shop.example' }]);
  expect(raw).toContain('multipart/alternative');
  expect(got.headers.get('auto-submitted')).toBe('auto-generated');
  // Whatever stands in the plain one stands in the other: sentence by sentence, amount by amount.
  const seen = shown(html);
  for (const piece of text
    .split('\n')
    .flatMap((line) => line.split(/ {2,}/u))
    .map((line) => line.trim().replace(/:$/u, ''))) {
    if (piece === '' || piece === '--' || /^https?:/u.test(piece)) continue;
    const bare = piece.replace(/: https?:\S+$/u, '').replace(/^(Your pickup code): /u, '');
    expect(seen, got.subject).toContain(bare.replace(/\s+/gu, ' '));
  }
  const links = [...html.matchAll(/href="([^"]*)"/gu)].map(([, url]) => url ?? '');
  for (const url of links) {
    expect(url).toMatch(/^https:\/\/(drop\.shop|shop\.example)\//u);
    expect(text).toContain(url);
  }
  // Nothing is fetched when it is opened, and nobody's title is more than text.
  expect(html).not.toMatch(/<img|<script|<link|<iframe|url\(|@import|<b>7/iu);
  expect(html.match(/<table/gu)?.length).toBe(html.match(/<\/table>/gu)?.length);
}

describe('mails to buyers', () => {
  it('each kind arrives once, plain and in HTML, whatever the names are', async () => {
    const world = await open();
    const { rig, server, clock } = world;
    run(rig);
    const parcel = await order(world, 'page', 'ship', 2);
    await money(world, parcel, 'paid');
    await money(world, parcel, 'paid');
    for (const step of ['order.pick', 'order.pack', 'order.hand-over'] as const) await rig.done(step, { orderNumber: parcel });
    await rig.done('order.refund', { orderNumber: parcel, lines: [{ sku: 'LAMP', quantity: 1 }], restock: false });
    const pickup = await order(world, 'later', 'pickup');
    const called = await order(world, 'later', 'ship');
    await until(() => server.arrived.length === 5);
    await rig.done('order.cancel', { orderNumber: called, reason: 'no' });
    await until(() => server.arrived.length === 6);
    clock.jump(33 * HOUR);
    await until(() => server.arrived.length === 7);
    await rig.done('order.pick', { orderNumber: pickup });
    await rig.done('order.pack', { orderNumber: pickup });
    await rig.done('mail.test', {});
    await until(() => server.arrived.length === 9 && settled(rig));

    const all = server.arrived.map(({ mail: { subject, to } }) => `${Array.isArray(to) ? '' : to?.value[0]?.address}: ${subject ?? ''}`);
    expect(all.sort()).toEqual(
      [
        `lukasz@buyer.example: Order ${parcel} at Bäckerei "Süß & Co" is paid`,
        `lukasz@buyer.example: Order ${parcel} at Bäckerei "Süß & Co" is on its way`,
        `lukasz@buyer.example: 148,50 € back for order ${parcel} at Bäckerei "Süß & Co"`,
        `lukasz@buyer.example: Order ${pickup} at Bäckerei "Süß & Co"`,
        `lukasz@buyer.example: Order ${pickup} at Bäckerei "Süß & Co" is waiting for your payment`,
        `lukasz@buyer.example: Order ${pickup} at Bäckerei "Süß & Co" is ready`,
        `lukasz@buyer.example: Order ${called} at Bäckerei "Süß & Co"`,
        `lukasz@buyer.example: Order ${called} at Bäckerei "Süß & Co" is cancelled`,
        'ada@shop.example: Mail from Bäckerei "Süß & Co" works',
      ].sort(),
    );
    for (const arrived of server.arrived) checkOne(arrived);
    expect(new Set(server.arrived.map(({ mail: { messageId } }) => messageId)).size).toBe(9);
    const paid = server.arrived.find(({ mail: { subject } }) => subject?.endsWith('is paid') === true)?.mail;
    expect(Array.isArray(paid?.to) ? null : paid?.to?.value[0]?.name).toBe(buyer.name);
    for (const piece of [
      `2 × ${EVIL} · Grün`,
      '297 €',
      '4,90 €',
      '301,90 €',
      'Łódź',
      `https://drop.shop/order/${parcel}`,
      'ada@shop.example',
      'https://shop.example/returns',
    ])
      expect(paid?.text?.replace(/\s/gu, ' ')).toContain(piece);
    const ready = server.arrived.find(({ mail: { subject } }) => subject?.endsWith('is ready') === true)?.mail;
    for (const piece of ['Stand <b>7</b>', `P${pickup}`, 'You pay 148,50 €']) expect(ready?.text?.replace(/\s/gu, ' ')).toContain(piece);
    // What was told stands with the order; the host has nothing to see to.
    expect(rig.tasks((task) => task.kind === 'mail.send' && task.state !== 'done' && task.state !== 'dropped')).toEqual([]);
    clock.jump(2 * DAY);
    // Its slot is over and it was never paid: one more, and that is all.
    await until(() => server.arrived.length === 10);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.arrived.length).toBe(10);
  });

  it.each([
    [{ at: 'recipient', code: 550, says: '5.1.1 <lukasz@buyer.example> unknown' }, 'failed', 0],
    [{ at: 'recipient', code: 451, says: '4.7.1 Greylisted' }, 'failed', 0],
    [{ at: 'message', code: 554, says: '5.6.0 No' }, 'failed', 1],
    ['drop', 'unknown', 1],
    ['silent', 'unknown', 1],
  ] as const)('E2 tried once: %o is %s, and "send again" is a person’s', async (mood, state, seen) => {
    const world = await open();
    const { rig, server, clock } = world;
    run(rig);
    server.mood = mood;
    await money(world, await order(world, 'page', 'ship'), 'paid');
    await until(() => mail(rig, 'paid')?.state === state);
    clock.jump(5 * MINUTE);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(mail(rig, 'paid')).toMatchObject({ state, attempt: 1 });
    expect(mail(rig, 'paid')?.note).not.toBe('');
    expect(mail(rig, 'paid')?.note).not.toMatch(/lukasz|buyer\.example/u);
    expect(server.seen()).toBe(seen);
    server.mood = 'takes';
    if (state === 'failed') expect(await rig.done('mail.again', {})).toEqual({ mails: 1 });
    else await rig.done('task.repeat', { taskId: mail(rig, 'paid')?.taskId ?? '' });
    await until(() => mail(rig, 'paid')?.state === 'done');
    expect(server.arrived.map(({ to }) => to)).toEqual([['lukasz@buyer.example']]);
  });

  it('a mail server that is away, and a wrong password, are said in words', async () => {
    const world = await open();
    const { rig, server } = world;
    run(rig);
    await rig.done('mail.save', { enabled: true, settings: { password: 'wrong' } });
    await money(world, await order(world, 'page', 'ship'), 'paid');
    await until(() => mail(rig, 'paid')?.state === 'failed');
    expect(mail(rig, 'paid')?.note).toContain('user name and password');
    await server.close();
    await rig.done('mail.test', {});
    await until(() => mail(rig, 'test')?.state === 'failed');
    expect(mail(rig, 'test')?.note).toContain('cannot be reached');
    // The password is in no event.
    await expect(rig.done('mail.save', { enabled: true, settings: { port: 99_999 } })).rejects.toThrow('bad-settings');
    await expect(rig.done('mail.save', { enabled: true, settings: { colour: 'red' } })).rejects.toThrow('bad-settings');
  });

  // A node that dies answers nobody any more; what it appended stays.
  const never = new Promise<never>(() => undefined);
  it.each(['before it was sent', 'after it was sent'] as const)(
    'E2 a server that dies between the append and the record (%s) leaves "unknown", never a second mail',
    async (when) => {
      let isDead = false;
      const world = await open((core) => ({
        ...core,
        get state() {
          return core.state;
        },
        submit: async (actor, envelope) => {
          if (isDead || (when === 'after it was sent' && envelope.name === 'task.close')) return never;
          const outcome = await core.submit(actor, envelope);
          if (envelope.name !== 'task.take' || when === 'after it was sent') return outcome;
          isDead = true;
          return never;
        },
      }));
      const { rig, server, clock } = world;
      rig.run();
      await rig.done('mail.test', {});
      const sent = when === 'after it was sent' ? 1 : 0;
      await until(() => mail(rig, 'test')?.state === 'taken' && server.arrived.length === sent);
      const other = await world.node((core) => core);
      run(other);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(mail(other, 'test')?.state).toBe('taken');
      clock.jump(5 * MINUTE);
      await until(() => mail(other, 'test')?.state === 'unknown');
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(server.arrived.length).toBe(sent);
      // Sent again by a person it is the same mail, and a mailbox can tell.
      await other.done('task.repeat', { taskId: mail(other, 'test')?.taskId ?? '' });
      await until(() => mail(other, 'test')?.state === 'done');
      expect(server.arrived.length).toBe(sent + 1);
      expect(new Set(server.arrived.map(({ mail: { messageId } }) => messageId)).size).toBe(1);
    },
  );

  it('E2 of two nodes one sends: the append is the election, and without it both do', async () => {
    for (const guarded of [true, false]) {
      // Without the guard: both are told that the task is theirs.
      const unguarded = (core: Core): Core => ({
        ...core,
        get state() {
          return core.state;
        },
        submit: (actor, envelope) =>
          envelope.name === 'task.take'
            ? Promise.resolve({ ok: true, seq: 0, result: { attempt: 1 } } as unknown as Awaited<ReturnType<Core['submit']>>)
            : core.submit(actor, envelope),
      });
      const seen = guarded ? (core: Core): Core => core : unguarded;
      const world = await open(seen);
      const { rig, server } = world;
      const other = await world.node(seen);
      run(rig);
      run(other);
      for (let n = 1; n <= 4; n += 1) await rig.done('mail.test', {});
      await until(() => rig.tasks((task) => task.kind === 'mail.send' && task.state === 'done').length === 4 || server.arrived.length > 4);
      await new Promise((resolve) => setTimeout(resolve, 300));
      if (guarded) expect(server.arrived.length).toBe(4);
      else expect(server.arrived.length).toBeGreaterThan(4);
    }
  });

  it('L8 a buyer forgotten between the order and the mail gets none, with a note', async () => {
    const world = await open();
    const { rig, server } = world;
    const orderNumber = await order(world, 'later', 'ship');
    // The person first: the task is still open when the runner starts.
    await rig.people.erase(rig.core.state.orders.get(String(orderNumber))?.person ?? '');
    run(rig);
    await until(() => mail(rig, 'placed')?.state === 'dropped');
    expect(mail(rig, 'placed')?.note).toBe('erased');
    expect(server.seen()).toBe(0);
  });
});
