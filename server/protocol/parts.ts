import type { DepositTerms } from './deposit.ts';
import type { MailKind } from './mail.ts';
import type { CrowdPart } from './fairness.ts';
import type { ChatRules } from './chat-rules.ts';
import type { PictureTrouble } from './media.ts';
import type { Currency, Minor } from './money.ts';
import type { CueObs, ObsAction, ObsPart, ObsPlace } from './obs.ts';
import type { OverlayOptions } from './overlay-options.ts';
import type { Guard } from './margin-guard.ts';
import type { Fee } from './margin.ts';
import type { MoneyAbout } from './pay-troubles.ts';
import type { Pace } from './pace.ts';
import type { PriceHistory } from './prior-price.ts';
import type { Discount, DiscountCode, Pricing, TaxAmount } from './pricing.ts';
import type { PickupKind } from './pickup.ts';
import type { RefusalCode } from './refusals.ts';
import type { KeyRole } from './roles.ts';
import type { DurationMs, Instant } from './time.ts';

/**
 * What each audience may see (V6), by part. A part is a whole value: it replaces the last one, and
 * null means gone. Keys with a slash are families: `drop/<dropId>`, `stock/<sku>`.
 */

export type DropState = 'planned' | 'armed' | 'live' | 'paused' | 'ended';
export type DropMode = 'hold' | 'race' | 'draw' | 'test';

/** A thing in a bundle, and how many of it. */
export interface MadeOf {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
}
/** Several units sold as one. It has no stock of its own. */
export interface BundleRow {
  readonly sku: string;
  readonly title: string;
  readonly price: Minor;
  readonly parts: readonly MadeOf[];
  /** What the parts cost one by one. */
  readonly apart: Minor;
  /** Its own, or that of its first part; null where none has one. */
  readonly picture: string | null;
  readonly ownPicture: string | null;
  /** How many could be made of what is free now. */
  readonly free: number;
  /** Null where one of its parts was never weighed. */
  readonly grams: number | null;
  /** Of its parts, null where one of theirs is not known. Absent for roles without cost. */
  readonly cost?: Minor | null;
}
export interface DropLinePart {
  /** The lowest price of the 30 days before, where that is a true reduction and the host wants it struck through. */
  readonly was?: Minor;
  readonly sku: string;
  /** "Brass", "M / Green"; empty for a product without options. */
  readonly title: string;
  /** What is in one of it; absent where it is no bundle. */
  readonly parts?: readonly MadeOf[];
  /** What is typed in a chat to claim it, "A1"; absent where no chat that is read takes claims. */
  readonly tag?: string;
  readonly price: Minor;
  readonly allotted: number;
  readonly left: number;
  readonly held: number;
  readonly sold: number;
  /** When the next held unit may come back; null where none is held. */
  readonly backAt: Instant | null;
  /** How many stand in line for it; absent for none. */
  readonly waiting?: number;
  /** Of the held ones, those reserved for the waiting list: offered, not answered yet. Absent for none. */
  readonly offered?: number;
}
/** Of a drop that is drawn. The record of it, entries and order, stands at `/d/:code/draw.json`. */
export interface DrawPart {
  readonly commitment: string;
  readonly entries: number;
  readonly drawnAt: Instant | null;
}
/** Where a drop is bought, if not here, and who keeps its count: the other shop, or the host by hand. */
export interface SellsPart {
  readonly via: string;
  /** What the other shop is called: its name, or the host of its address. */
  readonly at: string;
  readonly keeps: 'there' | 'host';
}
export interface DropPart {
  readonly dropId: string;
  readonly title: string;
  readonly mode: DropMode;
  /** Clients add by the clock: live before `opensAt` is "opening", at `endsAt` and later "ended". */
  readonly state: DropState;
  readonly firedAt: Instant | null;
  readonly opensAt: Instant | null;
  readonly endsAt: Instant | null;
  readonly closesAt: Instant | null;
  readonly holdSeconds: number;
  readonly perViewer: number;
  /** Of those in one order; absent where there is no limit of its own. */
  readonly perOrder?: number;
  /** Absent where it is bought here. */
  readonly sells?: SellsPart;
  /** What is paid ahead; absent where all is paid at once. */
  readonly deposit?: DepositTerms;
  /** The reason shown for the last extension, D7. */
  readonly extension: string | null;
  /** How many times it was fired: a card animates once for each. */
  readonly firing: number;
  readonly calledOff: boolean;
  readonly endedEarly: boolean;
  /**
   * When it came to rest: its last unit was sold, it was ended, or it was called off, whichever was first. Null or absent while it has
   * not, and again once a unit comes back or it is fired anew. A card says "sold out" for 8 s from here, reloads included (V3).
   */
  readonly settledAt?: Instant | null;
  /**
   * Units that came in while it sold, and when the last of them did; within `MORE_SHOWN_MS` they are one arrival. Null or absent where
   * none did. A card says it for that long from `at`, reloads included (V3).
   */
  readonly more?: { readonly n: number; readonly at: Instant } | null;
  /** The shop has more of it than this drop was given (MONEY, promise 3). */
  readonly heldBack?: boolean;
  /** How fast it sells; absent until a unit is reserved. */
  readonly pace?: Pace;
  readonly pictures: readonly string[];
  readonly lines: readonly DropLinePart[];
  readonly draw?: DrawPart;
  /** Over for everyone but those whose units still pass on: winners who pay, people who wait. Absent otherwise. */
  readonly settling?: true;
}
export interface StockPart {
  readonly left: number;
  readonly held: number;
  readonly sold: number;
  readonly allotted: number;
  readonly backAt: Instant | null;
}
export interface ShopPart {
  readonly name: string;
  readonly currency: Currency;
  readonly locale: string;
  readonly timeZone: string;
}
export interface ShowPart {
  readonly showId: string;
  readonly title: string;
  readonly state: 'planned' | 'live' | 'ended';
  readonly startsAt: Instant;
  readonly startedAt: Instant | null;
  readonly minutes: number;
}

