import type { MeParts, Parts } from '@protocol/parts.ts';
import type { EventOf, EventType, ShopEvent } from '../shop/events.ts';
import { holdersOf } from '../shop/hold.ts';
import type { ReadState } from '../shop/state.ts';

/**
 * V7: each event names the parts it may have changed. One list for all audiences, since a key means
 * the same subject to each of them; `me/<viewer>` stands for one viewer's own parts, and `/*` for a
 * whole family. Too many costs a comparison, one too few is a part that stays wrong until a reload.
 */
type Touch<T extends EventType> = (event: EventOf<T>, state: ReadState) => readonly string[];

/** What every batch may change: both go by its time, or tell of it. */
// Counts of shops elsewhere are compared with ours, which nearly everything moves.
const ALWAYS = ['log', 'can', 'links'] as const;
const ALL_DROPS = 'drop/*';
const ALL_STOCK = 'stock/*';
const EVERYBODY = 'me/*';

/** What `me/<viewer>` stands for. */
export const MY_PARTS = ['holds', 'orders', 'chats', 'draws', 'waits'] as const satisfies readonly (keyof MeParts)[];

const none = (): readonly string[] => [];
const drop = (dropId: string): string => `drop/${dropId}`;
/** A drop comes, goes or changes places: what can be had is counted anew. */
const stage = (event: { readonly dropId: string }): readonly string[] => [
  'claims',
  drop(event.dropId),
  'prices',
  'onAir',
  'alsoLive',
  'crowd',
  'link',
  'undo',
  'rundown',
  'next',
  'cue',
  'catalog',
  ALL_STOCK,
];
/** What a drop sells, how many and for how much. */
const offer = (event: { readonly dropId: string }): readonly string[] => ['claims', drop(event.dropId), 'crowd', 'prices', 'catalog', 'figures', ALL_STOCK];
const plan = (event: { readonly dropId: string }): readonly string[] => ['claims', drop(event.dropId), 'crowd', 'rundown', 'next', 'cue', 'tasks'];
const shows = (): readonly string[] => ['claims', 'crowd', 'show', 'shows', 'rundown', 'next', 'cue', ALL_DROPS];
const tasks = (): readonly string[] => ['tasks', 'pictures', 'payments'];
/** What became of a mail stands with its order. A task that is forgotten within its own batch may have been one. */
const taskOf = ({ taskId }: { readonly taskId: string }, state: ReadState): readonly string[] => {
  const task = state.tasks.get(taskId);
  return task === undefined || task.kind === 'mail.send' ? [...tasks(), 'orders', 'mail'] : tasks();
};

/** Units of a drop moved, for somebody. */
function units(state: ReadState, dropId: string | null, viewers: readonly string[], skus: readonly string[]): readonly string[] {
  const lines = dropId === null ? skus : (state.drops.get(dropId)?.lines.map((line) => line.sku) ?? skus);
  return [
    'catalog',
    'holds',
    'crowd',
    'figures',
    ...(dropId === null ? [] : [drop(dropId)]),
    // Whether more of the same lies free is said in each drop that sells it.
    ...state.single('liveDrops').map(drop),
    ...lines.map((sku) => `stock/${sku}`),
    ...viewers.map((viewer) => `me/${viewer}`),
  ];
}
function hold(event: { readonly holdId: string }, state: ReadState): readonly string[] {
  const row = state.holds.get(event.holdId) ?? state.endedHolds.get(event.holdId);
  // Forgotten within its own batch: nobody knows any more whose it was.
  if (row === undefined) return ['catalog', 'holds', 'crowd', 'figures', 'orders', ALL_DROPS, ALL_STOCK, EVERYBODY];
  return units(state, row.dropId, holdersOf(row), []);
}
function order(event: { readonly orderNumber: number }, state: ReadState): readonly string[] {
  const row = state.orders.get(String(event.orderNumber));
  if (row === undefined) return ['orders', 'pricing', 'pickups', 'catalog', 'holds', 'crowd', 'figures', ALL_DROPS, ALL_STOCK, EVERYBODY];
  return [
    'orders',
    'pricing',
    'pickups',
    ...units(
      state,
      row.dropId,
      row.viewer === null ? [] : [row.viewer, ...row.also],
      row.lines.map((line) => line.sku),
    ),
  ];
}

const me = (event: { readonly viewer: string }): string => `me/${event.viewer}`;
const entered = (event: { readonly dropId: string; readonly viewer: string }): readonly string[] => [drop(event.dropId), 'crowd', me(event)];
/** Everybody behind them moves up. */
const line = (event: { readonly dropId: string; readonly viewer: string; readonly sku: string }, state: ReadState): readonly string[] => [
  drop(event.dropId),
  'waits',
  me(event),
  ...[...state.waiting.values()].filter(({ dropId, sku }) => dropId === event.dropId && sku === event.sku).map(me),
];

