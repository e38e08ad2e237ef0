import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { publicDropPart } from '../../../server/views/drop-view.ts';
import { sightOf } from '../../../server/views/sight.ts';
import { connectChat, host, openStall, refusedAs, type Stall } from '../../support/stall.ts';
import { viewContext } from '../../support/view-rig.ts';

const restock = (stall: Stall, dropId: string, sku: string, add: number, counted = false) =>
  stall.world.ask('drop.restock', { dropId, sku, add, counted }, host);
const reprice = (stall: Stall, dropId: string, sku: string, price: number) => stall.world.ask('drop.reprice', { dropId, sku, price }, host);
const add = (stall: Stall, dropId: string, sku: string, allotted: number, price = 700) => stall.world.ask('drop.add', { dropId, sku, allotted, price }, host);
const line = (stall: Stall, dropId: string, at = 0) => stall.drop(dropId).lines[at];
/** What chats were told or wait to be told, without the line of GO. */
const posts = (stall: Stall): readonly (readonly [string | undefined, string])[] =>
  stall
    .tasks('chat.post')
    .filter((task) => task.template !== 'link')
    .map((task) => [task.template, task.state]);
/** The chat has had what waits. */
function posted(stall: Stall): void {
  stall.world.now += 4 * SECOND;
  for (const task of stall.tasks('chat.post')) {
    if (task.state !== 'waiting' || task.dueAt > stall.world.now) continue;
    stall.world.mustAsk('task.take', { taskId: task.taskId, until: stall.world.now + SECOND }, { kind: 'system', id: 'tasks', role: 'system', name: 'tasks' });
    stall.world.mustAsk(
      'task.close',
      { taskId: task.taskId, attempt: 1, outcome: 'done', note: '', data: {} },
      { kind: 'system', id: 'tasks', role: 'system', name: 'tasks' },
    );
  }
}
const firstHold = (stall: Stall): string => [...stall.world.state.holds.values()][0]?.holdId ?? '';
const more = (stall: Stall, dropId: string) => publicDropPart(sightOf(stall.world.state, viewContext), stall.drop(dropId)).more;
const settledAt = (stall: Stall, dropId: string): number | null | undefined =>
  publicDropPart(sightOf(stall.world.state, viewContext), stall.drop(dropId)).settledAt;
const sellOut = (stall: Stall, dropId: string, sku: string, quantity: number): void =>
  void stall.world.mustAsk('sale.record', { lines: [{ sku, quantity, price: 900 }], paidBy: 'cash', dropId }, host);