/** Part keys of the public audience; the overlay and the stage have these too. */
export interface PublicParts {
  readonly shop: ShopPart | null;
  readonly show: ShowPart | null;
  /** The drop on the card. */
  readonly onAir: string | null;
  /** Other drops still live on their own links (D8), newest first. */
  readonly alsoLive: readonly string[];
  readonly panic: boolean;
  /** True when the ledger lost its tail and nothing is sold until the host reopens (L5). */
  readonly closed: boolean;
  readonly [drop: `drop/${string}`]: DropPart;
  readonly [stock: `stock/${string}`]: StockPart;
}
export interface NextPart {
  readonly title: string;
  readonly kind: 'talk' | 'drop';
  /** When the rundown says it comes, even where that is past: parts do not change by the clock alone. */
  readonly at: Instant | null;
}
export interface OverlayParts extends PublicParts {
  /** The drop on air's link: `short` for the stub (22 characters at most, else null), `url` for the QR. */
  readonly link: { readonly dropId: string; readonly url: string; readonly short: string | null } | null;
  readonly next: NextPart | null;
  readonly theme: Readonly<Record<string, string>>;
  /** The striped edge nobody can mistake. */
  readonly mark: 'test' | 'rehearsal' | null;
  readonly ask: {
    readonly seq: number;
    readonly what: 'identify' | 'reload' | 'mark';
    readonly instance: string | null;
    /** Of a mark: four colours, `rrggbb` each, from left to right. */
    readonly colours?: string;
  } | null;
}
export interface StageParts extends PublicParts {
  /** What the show is at, as planned: what is talked about, and how far behind. */
  readonly cue: { readonly title: string; readonly kind: 'talk' | 'drop'; readonly at: Instant; readonly minutes: number } | null;
  readonly next: NextPart | null;
  readonly say: { readonly text: string; readonly at: Instant } | null;
}
export interface MyHoldPart {
  readonly holdId: string;
  readonly dropId: string;
  readonly lines: readonly { readonly sku: string; readonly title: string; readonly quantity: number; readonly price: Minor }[];
  readonly total: Minor;
  /** `place`: in a race; it reserves nothing before it is paid for. */
  readonly state: 'held' | 'paying' | 'place';
  /** Won in a draw, or offered from the waiting list; absent for what was pressed for. */
  readonly by?: 'draw' | 'waitlist';
  readonly expiresAt: Instant;
  /** Path of its page, `/hold/:secret`. */
  readonly path: string;
  /** Another browser has it too: it was opened there. */
  readonly shared: boolean;
}
export interface MyOrderPart {
  readonly orderNumber: number;
  readonly dropId: string | null;
  readonly state: OrderState;
  readonly total: Minor;
  readonly path: string;
}
/** `in` until it is drawn; then `won` (its hold or order says the rest), `lapsed` (its time to pay is over), `next` while others may leave theirs, `over`. */
export interface MyEntryPart {
  readonly dropId: string;
  readonly entryId: string;
  readonly sku: string;
  readonly title: string;
  readonly state: 'in' | 'won' | 'lapsed' | 'next' | 'over';
  /** In the order, from 1; null before it was drawn. */
  readonly place: number | null;
}
export interface MyWaitPart {
  readonly dropId: string;
  readonly waitId: string;
  readonly sku: string;
  readonly title: string;
  /** From 1: the next to whom a unit is offered. */
  readonly place: number;
}
export interface MeParts {
  readonly holds: readonly MyHoldPart[];
  readonly draws: readonly MyEntryPart[];
  readonly waits: readonly MyWaitPart[];
  readonly orders: readonly MyOrderPart[];
  /** Chats in which a name is paired with this browser. */
  readonly chats: readonly string[];
}

