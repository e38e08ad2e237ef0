import type { CommandName, CommandResult } from '@protocol/commands.ts';
import { heldLine } from './hold.ts';
import { eventOf, type ResultContext, type Results } from './context.ts';
import type { EventOf, EventType, ShopEvent } from './events.ts';

function need<T extends EventType>(events: readonly ShopEvent[], type: T): EventOf<T> {
  const event = eventOf(events, type);
  if (!event) throw new Error(`no ${type} among the events of a command that always has one`);
  return event;
}
/** Made by the command's own handler, in the shape of its result. */
const answered = <N extends CommandName>(events: readonly ShopEvent[]): CommandResult<N> => need(events, 'Answered').result as CommandResult<N>;
const empty = (): Record<string, never> => ({});

const linksOf = (events: readonly ShopEvent[], context: ResultContext): { channel: string; code: string; url: string }[] => {
  const fired = eventOf(events, 'DropFired');
  const showId = context.state.drops.get(fired?.dropId ?? '')?.showId ?? null;
  return (fired?.links ?? []).map(({ channel, code }) => ({ channel, code, url: context.linkUrl(code, showId) }));
};

/** Closed, like the handlers. */
export const results: Results = {
  'shop.connect': empty,
  'shop.look': empty,
  'shop.levels': empty,
  'drop.mark': (events) => {
    const { sold, left } = need(events, 'DropMarked');
    return { sold, left };
  },
  'drop.leave': empty,
  'elsewhere.sold': empty,
  'elsewhere.refunded': empty,
  'elsewhere.moved': empty,
  'shop.configure': empty,
  'shop.reach': empty,
  'shop.reopen': empty,
  'shop.move': empty,
  'shipping.save': empty,
  'delivery.save': empty,
  'tax.save': empty,
  'code.save': empty,
  'code.remove': empty,
  'money.save': empty,
  'withdrawal.save': empty,
  'order.withdraw': empty,
  'catalog.import': (events) => answered<'catalog.import'>(events),
  'product.save': (events) => answered<'product.save'>(events),
  'picture.copy': (events) => ({ pictures: events.filter((event) => event.type === 'TaskOpened' || event.type === 'TaskRepeated').length }),
  'variant.adjust': (events) => {
    const { available, missing } = need(events, 'VariantCounted');
    return { available, missing };
  },
  'bundle.save': (events) => {
    const { bundle, free } = need(events, 'BundleSaved');
    return { sku: bundle.sku, free };
  },
  'bundle.remove': empty,
  'pickup.save': (events) => ({ pickupId: need(events, 'PickupSaved').pickupId }),
  'pickup.remove': empty,
  'point.save': (events) => ({ pointId: need(events, 'PointSaved').pointId }),
  'point.remove': empty,
  'slots.add': (events) => ({ pickupIds: events.flatMap((event) => (event.type === 'PickupSaved' ? [event.pickupId] : [])) }),
  'channel.save': empty,
  'channel.by-hand': (events) => ({ channel: need(events, 'ChannelSaved').channel }),
  'channel.remove': empty,
  'payment.save': empty,
  'mail.save': empty,
  'mail.test': (events) => ({ taskId: need(events, 'TaskOpened').task.taskId }),
  'mail.again': (events) => ({ mails: events.filter((event) => event.type === 'TaskRepeated').length }),
  'show.plan': (events) => ({ showId: need(events, 'ShowPlanned').showId }),
  'show.start': empty,
  'show.end': empty,
  'rundown.arrange': (events) => ({ cueIds: need(events, 'RundownArranged').cues.map((cue) => cue.cueId) }),
  'cue.go': (events, context) => ({ dropId: eventOf(events, 'DropFired')?.dropId ?? null, links: linksOf(events, context) }),
  'cue.obs': empty,
  'stage.say': empty,
  'drop.plan': (events) => ({ dropId: need(events, 'DropPlanned').dropId }),
  'drop.change': empty,
  'drop.remove': empty,
  'drop.quick': (events) => {
    const planned = need(events, 'DropPlanned');
    return { dropId: planned.dropId, sku: planned.plan.lines[0]?.sku ?? '' };
  },
  'drop.arm': empty,
  'drop.disarm': empty,
  'drop.fire': (events, context) => {
    const { opensAt, endsAt, closesAt } = need(events, 'DropFired');
    return { opensAt, endsAt, closesAt, links: linksOf(events, context) };
  },
  'drop.undo': empty,
  'drop.pause': empty,
  'drop.resume': empty,
  'drop.extend': empty,
  'drop.restock': (events) => ({ left: need(events, 'DropRestocked').left }),
  'drop.reprice': empty,
  'drop.add': empty,
  'drop.end': empty,
  'drop.test': (events) => ({ dropId: need(events, 'TestDropStarted').dropId }),
  panic: empty,
  'panic.lift': empty,
  'hold.place': (events) => {
    const placed = eventOf(events, 'HoldPlaced');
    if (!placed) return answered<'hold.place'>(events);
    return { holdId: placed.holdId, expiresAt: placed.expiresAt, lines: placed.lines.map(heldLine), total: placed.total };
  },
  'hold.release': empty,
  'hold.carry': empty,
  'hold.release-unpaid': (events) => {
    const { released, expiring } = need(events, 'UnpaidReleased');
    return { released, expiring };
  },
  'person.restrict': (events) => ({ restrictionId: need(events, 'PersonRestricted').restrictionId }),
  'person.unrestrict': empty,
  'crowd.note': empty,
  'checkout.start': (events, context) => {
    const opened = need(events, 'OrderOpened');
    const order = context.state.orders.get(String(opened.orderNumber));
    return {
      orderNumber: opened.orderNumber,
      orderUrl: context.orderUrl(opened.orderNumber, 0),
      payUrl: order?.payUrl ?? null,
      payBy: opened.payBy,
      pending: opened.as === 'paying' && order?.payUrl === null,
    };
  },
  'checkout.extend': (events) => ({ payBy: need(events, 'PayExtended').payBy }),
  'draw.enter': (events) => {
    const entered = eventOf(events, 'DrawEntered');
    return entered ? { entryId: entered.entryId } : answered<'draw.enter'>(events);
  },
  'draw.leave': empty,
  'draw.run': (events) => ({ entries: need(events, 'DrawRun').order.length }),
  'waitlist.join': (events) => {
    const joined = eventOf(events, 'WaitlistJoined');
    return joined ? { waitId: joined.waitId } : answered<'waitlist.join'>(events);
  },
  'waitlist.leave': empty,
  'order.pay': empty,
  'order.cancel': empty,
  'order.refund': empty,
  'order.relink': (events, context) => {
    const { orderNumber, link } = need(events, 'OrderRelinked');
    return { orderUrl: context.orderUrl(orderNumber, link) };
  },
  'order.pick': empty,
  'order.pack': empty,
  'order.hand-over': empty,
  'sale.record': (events) => ({ orderNumber: need(events, 'SaleRecorded').orderNumber }),
  'sale.undo': empty,
  'task.done': empty,
  'post.done': empty,
  'task.repeat': empty,
  'key.create': (events, { keyOf }) => {
    const { keyId } = need(events, 'KeyCreated');
    return { keyId, key: keyOf(keyId) };
  },
  'key.revoke': empty,
  'key.rotate': (events, { keyOf }) => {
    const { nextId } = need(events, 'KeyRotated');
    return { keyId: nextId, key: keyOf(nextId) };
  },
  'overlay.identify': empty,
  'overlay.reload': empty,
  'overlay.mark': (events) => ({ colours: need(events, 'OverlayAsked').colours ?? '' }),
  'overlay.configure': empty,
  'obs.configure': empty,
  'obs.do': empty,
  'person.erase': empty,
  'clock.tick': empty,
  'clock.gap': empty,
  'ledger.opened': empty,
  'task.take': (events) => ({ attempt: need(events, 'TaskTaken').attempt }),
  'task.close': empty,
  'payment.notice': empty,
  'payment.compare': (events) => ({ asked: events.filter((event) => event.type === 'TaskOpened').length }),
  'balance.pay': (events, context) => {
    const { orderNumber, reference, payBy } = need(events, 'BalanceOpened');
    const payUrl = context.state.orders.get(String(orderNumber))?.deposit?.balances.find((pay) => pay.reference === reference)?.payUrl ?? null;
    return { orderNumber, payUrl, payBy, pending: payUrl === null };
  },
  'balance.remind': empty,
  'payment.seen': (events) => ({
    how: eventOf(events, 'OrderFound')
      ? 'found'
      : eventOf(events, 'PayDifference')
        ? 'different'
        : eventOf(events, 'OrderPaid') || eventOf(events, 'RefundDue') || eventOf(events, 'BalanceReturned')
          ? 'paid'
          : 'same',
  }),
  'payment.compared': empty,
  'channel.rules': empty,
  'channel.delay': empty,
  'chat.paired': empty,
  'chat.parted': empty,
  'chat.claim': (events) => ({ holdId: eventOf(events, 'HoldPlaced')?.holdId ?? null }),
  'chat.timer': () => ({ posted: true }),
  'chat.catch-up': empty,
  'chat.line': () => ({ answered: true }),
  'reach.lend': empty,
  'attention.note': empty,
};
