import { mail as words } from '@locales/en.json';
import type { MailKind } from '@protocol/mail.ts';
import type { Minor } from '@protocol/money.ts';
import type { OrderState } from '@protocol/parts.ts';
import type { Instant } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import type { DepositShown } from '../deposit-view.ts';
import type { Formats } from '../formats.ts';

/** What a mail can speak of. */
export interface MailFacts {
  readonly formats: Formats;
  readonly shopName: string;
  readonly seller: { readonly name: string; readonly address: string; readonly email: string };
  readonly returnsUrl: string;
  readonly order: MailOrder | null;
  readonly offer: { readonly title: string; readonly until: Instant; readonly url: string | null } | null;
  /** Of a refund. */
  readonly amount: Minor;
  readonly whole: boolean;
}
export interface MailOrder {
  readonly orderNumber: number;
  readonly state: OrderState;
  /** Its page, which is a key to it (P2); null where the shop has no address to give. */
  readonly url: string | null;
  readonly lines: readonly { readonly title: string; readonly quantity: number; readonly amount: Minor }[];
  /** What stands between the lines and the total, in its order. */
  readonly sums: readonly { readonly label: string; readonly amount: Minor }[];
  /** What of the total is tax, where prices include it. */
  readonly taxIn: { readonly rate: string; readonly amount: Minor } | null;
  /** The order in whose parcel it goes; null: in its own. */
  readonly parcel: number | null;
  readonly total: Minor;
  readonly refunded: Minor;
  readonly payBy: Instant | null;
  /** null where all is paid at once. */
  readonly deposit: DepositShown | null;
  readonly withdrawal: {
    readonly days: number;
    /** Titles of what nobody can withdraw from. */
    readonly kept: readonly string[];
    /** None of it can be withdrawn from. */
    readonly never: boolean;
    readonly at: Instant | null;
  };
  readonly delivery:
    | { readonly kind: 'pickup'; readonly place: string; readonly address: string; readonly startsAt: Instant; readonly endsAt: Instant; readonly code: string }
    | { readonly kind: 'ship'; readonly to: readonly string[] };
}

/** A mail before it is plain text or HTML: both are made from this, so that they say the same. */
export interface Letter {
  readonly subject: string;
  readonly shopName: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly code: { readonly label: string; readonly code: string; readonly hint: string } | null;
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly lines: readonly { readonly what: string; readonly amount: string }[];
  readonly sums: readonly { readonly what: string; readonly amount: string }[];
  readonly total: { readonly what: string; readonly amount: string } | null;
  readonly facts: readonly { readonly label: string; readonly lines: readonly string[] }[];
  /** Withdrawal and returns, where something was bought (MONEY, promise 5). */
  readonly rights: readonly string[];
  readonly returns: { readonly label: string; readonly url: string } | null;
  /** Who sends this, and why. */
  readonly foot: readonly string[];
}

// One language so far; a second one is a second speaker, chosen by the shop's locale.
const t = speaker(words, 'en');

