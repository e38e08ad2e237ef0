import { refuse, type Refused } from '@protocol/refusals.ts';
import { MORE_SHOWN_MS } from '@protocol/limits.ts';
import { isLastFew, sumCounts } from '@protocol/ticks.ts';
import type { Instant } from '@protocol/time.ts';
import { mayChangeOffer, maySetAside } from './allowed.ts';
import { blanksOf, postTo, tellCounts } from './announce.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import { guardPrices, noteWaived } from './money.ts';
import { checkClaims } from './price-history.ts';
import { closeTasks, openTask } from './open-task.ts';
import { addLine, dropOf, freeOf, must, partsOf, putDrop, restockLine } from './stock.ts';
import { taskPriority, type Drop, type DropLine, type State, type Task } from './state.ts';

/**
 * What a host does to a drop that is on: more units, another price, one more variant. Nothing that was
 * promised moves: what is held keeps its units and its price, and what chats were told is put right.
 */

const MOST_LINES = 50;

interface Found {
  readonly drop: Drop;
  readonly line: DropLine;
}
function find(draft: Draft, dropId: string, sku: string): Found | Refused {
  const drop = draft.state.drops.get(dropId);
  if (!drop) return refuse('no-such-drop', { dropId });
  const refused = mayChangeOffer(drop, draft.context.now);
  if (refused) return refused;
  const line = drop.lines.find((each) => each.sku === sku);
  return line ? { drop, line } : refuse('no-such-variant', { sku });
}

const isWaitingPost =
  (dropId: string, templates: readonly string[] | null) =>
  (task: Task): boolean =>
    task.state === 'waiting' && task.kind === 'chat.post' && task.dropId === dropId && (templates === null || templates.includes(task.data['template'] ?? ''));
const waitingPosts = (draft: Draft, dropId: string, templates: readonly string[] | null): readonly Task[] =>
  [...draft.state.tasks.values()].filter(isWaitingPost(dropId, templates));
const enabled = (draft: Draft): readonly string[] => [...draft.state.channels.values()].filter((channel) => channel.enabled).map((channel) => channel.channel);

/**
 * Whoever heard "last few" or "sold out" hears that more came in (a promise that chat keeps). Where nobody heard it, the count on
 * card and page is enough. `was` is what had been told before the units came.
 */
function tellMore(draft: Draft, dropId: string, was: Drop['told']): void {
  // Waiting lines would be read after the change, with the counts from before it.
  const owed = new Set(was.lastFew || was.soldOut ? enabled(draft) : waitingPosts(draft, dropId, ['restocked']).map((task) => task.target));
  closeTasks(draft, isWaitingPost(dropId, ['last-few', 'sold-out', 'restocked']), 'dropped', 'newer-count');
  const drop = dropOf(draft.state, dropId);
  const counts = sumCounts(drop.lines);
  // D9: what was not said while the bots were silent is not said later.
  if (counts.left > 0 && draft.state.single('panicAt') === null) {
    for (const channel of owed) {
      postTo(draft, channel, drop, {
        template: 'restocked',
        priority: taskPriority.news,
        dueAt: draft.context.now,
        uselessAt: drop.endsAt,
        extra: {},
      });
    }
  }
  // The line that more came in says how few they are: saying it twice in a breath is noise.
  if (owed.size > 0 && isLastFew(counts) && !drop.told.lastFew) draft.emit(happened('DropTold', { dropId, what: 'lastFew' }));
  else tellCounts(draft, dropId);
}

/** No line with the old price goes out any more, and where one is out already the new price follows. */
function tellPrice(draft: Draft, dropId: string): void {
  const drop = dropOf(draft.state, dropId);
  const posts = waitingPosts(draft, dropId, null);
  closeTasks(draft, isWaitingPost(dropId, null), 'dropped', 'new-price');
  for (const post of posts) {
    openTask(draft, {
      kind: 'chat.post',
      target: post.target,
      dropId,
      priority: post.priority,
      data: { ...post.data, ...blanksOf(draft, drop) },
      dueAt: post.dueAt,
      uselessAt: post.uselessAt,
    });
  }
  const isOut = drop.state === 'live' || drop.state === 'paused';
  if (!isOut || draft.state.single('panicAt') !== null || sumCounts(drop.lines).left === 0) return;
  const toldSoon = new Set(posts.filter((post) => ['link', 'repriced'].includes(post.data['template'] ?? '')).map((post) => post.target));
  for (const channel of enabled(draft)) {
    if (toldSoon.has(channel)) continue;
    postTo(draft, channel, drop, { template: 'repriced', priority: taskPriority.news, dueAt: draft.context.now, uselessAt: drop.endsAt, extra: {} });
  }
}