describe('more units for a drop that is on', () => {
  it('S3 they come out of free stock and are set aside; more than is free is refused, with what is', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['B', 2]]);
    const answer = restock(stall, dropId, 'B', 2);
    expect(answer.ok && eventOf(answer.events, 'DropRestocked')).toMatchObject({ add: 2, left: 4, onHand: 5 });
    expect(line(stall, dropId)).toMatchObject({ allotted: 4, left: 4, added: 2 });
    expect(stall.variant('B')).toMatchObject({ onHand: 5, setAside: 4 });
    expect(restock(stall, dropId, 'B', 2)).toMatchObject({ refused: { refused: 'not-enough-stock', details: { sku: 'B', n: 1, wanted: 2 } } });
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('D3 what was found is a count: the shelf has more, and the log says so', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['B', 5]]);
    expect(restock(stall, dropId, 'B', 3, true).ok).toBe(true);
    expect(stall.variant('B')).toMatchObject({ onHand: 8, setAside: 8 });
    expect(stall.world.state.single('log').at(-1)).toMatchObject({ what: 'DropRestocked.found', blanks: { n: 3, sku: 'B', onHand: 8 } });
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('S5 what is found first fills what is missing; only the rest can be sold', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['B', 5]], 5);
    stall.held('ana', dropId, [['B', 4]]);
    stall.world.mustAsk('variant.adjust', { sku: 'B', onHand: 2, reason: 'torn' }, host);
    expect(stall.variant('B')).toMatchObject({ missing: 2, setAside: 0 });
    expect(refusedAs(restock(stall, dropId, 'B', 2, true))).toBe('not-enough-stock');
    expect(stall.variant('B').onHand).toBe(2);
    // Three were found: two were missing, so one is for sale; asked for as a count of its own first.
    stall.world.mustAsk('variant.adjust', { sku: 'B', onHand: 5, reason: 'found' }, host);
    expect(restock(stall, dropId, 'B', 1).ok).toBe(true);
    expect(stall.variant('B')).toMatchObject({ missing: 0, setAside: 1 });
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('S3 a wrong number is taken back, down to what nobody has, and never below what was planned', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 2]], 5);
    expect(restock(stall, dropId, 'A', 5).ok).toBe(true);
    stall.held('ana', dropId, [['A', 5]]);
    expect(restock(stall, dropId, 'A', -3)).toMatchObject({ refused: { refused: 'more-than-added', details: { sku: 'A', n: 2 } } });
    expect(restock(stall, dropId, 'A', -2).ok).toBe(true);
    expect(line(stall, dropId)).toMatchObject({ left: 0, held: 5, allotted: 5, added: 3 });
    expect(stall.variant('A')).toMatchObject({ onHand: 10, setAside: 0, held: 5 });
    // The planned two were announced: "n left" does not go down because the host would like fewer.
    const other = stall.open('Second', [['B', 2]]);
    expect(refusedAs(restock(stall, other, 'B', -1))).toBe('more-than-added');
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('D3 found units that were not there after all leave the shelf again', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['B', 5]]);
    restock(stall, dropId, 'B', 3, true);
    expect(restock(stall, dropId, 'B', -3, true).ok).toBe(true);
    expect(stall.variant('B')).toMatchObject({ onHand: 5, setAside: 5 });
    expect(stall.world.state.single('log').at(-1)?.what).toBe('DropRestocked.notFound');
  });
  it('only from arming to the end that everyone is shown; a plan is changed as a plan', () => {
    const stall = openStall();
    const planned = stall.plan('Later', [['C', 1]]);
    expect(refusedAs(restock(stall, planned, 'C', 1))).toBe('wrong-state');
    stall.world.mustAsk('drop.arm', { dropId: planned }, host);
    expect(restock(stall, planned, 'C', 1, true).ok).toBe(true);
    const dropId = stall.open('First', [['A', 2]]);
    stall.world.mustAsk('drop.pause', { dropId }, host);
    expect(restock(stall, dropId, 'A', 1).ok).toBe(true);
    expect(refusedAs(restock(stall, dropId, 'B', 1))).toBe('no-such-variant');
    expect(refusedAs(restock(stall, 'none', 'A', 1))).toBe('no-such-drop');
    stall.world.now = stall.drop(dropId).endsAt ?? 0;
    expect(refusedAs(restock(stall, dropId, 'A', 1))).toBe('wrong-state');
  });
  it('H1 a hold stays as it is, and the same press still answers it', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 1]]);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    restock(stall, dropId, 'A', 2);
    expect(stall.held('ben', dropId, [['A', 1]])).not.toBe(holdId);
    const again = stall.hold('ana', dropId, [['A', 1]]);
    expect(again.ok && eventOf(again.events, 'Answered')?.result).toMatchObject({ holdId });
  });
});

describe('what card and page say of it', () => {
  it('D3 how many came in and when: in one breath one number, what goes back goes off it, and nothing before selling opened', () => {
    const stall = openStall();
    const dropId = stall.plan('First', [['A', 2]]);
    stall.world.mustAsk('drop.arm', { dropId }, host);
    restock(stall, dropId, 'A', 1, true);
    stall.fire(dropId);
    restock(stall, dropId, 'A', 1, true);
    expect(more(stall, dropId)).toBeNull();
    stall.later(MINUTE);
    restock(stall, dropId, 'A', 2, true);
    const at = stall.world.now;
    expect(more(stall, dropId)).toEqual({ n: 2, at });
    stall.later(5 * SECOND);
    restock(stall, dropId, 'A', 3, true);
    expect(more(stall, dropId)).toEqual({ n: 5, at: at + 5 * SECOND });
    restock(stall, dropId, 'A', -4, true);
    expect(more(stall, dropId)).toEqual({ n: 1, at: at + 5 * SECOND });
    restock(stall, dropId, 'A', -1, true);
    expect(more(stall, dropId)).toBeNull();
    restock(stall, dropId, 'A', 2, true);
    stall.later(MINUTE);
    stall.world.mustAsk('drop.add', { dropId, sku: 'B', allotted: 1, price: 700 }, host);
    expect(more(stall, dropId)).toEqual({ n: 1, at: stall.world.now });
  });
});

