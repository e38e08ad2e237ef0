import type { ChatRules } from '@protocol/chat-rules.ts';
import type { Minor } from '@protocol/money.ts';
import type { CueObs, ObsPlace } from '@protocol/obs.ts';
import type { OverlayOptions } from '@protocol/overlay-options.ts';
import type { Receipt, TaskKind } from '@protocol/parts.ts';
import type { Discount, TaxAmount } from '@protocol/pricing.ts';
import type { KeyRole } from '@protocol/roles.ts';
import type { DurationMs, Instant } from '@protocol/time.ts';
import type { PricingKinds } from './pricing-events.ts';
import type { Sent } from './shipping.ts';
import type { FairnessKinds } from './fairness-events.ts';
import type { MoneyEvents } from './money-events.ts';
import type { WithdrawalKinds } from './withdrawal-events.ts';
import type { BundleKinds } from './bundle-events.ts';
import type { PickupKinds } from './pickup.ts';
import type { SameBuyerKinds } from './same-buyer.ts';
import type { PaymentKinds } from './payment-events.ts';
import type { Cue, Delivery, DropLink, HoldBy, HoldLine, OrderLine, Sells, Shop, TaskPriority } from './state.ts';
import type { DepositTerms } from '@protocol/deposit.ts';
import type { DepositKinds } from './deposit-events.ts';
import type { DrawKinds } from './draw-events.ts';
import type { MailKinds } from './mail-events.ts';
import type { ShopLinkKinds } from './shop-link-events.ts';

/**
 * Everything that can have happened. An event says what changed so completely that `evolve` needs
 * no rule, clock or chance; it never holds personal data, only random ids (L8). Times are those of
 * the batch it stands in.
 */
export interface ProductData {
  readonly handle: string;
  readonly title: string;
  readonly body: string;
  readonly vendor: string;
  readonly pictures: readonly string[];
  readonly options: readonly string[];
  readonly variants: readonly VariantData[];
}
export interface VariantData {
  readonly sku: string;
  readonly options: readonly string[];
  readonly price: Minor;
  readonly compareAt: Minor | null;
  readonly cost: Minor | null;
  readonly grams: number | null;
  /** First count, for a variant that is new; null where it is known (S5). */
  readonly onHand: number | null;
}
export interface DropPlan {
  readonly title: string;
  readonly mode: 'hold' | 'race' | 'draw';
  readonly minutes: number;
  readonly holdSeconds: number;
  readonly perViewer: number;
  readonly lines: readonly { readonly sku: string; readonly allotted: number; readonly price: Minor; readonly was?: Minor }[];
  /** Absent where one order may have as many as one person. */
  readonly perOrder?: number;
  /** Absent where it is bought here. */
  readonly sells?: Sells;
  /** Absent where all is paid at once. */
  readonly deposit?: DepositTerms;
}
export interface TaskData {
  readonly taskId: string;
  readonly kind: TaskKind;
  readonly target: string;
  readonly dropId: string | null;
  readonly orderNumber: number | null;
  readonly sku: string | null;
  readonly priority: TaskPriority;
  readonly data: Readonly<Record<string, string>>;
  readonly dueAt: Instant;
  readonly uselessAt: Instant | null;
}

/** Absent for a press, and in ledgers older than draws. `reserves: false`: a place in a race, which takes no unit. `person`: of an offer from the waitlist. */
interface HoldOrigin {
  readonly by?: HoldBy;
  readonly reserves?: false;
  readonly person?: string;
}