export type OrderState = 'paying' | 'unpaid' | 'paid' | 'cancelled' | 'refunded';
export type Fulfilment = 'open' | 'picked' | 'packed' | 'handed-over';

export interface CatalogRow {
  readonly sku: string;
  readonly handle: string;
  readonly title: string;
  readonly options: readonly string[];
  readonly price: Minor;
  readonly compareAt: Minor | null;
  /** Absent for roles without cost. */
  readonly cost?: Minor | null;
  /** The form by hand saves whole products: without it, editing a title would forget the weight. */
  readonly grams?: number | null;
  readonly picture: string | null;
  readonly onHand: number;
  readonly committed: number;
  readonly held: number;
  readonly setAside: number;
  readonly free: number;
  /** Promised but not there: a shortfall (S5). */
  readonly missing: number;
}
export interface CuePart {
  readonly cueId: string;
  readonly kind: 'talk' | 'drop';
  readonly title: string;
  readonly minutes: number;
  readonly dropId: string | null;
  /** Planned start, from the show's start and the minutes before it. */
  readonly at: Instant;
  readonly state: 'done' | 'on' | 'next' | 'later';
  /** What it does in OBS; null for nothing. */
  readonly obs: CueObs | null;
}
export interface PanelDrop extends DropPart {
  /** What its lines are meant to strike through, by sku. */
  readonly claims?: Readonly<Record<string, Minor>>;
  readonly showId: string | null;
  /** By sku, where above 0: units that came in after arming. As many may be taken back, as far as they are left. */
  readonly added: Readonly<Record<string, number>>;
  /** Of one that is bought elsewhere: what the plan says of it, and how many went on there, by channel. */
  readonly leads?: { readonly url: string | null; readonly discount: string | null; readonly left: Readonly<Record<string, number>> };
  readonly links: readonly { readonly channel: string; readonly code: string; readonly url: string | null; readonly postAt: Instant | null }[];
}
export interface HoldPart {
  readonly holdId: string;
  readonly dropId: string;
  readonly lines: readonly { readonly sku: string; readonly title: string; readonly quantity: number }[];
  readonly total: Minor;
  readonly state: 'held' | 'paying' | 'place';
  readonly by: 'draw' | 'waitlist' | null;
  readonly placedAt: Instant;
  readonly expiresAt: Instant;
  /** Which link it came from, where known. */
  readonly channel: string | null;
}
/** By what two buyers may be one. */
export type AlikeBy = 'mail' | 'address';
export interface PickupPointPart {
  readonly pointId: string;
  readonly place: string;
  readonly address: string;
  readonly kind: PickupKind;
  readonly cutOffMinutes: number | null;
  readonly note: string;
}
export interface OrderLinePart {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly price: Minor;
  readonly refunded: number;
  /** What is in one of it, as it was when it was sold; absent where it is no bundle. */
  readonly parts?: readonly MadeOf[];
}
export interface OrderPart {
  readonly orderNumber: number;
  readonly state: OrderState;
  readonly fulfilment: Fulfilment;
  readonly lines: readonly OrderLinePart[];
  readonly shipping: Minor;
  readonly discounts: readonly Discount[];
  readonly tax: TaxAmount | null;
  /** Who carries it where to; null: not sent, or by the one way of a flat price. */
  readonly sent: { readonly carrier: string; readonly zone: string } | null;
  /** The order in whose parcel it goes; null: its own. */
  readonly parcel: number | null;
  readonly total: Minor;
  readonly refundedTotal: Minor;
  readonly placedAt: Instant;
  readonly payBy: Instant | null;
  readonly paidBy: string | null;
  readonly provider: string | null;
  /** Money came for units that were gone: it goes back. */
  readonly refundDue: boolean;
  /** What the provider says was given back; 0 where it gave none back, or is not asked. */
  readonly givenBack: Minor;
  readonly dispute: { readonly state: 'open' | 'won' | 'lost'; readonly amount: Minor } | null;
  readonly delivery: { readonly kind: 'pickup' | 'ship' | 'till'; readonly pickupId: string | null; readonly label: string };
  readonly dropId: string | null;
  readonly channel: string | null;
  /** Look the name up at /api/people/:id (V6); null for a till sale or an erased buyer. */
  readonly person: string | null;
  readonly pickupCode: string | null;
  /** Paid orders of its drop that may be the same person's, where together they are more than one person may have; absent where they are not. */
  readonly like?: readonly { readonly orderNumber: number; readonly by: AlikeBy }[];
  /** When the buyer withdrew from the contract. */
  readonly withdrawnAt?: Instant;
  /** Absent where all is paid at once. `rest`: what is to be paid after it. */
  readonly deposit?: {
    readonly amount: Minor;
    readonly rest: Minor;
    readonly kept: boolean;
    readonly paid: boolean;
    /** The rest is still to come. */
    readonly waits: boolean;
    readonly overdue: boolean;
    /** Both are there. */
    readonly settled: boolean;
  };
  /** What its buyer was told by mail, oldest first. */
  readonly mails: readonly MailPart[];
}
export interface MailPart {
  readonly kind: MailKind;
  readonly taskId: string;
  readonly state: TaskState;
  readonly at: Instant;
  readonly note: string;
}
export type TaskState = 'waiting' | 'taken' | 'done' | 'failed' | 'unknown' | 'dropped';
/**
 * How a message ended. Out: `sent` (the platform took it), `seen` (and it stood in the chat we read). Not out: `limited` (too much
 * in too short a time), `dropped` (the platform did not take it), `unsent` (it never left here). `unknown`: it may be out (E2).
 */