/** Closed: an event that names nothing says so. */
const touches: { readonly [T in EventType]: Touch<T> } = {
  Answered: none,
  // The texts of posts name the shop, its amounts and its address.
  ShopConfigured: () => ['shop', 'tasks', ALL_DROPS],
  ReachChanged: () => ['shop', 'link', 'tasks', ALL_DROPS],
  AddressLent: () => ['shop', 'link', 'tasks', ALL_DROPS],
  ShippingSaved: () => ['shop', 'pricing', 'guard'],
  DeliverySaved: () => ['shop', 'pricing', 'guard'],
  TaxSaved: () => ['pricing', 'guard'],
  CodeSaved: () => ['pricing'],
  CodeRemoved: () => ['pricing'],
  MoneySaved: () => ['guard', 'money', 'pricing'],
  MarginWaived: () => ['claims'],
  WithdrawalSaved: () => ['withdrawal'],
  OrderWithdrawn: order,
  ShopReopened: () => ['closed', 'moved'],
  ShopMoved: () => ['closed', 'moved'],
  LedgerOpened: () => ['closed', 'moved'],
  ClockGap: (event) => ['undo', ...event.paused.map(drop)],
  // Titles, options and pictures stand in nearly everything.
  ProductsSaved: () => ['prices', 'pricing', 'waits', 'catalog', 'products', 'pictures', 'figures', 'holds', 'orders', 'tasks', ALL_DROPS, EVERYBODY],
  PictureCopied: () => ['catalog', 'products', 'pictures', ALL_DROPS],
  VariantCounted: (event, state) => [
    ...state.single('liveDrops').map(drop),
    'catalog',
    'figures',
    `stock/${event.sku}`,
    ...event.tookBack.flatMap((taken) => [drop(taken.dropId), `stock/${taken.sku ?? event.sku}`]),
  ],
  // Its title, its picture and what is in it stand in nearly everything.
  BundleSaved: () => ['prices', 'pricing', 'bundles', 'waits', 'holds', 'orders', 'tasks', ALL_DROPS, EVERYBODY],
  BundleRemoved: () => ['prices', 'pricing', 'bundles', 'waits', 'holds', 'orders', 'tasks', ALL_DROPS, EVERYBODY],
  BuyersAlike: none,
  OrderFlagged: () => ['orders'],
  PickupSaved: () => ['points', 'pickups', 'orders'],
  PickupRemoved: () => ['points', 'pickups', 'orders'],
  PointSaved: () => ['points', 'pickups', 'orders'],
  PointRemoved: () => ['points'],
  ChannelSaved: () => ['channels', 'tasks', ALL_DROPS],
  ChannelRemoved: () => ['channels', 'tasks', ALL_DROPS],
  ChannelDelayed: () => ['channels'],
  PaymentSaved: () => ['payments'],
  MailSaved: () => ['mail'],
  ShopConnected: () => ['links', ALL_DROPS],
  // The other shop's name stands on every drop that is bought there.
  ShopLooked: () => ['links', ALL_DROPS],
  LevelAdjusted: () => ['links'],
  LevelStuck: () => ['links'],
  LevelDoubted: () => ['links'],
  LevelOwed: () => ['links'],
  SoldElsewhere: (event) => [
    'orders', 'pickups', 'catalog', 'holds', 'figures', ...(event.dropId === null ? [] : [drop(event.dropId)]), ...event.takes.flatMap((take) => [`stock/${take.sku}`, ...take.tookBack.map((each) => drop(each.dropId))]),
  ], // prettier-ignore
  RefundEarly: none,
  RefundedElsewhere: none,
  DropMarked: none,
  DropLeft: (event) => [drop(event.dropId)],

  ShowPlanned: shows,
  ShowStarted: shows,
  ShowEnded: shows,
  RundownArranged: () => ['rundown', 'next', 'cue'],
  CueTaken: () => ['rundown', 'next', 'cue'],
  CueObsSet: () => ['rundown'],
  StageSaid: () => ['say'],

  DropPlanned: plan,
  DropChanged: plan,
  DropRemoved: plan,
  DropArmed: stage,
  DropDisarmed: stage,
  DropFired: stage,
  DropUndone: stage,
  DropPaused: stage,
  DropResumed: stage,
  DropExtended: stage,
  DropRestocked: offer,
  DropRepriced: offer,
  DropLineAdded: offer,
  // Who was in its draw, or stood in its line, is told.
  DropEnded: (event) => [...stage(event), 'waits', EVERYBODY],
  DropSettling: (event) => [...stage(event), EVERYBODY],
  DrawCommitted: (event) => [drop(event.dropId)],
  DrawEntered: entered,
  DrawLeft: entered,
  DrawRun: (event) => [...stage(event), EVERYBODY],
  DrawPassed: entered,
  WaitlistJoined: (event) => [drop(event.dropId), 'crowd', 'waits', me(event)],
  WaitlistLeft: line,
  WaitlistOffered: line,
  TestDropStarted: (event) => [drop(event.dropId), 'onAir', 'mark'],
  TestDropEnded: (event) => [drop(event.dropId), 'onAir', 'mark'],
  Panicked: () => ['panic'],
  PanicLifted: () => ['panic'],

  HoldPlaced: (event, state) => units(state, event.dropId, [event.viewer], []),
  HoldCarried: (event, state) => [...hold(event, state), `me/${event.viewer}`],
  HoldEnded: hold,
  OrderOpened: order,
  PayPageReady: order,
  PayExtended: (event, state) => ['orders', ...hold(event, state)],
  PayExpiring: order,
  OrderPaid: order,
  PayExpired: order,
  RefundDue: order,
  OrderCancelled: order,
  OrderRefunded: order,
  // Who loses it is no longer in the row.
  OrderRelinked: () => ['orders', EVERYBODY],
  OrderPicked: order,
  OrderPacked: order,
  OrderHandedOver: order,
  SaleRecorded: order,
  PersonErased: () => ['orders'],

  ProviderHeard: () => ['payments'],
  SessionNamed: none,
  BalanceOpened: order,
  BalanceReady: order,
  BalanceEnded: order,
  BalanceReturned: order,
  BalanceOverdue: order,
  BalanceReminded: none,
  RefundDone: order,
  GivenBack: order,
  PayDisputed: order,
  PayDifference: none,
  OrderFound: order,
  PaymentsCompared: () => ['payments'],

  TaskOpened: (event, state) => taskOf(event.task, state),
  TaskTaken: () => ['tasks'],
  TaskClosed: taskOf,
  TaskRepeated: taskOf,
  DropTold: (event) => ['claims', drop(event.dropId)],
  ChatAnswered: none,
  // The tags of what is on sale stand where a chat takes claims.
  ChatRulesSaved: () => ['channels', ALL_DROPS],
  ChatPaired: (event) => [`me/${event.viewer}`],
  ChatParted: (event) => [`me/${event.viewer}`],
  ChatCaughtUp: none,

  KeyCreated: () => ['keys'],
  KeyRevoked: () => ['keys'],
  KeyRotated: () => ['keys'],
  OverlayAsked: () => ['ask'],
  ObsConfigured: () => ['obs'],
  // Whether a link that is not in the chat is on the overlay.
  OverlayConfigured: () => ['theme', 'overlay', 'tasks'],
  AttentionNoted: none,

  PersonRestricted: () => ['crowd'],
  RestrictionLifted: () => ['crowd'],
  UnpaidReleased: none,
  CrowdNoted: () => ['crowd'],
};

