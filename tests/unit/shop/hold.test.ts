import { describe, expect, it } from 'vitest';
import { DAY, MINUTE, SECOND } from '@protocol/time.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { connectChat, holdRunsOut, host, openStall, refusedAs, system, viewer } from '../../support/stall.ts';

describe('holds', () => {
  it('H1 a second click returns the same hold; other lines replace it if they are free', () => {
    const stall = openStall();
    const dropId = stall.open('Both', [['A', 2], ['C', 1]], 3); // prettier-ignore
    const holdId = stall.held('ana', dropId, [['A', 2]]);
    const again = stall.hold('ana', dropId, [['A', 2]]);
    expect(again.ok && eventOf(again.events, 'Answered')?.result['holdId']).toBe(holdId);
    // Its own units count as free for what replaces it.
    const other = stall.held('ana', dropId, [['A', 1], ['C', 1]]); // prettier-ignore
    expect(other).not.toBe(holdId);
    expect([...stall.world.state.holds.values()].map((hold) => hold.holdId)).toEqual([other]);
  });
  it('H1 a hold that cannot be replaced stays as it was', () => {
    const stall = openStall();
    const dropId = stall.open('Both', [['A', 2], ['C', 1]], 3); // prettier-ignore
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    stall.held('ben', dropId, [['C', 1]]);
    expect(refusedAs(stall.hold('ana', dropId, [['C', 1]]))).toBe('all-held');
    expect(stall.world.state.holds.has(holdId)).toBe(true);
  });
  it('H1 no more units for one viewer than the drop allows, ordered ones counted', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 9]], 2);
    expect(stall.hold('ana', dropId, [['A', 3]])).toMatchObject({ refused: { refused: 'limit-reached', details: { n: 2 } } });
    stall.ordered('ana', stall.held('ana', dropId, [['A', 1]]));
    expect(refusedAs(stall.hold('ana', dropId, [['A', 2]]))).toBe('limit-reached');
    expect(stall.hold('ana', dropId, [['A', 1]]).ok).toBe(true);
  });
  it('H2 a hold that ran out is over inside the very decision that wants its unit', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['C', 1]]);
    const holdId = stall.held('ana', dropId, [['C', 1]]);
    stall.world.now += 60 * SECOND - 1;
    expect(refusedAs(stall.hold('ben', dropId, [['C', 1]]))).toBe('all-held');
    stall.world.now += 1;
    expect(stall.hold('ben', dropId, [['C', 1]]).ok).toBe(true);
    expect(stall.world.state.endedHolds.get(holdId)?.how).toBe('expired');
    expect(refusedAs(stall.order('ana', holdId))).toBe('hold-over');
  });
  it('knows by which link it came, its order too; a code that is not this drop’s says nothing and refuses nothing', () => {
    const stall = openStall();
    const other = stall.open('Other', [['B', 5]]);
    const dropId = stall.open('First', [['A', 9]]);
    const codeOf = (of: string, channel: string): string => stall.drop(of).links.find((link) => link.channel === channel)?.code ?? '';
    const place = (who: string, code: string, quantity = 1): string => {
      const events = stall.world.mustAsk('hold.place', { dropId, lines: [{ sku: 'A', quantity }], code }, viewer(who));
      return eventOf(events, 'HoldPlaced')?.holdId ?? '';
    };
    const channelOf = (holdId: string): string | null | undefined => stall.world.state.holds.get(holdId)?.channel;
    const ana = place('ana', codeOf(dropId, 'qr'));
    expect(channelOf(ana)).toBe('qr');
    expect(stall.world.state.orders.get(String(stall.ordered('ana', ana)))?.channel).toBe('qr');
    for (const [at, code] of [codeOf(other, 'qr'), 'no-such-code', '', '__proto__'].entries()) expect(channelOf(place(`b${at}`, code))).toBeNull();
    // Other lines in its place, asked for without a link: it still came by the first.
    place('cem', codeOf(dropId, 'copy'));
    expect(channelOf(stall.held('cem', dropId, [['A', 2]]))).toBe('copy');
  });
  it('E4 nothing due, nothing appended', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 1]]);
    stall.held('ana', dropId, [['A', 1]]);
    const { seq } = stall.world.place;
    for (let i = 0; i < 50; i += 1) stall.later(SECOND);
    expect(stall.world.place.seq).toBe(seq);
    stall.later(holdRunsOut);
    expect(stall.world.place.seq).toBe(seq + 1);
  });
  it('a hold is released by its viewer or the crew, and nobody else learns of it', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 2]]);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    expect(refusedAs(stall.world.ask('hold.release', { holdId }, viewer('ben')))).toBe('no-such-hold');
    expect(stall.world.ask('hold.release', { holdId }, viewer('ana')).ok).toBe(true);
    expect(refusedAs(stall.world.ask('hold.release', { holdId }, host))).toBe('hold-over');
  });
});

