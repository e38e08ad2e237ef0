import { mail as words } from '@locales/en.json';
import { flatPrice, WHOLE, type Discount, type Share } from '@protocol/pricing.ts';
import { speaker } from '@protocol/words.ts';
import { DAY, HOUR, MINUTE, type Instant } from '@protocol/time.ts';
import type { Order, Shop } from '../../shop/state.ts';
import { isExcluded } from '../../shop/withdrawal.ts';
import type { Minor } from '@protocol/money.ts';
import { depositShown, type DepositShown } from '../deposit-view.ts';
import { formatsOf } from '../formats.ts';
import { addressOf } from '../link-view.ts';
import type { Sight } from '../sight.ts';
import { fullTitle } from '../titles.ts';
import type { MailFacts, MailOrder } from './letter.ts';

const t = speaker(words, 'en');

/** As it stands in `people`. */
export interface MailPerson {
  readonly name: string;
  readonly address: {
    readonly line1: string;
    readonly line2: string;
    readonly postcode: string;
    readonly city: string;
    readonly region: string;
    readonly country: string;
  } | null;
}

const nothingElse = { order: null, offer: null, amount: 0, whole: false } as const;
const shopFacts = (shop: Shop): Pick<MailFacts, 'formats' | 'shopName' | 'seller' | 'returnsUrl'> => ({
  formats: formatsOf(shop),
  shopName: shop.name,
  seller: shop.seller,
  returnsUrl: shop.returnsUrl,
});
/** What the seller's own test speaks of. */
export const testFacts = (shop: Shop): MailFacts => ({ ...shopFacts(shop), ...nothingElse });

/** `about`: what the task of a refund says of it. */
export function orderFacts(
  shop: Shop,
  sight: Sight,
  order: Order,
  person: MailPerson | null,
  about: { readonly amount: number; readonly whole: boolean },
): MailFacts {
  return { ...shopFacts(shop), ...nothingElse, ...about, order: mailOrder(shop, sight, order, person) };
}
const percent = (shop: Shop, share: Share): string => new Intl.NumberFormat(shop.locale, { style: 'percent', maximumFractionDigits: 2 }).format(share / WHOLE);
/** With the lines they make the total, to the penny. */
function sumsOf(shop: Shop, order: Order): MailOrder['sums'] {
  const off = (discount: Discount): { readonly label: string; readonly amount: number } => ({
    label: discount.kind === 'pickup' ? t('discount.pickup') : t('discount', { name: discount.name }),
    amount: -discount.amount,
  });
  const { tax } = order;
  return [
    ...order.discounts.filter(({ on }) => on === 'goods').map(off),
    ...(order.delivery.kind === 'ship' ? [{ label: t('delivery'), amount: order.shipping }] : []),
    ...order.discounts.filter(({ on }) => on === 'delivery').map(off),
    ...(tax === null || !tax.onTop || tax.amount === 0 ? [] : [{ label: t('tax', { rate: percent(shop, tax.rate) }), amount: tax.amount }]),
  ];
}
function withdrawalFacts({ state }: Sight, order: Order): MailOrder['withdrawal'] {
  const kept = order.lines.filter((line) => isExcluded(state, line)).map(({ sku }) => fullTitle(state, sku));
  return { days: state.single('withdrawal').days, kept, never: kept.length === order.lines.length, at: order.withdrawnAt ?? null };
}
function mailOrder(shop: Shop, sight: Sight, order: Order, person: MailPerson | null): MailOrder {
  const { state, context } = sight;
  const slot = order.delivery.kind === 'pickup' ? state.pickups.get(order.delivery.pickupId) : undefined;
  const address = person?.address ?? null;
  const showId = state.drops.get(order.dropId ?? '')?.showId ?? null;
  return {
    orderNumber: order.orderNumber,
    state: order.state,
    url: addressOf(sight, showId, context.orderPath(order.orderNumber, order.link)),
    lines: order.lines.map((line) => ({ title: fullTitle(state, line.sku), quantity: line.quantity, amount: line.price * line.quantity })),
    sums: sumsOf(shop, order),
    taxIn: order.tax === null || order.tax.onTop || order.tax.amount === 0 ? null : { rate: percent(shop, order.tax.rate), amount: order.tax.amount },
    parcel: order.parcel,
    total: order.total,
    refunded: order.refundedTotal,
    withdrawal: withdrawalFacts(sight, order),
    payBy: order.payBy,
    deposit: depositShown(order),
    delivery:
      slot === undefined
        ? {
            kind: 'ship',
            to:
              address === null
                ? []
                : [person?.name ?? '', address.line1, address.line2, [address.postcode, address.city].join(' ').trim(), address.region, address.country].filter(
                    (line) => line !== '',
                  ),
          }
        : {
            kind: 'pickup',
            place: slot.place,
            address: slot.address,
            startsAt: slot.startsAt,
            endsAt: slot.endsAt,
            code: context.pickupCode(order.orderNumber),
          },
  };
}

