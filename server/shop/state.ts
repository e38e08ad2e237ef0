import type { DepositTerms } from '@protocol/deposit.ts';
import type { OrderDeposit } from './deposit-rows.ts';
import type { DrawRow, Entry, Wait } from './draw-rows.ts';
import type { Currency, Minor } from '@protocol/money.ts';
import type { CueObs, ObsPlace } from '@protocol/obs.ts';
import type { ChatRules } from '@protocol/chat-rules.ts';
import type { OverlayOptions } from '@protocol/overlay-options.ts';
import type { ClaimPart, Fulfilment, LogPart, OrderState, Receipt, TaskKind, TaskState } from '@protocol/parts.ts';
import type { MailKind } from '@protocol/mail.ts';
import type { Pace } from '@protocol/pace.ts';
import type { PickupKind } from '@protocol/pickup.ts';
import type { KeyRole } from '@protocol/roles.ts';
import { noPricing, type Discount, type DiscountCode, type Pricing, type TaxAmount } from '@protocol/pricing.ts';
import type { PriceHistory } from '@protocol/prior-price.ts';
import type { DurationMs, Instant } from '@protocol/time.ts';
import type { Sent } from './shipping.ts';
import type { Counted, Crowd, Idle, Reserved, Restriction } from './fairness-rows.ts';
import type { MoneySettings } from './money-events.ts';
import type { LikeOrder } from './same-buyer.ts';
import type { EarlyRefund } from './shop-link-events.ts';
import { BaseTable, LayerTable, type ReadTable, type Table } from './store.ts';

/** Raised with every change of a row's shape: an older snapshot is then replayed instead (L9). */
export const STATE_VERSION = 5;