describe('paying', () => {
  it('H6 paying later commits at once as an unpaid order, one per person and drop, and is no revenue', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 4]]);
    const orderNumber = stall.ordered('ana', stall.held('ana', dropId, [['A', 1]]));
    expect(stall.variant('A')).toMatchObject({ committed: 1, held: 0 });
    expect(stall.world.state.single('takings')).toEqual({ paid: 0, unpaid: 900, orders: 1 });
    expect(refusedAs(stall.order('ana', stall.held('ana', dropId, [['A', 1]])))).toBe('one-unpaid-order');
    stall.world.mustAsk('order.pay', { orderNumber, paidBy: 'cash' }, host);
    expect(stall.world.state.single('takings')).toEqual({ paid: 900, unpaid: 0, orders: 1 });
    expect(refusedAs(stall.world.ask('order.pay', { orderNumber, paidBy: 'cash' }, host))).toBe('already-paid');
  });
  it('H6 due work cancels what was not paid by the end of the pickup slot, else in 24 hours', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 4]]);
    const pickup = stall.ordered('ana', stall.held('ana', dropId, [['A', 1]]));
    const ship = stall.world.mustAsk(
      'checkout.start',
      {
        holdId: stall.held('ben', dropId, [['A', 1]]),
        provider: 'later',
        contact: { name: 'B', email: 'b@x.ie' },
        delivery: { kind: 'ship', address: { line1: '1', line2: '', city: 'G', postcode: '', region: '', country: 'IE' } },
        with: null,
      },
      viewer('ben'),
    );
    const shipped = eventOf(ship, 'OrderOpened');
    expect(shipped).toMatchObject({ shipping: 490, total: 1390, payBy: stall.world.now + DAY });
    stall.later(180 * MINUTE);
    expect(stall.world.state.orders.get(String(pickup))?.state).toBe('cancelled');
    expect(stall.world.state.orders.get(String(shipped?.orderNumber))?.state).toBe('unpaid');
    stall.later(DAY);
    expect(stall.world.state.orders.get(String(shipped?.orderNumber))?.state).toBe('cancelled');
    expect(stall.variant('A')).toMatchObject({ committed: 0, onHand: 10 });
  });
  it('H3 units of a buyer who is paying are freed by the provider’s word alone, and three minutes are given once', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['C', 1]]);
    const holdId = stall.held('ana', dropId, [['C', 1]]);
    const orderNumber = stall.ordered('ana', holdId, 'page');
    expect(stall.world.state.holds.get(holdId)?.expiresAt).toBe(stall.world.now + 5 * MINUTE);
    expect(stall.world.ask('checkout.extend', { holdId }, viewer('ana')).ok).toBe(true);
    expect(refusedAs(stall.world.ask('checkout.extend', { holdId }, viewer('ana')))).toBe('extended-before');
    stall.later(8 * MINUTE);
    expect(stall.variant('C').held).toBe(1);
    const expire = stall.tasks('pay.expire')[0]?.taskId ?? '';
    stall.world.mustAsk('task.take', { taskId: expire, until: stall.world.now + SECOND }, system);
    stall.world.mustAsk('task.close', { taskId: expire, attempt: 1, outcome: 'done', note: '', data: { result: 'expired' } }, system);
    expect(stall.variant('C')).toMatchObject({ held: 0 });
    expect(stall.world.state.orders.get(String(orderNumber))?.state).toBe('cancelled');
  });
  it('H4 money that comes late is an order while the units are there, a visible refund when they are not', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['C', 1]]);
    const reference = (orderNumber: number): string => stall.world.state.orders.get(String(orderNumber))?.reference ?? '';
    const late = stall.ordered('ana', stall.held('ana', dropId, [['C', 1]]), 'page');
    const notice = (orderNumber: number, status: 'paid' | 'expired') =>
      stall.world.mustAsk('payment.notice', { provider: 'page', reference: reference(orderNumber), status, amount: 900 }, system);
    notice(late, 'expired');
    stall.ordered('ben', stall.held('ben', dropId, [['C', 1]]), 'later');
    expect(eventOf(notice(late, 'paid'), 'RefundDue')).toMatchObject({ orderNumber: late, amount: 900 });
    expect(stall.tasks('pay.refund')).toHaveLength(1);
    notice(late, 'paid');
    expect(stall.tasks('pay.refund')).toHaveLength(1);
    stall.world.mustAsk('order.cancel', { orderNumber: late + 1, reason: 'asked' }, host);
    const second = stall.ordered('cem', stall.held('cem', dropId, [['C', 1]]), 'page');
    notice(second, 'expired');
    expect(eventOf(notice(second, 'paid'), 'OrderPaid')).toMatchObject({ from: 'drop' });
  });
  it('H5 notice and return page call the same function: paid twice is paid once', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['C', 1]]);
    const orderNumber = stall.ordered('ana', stall.held('ana', dropId, [['C', 1]]), 'page');
    const reference = stall.world.state.orders.get(String(orderNumber))?.reference ?? '';
    for (let i = 0; i < 3; i += 1) stall.world.mustAsk('payment.notice', { provider: 'page', reference, status: 'paid', amount: 900 }, system);
    expect(stall.world.state.single('takings')).toEqual({ paid: 900, unpaid: 0, orders: 1 });
  });
});