export type Receipt = 'sent' | 'seen' | 'limited' | 'dropped' | 'unsent' | 'unknown';
export interface TaskPart {
  readonly taskId: string;
  /** Copies of pictures are told of by the part `pictures`: a thousand of them are one line. */
  readonly kind: Exclude<TaskKind, 'picture.copy' | 'shop.adjust' | 'shop.look'>;
  readonly target: string;
  readonly title: string;
  readonly state: TaskState;
  readonly dueAt: Instant;
  readonly closedAt: Instant | null;
  readonly note: string;
  /** What would be posted, for a chat task. */
  readonly text: string | null;
  /** After this it is of no use, and closes unsent (E2); null where that never comes. */
  readonly uselessAt: Instant | null;
  /** The drop it is about, and the kind of a message (`ChatKind`) or of a mail (`MailKind`); null for none. */
  readonly dropId: string | null;
  readonly template: string | null;
  /** Of a message: what the chat said of it; null while it waits, and where no chat was asked. */
  readonly receipt: Receipt | null;
  /** A link that did not go out, or perhaps not: the QR on the overlay leads to the same drop. */
  readonly onOverlay: boolean;
  /** What of its kind it is, and how much money: of a difference or a dispute. */
  /** Other orders that it is about. */
  readonly like?: readonly number[];
  readonly about?: { readonly what: MoneyAbout; readonly amount: Minor };
  /** What OBS is to do, for an `obs.do`. */
  readonly obs?: ObsAction;
}
export type TaskKind =
  | 'chat.post'
  | 'obs.do'
  | 'pay.open'
  | 'pay.expire'
  | 'pay.refund'
  | 'pay.compare'
  | 'picture.copy'
  | 'mail.send'
  | 'shop.adjust'
  | 'shop.look'
  | 'host.shortfall'
  | 'host.relist'
  | 'host.refund'
  | 'host.lost-tail'
  | 'host.clock-gap'
  | 'host.same-buyer'
  | 'host.dispute'
  | 'host.pay-difference'
  | 'host.withdrawal'
  | 'host.balance';