interface Kinds
  extends
    PricingKinds,
    FairnessKinds,
    MoneyEvents,
    BundleKinds,
    PaymentKinds,
    DrawKinds,
    DepositKinds,
    MailKinds,
    SameBuyerKinds,
    WithdrawalKinds,
    ShopLinkKinds,
    PickupKinds {
  /** An accepted command that changed nothing still has an answer to remember (L4). */
  Answered: { result: Readonly<Record<string, unknown>> };

  ShopConfigured: { shop: Shop };
  ReachChanged: { publicUrl: string | null };
  /** A tunnel's random address, for as long as the server runs; null when there is none any more. */
  AddressLent: { publicUrl: string | null };
  ShippingSaved: { flat: Minor | null };
  ShopReopened: object;
  /** Packed to go on elsewhere. */
  ShopMoved: object;
  LedgerOpened: { epoch: string; lostFrom: number };
  ClockGap: { since: Instant; paused: readonly string[] };
  /** `removed`: variants that are no more; only ones without any promise. */
  ProductsSaved: { products: readonly ProductData[]; removed: readonly string[]; via: 'import' | 'hand' | 'quick' };
  /** A picture of another server lies here now, and stands in its place. */
  PictureCopied: { handle: string; url: string; path: string };
  /** `tookBack`: units that drops gave up (S5), of the line `sku` where that is a bundle. `missing`: the shortfall that remains. `available`: what was free then, for the answer (L4). */
  VariantCounted: {
    sku: string;
    onHand: number;
    reason: string;
    tookBack: readonly { dropId: string; quantity: number; sku?: string }[];
    missing: number;
    available: number;
  };
  /** `hand`: of a channel that a person posts in. Absent for a chat that is plugged in. */
  ChannelSaved: {
    channel: string;
    enabled: boolean;
    delayMs: DurationMs;
    templates: Readonly<Record<string, string>>;
    hand?: { readonly label: string; readonly longest: number };
  };
  /** A channel that a person posts in; `label` is what it was called, which nothing else knows any more. */
  ChannelRemoved: { channel: string; label: string };
  ChannelDelayed: { channel: string; delayMs: DurationMs };
  PaymentSaved: { provider: string; enabled: boolean };

  ShowPlanned: { showId: string; title: string; startsAt: Instant; minutes: number; reach: 'public' | 'network' };
  ShowStarted: { showId: string };
  ShowEnded: { showId: string };
  RundownArranged: { showId: string; cues: readonly Cue[] };
  CueTaken: { showId: string; cueId: string };
  CueObsSet: { showId: string; cueId: string; obs: CueObs };
  StageSaid: { text: string };

  DropPlanned: { dropId: string; showId: string; plan: DropPlan; cue: Cue };
  DropChanged: { dropId: string; plan: DropPlan };
  DropRemoved: { dropId: string; showId: string };
  DropArmed: { dropId: string };
  DropDisarmed: { dropId: string };
  /** `letter`: what the tags of its lines begin with; `was`: what its lines strike through, being true now. Absent in older ledgers. */
  DropFired: {
    dropId: string;
    opensAt: Instant;
    endsAt: Instant;
    closesAt: Instant;
    leadMs: DurationMs;
    links: readonly DropLink[];
    letter?: string;
    was?: Readonly<Record<string, Minor>>;
  };
  DropUndone: { dropId: string };
  DropPaused: { dropId: string; why: 'host' | 'panic' | 'gap' | 'lost-tail' };
  DropResumed: { dropId: string };
  DropExtended: { dropId: string; endsAt: Instant; closesAt: Instant; reason: string };
  /** `add` below zero takes back. `counted`: they were found, so the count of the shelf moved with them. `onHand`, `missing`, `left`: as they stand after it. */
  DropRestocked: { dropId: string; sku: string; add: number; counted: boolean; onHand: number; missing: number; left: number };
  /** `prior`: what it still strikes through; null for nothing, absent in older ledgers. */
  DropRepriced: { dropId: string; sku: string; was: Minor; price: Minor; prior?: Minor | null };
  DropLineAdded: { dropId: string; line: { sku: string; allotted: number; price: Minor; was?: Minor } };
  DropEnded: { dropId: string; why: 'time' | 'host' | 'show' | 'panic' };
  TestDropStarted: { dropId: string; showId: string | null; opensAt: Instant; endsAt: Instant };
  TestDropEnded: { dropId: string };
  Panicked: object;
  PanicLifted: object;

  /** `channel`: of the link it came by; absent in ledgers older than the field. `network` and `proof`: a tag of this drop's, and the challenge that was spent. */
  HoldPlaced: {
    holdId: string;
    dropId: string;
    viewer: string;
    lines: readonly HoldLine[];
    total: Minor;
    expiresAt: Instant;
    channel?: string | null;
    network?: string;
    proof?: { readonly id: string; readonly until: Instant };
  } & HoldOrigin;
  HoldEnded: { holdId: string; how: 'expired' | 'released' | 'replaced' };
  /** Its page was opened in another browser: both have it from now on. */
  HoldCarried: { holdId: string; viewer: string };
  /** A hold became an order number: `paying` keeps the units held (H3), `unpaid` commits them (H6). */
  OrderOpened: {
    orderNumber: number;
    holdId: string;
    person: string | null;
    provider: string;
    reference: string;
    delivery: Delivery;
    shipping: Minor;
    total: Minor;
    payBy: Instant;
    as: 'paying' | 'unpaid';
    /** What the total is made of, beside goods and shipping. Absent in ledgers older than prices by zone: then there is none of it, and delivery was one flat price. */
    discounts?: readonly Discount[];
    tax?: TaxAmount | null;
    sent?: Sent | null;
    parcel?: number | null;
    /** Where another browser finished it than the one that reserved. */
    by?: string;
    /** Absent where all is paid at once. */
    deposit?: { readonly amount: Minor; readonly due: Instant | null; readonly kept: boolean };
  };
  /** `handle`: what the provider calls the session; absent where it did not say. */
  PayPageReady: { orderNumber: number; payUrl: string; handle?: string };
  PayExtended: { holdId: string; payBy: Instant };
  /** `hold`: its units were held or committed. Late, they come from the drop's left or from free stock (H4). */
  /** `part`: of an order with a deposit, which of its two payments; `reference`: of the page, for the second. */
  OrderPaid: { orderNumber: number; paidBy: string; from: 'hold' | 'drop' | 'free'; part?: 'deposit' | 'balance'; reference?: string };
  PayExpiring: { orderNumber: number };
  /** The provider confirmed that nobody can pay any more: the units go back (H3). */
  PayExpired: { orderNumber: number };
  /** Money arrived for units that are gone: it goes back, visibly (H4). */
  RefundDue: { orderNumber: number; amount: Minor };
  /** `back`: of its deposit; absent where none was paid. */
  OrderCancelled: { orderNumber: number; reason: string; back?: Minor };
  /** `delivery`: of its delivery before codes, what came back in it. Absent in ledgers older than parcels, which had it in `amount` alone. */
  OrderRefunded: { orderNumber: number; lines: readonly { sku: string; quantity: number }[]; restock: boolean; amount: Minor; delivery?: Minor };
  /** `link`: how many there were before it. */
  OrderRelinked: { orderNumber: number; link: number };
  OrderPicked: { orderNumber: number };
  OrderPacked: { orderNumber: number };
  OrderHandedOver: { orderNumber: number };
  SaleRecorded: { orderNumber: number; lines: readonly OrderLine[]; total: Minor; paidBy: string; dropId: string | null };
  PersonErased: { person: string; orders: readonly number[] };

  TaskOpened: { task: TaskData };
  TaskTaken: { taskId: string; attempt: number; until: Instant };
  /** `receipt` and `messageId`: of a message that a chat was asked to post. */
  TaskClosed: { taskId: string; outcome: 'done' | 'failed' | 'unknown' | 'dropped'; note: string; receipt?: Receipt; messageId?: string };
  TaskRepeated: { taskId: string; dueAt: Instant };
  /** Which announcements of a drop were made, so that each is made once. */
  DropTold: { dropId: string; what: 'lastFew' | 'soldOut' };
  /** `about`: what it was, beside an answer to a question; `taskId`: of the line that others may still join. Absent in ledgers older than claims. */
  ChatAnswered: { channel: string; about?: string; taskId?: string };
  ChatRulesSaved: { channel: string; rules: ChatRules };
  /** Which name it is stands in `people` alone (L8). */
  ChatPaired: { channel: string; viewer: string };
  ChatParted: { channel: string; viewer: string };
  /** A chat came back: so many lines were closed unsent, and what is so now was said instead. */
  ChatCaughtUp: { channel: string; unsent: number };

  KeyCreated: { keyId: string; role: KeyRole; name: string; hash: string };
  KeyRevoked: { keyId: string };
  /** `nextId` does what `keyId` did; both are good until `until`. */
  KeyRotated: { keyId: string; nextId: string; hash: string; until: Instant };
  /** `colours`: of a mark. */
  OverlayAsked: { what: 'identify' | 'reload' | 'mark'; instance: string | null; colours?: string };
  OverlayConfigured: { options: OverlayOptions };
  /** Never its password: that is kept beside the events. */
  ObsConfigured: { place: ObsPlace; address: string };
  AttentionNoted: { minuteAt: Instant; viewers: number; clicks: Readonly<Record<string, number>> };
}

