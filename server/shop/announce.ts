import { tagOf } from '@protocol/chat-grammar.ts';
import type { Instant } from '@protocol/time.ts';
import { takesClaims } from './chat-rules.ts';
import type { Draft } from './context.ts';
import { happened } from './events.ts';
import { closeTasks, openTask } from './open-task.ts';
import { taskPriority, type Drop, type Task, type TaskPriority } from './state.ts';
import { isLastFew, sumCounts } from '@protocol/ticks.ts';

/**
 * What chats are told. A post is a task with the kind of template and its blanks; the words are
 * put together where the channel's limits are known (server/tasks).
 */
export type ChatTemplate =
  | 'link'
  | 'last-few'
  | 'sold-out'
  | 'stock'
  | 'drop'
  | 'buy'
  | 'called-off'
  | 'extended'
  | 'restocked'
  | 'repriced'
  | 'ended'
  | 'none-on'
  | 'paired'
  | 'claimed'
  | 'claim-no'
  | 'claim-first'
  | 'timer'
  | 'sealed'
  | 'drawn'
  | 'entered'
  | 'placed';

const enabledChannels = (draft: Draft): readonly string[] =>
  [...draft.state.channels.values()].filter((channel) => channel.enabled).map((channel) => channel.channel);

/** "€148" or "from €120": the cheapest line, and whether there are dearer ones. */
export function blanksOf(draft: Draft, drop: Drop): Record<string, string> {
  const shop = draft.state.single('shop');
  const counts = sumCounts(drop.lines);
  const prices = drop.lines.map((line) => line.price);
  return {
    dropId: drop.dropId,
    title: drop.title,
    priceMinor: String(Math.min(...prices)),
    priceVaries: String(new Set(prices).size > 1),
    currency: shop?.currency ?? 'EUR',
    locale: shop?.locale ?? 'en',
    shop: shop?.name ?? '',
    left: String(counts.left),
    ...(drop.sells !== undefined && draft.context.offers.shops.find(({ id }) => id === drop.sells?.via)?.keeps !== 'there' ? { keeps: 'host' } : {}),
    held: String(counts.held),
    sold: String(counts.sold),
    minutes: String(drop.minutes),
    endsAt: String(drop.endsAt ?? 0),
    opensAt: String(drop.opensAt ?? 0),
  };
}
const codeFor = (drop: Drop, channel: string): string =>
  drop.links.find((link) => link.channel === channel)?.code ?? drop.links.find((link) => link.channel === 'copy')?.code ?? '';

/** Lines that a claim is told of; who sells more has them on the page. */
const MOST_TAGS = 6;
/** What one types there: "!claim A1", or "!claim A1 Brass · A2 Steel"; empty where the chat takes no claims. */
function claimHint(draft: Draft, drop: Drop, channel: string): string {
  const { state, context } = draft;
  if (drop.letter === '' || drop.sells || !takesClaims(state, channel) || !context.offers.channels.some((offered) => offered.id === channel && offered.reads))
    return '';
  const lines = drop.lines.map((line, place) => ({ ...line, tag: tagOf(drop.letter, place) })).filter((line) => line.allotted > 0);
  if (lines.length === 1) return `!claim ${lines[0]?.tag ?? ''}`;
  const named = lines
    .slice(0, MOST_TAGS)
    .map(({ sku, tag }) => `${tag} ${state.bundles.get(sku)?.title ?? state.variants.get(sku)?.options.join(' / ') ?? ''}`.trim());
  return `!claim ${named.join(' · ')}`;
}

interface Post {
  readonly template: ChatTemplate;
  readonly priority: TaskPriority;
  readonly dueAt: Instant;
  readonly uselessAt: Instant | null;
  readonly extra: Readonly<Record<string, string>>;
}
/**
 * A person posts these one by one. Who was not told of a drop yet gets its link line and no other; of what comes after that only the
 * newest line stands. Closes what the line makes needless, and answers whether it is worth opening.
 */
function worthByHand(draft: Draft, channel: string, dropId: string, template: ChatTemplate): boolean {
  const about = (task: Task): boolean => task.kind === 'chat.post' && task.target === channel && task.dropId === dropId;
  const isUntold = [...draft.state.tasks.values()].some((task) => task.state === 'waiting' && about(task) && task.data['template'] === 'link');
  if (!isUntold || template === 'link') {
    closeTasks(draft, about, 'dropped', 'newer-line');
    return true;
  }
  if (template === 'sold-out') closeTasks(draft, about, 'dropped', 'sold-out');
  return false;
}

/** Opens the task; its id, or null where a person posts there and the line is not worth it. */
export function postTo(draft: Draft, channel: string, drop: Drop | null, post: Post): string | null {
  if (drop !== null && draft.state.channels.get(channel)?.hand && !worthByHand(draft, channel, drop.dropId, post.template)) return null;
  const blanks = drop === null ? {} : { ...blanksOf(draft, drop), code: codeFor(drop, channel), claim: claimHint(draft, drop, channel) };
  return openTask(draft, {
    kind: 'chat.post',
    target: channel,
    dropId: drop?.dropId ?? null,
    priority: post.priority,
    data: { template: post.template, ...blanks, ...post.extra },
    dueAt: post.dueAt,
    uselessAt: post.uselessAt,
  });
}
export function postEverywhere(draft: Draft, drop: Drop, post: Omit<Post, 'dueAt'>): void {
  // D9: bots are silent, and what was not said then is not said later.
  if (draft.state.single('panicAt') !== null) return;
  for (const channel of enabledChannels(draft)) postTo(draft, channel, drop, { ...post, dueAt: draft.context.now });
}

/** Says once per drop that few are left, and once that it is sold out. Called after each change of its counts. */
export function tellCounts(draft: Draft, dropId: string): void {
  const drop = draft.state.drops.get(dropId);
  // The places of a draw are nobody's to grab.
  if (!drop || drop.state !== 'live' || drop.mode === 'draw') return;
  const counts = sumCounts(drop.lines);
  if (counts.left === 0 && counts.held === 0 && counts.sold > 0 && !drop.told.soldOut) {
    draft.emit(happened('DropTold', { dropId, what: 'soldOut' }));
    // "Last few" behind "sold out" would be a lie by the time it is read.
    closeTasks(draft, (task) => task.kind === 'chat.post' && task.dropId === dropId && task.data['template'] === 'last-few', 'dropped', 'too-late');
    postEverywhere(draft, drop, { template: 'sold-out', priority: taskPriority.soldOut, uselessAt: drop.endsAt, extra: {} });
  } else if (isLastFew(counts) && !drop.told.lastFew) {
    draft.emit(happened('DropTold', { dropId, what: 'lastFew' }));
    postEverywhere(draft, drop, { template: 'last-few', priority: taskPriority.lastFew, uselessAt: drop.endsAt, extra: {} });
  }
}