export interface Shop {
  readonly name: string;
  readonly currency: Currency;
  readonly locale: string;
  readonly timeZone: string;
  readonly seller: { readonly name: string; readonly address: string; readonly email: string };
  readonly returnsUrl: string;
}
export interface Product {
  readonly handle: string;
  readonly title: string;
  /** Sanitised HTML: made safe before it becomes an event. */
  readonly body: string;
  readonly vendor: string;
  readonly pictures: readonly string[];
  /** What of the pictures is a copy, by the address it was copied from. */
  readonly copies: Readonly<Record<string, string>>;
  readonly options: readonly string[];
  readonly skus: readonly string[];
}
/** Stock, DESIGN §4: `free = onHand + missing − committed − held − setAside`. */
export interface Variant {
  readonly sku: string;
  readonly handle: string;
  readonly options: readonly string[];
  readonly price: Minor;
  readonly compareAt: Minor | null;
  readonly cost: Minor | null;
  readonly grams: number | null;
  readonly onHand: number;
  readonly committed: number;
  readonly held: number;
  readonly setAside: number;
  /** Promised but not on the shelf (S5); above 0 only while setAside is 0. */
  readonly missing: number;
  /** The armed or live drop that has it (S3). */
  readonly dropId: string | null;
}
/** What one unit of it takes off the shelf. It has no count of its own. */
export interface Bundle {
  readonly sku: string;
  readonly title: string;
  readonly price: Minor;
  readonly parts: readonly Units[];
  /** Its own; null where its parts are shown. */
  readonly picture: string | null;
}
/** So many of something. */
export interface Units {
  readonly sku: string;
  readonly quantity: number;
}
/** A place to fetch orders at. */
export interface PickupPoint {
  readonly pointId: string;
  readonly place: string;
  readonly address: string;
  readonly kind: PickupKind;
  /** So long before a slot its orders end; null: with the slot. */
  readonly cutOffMinutes: number | null;
  /** How one gets in. */
  readonly note: string;
}
/** A time at a point. Its place and address are the point's. */
export interface Pickup {
  readonly pickupId: string;
  readonly pointId: string;
  readonly place: string;
  readonly address: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly capacity: number;
  readonly taken: number;
}
export interface Cue {
  readonly cueId: string;
  readonly kind: 'talk' | 'drop';
  readonly title: string;
  readonly minutes: number;
  readonly dropId: string | null;
  /** What it does in OBS; absent for nothing. */
  readonly obs?: CueObs;
}
export interface Show {
  readonly showId: string;
  readonly title: string;
  readonly startsAt: Instant;
  readonly minutes: number;
  readonly reach: 'public' | 'network';
  readonly state: 'planned' | 'live' | 'ended';
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly cues: readonly Cue[];
  /** Cues taken, in order; the last is the one that is on. */
  readonly taken: readonly string[];
}
export interface DropLine {
  readonly sku: string;
  readonly price: Minor;
  readonly allotted: number;
  /** Of the allotted ones, those that came in after arming: as many may be taken back. */
  readonly added: number;
  readonly left: number;
  readonly held: number;
  readonly sold: number;
  /** What it strikes through: as planned, and from firing on as it is true (MONEY, promise 1). */
  readonly was?: Minor | null;
  /** What a bundle was made of when the drop was armed; absent for a variant. */
  readonly parts?: readonly Units[];
  /** How many stand in line for it; absent for none. */
  readonly waiting?: number;
}
export interface DropLink {
  readonly channel: string;
  readonly code: string;
  readonly postAt: Instant | null;
}
/** Where a drop is bought, if not here. */
export interface Sells {
  readonly via: string;
  readonly url: string | null;
  readonly discount: string | null;
}
export interface ShopLink {
  readonly shop: string;
  readonly enabled: boolean;
  /** What it calls itself; null before it was read. */
  readonly name: string | null;
  readonly lookedAt: Instant | null;
}
/** A variant that a shop elsewhere has as well, and what we believe it has of it. */
export interface Mirror {
  readonly sku: string;
  readonly shop: string;
  readonly variant: string;
  readonly item: string;
  readonly price: Minor;
  /** As read, with everything since that we were told of or did there. */
  readonly level: number;
  /** What a read showed and no order or refund has explained yet; counted here already. Below 0: it had fewer. */
  readonly unexplained: number;
  /** Sold there beyond what is on the shelf here. */
  readonly owed: number;
  /** Something moved there: what is read next was asked for after that. */
  readonly doubted: boolean;
  /** Why it does not take our changes; null where it does. */
  readonly stuck: string | null;
}
/** An order of a shop elsewhere: that it was heard of, and what of it was given back. */
export interface Elsewhere {
  readonly orderNumber: number | null;
  /** The order itself was heard of. */
  readonly sold: boolean;
  readonly refunds: readonly (string | null)[];
  readonly early: readonly EarlyRefund[];
}
export interface Drop {
  readonly dropId: string;
  readonly showId: string;
  readonly title: string;
  readonly mode: 'hold' | 'race' | 'draw';
  readonly minutes: number;
  readonly holdSeconds: number;
  readonly perViewer: number;
  /** In one order; null or absent where a person's own limit is enough. */
  readonly perOrder?: number | null;
  readonly state: 'planned' | 'armed' | 'live' | 'paused' | 'ended';
  readonly lines: readonly DropLine[];
  readonly firing: number;
  /** Of its newest firing: what the tags of its lines begin with. Empty before, and in ledgers older than tags. */
  readonly letter: string;
  readonly calledOff: boolean;
  readonly firedAt: Instant | null;
  readonly opensAt: Instant | null;
  readonly endsAt: Instant | null;
  readonly closesAt: Instant | null;
  readonly leadMs: DurationMs;
  readonly links: readonly DropLink[];
  readonly extension: string | null;
  readonly endedEarly: boolean;
  /** What was on air when this was fired: an undo puts it back. */
  readonly onAirBefore: string | null;
  /** When it was called off, sold out or ended, whichever was first since it was fired. */
  readonly settledAt: Instant | null;
  /** What came in while it sold, as `DropPart.more`. */
  readonly more: { readonly n: number; readonly at: Instant } | null;
  readonly told: { readonly lastFew: boolean; readonly soldOut: boolean };
  /** Of its newest firing. Absent or null before the first unit is reserved. */
  readonly pace?: Pace | null;
  /** Since when it is over for everyone but those whose units still pass on; absent or null otherwise. */
  readonly settling?: Instant | null;
  /** Absent where all is paid at once. */
  readonly deposit?: DepositTerms;
  /** Absent where it is bought here. */
  readonly sells?: Sells;
  /** Channel → how many went on from here to where it is bought. */
  readonly leaves?: Readonly<Record<string, number>>;
}
/** D10: touches nothing, so it is not a drop. */
export interface TestDrop {
  readonly dropId: string;
  readonly showId: string | null;
  readonly firedAt: Instant;
  readonly opensAt: Instant;
  readonly endsAt: Instant;
}
export interface HoldLine {
  readonly sku: string;
  readonly quantity: number;
  readonly price: Minor;
  /** What one unit of a bundle was made of when it was promised; absent for a variant. */
  readonly parts?: readonly Units[];
}
/** How it came about, where nobody pressed: won in a draw, or offered to who waited. */
export type HoldBy = 'draw' | 'waitlist';
/** A live claim on units: held or paying; a `place` in a race takes none before it is paid for. Ended ones are rows in `endedHolds`. */
export interface Hold {
  readonly holdId: string;
  readonly dropId: string;
  readonly viewer: string;
  readonly lines: readonly HoldLine[];
  readonly total: Minor;
  readonly state: 'held' | 'paying' | 'place';
  readonly by: HoldBy | null;
  /** To whom an offer may be told; null for every other. */
  readonly person: string | null;
  readonly placedAt: Instant;
  /** For `paying` this is `payBy`: then nothing is freed before the provider confirmed (H3). */
  readonly expiresAt: Instant;
  readonly extended: boolean;
  readonly orderNumber: number | null;
  /** Which link it came by, where known. */
  readonly channel: string | null;
  /** Viewers of other browsers in which its page was opened: it is theirs, too. */
  readonly also: readonly string[];
}
export type HoldEnd = 'expired' | 'released' | 'replaced' | 'ordered';
export interface EndedHold {
  readonly holdId: string;
  readonly dropId: string;
  readonly viewer: string;
  readonly also: readonly string[];
  readonly how: HoldEnd;
  readonly orderNumber: number | null;
}
export interface OrderLine extends HoldLine {
  readonly refunded: number;
  /** Of the refunded ones, those that went back to stock. */
  readonly restocked: number;
}
export type Delivery = { readonly kind: 'pickup'; readonly pickupId: string } | { readonly kind: 'ship' } | { readonly kind: 'till' };
export interface Order {
  readonly orderNumber: number;
  readonly dropId: string | null;
  readonly holdId: string | null;
  readonly viewer: string | null;
  /** Random id of the buyer in `people` (L8); null at the till and after erasure. */
  readonly person: string | null;
  readonly lines: readonly OrderLine[];
  /** Delivery before codes. */
  readonly shipping: Minor;
  readonly discounts: readonly Discount[];
  /** null: none, or sold at the till. */
  readonly tax: TaxAmount | null;
  /** Goods − discounts + shipping, and tax where it comes on top. */
  readonly total: Minor;
  /** null: not sent. */
  readonly sent: Sent | null;
  /** Of `sent.list`, what came back. */
  readonly sentBack: Minor;
  /** The order in whose parcel it goes; null: in its own. */
  readonly parcel: number | null;
  readonly refundedTotal: Minor;
  readonly delivery: Delivery;
  readonly provider: string | null;
  /** What the provider knows the session by. */
  readonly reference: string;
  /** What the provider itself calls the session. */
  readonly handle: string | null;
  readonly payUrl: string | null;
  readonly state: OrderState;
  readonly fulfilment: Fulfilment;
  readonly placedAt: Instant;
  readonly payBy: Instant | null;
  readonly paidAt: Instant | null;
  readonly paidBy: string | null;
  /** Paid after its hold was given up (H4). */
  readonly late: boolean;
  /** The provider was asked to end the session; its units wait for the answer (H3). */
  readonly expiring: boolean;
  /** Money came for units that were gone by then: it goes back (H4). */
  readonly refundDue: boolean;
  /** Asked back from the provider, taken by it, and what it says was given back in all. */
  readonly refundsAsked: Minor;
  readonly refundsDone: Minor;
  readonly givenBack: Minor;
  /** The buyer's bank asks the money back. */
  readonly dispute: { readonly state: 'open' | 'won' | 'lost'; readonly amount: Minor; readonly at: Instant } | null;
  /** Its hold's. */
  readonly channel: string | null;
  /** Its hold's; `by` among them where another browser finished it, whose limit it counts against as well. */
  readonly also: readonly string[];
  readonly by: string | null;
  /** How often its link was renewed: the address is made from this, too (P2). */
  readonly link: number;
  /** Since when it is with the buyer, or on its way; absent before. */
  readonly handedOverAt?: Instant;
  /** When the buyer withdrew from the contract; absent where nobody did. */
  readonly withdrawnAt?: Instant;
  /** Absent where all is paid at once. */
  readonly deposit?: OrderDeposit;
}
/** E1: what must happen outside, or what only the host can do (`host.*`). */
export interface Task {
  readonly taskId: string;
  readonly kind: TaskKind;
  /** Channel or provider; `host` for the host's own. */
  readonly target: string;
  /** What it belongs to, for the desk's sentence and for closing it when its use has passed. */
  readonly dropId: string | null;
  readonly orderNumber: number | null;
  readonly sku: string | null;
  readonly priority: TaskPriority;
  readonly data: Readonly<Record<string, string>>;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  /** After this it is of no use and closes unsent (E2). */
  readonly uselessAt: Instant | null;
  readonly state: TaskState;
  readonly attempt: number;
  /** While taken: the node that has it is given up on after this. */
  readonly takenUntil: Instant | null;
  readonly closedAt: Instant | null;
  readonly note: string;
  /** What a chat said of it, and its own id of the message. */
  readonly receipt: Receipt | null;
  readonly messageId: string | null;
}
/** Lower goes first: link > sold out > last few > count. */
export const taskPriority = { link: 0, soldOut: 1, news: 2, lastFew: 3, count: 4 } as const;
export type TaskPriority = (typeof taskPriority)[keyof typeof taskPriority];