/** Pictures of products that stand on other servers, and how copying them goes. */
export interface PicturesPart {
  /** Still shown from elsewhere: open, failed, or never asked for. */
  readonly remote: number;
  readonly open: number;
  /** Since nothing was open. */
  readonly copied: number;
  /** Copying is switched off on the shop's computer. */
  readonly off: boolean;
  readonly failed: number;
  /** The first of the failed, enough for a screen. */
  readonly failures: readonly {
    readonly taskId: string;
    readonly handle: string;
    readonly title: string;
    readonly url: string;
    readonly why: PictureTrouble;
  }[];
}
/** What a platform calls the latency that its streamers may choose. */
export type LatencyKind = 'ultra' | 'low' | 'normal';
export interface Latency {
  readonly kind: LatencyKind;
  /** How late viewers see the picture with it. */
  readonly delaySeconds: number;
}
export interface ChannelPart {
  readonly channel: string;
  readonly label: string;
  /** A person posts there, at most `longest` characters; null for a chat that the shop posts in by itself. */
  readonly hand: { readonly longest: number } | null;
  readonly enabled: boolean;
  readonly delaySeconds: number;
  /** As the platform has it, in the order of its settings; empty where that is not known. */
  readonly latencies: readonly Latency[];
  readonly templates: Readonly<Record<string, string>>;
  /** What may be asked there; null where nobody reads: by hand, or a platform that only takes posts. */
  readonly rules: ChatRules | null;
}
export interface LogPart {
  readonly seq: number;
  readonly at: Instant;
  readonly who: string;
  /** Key of a sentence `log.<what>` and its blanks. */
  readonly what: string;
  readonly blanks: Readonly<Record<string, string | number>>;
}
/** Something buyers were told of a drop, or that an owner let through. */
export interface ClaimPart {
  readonly at: Instant;
  readonly dropId: string;
  readonly title: string;
  readonly kind: 'opened' | 'was' | 'price' | 'longer' | 'more' | 'fewer' | 'few' | 'sold-out' | 'waived' | 'called-off' | 'ended';
  readonly sku: string | null;
  readonly price: Minor | null;
  /** What was struck through: the lowest price of the 30 days before. */
  readonly was: Minor | null;
  readonly n: number | null;
  readonly until: Instant | null;
  readonly reason: string;
}
export interface CanPart {
  readonly [command: string]: { readonly refusal: RefusalCode; readonly until: Instant | null } | null;
}
/** A shop elsewhere: whether it is connected, and where its counts and ours are not the same. */
export interface ShopLinkPart {
  readonly shop: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly keeps: 'there' | 'host';
  readonly perDrop: readonly ('url' | 'discount')[];
  /** What it calls itself; null before it was read. */
  readonly name: string | null;
  readonly lookedAt: Instant | null;
  /** Variants that both have. */
  readonly linked: number;
  /** Variants of ours that it does not have. */
  readonly unknown: number;
  /** Counts that differ now: being sent, or stuck with a note. */
  readonly apart: readonly { readonly sku: string; readonly title: string; readonly here: number; readonly there: number; readonly note: string }[];
}
export interface PanelParts {
  readonly shop:
    | (ShopPart & {
        readonly seller: { readonly name: string; readonly address: string; readonly email: string };
        readonly returnsUrl: string;
        readonly publicUrl: string | null;
        readonly shippingFlat: Minor | null;
      })
    | null;
  readonly show: (ShowPart & { readonly reach: 'public' | 'network' }) | null;
  readonly shows: readonly (ShowPart & { readonly reach: 'public' | 'network' })[];
  readonly onAir: string | null;
  readonly alsoLive: readonly string[];
  readonly panic: boolean;
  readonly closed: boolean;
  /** Packed to go on elsewhere (`shop.move`): closed, and why. */
  readonly moved: boolean;
  readonly link: OverlayParts['link'];
  readonly next: NextPart | null;
  readonly catalog: readonly CatalogRow[];
  readonly bundles: readonly BundleRow[];
  readonly products: readonly {
    readonly handle: string;
    readonly title: string;
    readonly body: string;
    readonly vendor: string;
    readonly pictures: readonly string[];
    readonly options: readonly string[];
  }[];
  readonly pictures: PicturesPart;
  readonly points: readonly PickupPointPart[];
  readonly pickups: readonly {
    readonly pickupId: string;
    readonly pointId: string;
    /** Until when one may order for it. */
    readonly orderUntil: Instant;
    readonly place: string;
    readonly address: string;
    readonly startsAt: Instant;
    readonly endsAt: Instant;
    readonly capacity: number;
    readonly taken: number;
  }[];
  readonly can: CanPart;
  readonly undo: { readonly dropId: string; readonly title: string; readonly until: Instant } | null;
  readonly rundown: readonly CuePart[];
  readonly holds: readonly HoldPart[];
  /** Who stands in line for units that come back, first in line first. */
  readonly waits: readonly { readonly waitId: string; readonly dropId: string; readonly sku: string; readonly title: string; readonly at: Instant }[];
  readonly orders: readonly OrderPart[];
  readonly tasks: readonly TaskPart[];
  readonly channels: readonly ChannelPart[];
  readonly payments: readonly {
    readonly provider: string;
    readonly label: string;
    readonly enabled: boolean;
    /** It has sent word by itself; until then it is asked (H5). */
    readonly heard: boolean;
    readonly compared: { readonly at: Instant; readonly sessions: number; readonly found: number; readonly different: number } | null;
    /** A comparison is under way. */
    readonly comparing: boolean;
    /** It can be asked what was paid. */
    readonly compares: boolean;
  }[];
  readonly links: readonly ShopLinkPart[];
  readonly keys: readonly {
    readonly keyId: string;
    readonly role: KeyRole;
    readonly name: string;
    readonly createdAt: Instant;
    readonly revoked: boolean;
    /** The key that took its place, and until when this one is good too; null while none did. */
    readonly next: string | null;
    readonly until: Instant | null;
  }[];
  readonly say: StageParts['say'];
  /** What the overlay is set to, for the form and for pictures of what it will look like. */
  readonly overlay: OverlayOptions;
  /** From where OBS is driven. How it is doing is presence. */
  readonly obs: { readonly place: ObsPlace; readonly address: string };
  /** In which time buyers may withdraw, and the handles of products for which they may not. */
  readonly withdrawal: { readonly days: number; readonly excluded: readonly string[] };
  /** What buyers were told in the show at hand, oldest first. */
  readonly claims: readonly ClaimPart[];
  /** Every price that was asked of late, by sku: what may be struck through is worked out from it. */
  readonly prices: Readonly<Record<string, PriceHistory>>;
  /** What prices are asked against; null until the owner entered it. Not there for crew without money. */
  readonly guard: Guard | null;
  /** The owner's: what an order costs, as it was entered. */
  readonly money: {
    readonly fee: Fee;
    readonly feeOf: Readonly<Record<string, Fee>>;
    readonly carrier: Minor;
    readonly packing: Minor;
    readonly returns: Minor;
    readonly target: Minor | null;
  } | null;
  /** Whether buyers get mails, how the last test went, and how many the mail server did not take. */
  readonly mail: { readonly enabled: boolean; readonly test: MailPart | null; readonly unsent: number };
  /** What is done against hoarding, and how much of it there is. */
  readonly crowd: CrowdPart;
  /** What is charged beside the goods, with what carriers take of the seller. Not there for crew without cost. */
  readonly pricing: Pricing & {
    readonly codes: readonly (DiscountCode & { /** Orders it stands in. */ readonly used: number })[];
    /** Variants that nobody weighed. */
    readonly unweighed: number;
    /** For each zone, what its threshold for free delivery could be; null where there is too little to say so. */
    readonly hints: readonly {
      readonly zoneId: string;
      readonly breakEven: Minor | null;
      readonly target: Minor | null;
      /** 1.2 times the median basket. */
      readonly basket: Minor | null;
      /** The cheapest bundle that reaches it by itself. */
      readonly bundle: string | null;
    }[];
  };
  readonly figures: { readonly paid: Minor; readonly unpaid: Minor; readonly orders: number; readonly oversold: number };
  readonly log: readonly LogPart[];
  readonly [drop: `drop/${string}`]: PanelDrop;
  readonly [stock: `stock/${string}`]: StockPart;
}