describe('what chats are told', () => {
  it('last few and sold out are said once each, and “last few” is dropped when it is sold out', () => {
    const stall = openStall();
    connectChat(stall, 4);
    const dropId = stall.open('First', [['B', 5]], 5);
    stall.ordered('ana', stall.held('ana', dropId, [['B', 4]]));
    stall.ordered('ben', stall.held('ben', dropId, [['B', 1]]));
    const said = stall.tasks('chat.post').map((task) => [task.template, task.state]);
    expect(said).toEqual([['link', 'waiting'], ['last-few', 'dropped'], ['sold-out', 'waiting']]); // prettier-ignore
  });
  it('answers !stock once in five seconds, the newest count replaces the older, and !end is for moderators', () => {
    const stall = openStall();
    connectChat(stall, 4);
    const dropId = stall.open('First', [['A', 5]]);
    const line = (text: string, mod: boolean) => stall.world.mustAsk('chat.line', { channel: 'toy', text, mod }, system).length > 0;
    expect([line('!stock', false), line('!stock', false), line('hello', false), line('!end', false)]).toEqual([true, false, false, false]);
    stall.later(5 * SECOND);
    expect(line('!BUY now', false)).toBe(true);
    expect(stall.tasks('chat.post').filter((task) => task.note === 'newer-count')).toHaveLength(1);
    expect(line('!end', true)).toBe(true);
    expect(stall.drop(dropId).state).toBe('ended');
  });
});
