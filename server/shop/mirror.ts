import { refuse } from '@protocol/refusals.ts';
import { countVariant } from './catalog.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { dueBy } from './due-bound.ts';
import { happened } from './events.ts';
import { isOpen, openTask } from './open-task.ts';
import { must } from './stock.ts';
import type { Mirror, ReadState, State, Task } from './state.ts';

/**
 * Two counts that stay one: what a shop elsewhere may sell of a variant, and what it has of it.
 * What changes here is sent as a difference; what changes there is read (docs/decisions/shop-links.md).
 */

/** What the other shop may sell of it now, by our counts. Below 0 where more is promised than is there. */
export function sharedOf(state: ReadState, mirror: Mirror): number {
  const variant = state.variants.get(mirror.sku);
  if (!variant) return mirror.level;
  const drop = variant.dropId === null ? undefined : state.drops.get(variant.dropId);
  // What a drop of ours has set aside is not theirs to sell, unless that drop is sold there.
  const ours = drop?.sells?.via === mirror.shop ? 0 : variant.setAside;
  return variant.onHand - variant.committed - variant.held - ours - mirror.owed;
}
export const isLinked = (state: ReadState, shop: string): boolean => state.links.get(shop)?.enabled === true;

/** Counts more or fewer of it here because of what happened there. What the shelf cannot give is owed. */
export function countHere(draft: Draft, sku: string, by: number, reason: string): void {
  const mirror = must(draft.state.mirrors.get(sku), `the mirror of ${sku}`);
  const variant = must(draft.state.variants.get(sku), `variant ${sku}`);
  const paid = Math.min(Math.max(0, by), mirror.owed);
  const onHand = variant.onHand + by - paid;
  const owed = mirror.owed - paid + Math.max(0, -onHand);
  if (owed !== mirror.owed) draft.emit(happened('LevelOwed', { sku, owed }));
  if (Math.max(0, onHand) !== variant.onHand) countVariant(draft, sku, Math.max(0, onHand), reason);
}

/** Opens what is needed until both agree: one change at a time for each variant, and a look where something moved there. */
export function tickMirrors(draft: Draft): void {
  const { state } = draft;
  if (state.mirrors.size === 0) return;
  const adjusting = new Set<string>();
  const looking = new Set<string>();
  for (const task of state.tasks.values()) {
    if (!isOpen(task)) continue;
    if (task.kind === 'shop.adjust' && task.sku !== null) adjusting.add(task.sku);
    if (task.kind === 'shop.look') looking.add(task.target);
  }
  const doubted = new Set<string>();
  for (const mirror of [...state.mirrors.values()]) {
    if (!isLinked(state, mirror.shop)) continue;
    if (mirror.doubted) doubted.add(mirror.shop);
    const by = sharedOf(state, mirror) - mirror.level;
    if (by === 0 || mirror.stuck !== null || adjusting.has(mirror.sku)) continue;
    openTask(draft, { kind: 'shop.adjust', target: mirror.shop, sku: mirror.sku, data: { item: mirror.item, by: String(by) } });
  }
  for (const shop of doubted) if (!looking.has(shop)) openTask(draft, { kind: 'shop.look', target: shop });
}

/** One lane for each shop: a look must not see half of a change of ours. */
export const isLaneTaken = (state: ReadState, task: Task, now: number): boolean =>
  task.kind.startsWith('shop.') &&
  [...state.tasks.values()].some(
    (other) =>
      other.taskId !== task.taskId &&
      other.target === task.target &&
      other.kind.startsWith('shop.') &&
      other.state === 'taken' &&
      (other.takenUntil ?? 0) > now,
  );

/** How a change of ours ended there. */
export function adjustEnded(draft: Draft, task: Task, outcome: string, note: string, data: Readonly<Record<string, string>>): void {
  if (task.sku === null || !draft.state.mirrors.has(task.sku)) return;
  const after = data['after'];
  if (outcome === 'done')
    draft.emit(happened('LevelAdjusted', { sku: task.sku, by: Number(task.data['by']), after: after === undefined ? null : Number(after) }));
  else draft.emit(happened('LevelStuck', { sku: task.sku, note: note || '?' }));
}