/** A part of any audience, untyped: what travels. */
export type Parts = Readonly<Record<string, unknown>>;

/**
 * What keeps buyers from the shop. `dns`: the address's name is not known; `offline`: this machine has no way there; `refused`: nobody
 * listens; `timeout`: no answer in time; `broken`: the line broke; `tls`: no valid certificate; `gateway`: a proxy answers that finds
 * nobody behind it; `redirect`: the address leads to another one; `not-ours`: somebody else answers, perhaps another shop.
 */
export type ReachTrouble = 'dns' | 'offline' | 'refused' | 'timeout' | 'broken' | 'tls' | 'gateway' | 'redirect' | 'not-ours';
/** Where buyers reach the shop, and whether they do, as of the last look. */
export interface ReachPart {
  /** `none`: there is no public address. `checking`: there is one and nothing is known yet. */
  readonly state: 'none' | 'checking' | 'reached' | 'failing';
  readonly url: string | null;
  /** Who set the address: PUBLIC_URL, a tunnel of this run, or somebody in the panel. */
  readonly from: 'environment' | 'tunnel' | 'panel' | null;
  /** Since when it is so. */
  readonly since: Instant;
  readonly checkedAt: Instant | null;
  readonly why: ReachTrouble | null;
  /** Where a redirect leads, a proxy's status, the system's name of an error; empty where there is none. */
  readonly detail: string;
  /** The last time that buyers did not reach it, once they do again. */
  readonly before: { readonly since: Instant; readonly until: Instant } | null;
  /** The address is https, and what stands in front is not believed when it says so: TRUST_PROXY. */
  readonly proxyUnheard: boolean;
  /** Where phones in this network reach it, the likeliest first; empty where it listens to this computer alone. */
  readonly network: readonly string[];
  /** Started for this network (`--lan`). */
  readonly networkFirst: boolean;
  readonly tunnel: TunnelState | null;
}
/** A tunnel that this run opened. `lost`: it ended and is started again. */
export interface TunnelState {
  readonly state: 'starting' | 'up' | 'lost';
  /** A random address, another one each time. */
  readonly quick: boolean;
  /** What it last said was wrong; empty while nothing is. */
  readonly note: string;
}