/** What became of a mail to a buyer; its task is forgotten sooner. */
export interface Mail {
  /** Its kind, and which of several where an order has more than one of them. */
  readonly key: string;
  readonly kind: MailKind;
  readonly taskId: string;
  readonly state: TaskState;
  /** When that was. */
  readonly at: Instant;
  readonly note: string;
}
export interface Channel {
  readonly channel: string;
  /** A person posts there; null for a chat that is plugged in. */
  readonly hand: { readonly label: string; readonly longest: number } | null;
  readonly enabled: boolean;
  readonly delayMs: DurationMs;
  readonly templates: Readonly<Record<string, string>>;
  /** When a viewer's question was last answered there: one cooldown for all. */
  readonly answeredAt: Instant;
}
/** Something that a chat was told, so that it is not told again at once; `taskId` of the line that others may still join. */
export interface ChatSaid {
  readonly at: Instant;
  readonly taskId: string | null;
}
export interface Key {
  readonly keyId: string;
  readonly role: KeyRole;
  readonly name: string;
  readonly hash: string;
  readonly createdAt: Instant;
  readonly revoked: boolean;
  /** The key that takes its place, and until when this one is good too; absent while nothing does. */
  readonly next?: string;
  readonly until?: Instant;
}
/** Which drop a link's code opens, which channel carried it and at which firing. */
export interface Code {
  readonly code: string;
  readonly dropId: string;
  readonly channel: string;
  readonly firing: number;
  readonly clicks: number;
}
export interface Remembered {
  readonly hash: string;
  readonly name: string;
  /** First event of the command, and how many. */
  readonly seq: number;
  readonly events: number;
  readonly at: Instant;
}
export interface Counters {
  readonly seq: number;
  readonly batch: string;
  readonly at: Instant;
  readonly nextOrder: number;
}
export interface LedgerStatus {
  readonly epoch: string;
  /** Nothing is sold until the host reopens (L5). */
  readonly closed: boolean;
  /** The shop went on elsewhere: nothing is decided here until the owner takes it back. */
  readonly moved: boolean;
}
export interface Payment {
  readonly provider: string;
  readonly enabled: boolean;
  /** A signed notice of it has arrived (H5). */
  readonly heard: boolean;
  /** How the last comparison with the orders ended. */
  readonly compared: { readonly at: Instant; readonly sessions: number; readonly found: number; readonly different: number } | null;
}
export interface Ask {
  readonly seq: number;
  readonly what: 'identify' | 'reload' | 'mark';
  readonly instance: string | null;
  readonly colours?: string;
}
export interface Obs {
  readonly place: ObsPlace;
  /** Where the server finds it; empty for a bridge. */
  readonly address: string;
}
/** Copying of pictures from other servers: how many are open, and how many were copied since there was none. */
export interface PictureWork {
  readonly open: number;
  readonly copied: number;
  /** The last that was asked for was left where it is: copying is switched off. */
  readonly off: boolean;
}
/** Things there is one of. */
export interface Singles {
  readonly shop: Shop | null;
  readonly publicUrl: string | null;
  /** The address that a tunnel lent for this run; it goes before the one above. */
  readonly lentUrl: string | null;
  readonly pricing: Pricing;
  /** null until the owner said what an order costs. */
  readonly money: MoneySettings | null;
  /** Days after they have it in which buyers may withdraw, and the handles of products for which they may not. */
  readonly withdrawal: { readonly days: number; readonly excluded: readonly string[] };
  readonly showId: string | null;
  readonly onAir: string | null;
  /** Live drops, newest firing last. */
  readonly liveDrops: readonly string[];
  readonly testDrop: TestDrop | null;
  /** Since when; null while not panicking. */
  readonly panicAt: Instant | null;
  readonly say: { readonly text: string; readonly at: Instant } | null;
  readonly ask: Ask | null;
  /** null until somebody saved it. What was saved before an option existed lacks that one. */
  readonly overlay: Partial<OverlayOptions> | null;
  readonly obs: Obs;
  /** Null until a mail server was set up. */
  readonly mail: { readonly enabled: boolean } | null;
  readonly log: readonly LogPart[];
  readonly counters: Counters;
  readonly ledger: LedgerStatus;
  /** Nothing is due before this: a bound that each change lowers and each tick finds anew (E4). */
  readonly dueAt: Instant;
  readonly pictures: PictureWork;
  readonly takings: { readonly paid: Minor; readonly unpaid: Minor; readonly orders: number };
}