export function offerFacts(shop: Shop, sight: Sight, offer: { readonly dropId: string; readonly holdId: string; readonly until: Instant }): MailFacts {
  const drop = sight.state.drops.get(offer.dropId);
  return {
    ...shopFacts(shop),
    ...nothingElse,
    offer: { title: drop?.title ?? '', until: offer.until, url: addressOf(sight, drop?.showId ?? null, sight.context.holdPath(offer.holdId)) },
  };
}

/** A quarter now, the rest in a month. */
function sampleDeposit(total: Minor, now: Instant): DepositShown {
  const amount = Math.ceil(total / 4);
  return { amount, rest: total - amount, due: now + 30 * DAY, kept: false, paid: true, waits: true, overdue: false, payUrl: null };
}

/** What a mail would look like before there is an order: nothing in it is anybody's. */
export function sampleFacts(shop: Shop, sight: Sight, way: 'pickup' | 'ship', ahead: boolean, now: Instant): MailFacts {
  const [first, second] = [...sight.state.variants.values()];
  const titles = [first, second].flatMap((variant) => (variant === undefined ? [] : [{ title: fullTitle(sight.state, variant.sku), price: variant.price }]));
  const lines = titles.length > 0 ? titles : [{ title: t('sample.title'), price: 2400 }];
  const goods = lines.reduce((sum, line) => sum + line.price, 0);
  const shipping = way === 'ship' ? (flatPrice(sight.state.single('pricing')) ?? 490) : 0;
  const base = addressOf(sight, null, '');
  const tomorrow = Math.ceil((now + DAY) / HOUR) * HOUR;
  return {
    ...shopFacts(shop),
    amount: lines[0]?.price ?? 0,
    whole: lines.length === 1,
    offer: { title: lines[0]?.title ?? '', until: now + 10 * MINUTE, url: base === null ? null : `${base}/now` },
    order: {
      orderNumber: 1001,
      state: 'unpaid',
      url: base === null ? null : `${base}/now`,
      lines: lines.map((line) => ({ title: line.title, quantity: 1, amount: line.price })),
      sums: way === 'ship' ? [{ label: t('delivery'), amount: shipping }] : [],
      taxIn: null,
      parcel: null,
      total: goods + shipping,
      refunded: 0,
      withdrawal: { days: sight.state.single('withdrawal').days, kept: [], never: false, at: now },
      payBy: now + DAY,
      deposit: ahead ? sampleDeposit(goods + shipping, now) : null,
      delivery:
        way === 'ship'
          ? { kind: 'ship', to: [t('sample.name'), t('sample.street'), t('sample.city')] }
          : { kind: 'pickup', place: t('sample.place'), address: shop.seller.address, startsAt: tomorrow, endsAt: tomorrow + 2 * HOUR, code: '7XK4P' },
    },
  };
}
