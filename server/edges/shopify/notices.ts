import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { minorDigits, type Currency, type Minor } from '@protocol/money.ts';
import type { ShopNotice, ShopNotices } from '../../ports/shop-link.ts';

/** What Shopify sends: signed over the bytes as they came, told apart by the topic. */

/** Names the link a buyer came by: a cart attribute, which comes back with the order. */
export const CODE_ATTRIBUTE = 'dropcast';

export function isSigned(raw: Uint8Array, secret: string, signature: string | undefined): boolean {
  const given = Buffer.from(signature ?? '', 'base64');
  const right = createHmac('sha256', secret).update(raw).digest();
  // Of equal length they are compared in equal time; another encoding of the right bytes is not what was sent.
  return given.length === right.length && timingSafeEqual(given, right) && right.toString('base64') === signature;
}

const ref = z.union([z.number(), z.string()]).transform(String);
const money = z.string();
const lineItem = z.object({
  id: ref,
  sku: z.string().nullish(),
  quantity: z.int().min(0),
  price: money,
  discount_allocations: z.array(z.object({ amount: money })).default([]),
});
const refund = z.object({
  id: ref,
  refund_line_items: z
    .array(z.object({ quantity: z.int().min(0), restock_type: z.string().nullish(), line_item: z.object({ sku: z.string().nullish() }).nullish() }))
    .default([]),
  transactions: z.array(z.object({ kind: z.string(), status: z.string(), amount: money })).default([]),
});
const address = z
  .object({
    name: z.string().nullish(),
    address1: z.string().nullish(),
    address2: z.string().nullish(),
    city: z.string().nullish(),
    zip: z.string().nullish(),
    province: z.string().nullish(),
    country_code: z.string().nullish(),
  })
  .nullish();
const order = z.object({
  id: ref,
  name: z.string().min(1),
  email: z.string().nullish(),
  total_price: money,
  total_shipping_price_set: z.object({ shop_money: z.object({ amount: money }) }).nullish(),
  note_attributes: z.array(z.object({ name: z.string(), value: z.string().nullish() })).default([]),
  shipping_address: address,
  line_items: z.array(lineItem).default([]),
  refunds: z.array(refund).default([]),
});

/** "24.00" in the shop's own currency. Shopify writes two figures behind the mark for all of them. */
const amountOf = (text: string, currency: Currency): Minor => Math.round(Number(text) * 10 ** minorDigits(currency));

type Order = z.infer<typeof order>;
function paid(body: Order, currency: Currency): ShopNotice {
  const to = body.shipping_address;
  const email = z.email().max(200).safeParse(body.email);
  const name = (to?.name ?? '').trim();
  return {
    kind: 'paid',
    reference: body.id,
    name: body.name.slice(0, 40),
    code: body.note_attributes.find((each) => each.name === CODE_ATTRIBUTE)?.value?.slice(0, 100) ?? null,
    contact: name === '' && !email.success ? null : { name: (name || (email.data ?? '')).slice(0, 80), email: email.data ?? null },
    address:
      to?.address1 && to.city && /^[A-Z]{2}$/u.test(to.country_code ?? '')
        ? {
            line1: to.address1.slice(0, 100),
            line2: (to.address2 ?? '').slice(0, 100),
            city: to.city.slice(0, 60),
            postcode: (to.zip ?? '').slice(0, 20),
            region: (to.province ?? '').slice(0, 60),
            country: to.country_code ?? '',
          }
        : null,
    lines: body.line_items.flatMap((line) => {
      if (!line.sku || line.quantity === 0) return [];
      const off = line.discount_allocations.reduce((sum, each) => sum + amountOf(each.amount, currency), 0);
      return [{ sku: line.sku, quantity: line.quantity, price: Math.max(0, amountOf(line.price, currency) - Math.round(off / line.quantity)) }];
    }),
    shipping: amountOf(body.total_shipping_price_set?.shop_money.amount ?? '0', currency),
    total: amountOf(body.total_price, currency),
  };
}
function refunded(reference: string, body: z.infer<typeof refund>, currency: Currency): ShopNotice {
  const units = (isBack: boolean) =>
    body.refund_line_items.flatMap((each) =>
      each.line_item?.sku && each.quantity > 0 && (each.restock_type !== 'no_restock') === isBack ? [{ sku: each.line_item.sku, quantity: each.quantity }] : [],
    );
  const amount = body.transactions
    .filter(({ kind, status }) => kind === 'refund' && status === 'success')
    .reduce((sum, each) => sum + amountOf(each.amount, currency), 0);
  return { kind: 'refunded', reference, refund: body.id, back: units(true), gone: units(false), amount };
}

const level = z.object({ inventory_item_id: ref });
const refundBody = refund.extend({ order_id: ref });

function noticesOf(topic: string, body: unknown, currency: Currency): readonly ShopNotice[] | null {
  switch (topic) {
    case 'orders/paid': {
      const read = order.safeParse(body);
      return read.success ? [paid(read.data, currency)] : null;
    }
    case 'orders/cancelled': {
      const read = order.safeParse(body);
      if (!read.success) return null;
      const { id, refunds } = read.data;
      return [...refunds.map((each) => refunded(id, each, currency)), { kind: 'cancelled', reference: id }];
    }
    case 'refunds/create': {
      const read = refundBody.safeParse(body);
      return read.success ? [refunded(read.data.order_id, read.data, currency)] : null;
    }
    case 'inventory_levels/update': {
      const read = level.safeParse(body);
      return read.success ? [{ kind: 'stock', item: read.data.inventory_item_id }] : null;
    }
    default:
      // Something nobody asked for: heard, and nothing to do.
      return [];
  }
}

/** null where it is not theirs, or not readable. Only the bytes and the headers are believed, and the headers only beside a good signature. */
export function readNotices(secret: string, raw: Uint8Array, headers: Readonly<Record<string, string>>, currency: Currency): ShopNotices | null {
  if (!isSigned(raw, secret, headers['x-shopify-hmac-sha256'])) return null;
  const eventId = headers['x-shopify-webhook-id'] ?? '';
  if (eventId === '') return null;
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(raw).toString('utf8'));
  } catch {
    // Signed and not JSON: nothing of theirs that we know.
    return null;
  }
  const notices = noticesOf(headers['x-shopify-topic'] ?? '', body, currency);
  return notices === null ? null : { eventId, notices };
}