export const midShowHandlers: Handlers<'drop.restock' | 'drop.reprice' | 'drop.add'> = {
  'drop.restock': (draft, { dropId, sku, add, counted }) => {
    const found = find(draft, dropId, sku);
    if ('refused' in found) return found;
    const { drop, line } = found;
    // "n left" was a claim: it goes down by sales and by counts, never because the host would like fewer. What was added by mistake goes back.
    const mayGo = Math.min(line.left, line.added);
    if (-add > mayGo) return refuse('more-than-added', { sku, n: mayGo });
    if (line.parts !== undefined) {
      // What is found are its parts: they are counted one by one.
      if (counted) return refuse('is-a-bundle', { sku });
      const free = Math.min(...partsOf(line).map((part) => Math.floor(freeOf(must(draft.state.variants.get(part.sku), part.sku)) / part.quantity)));
      if (add > 0 && add > free) return refuse('not-enough-stock', { sku, n: free, wanted: add });
      draft.emit(happened('DropRestocked', { dropId, sku, add, counted, onHand: 0, missing: 0, left: line.left + add }));
      return void tellMore(draft, dropId, add > 0 ? drop.told : { lastFew: false, soldOut: false });
    }
    const variant = draft.state.variants.get(sku);
    if (!variant) return refuse('no-such-variant', { sku });
    const onHand = variant.onHand + (counted ? add : 0);
    // S5: what is found first fills what is missing.
    const missing = Math.max(0, variant.committed + variant.held - onHand);
    const free = freeOf({ ...variant, onHand, missing });
    if (add > 0 && add > free) return refuse('not-enough-stock', { sku, n: free, wanted: add });
    draft.emit(happened('DropRestocked', { dropId, sku, add, counted, onHand, missing, left: line.left + add }));
    tellMore(draft, dropId, add > 0 ? drop.told : { lastFew: false, soldOut: false });
  },
  'drop.reprice': (draft, { dropId, sku, price, belowFloor }) => {
    const found = find(draft, dropId, sku);
    if ('refused' in found) return found;
    if (found.line.price === price) return void draft.emit(happened('Answered', { result: {} }));
    const waived = guardPrices(draft, [{ sku, price }], belowFloor ?? null, null, draft.state.drops.get(dropId)?.deposit ?? null);
    if ('refused' in waived) return waived;
    const { line } = found;
    // A reduction that grows without a break keeps its prior price (Article 6a(5)); one that is taken back is over.
    const prior = price < line.price ? (line.was ?? null) : null;
    draft.emit(happened('DropRepriced', { dropId, sku, was: line.price, price, prior }));
    noteWaived(draft, dropId, waived);
    tellPrice(draft, dropId);
  },
  'drop.add': (draft, { dropId, sku, allotted, price, was, belowFloor }) => {
    const drop = draft.state.drops.get(dropId);
    if (!drop) return refuse('no-such-drop', { dropId });
    const refused = mayChangeOffer(drop, draft.context.now);
    if (refused) return refused;
    if (drop.lines.length >= MOST_LINES || drop.lines.some((line) => line.sku === sku)) return refuse('wrong-state', { state: drop.state, sku });
    const short = maySetAside(draft.state, drop, [{ sku, quantity: allotted }]);
    if (short) return short;
    const waived = guardPrices(draft, [{ sku, price }], belowFloor ?? null, null, drop.deposit ?? null);
    if ('refused' in waived) return waived;
    const untrue = checkClaims(draft.state, '', [{ sku, price, was }], draft.context.now);
    if (untrue) return untrue;
    draft.emit(happened('DropLineAdded', { dropId, line: { sku, allotted, price, ...(was === null || was === undefined ? {} : { was }) } }));
    noteWaived(draft, dropId, waived);
    tellMore(draft, dropId, drop.told);
  },
};

/** Live again where it was sold out, and both lines may be said again when they are true again. */
const untold = (state: State, dropId: string): void => putDrop(state, dropId, () => ({ told: { lastFew: false, soldOut: false }, settledAt: null }));

/** Units that buyers see come in, or go back as added by mistake; what is changed before selling opened is nobody's news. */
function noteMore(state: State, dropId: string, units: number, at: Instant): void {
  putDrop(state, dropId, ({ state: is, opensAt, more }) => {
    if ((is !== 'live' && is !== 'paused') || opensAt === null || at < opensAt) return {};
    const n = units + (more !== null && (units < 0 || at - more.at < MORE_SHOWN_MS) ? more.n : 0);
    return { more: n > 0 ? { n, at: units < 0 ? (more?.at ?? at) : at } : null };
  });
}

export const midShowEvolvers: Evolvers<'DropRestocked' | 'DropRepriced' | 'DropLineAdded'> = {
  DropRestocked: (state, event, meta) => {
    restockLine(state, event.dropId, event);
    noteMore(state, event.dropId, event.add, meta.at);
    if (event.add > 0) untold(state, event.dropId);
  },
  DropRepriced: (state, { dropId, sku, price, prior }) => {
    must(
      dropOf(state, dropId).lines.find((line) => line.sku === sku),
      `line ${sku} of drop ${dropId}`,
    );
    putDrop(state, dropId, (drop) => ({
      lines: drop.lines.map((line) => (line.sku === sku ? { ...line, price, ...(line.was === undefined ? {} : { was: prior ?? null }) } : line)),
    }));
  },
  DropLineAdded: (state, { dropId, line }, meta) => {
    addLine(state, dropId, line);
    const { was } = line;
    if (was !== undefined) putDrop(state, dropId, (drop) => ({ lines: drop.lines.map((each) => (each.sku === line.sku ? { ...each, was } : each)) }));
    noteMore(state, dropId, line.allotted, meta.at);
    untold(state, dropId);
  },
};
