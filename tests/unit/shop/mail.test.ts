import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '@protocol/time.ts';
import { eventOf, type Draft } from '../../../server/shop/context.ts';
import { happened, type ShopEvent } from '../../../server/shop/events.ts';
import { isMailOn, mailsOf, openMails } from '../../../server/shop/mail.ts';
import type { Task } from '../../../server/shop/state.ts';
import { actorOf, ShopWorld } from '../../support/shop-world.ts';

const owner = actorOf('owner', 'owner');
const host = actorOf('host', 'host');
const system = actorOf('system', 'tasks');
const home = { line1: '1', line2: '', city: 'G', postcode: '', region: '', country: 'IE' };

function shop(mail: boolean): ShopWorld {
  const world = new ShopWorld(null);
  const seller = { name: 'Ana', address: 'Galway', email: 'a@b.ie' };
  world.mustAsk('shop.configure', { name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'UTC', seller, returnsUrl: 'https://b.ie/returns' }, owner);
  world.mustAsk(
    'product.save',
    { handle: 'bag', title: 'Bag', body: '', vendor: '', pictures: [], options: [], variants: [{ sku: 'A', options: [], price: 1000, compareAt: null, cost: null, grams: null, onHand: 50 }] },
    host,
  ); // prettier-ignore
  world.mustAsk('shipping.save', { flat: 490 }, host);
  world.mustAsk(
    'pickup.save',
    { pickupId: null, place: 'Stall', address: 'Market', startsAt: world.now + 5 * DAY, endsAt: world.now + 5 * DAY + HOUR, capacity: 30 },
    host,
  );
  world.mustAsk('show.plan', { title: 'Sunday', startsAt: world.now, minutes: 30 }, host);
  const plan = { title: 'Bags', mode: 'hold' as const, lines: [{ sku: 'A', allotted: 40, price: 1000 }], minutes: 200, holdSeconds: 600, perViewer: 5 };
  const planned = world.mustAsk('drop.plan', { showId: world.state.single('showId') ?? '', ...plan }, host);
  world.mustAsk('drop.fire', { dropId: eventOf(planned, 'DropPlanned')?.dropId ?? '', expectOnAir: null }, host);
  world.now += 10 * SECOND;
  if (mail) world.mustAsk('mail.save', { enabled: true, settings: {} }, owner);
  return world;
}
let viewers = 0;
function order(world: ShopWorld, provider: 'later' | 'page', way: 'pickup' | 'ship'): number {
  const viewer = actorOf('viewer', `v${(viewers += 1)}`);
  const held = world.mustAsk('hold.place', { dropId: world.state.single('onAir') ?? '', lines: [{ sku: 'A', quantity: 2 }] }, viewer);
  const [pickup] = [...world.state.pickups.values()];
  const delivery = way === 'pickup' ? { kind: 'pickup' as const, pickupId: pickup?.pickupId ?? '' } : { kind: 'ship' as const, address: home };
  const opened = world.mustAsk(
    'checkout.start',
    { holdId: eventOf(held, 'HoldPlaced')?.holdId ?? '', provider, contact: { name: 'Łena', email: 'lena@x.ie' }, delivery, with: null },
    viewer,
  );
  return eventOf(opened, 'OrderOpened')?.orderNumber ?? 0;
}
const keys = (world: ShopWorld, orderNumber: number): readonly string[] => mailsOf(world.state, orderNumber).map(({ key, state }) => `${key} ${state}`);
const mailTasks = (world: ShopWorld): readonly Task[] => [...world.state.tasks.values()].filter((task) => task.kind === 'mail.send');
const pay = (world: ShopWorld, orderNumber: number): void =>
  void world.mustAsk(
    'payment.notice',
    { provider: 'page', reference: world.state.orders.get(String(orderNumber))?.reference ?? '', status: 'paid', amount: 2490 },
    system,
  );