export const mirrorHandlers: Handlers<'shop.levels' | 'shop.look' | 'elsewhere.moved'> = {
  'shop.look': (draft, { shop }) => {
    if (!isLinked(draft.state, shop)) return refuse('no-such-provider', { provider: shop });
    const waits = [...draft.state.tasks.values()].some((task) => task.kind === 'shop.look' && task.target === shop && task.state === 'waiting');
    if (waits) draft.emit(happened('Answered', { result: {} }));
    else openTask(draft, { kind: 'shop.look', target: shop });
  },
  'elsewhere.moved': (draft, { shop, item }) => {
    if (!isLinked(draft.state, shop)) return refuse('no-such-provider', { provider: shop });
    const skus = [...draft.state.mirrors.values()].filter((mirror) => mirror.shop === shop && mirror.item === item && !mirror.doubted).map(({ sku }) => sku);
    draft.emit(skus.length === 0 ? happened('Answered', { result: {} }) : happened('LevelDoubted', { skus }));
  },
  'shop.levels': (draft, { shop, taskId, attempt, name, levels }) => {
    const { state } = draft;
    const task = state.tasks.get(taskId);
    if (!task) return refuse('no-such-task', { taskId });
    if (!isOpen(task) || task.attempt !== attempt) return refuse('task-not-open', { taskId, state: task.state });
    const rows = levels.flatMap((read) => {
      const mirror = state.mirrors.get(read.sku);
      if (!state.variants.has(read.sku) || (mirror !== undefined && mirror.shop !== shop)) return [];
      // It moved while it was being read: what was read may be from before, and it will be read again.
      const level = mirror?.doubted === true ? mirror.level : read.level;
      return [{ ...read, level, by: mirror === undefined ? 0 : level - mirror.level }];
    });
    const fresh = new Set(rows.filter(({ sku }) => !state.mirrors.has(sku)).map(({ sku }) => sku));
    draft.emit(happened('ShopLooked', { shop, name, rows }));
    for (const { sku, by } of rows) {
      const mirror = must(state.mirrors.get(sku), `the mirror of ${sku}`);
      // At first the other shop's count is taken over: it has been selling from that shelf.
      const change = fresh.has(sku) ? mirror.level - sharedOf(state, mirror) : by;
      if (change !== 0) countHere(draft, sku, change, name);
    }
    draft.emit(happened('TaskClosed', { taskId, outcome: 'done', note: '' }));
  },
};

const putMirror = (state: State, sku: string, change: (mirror: Mirror) => Partial<Mirror>): void => {
  const mirror = state.mirrors.get(sku);
  if (mirror) state.mirrors.set(sku, { ...mirror, ...change(mirror) });
  dueBy(state, 0);
};
/** Something was sold or given back there that we heard of: by so much, of which so much had been counted before. */
export const moveMirror = (state: State, sku: string, by: number, explained: number): void =>
  putMirror(state, sku, (mirror) => ({ level: mirror.level + by - explained, unexplained: mirror.unexplained - explained, doubted: true }));
/** Of a change there, what a read had shown before it was heard of. */
export function explainedOf(state: ReadState, sku: string, by: number): number {
  const unexplained = state.mirrors.get(sku)?.unexplained ?? 0;
  if (Math.sign(unexplained) !== Math.sign(by)) return 0;
  return Math.sign(by) * Math.min(Math.abs(by), Math.abs(unexplained));
}
/** What is read from now on was not asked for before what we know. */
export function lookBegan(state: State, shop: string): void {
  for (const mirror of [...state.mirrors.values()]) if (mirror.shop === shop && mirror.doubted) state.mirrors.set(mirror.sku, { ...mirror, doubted: false });
}

export const mirrorEvolvers: Evolvers<'ShopLooked' | 'LevelAdjusted' | 'LevelStuck' | 'LevelDoubted' | 'LevelOwed'> = {
  ShopLooked: (state, { shop, name, rows }, meta) => {
    const link = state.links.get(shop);
    if (link) state.links.set(shop, { ...link, name, lookedAt: meta.at });
    const there = new Set(rows.map(({ sku }) => sku));
    for (const mirror of [...state.mirrors.values()]) if (mirror.shop === shop && !there.has(mirror.sku)) state.mirrors.delete(mirror.sku);
    for (const { sku, variant, item, level, price, by } of rows) {
      const before = state.mirrors.get(sku);
      state.mirrors.set(sku, {
        sku, shop, variant, item, price, level, unexplained: (before?.unexplained ?? 0) + by, owed: before?.owed ?? 0, doubted: before?.doubted ?? false, stuck: null,
      }); // prettier-ignore
    }
    dueBy(state, 0);
  },
  LevelAdjusted: (state, { sku, by, after }) =>
    putMirror(state, sku, (mirror) => ({ level: mirror.level + by, doubted: mirror.doubted || (after !== null && after !== mirror.level + by) })),
  LevelStuck: (state, { sku, note }) => putMirror(state, sku, () => ({ stuck: note })),
  LevelDoubted: (state, { skus }) => {
    for (const sku of skus) putMirror(state, sku, () => ({ doubted: true }));
  },
  LevelOwed: (state, { sku, owed }) => putMirror(state, sku, () => ({ owed })),
};
