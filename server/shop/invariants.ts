import { discountOn, goodsOf } from '@protocol/pricing.ts';
import { codeUseKey } from './code.ts';
import { commitmentOf, drawOrder } from '@protocol/draw.ts';
import { balanceOf, paidIn } from './deposit.ts';
import { holdersOf, holdKey } from './hold.ts';
import { freeOf, isActive, partsOf } from './stock.ts';
import { isOpen } from './open-task.ts';
import type { Order, ReadState } from './state.ts';

/** Orders that were drawn once and never change: each is drawn again the first time it is met, not at every seq. */
const drawnAgain = new WeakSet<object>();

/** D4: who won is who the published seed says, and who waits has nothing yet. */
function brokenDraws(state: ReadState, say: (rule: string, sentence: string) => void): void {
  const entries = new Map<string, number>();
  for (const entry of state.entries.values()) {
    entries.set(entry.dropId, (entries.get(entry.dropId) ?? 0) + 1);
    if (state.entryOf.get(holdKey(entry.dropId, entry.viewer)) !== entry.entryId) say('D4', `entry ${entry.entryId} is not its viewer's only one`);
  }
  for (const { dropId, commitment, entries: counted, drawn } of state.draws.values()) {
    const title = state.drops.get(dropId)?.title ?? dropId;
    if (counted !== (entries.get(dropId) ?? 0)) say('S4', `${title}: ${counted} entries counted, ${entries.get(dropId) ?? 0} there`);
    if (drawn === null || drawnAgain.has(drawn)) continue;
    drawnAgain.add(drawn);
    const again = drawOrder(
      drawn.seed,
      [...state.entries.values()].filter((entry) => entry.dropId === dropId).map(({ entryId }) => entryId),
    );
    if (commitmentOf(drawn.seed) !== commitment) say('D4', `${title}: the seed is not the one that was committed to`);
    if (again.digest !== drawn.digest || again.order.join() !== drawn.order.join()) say('D4', `${title}: drawn again, the order is another one`);
  }
  const waiting = new Map<string, number>();
  for (const wait of state.waiting.values()) {
    const key = holdKey(wait.dropId, wait.sku);
    waiting.set(key, (waiting.get(key) ?? 0) + 1);
    if (state.holdOf.has(holdKey(wait.dropId, wait.viewer))) say('H1', `${wait.viewer} waits for what they have a hold in`);
  }
  for (const drop of state.drops.values()) {
    for (const line of drop.lines)
      if ((line.waiting ?? 0) !== (waiting.get(holdKey(drop.dropId, line.sku)) ?? 0))
        say('D4', `${drop.title} ${line.sku}: the line is not as long as it says`);
    if (drop.settling && (!isActive(drop) || drop.dropId === state.single('onAir'))) say('D8', `${drop.title} settles and is on the card, or over`);
  }
}

/** M4: two payments are never more than the order, and neither gives back more than came by it. */
function brokenPayments(order: Order, say: (rule: string, sentence: string) => void): void {
  const { deposit, orderNumber } = order;
  if (deposit === undefined) return;
  if (deposit.amount <= 0 || deposit.amount >= order.total) say('M4', `order ${orderNumber} asks ${deposit.amount} of ${order.total} ahead`);
  if (order.refundsAsked > deposit.amount && !order.refundDue) say('M4', `order ${orderNumber} gives back more than its deposit by it`);
  const counted = deposit.balances.filter(({ state }) => state === 'paid');
  if (counted.length > 1) say('M4', `order ${orderNumber} was paid the rest ${counted.length} times`);
  for (const pay of counted) if (pay.refundsAsked > balanceOf(order)) say('M4', `order ${orderNumber} gives back more than the rest by it`);
  const isDone = order.state === 'paid' || order.state === 'refunded';
  if ((isDone || order.state === 'unpaid') && deposit.paidAt === null) say('M4', `order ${orderNumber} is ${order.state} without its deposit`);
}

/**
 * Every stock rule, counted anew from drops, holds and orders. What `audit-ledger` asks at every
 * seq, and what the properties hold the core to. Answers one sentence per broken rule.
 */
