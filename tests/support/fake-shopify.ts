import { createHmac } from 'node:crypto';
import { startFakeHttp, type Answer, type Asked } from './fake-http.ts';

/** A Shopify shop in the hand: keeps counts and orders, refuses as the real one does, and signs what it sends. */
export const TOKEN = 'shpat_0123456789abcdef';
export const SECRET = 'shpss_0123456789abcdef';
export const settings = { shop: 'harbour.myshopify.com', token: TOKEN, secret: SECRET, location: '' };

interface Variant {
  readonly sku: string;
  readonly variant: string;
  readonly item: string;
  available: number;
  readonly price: string;
}
export interface Delivery {
  readonly topic: string;
  readonly id: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}
export const signed = (body: string, secret: string): string => createHmac('sha256', secret).update(body).digest('base64');

let deliveries = 0;
export function delivery(topic: string, content: unknown): Delivery {
  const body = JSON.stringify(content);
  const id = `b54557e4-${(deliveries += 1)}`;
  return {
    topic,
    id,
    body,
    headers: { 'x-shopify-topic': topic, 'x-shopify-webhook-id': id, 'x-shopify-hmac-sha256': signed(body, SECRET), 'content-type': 'application/json' },
  };
}

export async function startFakeShopify(stock: Readonly<Record<string, number>>) {
  const variants = new Map<string, Variant>(
    Object.entries(stock).map(([sku, available], at) => [sku, { sku, variant: String(7_000 + at), item: String(9_000 + at), available, price: '9.00' }]),
  );
  const orders = new Map<string, { sku: string; quantity: number; code: string | null; back: number }>();
  /** Key → what was asked with it and what was answered. */
  const keys = new Map<string, { readonly input: string; readonly answer: unknown }>();
  const hooks: { topic: string; uri: string }[] = [];
  /** What was made to be sent and was not taken out yet. */
  const outbox: Delivery[] = [];
  let throttled = 0;
  /** Answers that get lost on the way back: done there, unknown here. */
  let lost = 0;
  let applied = 0;
  let number = 1_000;

  const levelMoved = (variant: Variant): void =>
    void outbox.push(
      delivery('inventory_levels/update', {
        inventory_item_id: Number(variant.item),
        location_id: 1,
        available: variant.available,
        updated_at: new Date().toISOString(),
      }),
    );
  const ok = (data: unknown): Answer => ({ status: 200, body: { data } });
  const refusedBy = (code: string): Answer => ({ status: 200, body: { errors: [{ message: code, extensions: { code } }] } });

  function adjust(query: string, variables: Record<string, unknown>): Answer {
    if (!query.includes('@idempotent(key: $key)') || typeof variables['key'] !== 'string') return refusedBy('BAD_REQUEST');
    // Written by our own adapter.
    const input = variables['input'] as { changes: { inventoryItemId: string; delta: number; changeFromQuantity?: number | null }[] };
    const asked = JSON.stringify(input);
    const before = keys.get(variables['key']);
    if (before !== undefined && before.input !== asked) return refusedBy('IDEMPOTENCY_KEY_PARAMETER_MISMATCH');
    if (before !== undefined) return ok(before.answer);
    const [change] = input.changes;
    if (change === undefined || change.changeFromQuantity === undefined) return refusedBy('INVALID_FIELD_ARGUMENTS');
    const variant = [...variants.values()].find((each) => change.inventoryItemId === `gid://shopify/InventoryItem/${each.item}`);
    const wrong = { inventoryAdjustQuantities: { inventoryAdjustmentGroup: null, userErrors: [{ code: 'INVALID_INVENTORY_ITEM', message: 'no such item' }] } };
    if (variant === undefined) return ok(wrong);
    variant.available += change.delta;
    applied += 1;
    const answer = {
      inventoryAdjustQuantities: {
        inventoryAdjustmentGroup: { changes: [{ name: 'available', delta: change.delta, quantityAfterChange: variant.available }] },
        userErrors: [],
      },
    };
    keys.set(variables['key'], { input: asked, answer });
    levelMoved(variant);
    return ok(answer);
  }
  function answer({ headers, body, path }: Asked): Answer {
    if (!/^\/admin\/api\/2026-04\/graphql\.json$/u.test(path)) return { status: 404, body: { errors: 'Not Found' } };
    if (headers['x-shopify-access-token'] !== TOKEN) return { status: 401, body: { errors: '[API] Invalid API key or access token' } };
    if (throttled > 0) {
      throttled -= 1;
      return throttled % 2 === 0 ? { status: 429, body: '' } : refusedBy('THROTTLED');
    }
    const query = String(body['query']);
    const variables = (body['variables'] ?? {}) as Record<string, unknown>; // a fake reads what our own adapter wrote
    const location =
      variables['location'] === undefined || variables['location'] === null || variables['location'] === 'gid://shopify/Location/1'
        ? { id: 'gid://shopify/Location/1' }
        : null;
    if (query.includes('mutation Adjust')) {
      const done = adjust(query, variables);
      if (lost === 0) return done;
      lost -= 1;
      return { status: 502, body: 'bad gateway' };
    }
    if (query.includes('query Hooks')) return ok({ webhookSubscriptions: { nodes: hooks } });
    if (query.includes('mutation Hook')) {
      const uri = String(variables['uri']);
      if (!uri.startsWith('https://')) return ok({ webhookSubscriptionCreate: { userErrors: [{ message: 'Address must be https' }] } });
      hooks.push({ topic: String(variables['topic']), uri });
      return ok({ webhookSubscriptionCreate: { userErrors: [] } });
    }
    if (query.includes('query Place')) return ok({ location });
    const search = String(variables['search']);
    // The real one finds what begins like it, too.
    const nodes = [...variants.values()]
      .filter(({ sku }) => search.includes(`"${sku}"`) || search.includes(`"${sku.slice(0, 3)}`))
      .map(({ sku, variant, item, available, price }) => ({
        legacyResourceId: variant,
        sku,
        price,
        inventoryItem: {
          id: `gid://shopify/InventoryItem/${item}`,
          inventoryLevels: { nodes: [{ location: { id: 'gid://shopify/Location/1' }, quantities: [{ quantity: available }] }] },
        },
      }));
    return ok({ shop: { name: 'Harbour & Hide', currencyCode: 'EUR' }, location, productVariants: { nodes } });
  }
  const http = await startFakeHttp(answer);
  const orderBody = (id: string, sku: string, quantity: number, code: string | null) => ({
    id: Number(id), name: `#${id}`, email: 'mo@x.ie', total_price: (9 * quantity + 4.9).toFixed(2), total_shipping_price_set: { shop_money: { amount: '4.90' } },
    note_attributes: code === null ? [] : [{ name: 'dropcast', value: code }],
    shipping_address: { name: 'Mo Byrne', address1: '1 Quay', address2: null, city: 'Galway', zip: 'H91', province: null, country_code: 'IE' },
    line_items: [{ id: 1, sku, quantity, price: '9.00', discount_allocations: [] }], refunds: [],
  }); // prettier-ignore

  return {
    url: http.url,
    asked: http.asked,
    outbox,
    hooks,
    close: () => http.close(),
    available: (sku: string): number => variants.get(sku)?.available ?? Number.NaN,
    item: (sku: string): string => variants.get(sku)?.item ?? '',
    applied: () => applied,
    throttle: (n: number) => void (throttled = n),
    loseAnswers: (n: number) => void (lost = n),
    /** Somebody pays there, if it is there: null where it is sold out. */
    buy: (sku: string, quantity: number, code: string | null): string | null => {
      const variant = variants.get(sku);
      if (variant === undefined || variant.available < quantity) return null;
      variant.available -= quantity;
      const id = String((number += 1));
      orders.set(id, { sku, quantity, code, back: 0 });
      outbox.push(delivery('orders/paid', orderBody(id, sku, quantity, code)));
      levelMoved(variant);
      return id;
    },
    /** Gives the money of one unit back, and the unit onto the shelf or not. */
    refund: (id: string, restock: boolean): void => {
      const order = orders.get(id);
      const variant = variants.get(order?.sku ?? '');
      if (order === undefined || variant === undefined || order.back >= order.quantity) return;
      order.back += 1;
      if (restock) variant.available += 1;
      const line = { quantity: 1, restock_type: restock ? 'return' : 'no_restock', line_item: { sku: order.sku } };
      const transactions = [{ kind: 'refund', status: 'success', amount: '9.00' }];
      outbox.push(delivery('refunds/create', { id: Number(`${id}${order.back}`), order_id: Number(id), refund_line_items: [line], transactions }));
      if (restock) levelMoved(variant);
    },
    cancel: (id: string): void => {
      const order = orders.get(id);
      const variant = variants.get(order?.sku ?? '');
      if (order === undefined || variant === undefined || order.back > 0) return;
      order.back = order.quantity;
      variant.available += order.quantity;
      outbox.push(delivery('orders/cancelled', orderBody(id, order.sku, order.quantity, order.code)));
      levelMoved(variant);
    },
    /** Somebody counts there. */
    count: (sku: string, available: number): void => {
      const variant = variants.get(sku);
      if (variant === undefined) return;
      variant.available = available;
      levelMoved(variant);
    },
  };
}