describe('what chats are told of it', () => {
  it('D5 a sold-out drop that gets more is live again, chat says so, and sold out may be said once more when it is so once more', () => {
    const stall = openStall();
    connectChat(stall, 0);
    const dropId = stall.open('First', [['B', 2]]);
    sellOut(stall, dropId, 'B', 2);
    const soldAt = stall.world.now;
    expect(settledAt(stall, dropId)).toBe(soldAt);
    posted(stall);
    restock(stall, dropId, 'B', 2);
    expect(settledAt(stall, dropId)).toBeNull();
    expect(posts(stall)).toEqual([['sold-out', 'done'], ['restocked', 'waiting']]); // prettier-ignore
    expect(stall.hold('ana', dropId, [['B', 1]]).ok).toBe(true);
    stall.world.mustAsk('hold.release', { holdId: firstHold(stall) }, host);
    posted(stall);
    stall.later(MINUTE);
    sellOut(stall, dropId, 'B', 2);
    expect(settledAt(stall, dropId)).toBe(stall.world.now);
    expect(posts(stall).at(-1)).toEqual(['sold-out', 'waiting']);
  });
  it('where nobody was told that few are left, the count on card and page is enough', () => {
    const stall = openStall();
    connectChat(stall, 0);
    const dropId = stall.open('First', [['A', 4]]);
    restock(stall, dropId, 'A', 2);
    expect(posts(stall)).toEqual([]);
  });
  it('lines that wait with the counts of before do not go out; few is said once, not twice in a breath', () => {
    const stall = openStall();
    connectChat(stall, 0);
    const dropId = stall.open('First', [['A', 6]], 6);
    posted(stall);
    stall.held('ana', dropId, [['A', 6]]);
    stall.world.mustAsk('hold.release', { holdId: firstHold(stall) }, host);
    stall.held('ben', dropId, [['A', 5]]);
    expect(posts(stall)).toEqual([['last-few', 'waiting']]);
    restock(stall, dropId, 'A', 1);
    expect(posts(stall)).toEqual([['last-few', 'dropped'], ['restocked', 'waiting']]); // prettier-ignore
    expect(stall.drop(dropId).told).toEqual({ lastFew: true, soldOut: false });
    // And a second one before the first went out: one line, with the newest count.
    restock(stall, dropId, 'A', 2);
    expect(posts(stall)).toEqual([['last-few', 'dropped'], ['restocked', 'dropped'], ['restocked', 'waiting']]); // prettier-ignore
    // Taken back while the line waits: it waits on, with what is true.
    restock(stall, dropId, 'A', -2);
    const waiting = [...stall.world.state.tasks.values()].filter((task) => task.state === 'waiting' && task.kind === 'chat.post');
    expect(waiting.map((task) => [task.data['template'], task.data['left']])).toEqual([['restocked', '2']]);
  });
  it('D9 nothing is said during a panic, nor after it', () => {
    const stall = openStall();
    connectChat(stall, 0);
    const dropId = stall.open('First', [['B', 1]]);
    sellOut(stall, dropId, 'B', 1);
    stall.world.mustAsk('panic', {}, host);
    expect(restock(stall, dropId, 'B', 1).ok).toBe(true);
    stall.world.mustAsk('panic.lift', { drops: [{ dropId, then: 'resume' }] }, host);
    expect(posts(stall).filter(([template]) => template === 'restocked')).toEqual([]);
  });
});