/** Titles come from files of other shops: no line break, control character or change of direction of theirs leaves its place. */
const plain = (text: string): string =>
  text
    .replace(/[\s\u0000-\u001f\u007f\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim();

interface Said {
  readonly subject: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  /** The code that opens the parcel at the pickup. */
  readonly withCode: boolean;
  /** Something was bought and is still wanted. */
  readonly withRights: boolean;
}

/** The mail of a kind. `order` and `offer` are there for the kinds that speak of them. */
export function letterOf(kind: MailKind, facts: MailFacts): Letter {
  const { formats, order, offer, seller } = facts;
  const shop = plain(facts.shopName);
  const said = order === null ? sayOffer(kind, facts, shop) : sayOrder(kind, facts, order, shop);
  const pickup = order?.delivery.kind === 'pickup' ? order.delivery : null;
  const link =
    order !== null && order.url !== null
      ? { label: t((kind === 'pay' && order.state === 'paying') || kind === 'balance' ? 'link.pay' : 'link.order'), url: order.url }
      : offer !== null && offer.url !== null
        ? { label: t('link.offer'), url: offer.url }
        : null;
  return {
    subject: plain(said.subject),
    shopName: shop,
    heading: plain(said.heading),
    paragraphs: said.paragraphs.map(plain),
    code: said.withCode && pickup !== null ? { label: t('code'), code: pickup.code, hint: t('code.hint') } : null,
    link,
    lines: (order?.lines ?? []).map((line) => ({
      what: plain(t('line', { n: String(line.quantity), title: line.title })),
      amount: formats.money(line.amount),
    })),
    sums: (order?.sums ?? []).map((sum) => ({ what: plain(sum.label), amount: formats.money(sum.amount) })),
    total: order === null ? null : { what: t('total'), amount: formats.money(order.total) },
    facts: [
      ...(pickup === null
        ? []
        : [{ label: t('pickup'), lines: [plain(pickup.place), formats.between(pickup.startsAt, pickup.endsAt), ...linesOf(pickup.address)] }]),
      ...(order?.delivery.kind === 'ship' && order.delivery.to.length > 0 ? [{ label: t('ship'), lines: order.delivery.to.map(plain) }] : []),
      ...(order === null || order.deposit === null ? [] : depositFacts(order, order.deposit, formats)),
      ...(order === null || order.parcel === null ? [] : [{ label: t('parcel'), lines: [t('parcel.with', { number: String(order.parcel) })] }]),
      ...(order === null || order.taxIn === null ? [] : [{ label: t('tax.in', { rate: order.taxIn.rate }), lines: [formats.money(order.taxIn.amount)] }]),
    ],
    rights: said.withRights && order !== null ? rightsOf(order, seller.email) : [],
    returns: said.withRights ? { label: t('returns'), url: facts.returnsUrl } : null,
    foot: [
      plain(seller.name),
      ...linesOf(seller.address),
      seller.email,
      t(order === null ? (offer === null ? 'why.test' : 'why.offer') : 'why.order', { shop }),
    ],
  };
}
/** Both payments in figures: what is there, and what is to come. */
function depositFacts(order: MailOrder, { amount, rest, due, paid, waits }: DepositShown, formats: Formats): MailParts {
  const when = due === null ? t(`deposit.when.${order.delivery.kind}`) : t('deposit.when', { when: formats.moment(due) });
  return [
    ...(paid ? [{ label: t('deposit.paid'), lines: [formats.money(amount)] }] : []),
    ...(waits ? [{ label: t('deposit.to-come'), lines: [`${formats.money(rest)}, ${when}`] }] : []),
  ];
}
type MailParts = Letter['facts'];
function rightsOf({ withdrawal: { days, kept, never } }: MailOrder, email: string): readonly string[] {
  if (never) return [t('withdraw.none')];
  return [t('withdraw', { n: days, email }), ...(kept.length === 0 ? [] : [plain(t('withdraw.kept', { titles: kept.join(', ') }))])];
}
const linesOf = (address: string): readonly string[] =>
  address
    .split(/[\r\n]+/u)
    .map(plain)
    .filter((line) => line !== '');

function sayOffer(kind: MailKind, { formats, offer }: MailFacts, shop: string): Said {
  const plainly = { withCode: false, withRights: false };
  if (kind !== 'offer' || offer === null)
    return { subject: t('test.subject', { shop }), heading: t('test.heading'), paragraphs: [t('test.text', { shop })], ...plainly };
  const blanks = { shop, title: offer.title, when: formats.moment(offer.until) };
  return { subject: t('offer.subject', blanks), heading: t('offer.heading', blanks), paragraphs: [t('offer.text', blanks), t('offer.next')], ...plainly };
}

function sayOrder(kind: MailKind, facts: MailFacts, order: MailOrder, shop: string): Said {
  const { formats, seller } = facts;
  const { delivery } = order;
  const isPaid = order.state === 'paid';
  const blanks = {
    shop,
    number: String(order.orderNumber),
    // What is asked for, where a part of it is there already.
    total: formats.money(order.deposit?.waits === true ? order.deposit.rest : order.total),
    deposit: formats.money(order.deposit?.amount ?? 0),
    amount: formats.money(facts.amount),
    seller: seller.name,
    when: order.payBy === null ? '' : formats.moment(order.payBy),
    place: delivery.kind === 'pickup' ? delivery.place : '',
    slot: delivery.kind === 'pickup' ? formats.between(delivery.startsAt, delivery.endsAt) : '',
  };
  const way = delivery.kind;
  const due = order.payBy === null || order.deposit?.waits === true ? [] : [t('unpaid.until', blanks)];
  const rest = [
    order.deposit?.due === null || order.deposit === null
      ? t(`deposit.rest.${way}`, blanks)
      : t('deposit.rest', { ...blanks, when: formats.moment(order.deposit.due) }),
    ...(order.deposit?.kept === true ? [t('deposit.kept', blanks)] : [t('deposit.back', blanks)]),
  ];
  const payNow = order.state === 'paying' ? [t('pay.page', blanks), ...due] : [t(`unpaid.${way}`, blanks), ...due];
  switch (kind) {
    case 'placed':
      return { subject: t('placed.subject', blanks), heading: t('placed.heading', blanks), paragraphs: payNow, withCode: true, withRights: true };
    case 'pay':
      return { subject: t('pay.subject', blanks), heading: t('pay.heading', blanks), paragraphs: payNow, withCode: false, withRights: true };
    case 'deposit':
      return {
        subject: t('deposit.subject', blanks),
        heading: t('deposit.heading', blanks),
        paragraphs: [t('deposit.text', blanks), ...rest],
        withCode: true,
        withRights: true,
      };
    case 'balance':
      return {
        subject: t('balance.subject', blanks),
        heading: t(order.deposit?.overdue === true ? 'balance.overdue' : 'balance.heading', blanks),
        paragraphs: rest,
        withCode: false,
        withRights: true,
      };
    case 'paid':
      return {
        subject: t('paid.subject', blanks),
        heading: t('paid.heading', blanks),
        paragraphs: [t(`paid.${way}`, blanks)],
        withCode: true,
        withRights: true,
      };
    case 'ready':
      return {
        subject: t(`ready.${way}.subject`, blanks),
        heading: t(`ready.${way}.heading`, blanks),
        paragraphs: [t(`ready.${way}`, blanks), ...(isPaid || way === 'ship' ? [] : [t('unpaid.pickup', blanks)])],
        withCode: true,
        withRights: true,
      };
    case 'withdrawn':
      return {
        subject: t('withdrawn.subject', blanks),
        heading: t('withdrawn.heading', blanks),
        paragraphs: [
          t('withdrawn.text', { ...blanks, when: order.withdrawal.at === null ? '' : formats.moment(order.withdrawal.at) }),
          t('withdrawn.next', blanks),
          ...(order.withdrawal.kept.length === 0 ? [] : [t('withdraw.kept', { titles: order.withdrawal.kept.join(', ') })]),
        ],
        withCode: false,
        withRights: false,
      };
    case 'refunded':
      return {
        subject: t('refunded.subject', blanks),
        heading: t('refunded.heading', blanks),
        paragraphs: [t(facts.whole ? 'refunded.whole' : 'refunded.part', blanks), t('refunded.way')],
        withCode: false,
        withRights: false,
      };
    case 'money-back':
      return {
        subject: t('refunded.subject', blanks),
        heading: t('refunded.heading', blanks),
        paragraphs: [t('money-back.text', blanks), t('refunded.way')],
        withCode: false,
        withRights: false,
      };
    case 'cancelled':
      return {
        subject: t('cancelled.subject', blanks),
        heading: t('cancelled.heading', blanks),
        paragraphs: [order.deposit?.paid === true ? t(order.refunded === 0 ? 'cancelled.kept' : 'cancelled.deposit', blanks) : t('cancelled.text')],
        withCode: false,
        withRights: false,
      };
    case 'expired':
      return {
        subject: t('expired.subject', blanks),
        heading: t('expired.heading', blanks),
        paragraphs: [t('expired.text')],
        withCode: false,
        withRights: false,
      };
    case 'offer':
    case 'test':
      return sayOffer(kind, facts, shop);
    default: {
      const never: never = kind;
      return never;
    }
  }
}