/**
 * What is wrong with an overlay. `default-size`: 800 × 600, as OBS makes its sources; `twice`: another one of its name paints too;
 * `behind`: it paints what was so before; `slow`: few pictures a second; `old-build`: it was loaded before the shop was updated.
 */
export type OverlayTrouble = 'hidden' | 'default-size' | 'twice' | 'behind' | 'slow' | 'old-build';
/** One overlay that is open somewhere. */
export interface OverlaySeen {
  /** The connection: what `overlay.identify` and `overlay.reload` call it. */
  readonly instance: string;
  /** From its address, `#name=…`; null for none. */
  readonly name: string | null;
  readonly build: string;
  readonly fps: number;
  readonly visible: boolean;
  readonly width: number;
  readonly height: number;
  readonly rev: number;
  readonly seenAt: Instant;
  readonly troubles: readonly OverlayTrouble[];
}
export interface OverlayGone {
  readonly name: string | null;
  readonly width: number;
  readonly height: number;
  /** When it was last seen. */
  readonly since: Instant;
}
/** Presence (V5): lives 10 s, outside rev. The panel sees all of it. */
export interface PresenceParts {
  readonly viewers: number;
  /** The wall clock of the machine that answers, minus the ledger's time (T2). */
  readonly clock: { readonly driftMs: DurationMs };
  readonly overlays: readonly OverlaySeen[];
  /** Overlays that were on the stream and are gone, for as long as that is news. */
  readonly overlaysGone: readonly OverlayGone[];
  readonly channels: readonly {
    readonly channel: string;
    readonly state: 'off' | 'not-set-up' | 'connecting' | 'connected' | 'refused' | 'lost';
    readonly note: string;
    readonly at: Instant;
  }[];
  readonly reach: ReachPart;
  readonly obs: ObsPart;
}