describe('another price', () => {
  it('H1 holds for new reservations; who has one keeps the old one', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 5]], 3);
    stall.held('ana', dropId, [['A', 1]]);
    expect(reprice(stall, dropId, 'A', 1_200).ok).toBe(true);
    expect([...stall.world.state.holds.values()][0]).toMatchObject({ total: 900 });
    const again = stall.hold('ana', dropId, [['A', 1]]);
    expect(again.ok && eventOf(again.events, 'Answered')?.result).toMatchObject({ total: 900 });
    stall.held('ben', dropId, [['A', 2]]);
    expect([...stall.world.state.holds.values()][1]).toMatchObject({ total: 2_400 });
    expect(stall.ordered('ana', firstHold(stall))).toBe(1001);
    expect(stall.world.state.orders.get('1001')).toMatchObject({ total: 900 });
    // The catalog is another matter.
    expect(stall.variant('A').price).toBe(1_000);
  });
  it('no line goes out with the old price: a link that waits gets the new one, after a link the new price follows', () => {
    const stall = openStall();
    connectChat(stall, 5);
    const dropId = stall.plan('First', [['A', 5]]);
    stall.fire(dropId);
    const [link] = stall.tasks('chat.post');
    reprice(stall, dropId, 'A', 1_200);
    const prices = (): readonly (string | undefined)[][] =>
      [...stall.world.state.tasks.values()].map((task) => [task.data['template'], task.data['priceMinor'], task.state]);
    expect(prices()).toEqual([['link', '900', 'dropped'], ['link', '1200', 'waiting']]); // prettier-ignore
    expect(stall.tasks('chat.post').at(-1)).toMatchObject({ dueAt: link?.dueAt });
    stall.world.now = link?.dueAt ?? 0;
    posted(stall);
    reprice(stall, dropId, 'A', 1_000);
    expect(prices().at(-1)).toEqual(['repriced', '1000', 'waiting']);
    // The same price again changes nothing.
    reprice(stall, dropId, 'A', 1_000);
    expect(prices()).toHaveLength(3);
  });
});

describe('one more variant', () => {
  it('S3 it is set aside like the others, may be taken back to the last unit, and is then on no page', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['A', 2]]);
    expect(refusedAs(add(stall, dropId, 'B', 6))).toBe('not-enough-stock');
    expect(add(stall, dropId, 'B', 3).ok).toBe(true);
    expect(line(stall, dropId, 1)).toEqual({ sku: 'B', price: 700, allotted: 3, added: 3, left: 3, held: 0, sold: 0 });
    expect(stall.variant('B')).toMatchObject({ setAside: 3, dropId });
    expect(stall.hold('ana', dropId, [['B', 1]]).ok).toBe(true);
    expect(refusedAs(add(stall, dropId, 'B', 1))).toBe('wrong-state');
    const other = stall.plan('Second', [['B', 1]]);
    expect(refusedAs(stall.world.ask('drop.arm', { dropId: other }, host))).toBe('variant-in-other-drop');
    stall.world.mustAsk('hold.release', { holdId: firstHold(stall) }, host);
    expect(restock(stall, dropId, 'B', -3).ok).toBe(true);
    expect(publicDropPart(sightOf(stall.world.state, viewContext), stall.drop(dropId)).lines.map((each) => each.sku)).toEqual(['A']);
    stall.world.mustAsk('drop.end', { dropId }, host);
    expect(stall.variant('B')).toMatchObject({ setAside: 0, dropId: null });
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('S3 not one that another drop has', () => {
    const stall = openStall();
    const first = stall.open('First', [['A', 2]]);
    stall.open('Second', [['B', 2]]);
    expect(add(stall, first, 'B', 1)).toMatchObject({ refused: { refused: 'variant-in-other-drop', details: { title: 'Second' } } });
    expect(refusedAs(add(stall, first, 'Z', 1))).toBe('no-such-variant');
  });
  it('D5 it brings a sold-out drop back', () => {
    const stall = openStall();
    connectChat(stall, 0);
    const dropId = stall.open('First', [['C', 1]]);
    sellOut(stall, dropId, 'C', 1);
    add(stall, dropId, 'B', 2);
    expect(stall.drop(dropId)).toMatchObject({ settledAt: null, told: { soldOut: false } });
    expect(posts(stall)).toEqual([['sold-out', 'dropped'], ['restocked', 'waiting']]); // prettier-ignore
  });
});