export function brokenRules(state: ReadState): string[] {
  const broken: string[] = [];
  const say = (rule: string, sentence: string): void => void broken.push(`${rule} ${sentence}`);

  const held = new Map<string, number>();
  const heldIn = new Map<string, number>();
  const committed = new Map<string, number>();
  const soldIn = new Map<string, number>();
  const setAside = new Map<string, number>();
  const taken = new Map<string, number>();
  const used = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, by: number): void => void map.set(key, (map.get(key) ?? 0) + by);

  for (const hold of state.holds.values()) {
    if (holdersOf(hold).some((viewer) => state.holdOf.get(holdKey(hold.dropId, viewer)) !== hold.holdId))
      say('H1', `hold ${hold.holdId} is not its viewer's only one`);
    // A place in a race takes no unit before it is paid for.
    if (hold.state === 'place') continue;
    for (const line of hold.lines) {
      for (const part of partsOf(line)) add(held, part.sku, part.quantity * line.quantity);
      add(heldIn, `${hold.dropId} ${line.sku}`, line.quantity);
    }
  }
  for (const [subject, mails] of state.mails.entries())
    if (new Set(mails.map(({ key }) => key)).size !== mails.length) say('E2', `${subject} has two mails of one kind`);
  let paid = 0;
  let unpaid = 0;
  for (const order of state.orders.values()) {
    if (
      order.delivery.kind === 'pickup' &&
      (order.state === 'unpaid' || order.state === 'paying' || order.state === 'paid' || (order.state === 'refunded' && order.fulfilment === 'handed-over'))
    ) {
      add(taken, order.delivery.pickupId, 1);
    }
    const came = paidIn(order);
    if (order.state === 'unpaid') unpaid += order.total - came;
    paid += came - order.refundedTotal;
    brokenPayments(order, say);
    if (order.state !== 'cancelled') {
      for (const discount of order.discounts) {
        if (discount.kind !== 'code') continue;
        for (const viewer of new Set([order.viewer, order.by])) if (viewer !== null) add(used, codeUseKey(discount.name, viewer), 1);
        add(used, discount.name, 1);
      }
    }
    const goods = goodsOf(order.lines) - discountOn(order.discounts, 'goods');
    const delivery = order.shipping - discountOn(order.discounts, 'delivery');
    if (goods < 0 || delivery < 0 || order.total !== goods + delivery + (order.tax?.onTop === true ? order.tax.amount : 0))
      say('M1', `order ${order.orderNumber}: ${goods} of goods and ${delivery} of delivery are not its total of ${order.total}`);
    if (order.sentBack > (order.sent?.list ?? 0)) say('M2', `order ${order.orderNumber} gave back more delivery than it took`);
    if (order.refundedTotal > came) say('H4', `order ${order.orderNumber} gave back more than it took`);
    if (order.state === 'cancelled' || order.state === 'paying') continue;
    for (const line of order.lines) {
      if (line.refunded > line.quantity || line.restocked > line.refunded)
        say('S1', `order ${order.orderNumber} gave back more of ${line.sku} than was ordered`);
      if (order.fulfilment !== 'handed-over') for (const part of partsOf(line)) add(committed, part.sku, part.quantity * (line.quantity - line.refunded));
      if (order.dropId !== null) add(soldIn, `${order.dropId} ${line.sku}`, line.quantity - line.restocked);
    }
  }
  for (const drop of state.drops.values()) {
    for (const line of drop.lines) {
      const key = `${drop.dropId} ${line.sku}`;
      if (line.left < 0 || line.held < 0 || line.sold < 0) say('S1', `${drop.title} ${line.sku}: a count below zero`);
      if (line.left + line.held + line.sold !== line.allotted)
        say('S1', `${drop.title} ${line.sku}: ${line.left} left, ${line.held} held and ${line.sold} sold are not ${line.allotted}`);
      if (line.held !== (heldIn.get(key) ?? 0)) say('S1', `${drop.title} ${line.sku}: ${line.held} held, but the holds say ${heldIn.get(key) ?? 0}`);
      if (line.sold !== (soldIn.get(key) ?? 0)) say('S1', `${drop.title} ${line.sku}: ${line.sold} sold, but the orders say ${soldIn.get(key) ?? 0}`);
      if (!isActive(drop)) continue;
      if (state.variants.has(line.sku) !== (line.parts === undefined)) say('S2', `${drop.title} sells ${line.sku} as something it is not`);
      for (const part of partsOf(line)) {
        add(setAside, part.sku, part.quantity * line.left);
        if (state.variants.get(part.sku)?.dropId !== drop.dropId) say('S3', `${drop.title} sells ${part.sku}, which another drop has`);
      }
    }
  }
  for (const { sku, parts } of state.bundles.values()) {
    if (state.variants.has(sku)) say('S2', `${sku} is a bundle and a variant`);
    for (const part of parts) if (!state.variants.has(part.sku)) say('S2', `the bundle ${sku} is made of ${part.sku}, which is not there`);
  }
  for (const variant of state.variants.values()) {
    const { sku, onHand, missing } = variant;
    if (onHand < 0 || missing < 0 || variant.committed < 0 || variant.held < 0 || variant.setAside < 0) say('S1', `${sku}: a count below zero`);
    if (freeOf(variant) < 0) say('S1', `${sku}: ${variant.committed} committed, ${variant.held} held and ${variant.setAside} set aside of ${onHand} on hand`);
    if (missing > 0 && variant.setAside > 0) say('S5', `${sku}: ${missing} missing while ${variant.setAside} are set aside`);
    if (variant.held !== (held.get(sku) ?? 0)) say('S1', `${sku}: ${variant.held} held, but the holds say ${held.get(sku) ?? 0}`);
    if (variant.committed !== (committed.get(sku) ?? 0)) say('S1', `${sku}: ${variant.committed} committed, but the orders say ${committed.get(sku) ?? 0}`);
    if (variant.setAside !== (setAside.get(sku) ?? 0)) say('S3', `${sku}: ${variant.setAside} set aside, but the drops say ${setAside.get(sku) ?? 0}`);
  }
  for (const pickup of state.pickups.values()) {
    const point = state.points.get(pickup.pointId);
    if (point?.place !== pickup.place || point.address !== pickup.address) say('S4', `${pickup.place} is at no point of that name`);
    if (pickup.taken !== (taken.get(pickup.pickupId) ?? 0) || pickup.taken > pickup.capacity)
      say('S4', `${pickup.place}: ${pickup.taken} of ${pickup.capacity} taken, the orders say ${taken.get(pickup.pickupId) ?? 0}`);
  }
  for (const [key, n] of state.codeUses.entries())
    if (n !== (used.get(key) ?? 0)) say('M3', `the code ${key} stands in ${used.get(key) ?? 0} orders, not ${n}`);
  brokenDraws(state, say);
  const adjusting = new Set<string>();
  for (const task of state.tasks.values()) {
    if (task.kind !== 'shop.adjust' || task.sku === null || !isOpen(task)) continue;
    if (adjusting.has(task.sku)) say('E2', `${task.sku}: two changes at once are on their way to ${task.target}`);
    adjusting.add(task.sku);
  }
  for (const mirror of state.mirrors.values()) if (mirror.owed < 0) say('S5', `${mirror.sku}: less than nothing is owed to ${mirror.shop}`);
  const onAir = state.single('onAir');
  const live = state.single('liveDrops');
  if (onAir !== null && !live.includes(onAir)) say('D8', `${onAir} is on air and not live`);
  for (const dropId of live) {
    const liveState = state.drops.get(dropId)?.state;
    if (liveState !== 'live' && liveState !== 'paused') say('D8', `${dropId} is listed as live and is ${liveState ?? 'gone'}`);
  }
  const takings = state.single('takings');
  if (takings.paid !== paid || takings.unpaid !== unpaid)
    say('H6', `takings say ${takings.paid} paid and ${takings.unpaid} unpaid, the orders ${paid} and ${unpaid}`);
  return broken;
}