describe('which mails there are', () => {
  it('E1 what happens to an order opens one mail each, and each once', () => {
    const world = shop(true);
    const later = order(world, 'later', 'pickup');
    expect(keys(world, later)).toEqual(['placed waiting', 'pay waiting']);
    world.mustAsk('order.pick', { orderNumber: later }, host);
    world.mustAsk('order.pack', { orderNumber: later }, host);
    world.mustAsk('order.pay', { orderNumber: later, paidBy: 'cash' }, host);
    expect(keys(world, later)).toEqual(['placed waiting', 'pay dropped', 'ready waiting', 'paid waiting']);
    world.mustAsk('order.refund', { orderNumber: later, lines: [{ sku: 'A', quantity: 1 }], restock: true }, host);
    world.mustAsk('order.refund', { orderNumber: later, lines: [{ sku: 'A', quantity: 1 }], restock: true }, host);
    expect(keys(world, later).slice(-2)).toEqual(['refunded 1 waiting', 'refunded 2 waiting']);
    expect(
      mailTasks(world)
        .filter((task) => task.data['mail'] === 'refunded')
        .map((task) => task.data),
    ).toMatchObject([
      { amount: '1000', whole: 'no' },
      { amount: '1000', whole: 'yes' },
    ]);

    const parcel = order(world, 'page', 'ship');
    // Whoever is paying has minutes: there is nothing to tell before the money came.
    expect(keys(world, parcel)).toEqual([]);
    pay(world, parcel);
    pay(world, parcel);
    world.mustAsk('order.pick', { orderNumber: parcel }, host);
    world.mustAsk('order.pack', { orderNumber: parcel }, host);
    expect(keys(world, parcel)).toEqual(['paid waiting']);
    world.mustAsk('order.hand-over', { orderNumber: parcel }, host);
    expect(keys(world, parcel)).toEqual(['paid waiting', 'ready waiting']);
    world.mustAsk('order.withdraw', { orderNumber: parcel }, actorOf('viewer', world.state.orders.get(String(parcel))?.viewer ?? ''));
    expect(keys(world, parcel)).toEqual(['paid waiting', 'ready waiting', 'withdrawn waiting']);
  });

  it('an order that is called off, or not paid in time, says so once', () => {
    const world = shop(true);
    const called = order(world, 'later', 'ship');
    world.mustAsk('order.cancel', { orderNumber: called, reason: 'changed her mind' }, host);
    expect(keys(world, called)).toEqual(['placed dropped', 'pay dropped', 'cancelled waiting']);
    const late = order(world, 'page', 'ship');
    world.mustAsk(
      'payment.notice',
      { provider: 'page', reference: world.state.orders.get(String(late))?.reference ?? '', status: 'expired', amount: 0 },
      system,
    );
    expect(keys(world, late)).toEqual(['expired waiting']);
    const unpaid = order(world, 'later', 'ship');
    world.now += DAY + MINUTE;
    world.mustAsk('clock.tick', {}, system);
    expect(keys(world, unpaid)).toEqual(['placed dropped', 'pay dropped', 'cancelled waiting']);
  });

  it('H4 money that came too late is told with its refund', () => {
    const world = shop(true);
    const late = order(world, 'page', 'ship');
    world.mustAsk(
      'payment.notice',
      { provider: 'page', reference: world.state.orders.get(String(late))?.reference ?? '', status: 'expired', amount: 0 },
      system,
    );
    world.mustAsk('drop.end', { dropId: world.state.single('onAir') ?? '' }, host);
    world.mustAsk('variant.adjust', { sku: 'A', onHand: 0, reason: 'flood' }, host);
    pay(world, late);
    pay(world, late);
    expect(keys(world, late)).toEqual(['expired waiting', 'money-back waiting']);
  });

  it('the reminder comes when a third of the time is left, a day before at the earliest, and not after it', () => {
    const world = shop(true);
    const parcel = order(world, 'later', 'ship');
    const pickup = order(world, 'later', 'pickup');
    const reminder = (orderNumber: number): Task | undefined =>
      mailTasks(world).find((task) => task.orderNumber === orderNumber && task.data['mail'] === 'pay');
    const payBy = (orderNumber: number): number => world.state.orders.get(String(orderNumber))?.payBy ?? 0;
    expect(payBy(parcel) - (reminder(parcel)?.dueAt ?? 0)).toBe(8 * HOUR);
    expect(payBy(pickup) - (reminder(pickup)?.dueAt ?? 0)).toBe(DAY);
    expect(reminder(pickup)?.uselessAt).toBe(payBy(pickup));
  });

  it('L8 a mail’s task and its events name nobody', () => {
    const world = shop(true);
    order(world, 'later', 'ship');
    pay(world, order(world, 'page', 'pickup'));
    const events = JSON.stringify(world.batches.flatMap((batch) => batch.events));
    expect(events).toContain('mail.send');
    expect(events).not.toMatch(/Łena|lena|x\.ie/u);
  });

  it('without a mail server nothing is queued; switched off, what waits is dropped and earlier orders stay quiet', () => {
    const world = shop(false);
    const quiet = order(world, 'later', 'ship');
    expect(mailTasks(world)).toEqual([]);
    expect(world.ask('mail.test', {}, owner)).toMatchObject({ ok: false, refused: { refused: 'no-mail' } });
    world.mustAsk('mail.save', { enabled: true, settings: {} }, owner);
    expect(keys(world, quiet)).toEqual([]);
    const told = order(world, 'later', 'ship');
    world.mustAsk('mail.save', { enabled: false, settings: {} }, owner);
    expect(isMailOn(world.state)).toBe(false);
    expect(keys(world, told)).toEqual(['placed dropped', 'pay dropped']);
    world.mustAsk('order.pay', { orderNumber: told, paidBy: 'cash' }, host);
    expect(keys(world, told)).toEqual(['placed dropped', 'pay dropped']);
  });

  it('a buyer who is forgotten gets nothing any more', () => {
    const world = shop(true);
    const one = order(world, 'later', 'ship');
    world.mustAsk('person.erase', { orderNumber: one }, owner);
    expect(mailsOf(world.state, one).map(({ state, note }) => `${state} ${note}`)).toEqual(['dropped erased', 'dropped erased']);
    world.mustAsk('order.pay', { orderNumber: one, paidBy: 'cash' }, host);
    expect(mailsOf(world.state, one).length).toBe(2);
  });

  it('nobody at the till gets a mail', () => {
    const world = shop(true);
    world.mustAsk('sale.record', { lines: [{ sku: 'A', quantity: 1, price: 500 }], paidBy: 'cash', dropId: null }, host);
    expect(mailTasks(world)).toEqual([]);
  });

  it('E2 tried once: abandoned is unknown, what is of no use closes unsent, and "send again" is a person’s', () => {
    const world = shop(true);
    const one = order(world, 'later', 'pickup');
    const placed = (): Task => mailTasks(world).find((task) => task.orderNumber === one && task.data['mail'] === 'placed') as Task;
    world.mustAsk('task.take', { taskId: placed().taskId, until: world.now + MINUTE }, system);
    world.now += 2 * MINUTE;
    world.mustAsk('clock.tick', {}, system);
    expect(placed()).toMatchObject({ state: 'unknown', note: 'no-answer' });
    expect(world.ask('task.take', { taskId: placed().taskId, until: world.now + MINUTE }, system)).toMatchObject({ ok: false });
    // What may have gone out is not sent again with the others.
    expect(world.ask('mail.again', {}, host)).toMatchObject({ ok: true, events: [] });
    expect(placed().state).toBe('unknown');
    world.mustAsk('task.repeat', { taskId: placed().taskId }, host);
    world.mustAsk('task.take', { taskId: placed().taskId, until: world.now + MINUTE }, system);
    world.mustAsk('task.close', { taskId: placed().taskId, attempt: 2, outcome: 'failed', note: 'refused', data: {} }, system);
    expect(keys(world, one)).toEqual(['placed failed', 'pay waiting']);
    world.mustAsk('mail.again', {}, host);
    expect(placed().state).toBe('waiting');
    world.mustAsk('task.take', { taskId: placed().taskId, until: world.now + MINUTE }, system);
    world.mustAsk('task.close', { taskId: placed().taskId, attempt: 3, outcome: 'done', note: '', data: {} }, system);
    world.now += 6 * DAY;
    world.mustAsk('clock.tick', {}, system);
    expect(keys(world, one)).toContain('pay dropped');
  });

  it('an offer of the waitlist is one mail, useless when the offer is over, and none where no address was left', () => {
    const world = shop(true);
    const events: ShopEvent[] = [];
    const draft: Draft = {
      state: world.state,
      // Of a context an offer needs ids and the time alone.
      context: { now: world.now, id: () => 'offer-task' } as Draft['context'],
      emit: (event) => {
        events.push(event);
        if (event.type === 'TaskOpened') world.state.mails.set(`hold ${event.task.data['hold'] ?? ''}`, []);
      },
    };
    const offer = { dropId: 'd1', waitId: 'w1', viewer: 'v1', sku: 'A', person: 'p1', holdId: 'h1', expiresAt: world.now + 5 * MINUTE };
    openMails(draft, [happened('WaitlistOffered', { ...offer, person: null }), happened('WaitlistOffered', offer), happened('WaitlistOffered', offer)]);
    expect(events).toMatchObject([{ task: { kind: 'mail.send', data: { mail: 'offer', person: 'p1', hold: 'h1' }, uselessAt: offer.expiresAt } }]);
  });
});