export type EventType = keyof Kinds;
export type EventOf<T extends EventType> = { readonly type: T; readonly v: 1 } & Readonly<Kinds[T]>;
export type ShopEvent = { [T in EventType]: EventOf<T> }[EventType];

/** Every kind this release can read; an unknown one stops deciding (L9). */
const known: Record<EventType, 1> = {
  Answered: 1, ShopConfigured: 1, ReachChanged: 1, AddressLent: 1, ShippingSaved: 1, DeliverySaved: 1, TaxSaved: 1, CodeSaved: 1, CodeRemoved: 1, ShopReopened: 1, ShopMoved: 1, LedgerOpened: 1, ClockGap: 1, ProductsSaved: 1, PictureCopied: 1, VariantCounted: 1, PickupSaved: 1, ChannelSaved: 1, ChannelDelayed: 1,
  BundleSaved: 1, BundleRemoved: 1, BuyersAlike: 1, OrderFlagged: 1, PickupRemoved: 1, PointSaved: 1, PointRemoved: 1,
  ShopConnected: 1, ShopLooked: 1, LevelAdjusted: 1, LevelStuck: 1, LevelDoubted: 1, LevelOwed: 1, SoldElsewhere: 1, RefundEarly: 1, RefundedElsewhere: 1, DropMarked: 1, DropLeft: 1,
  ChannelRemoved: 1, PaymentSaved: 1, ShowPlanned: 1, ShowStarted: 1, ShowEnded: 1, RundownArranged: 1, CueTaken: 1, CueObsSet: 1, StageSaid: 1, DropPlanned: 1, DropChanged: 1, DropRemoved: 1, DropArmed: 1, DropDisarmed: 1,
  DropFired: 1, DropUndone: 1, DropPaused: 1, DropResumed: 1, DropExtended: 1, DropRestocked: 1, DropRepriced: 1, DropLineAdded: 1, DropEnded: 1, TestDropStarted: 1, TestDropEnded: 1, Panicked: 1, PanicLifted: 1, HoldPlaced: 1, HoldEnded: 1, HoldCarried: 1,
  DrawCommitted: 1, DrawEntered: 1, DrawLeft: 1, DrawRun: 1, DrawPassed: 1, DropSettling: 1, WaitlistJoined: 1, WaitlistLeft: 1, WaitlistOffered: 1,
  OrderOpened: 1, PayPageReady: 1, PayExpiring: 1, PayExtended: 1, OrderPaid: 1, PayExpired: 1, RefundDue: 1, OrderCancelled: 1, OrderRefunded: 1, OrderRelinked: 1, OrderPicked: 1, OrderPacked: 1, OrderHandedOver: 1, SaleRecorded: 1,
  MailSaved: 1,
  BalanceOpened: 1, BalanceReady: 1, BalanceEnded: 1, BalanceReturned: 1, BalanceOverdue: 1, BalanceReminded: 1,
  PersonErased: 1, TaskOpened: 1, TaskTaken: 1, TaskClosed: 1, TaskRepeated: 1, DropTold: 1, ChatAnswered: 1, ChatRulesSaved: 1, ChatPaired: 1, ChatParted: 1, ChatCaughtUp: 1, KeyCreated: 1, KeyRevoked: 1, KeyRotated: 1, OverlayAsked: 1, OverlayConfigured: 1, ObsConfigured: 1, AttentionNoted: 1,
  PersonRestricted: 1, RestrictionLifted: 1, UnpaidReleased: 1, CrowdNoted: 1,
  MoneySaved: 1, MarginWaived: 1, WithdrawalSaved: 1, OrderWithdrawn: 1,
  ProviderHeard: 1, SessionNamed: 1, RefundDone: 1, GivenBack: 1, PayDisputed: 1, PayDifference: 1, OrderFound: 1, PaymentsCompared: 1,
}; // prettier-ignore
export const isKnownEvent = (event: { readonly type: string; readonly v: number }): event is ShopEvent =>
  Object.hasOwn(known, event.type) && known[event.type as EventType] === event.v;

export const happened = <T extends EventType>(type: T, data: Readonly<Kinds[T]>): EventOf<T> => ({ type, v: 1, ...data });