/** Every table of the state. `one` holds the singles, keyed by their name. */
export interface Tables {
  one: Table<unknown>;
  products: Table<Product>;
  variants: Table<Variant>;
  bundles: Table<Bundle>;
  points: Table<PickupPoint>;
  pickups: Table<Pickup>;
  shows: Table<Show>;
  drops: Table<Drop>;
  codes: Table<Code>;
  /** Every price that was asked, by sku. */
  prices: Table<PriceHistory>;
  /** What buyers were told, by drop. */
  claims: Table<readonly ClaimPart[]>;
  holds: Table<Hold>;
  draws: Table<DrawRow>;
  entries: Table<Entry>;
  /** `dropId viewer` → entry. */
  entryOf: Table<string>;
  /** `dropId viewer` → who waits there. */
  waiting: Table<Wait>;
  endedHolds: Table<EndedHold>;
  /** `dropId viewer` → the live hold (H1). */
  holdOf: Table<string>;
  /** `dropId viewer` → units ordered in this drop. */
  bought: Table<number>;
  orders: Table<Order>;
  discountCodes: Table<DiscountCode>;
  /** code → orders it stands in, and `code viewer` → theirs. */
  codeUses: Table<number>;
  /** Order number → other orders of its drop that may be the same person's; and of those that were flagged, which. */
  alike: Table<readonly LikeOrder[]>;
  /** A buyer's random id → the order it was made for. */
  orderOfPerson: Table<number>;
  flagged: Table<readonly LikeOrder[]>;
  /** Order number → `payBy`, of orders that wait for money: what due work looks at. */
  awaiting: Table<Instant>;
  /** What a provider knows a session by → order number. */
  references: Table<number>;
  /** viewer → their order numbers, newest last. */
  ordersOf: Table<readonly number[]>;
  tasks: Table<Task>;
  /** Order number, or the hold of an offer → its mails. */
  mails: Table<readonly Mail[]>;
  channels: Table<Channel>;
  /** Where the host saved any. */
  chatRules: Table<ChatRules>;
  /** viewer → chats in which a name is paired with their browser. */
  pairedChats: Table<readonly string[]>;
  /** `channel about` → when it was last said there. */
  chatSaid: Table<ChatSaid>;
  payments: Table<Payment>;
  /** Differences that the host was told of. */
  payTroubles: Table<true>;
  /** `dropId network`, of drops that are on sale. */
  reserved: Table<Reserved>;
  /** holdId → from which network it came. */
  counted: Table<Counted>;
  /** viewer → what they left unpaid. */
  idle: Table<Idle>;
  /** Challenges that were answered → until when they would be good. */
  spentProofs: Table<Instant>;
  restrictions: Table<Restriction>;
  /** dropId → how its crowd was kept in check. */
  crowds: Table<Crowd>;
  /** Shops elsewhere that were ever connected. */
  links: Table<ShopLink>;
  /** By sku. */
  mirrors: Table<Mirror>;
  /** `shop reference` → an order of a shop elsewhere. */
  elsewhere: Table<Elsewhere>;
  keys: Table<Key>;
  remembered: Table<Remembered>;
}
const tableNames = [
  'one',
  'products',
  'variants',
  'bundles',
  'points',
  'pickups',
  'shows',
  'drops',
  'codes',
  'prices',
  'claims',
  'holds',
  'draws',
  'entries',
  'entryOf',
  'waiting',
  'endedHolds',
  'holdOf',
  'bought',
  'orders',
  'discountCodes',
  'codeUses',
  'alike',
  'orderOfPerson',
  'flagged',
  'awaiting',
  'references',
  'ordersOf',
  'tasks',
  'mails',
  'channels',
  'chatRules',
  'pairedChats',
  'chatSaid',
  'links',
  'mirrors',
  'elsewhere',
  'payments',
  'reserved',
  'counted',
  'idle',
  'spentProofs',
  'restrictions',
  'crowds',
  'payTroubles',
  'keys',
  'remembered',
] as const satisfies readonly (keyof Tables)[];