/** What a batch may have changed. `state` is the one after it. */
export function changedParts(events: readonly ShopEvent[], state: ReadState): Set<string> {
  const changed = new Set<string>(ALWAYS);
  for (const event of events) {
    // The map's key and its function's event are the same type by construction; TypeScript cannot follow a lookup.
    for (const key of (touches[event.type] as Touch<EventType>)(event, state)) changed.add(key);
  }
  // How many bundles can be made is counted from what is free, and costs and pictures of the parts are theirs.
  if (changed.has('catalog')) changed.add('bundles');
  return changed;
}

const familyOf = (key: string): string | null => {
  const slash = key.indexOf('/');
  return slash < 0 ? null : `${key.slice(0, slash)}/*`;
};
export function isTouched(touched: ReadonlySet<string>, key: string): boolean {
  const family = familyOf(key);
  return touched.has(key) || (family !== null && touched.has(family));
}

/** Keys that differ between two full computations of one looker's parts. */
export function recomputeDiff(before: Parts, after: Parts): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null));
}

/** V7, for tests: a sentence for each part that changed and was not named. Not for `me`. */
export const checkTouches = (before: Parts, after: Parts, touched: ReadonlySet<string>): string[] =>
  recomputeDiff(before, after)
    .filter((key) => !isTouched(touched, key))
    .map((key) => `the part ${key} changed, and no event of the batch names it`);

/** The same for one viewer's own parts. */
export const checkMyTouches = (viewer: string, before: Parts, after: Parts, touched: ReadonlySet<string>): string[] =>
  recomputeDiff(before, after)
    .filter(() => !isTouched(touched, `me/${viewer}`))
    .map((key) => `the part ${key} of viewer ${viewer} changed, and no event of the batch names them`);