describe('a drop for now', () => {
  const quick = (stall: Stall, mediaId: string | null = null) =>
    stall.world.mustAsk('drop.quick', { showId: stall.showId, title: 'Lot 1', price: 1_500, count: 3, mediaId, minutes: 2 }, host);
  it('D8 product, stock, drop and cue in one, and GO takes it next', () => {
    const stall = openStall();
    stall.open('First', [['A', 1]]);
    stall.plan('Second', [['B', 1]]);
    const events = quick(stall, 'abcdef0123456789');
    const dropId = eventOf(events, 'DropPlanned')?.dropId ?? '';
    const [line] = stall.drop(dropId).lines;
    expect(stall.variant(line?.sku ?? '')).toMatchObject({ onHand: 3, price: 1_500 });
    expect(eventOf(events, 'ProductsSaved')?.products[0]?.pictures).toEqual(['/media/abcdef0123456789.webp']);
    expect(stall.world.state.shows.get(stall.showId)?.cues.map((cue) => cue.title)).toEqual(['First', 'Lot 1', 'Second']);
    expect(stall.world.ask('drop.fire', { dropId, expectOnAir: stall.world.state.single('onAir') }, host).ok).toBe(true);
  });
  it('two that differ in nothing are two products', () => {
    const stall = openStall();
    const skus = [quick(stall), quick(stall)].map((events) => eventOf(events, 'ProductsSaved')?.products[0]?.handle);
    expect(new Set(skus).size).toBe(2);
  });
  it('D8 a plan of the catalog comes next as well, where told so', () => {
    const stall = openStall();
    stall.open('First', [['A', 1]]);
    stall.plan('Second', [['B', 1]]);
    const plan = { title: 'Third', mode: 'hold' as const, lines: [{ sku: 'C', allotted: 1, price: 1 }], minutes: 1, holdSeconds: 60, perViewer: 1 };
    stall.world.mustAsk('drop.plan', { showId: stall.showId, ...plan, next: true }, host);
    expect(stall.world.state.shows.get(stall.showId)?.cues.map((cue) => cue.title)).toEqual(['First', 'Third', 'Second']);
  });
});

describe('a slip at the till', () => {
  const sell = (stall: Stall, dropId: string | null): number =>
    eventOf(stall.world.mustAsk('sale.record', { lines: [{ sku: 'B', quantity: 2, price: 900 }], paidBy: 'cash', dropId }, host), 'SaleRecorded')
      ?.orderNumber ?? 0;
  const undo = (stall: Stall, orderNumber: number) => stall.world.ask('sale.undo', { orderNumber }, host);
  it('S1 is taken back within ten minutes: goods to where they came from, money out of the takings', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['B', 3]]);
    const [fromDrop, fromFree] = [sell(stall, dropId), sell(stall, null)];
    expect(stall.world.state.single('takings').paid).toBe(3_600);
    expect(undo(stall, fromDrop).ok).toBe(true);
    expect(line(stall, dropId)).toMatchObject({ left: 3, sold: 0 });
    expect(undo(stall, fromFree).ok).toBe(true);
    expect(stall.variant('B')).toMatchObject({ onHand: 5, setAside: 3 });
    expect(stall.world.state.single('takings').paid).toBe(0);
    expect(refusedAs(undo(stall, fromFree))).toBe('order-over');
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('P1 later it is a refund, and an order from the stream was never the till’s', () => {
    const stall = openStall();
    const dropId = stall.open('First', [['B', 3]]);
    const sold = sell(stall, null);
    const ordered = stall.ordered('ana', stall.held('ana', dropId, [['B', 1]]));
    expect(refusedAs(undo(stall, ordered))).toBe('no-such-order');
    expect(refusedAs(undo(stall, 7))).toBe('no-such-order');
    stall.later(10 * MINUTE + 1);
    expect(refusedAs(undo(stall, sold))).toBe('sale-settled');
  });
});