const FIRST_ORDER = 1001;
const initialSingles: Singles = {
  shop: null,
  publicUrl: null,
  lentUrl: null,
  pricing: noPricing,
  money: null,
  withdrawal: { days: 14, excluded: [] },
  showId: null,
  onAir: null,
  liveDrops: [],
  testDrop: null,
  panicAt: null,
  say: null,
  ask: null,
  overlay: null,
  obs: { place: 'off', address: '' },
  mail: null,
  log: [],
  counters: { seq: 0, batch: '', at: 0, nextOrder: FIRST_ORDER },
  ledger: { epoch: '', closed: false, moved: false },
  dueAt: Number.MAX_SAFE_INTEGER,
  pictures: { open: 0, copied: 0, off: false },
  takings: { paid: 0, unpaid: 0, orders: 0 },
};

export type ReadState = { readonly [K in Exclude<keyof Tables, 'one'>]: Tables[K] extends Table<infer V> ? ReadTable<V> : never } & {
  single<K extends keyof Singles>(name: K): Singles[K];
};
export type State = Tables & {
  single<K extends keyof Singles>(name: K): Singles[K];
  put<K extends keyof Singles>(name: K, value: Singles[K]): void;
};

/** One per batch (a layer), so cheap to make: fields in one order, methods on the prototype. */
class StateTables {
  constructor(table: (name: keyof Tables) => Table<never>) {
    const tables = this as unknown as Record<keyof Tables, Table<never>>;
    for (const name of tableNames) tables[name] = table(name);
  }
  single<K extends keyof Singles>(this: State, name: K): Singles[K] {
    const value = this.one.get(name);
    // Written by `put` alone, whose type is that of the name.
    return value === undefined ? initialSingles[name] : (value as { readonly v: Singles[K] }).v;
  }
  put<K extends keyof Singles>(this: State, name: K, value: Singles[K]): void {
    this.one.set(name, { v: value });
  }
}
// The constructor fills every table; TypeScript cannot see fields made in a loop.
const stateOver = (table: (name: keyof Tables) => Table<never>): State => new StateTables(table) as unknown as State;

export const newState = (): State => stateOver(() => new BaseTable());

export interface Layer {
  readonly state: State;
  /** Puts the layer's changes into the state below; the layer is empty afterwards. */
  fold(): void;
}
export function layerOver(under: State): Layer {
  const tables: LayerTable<never>[] = [];
  const state = stateOver((name) => {
    const table = new LayerTable<never>(under[name] as Table<never>);
    tables.push(table);
    return table;
  });
  return { state, fold: () => tables.forEach((table) => table.fold()) };
}

/** The whole state as text, for a snapshot and for comparing two states. `dueAt` is a bound found anew, not a fact. */
export const dumpState = (state: State): string =>
  JSON.stringify(Object.fromEntries(tableNames.map((name) => [name, [...state[name].entries()].filter(([key]) => name !== 'one' || key !== 'dueAt')])));
export function loadState(text: string): State {
  const dumped = JSON.parse(text) as Record<keyof Tables, [string, never][]>;
  const state = newState();
  for (const name of tableNames) for (const [key, value] of dumped[name]) (state[name] as Table<never>).set(key, value);
  state.put('dueAt', 0);
  return state;
}
