import { z } from 'zod';
import { currencies, minorDigits, type Currency } from '@protocol/money.ts';
import { server as words } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import type { Settings } from '../../ports/manifest.ts';
import type { Leaving, ShopAdapter, ShopLevel, ShopLook } from '../../ports/shop-link.ts';
import { askAdmin, Refusal } from './admin.ts';
import { CODE_ATTRIBUTE, readNotices } from './notices.ts';
import { settingsSchema } from './settings.ts';

const say = speaker(words as Words, 'en');

const TOPICS = ['ORDERS_PAID', 'ORDERS_CANCELLED', 'REFUNDS_CREATE', 'INVENTORY_LEVELS_UPDATE'] as const;
/** Variants in one question: well under what a question may cost. */
const AT_ONCE = 50;

const numberOf = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1);
const itemGid = (item: string): string => `gid://shopify/InventoryItem/${item}`;

const LOOK = `query Look($search: String!, $location: ID) {
  shop { name currencyCode }
  location(id: $location) { id }
  productVariants(first: 100, query: $search) {
    nodes { legacyResourceId sku price inventoryItem { id inventoryLevels(first: 20) { nodes { location { id } quantities(names: ["available"]) { quantity } } } } }
  }
}`;
const lookShape = z.object({
  shop: z.object({ name: z.string(), currencyCode: z.string() }),
  location: z.object({ id: z.string() }).nullable(),
  productVariants: z.object({
    nodes: z.array(
      z.object({
        legacyResourceId: z.string(),
        sku: z.string().nullable(),
        price: z.string(),
        inventoryItem: z.object({
          id: z.string(),
          inventoryLevels: z.object({
            nodes: z.array(z.object({ location: z.object({ id: z.string() }), quantities: z.array(z.object({ quantity: z.int() })) })),
          }),
        }),
      }),
    ),
  }),
});
const PLACE = `query Place($location: ID) { location(id: $location) { id } }`;
const ADJUST = `mutation Adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { changes { name delta quantityAfterChange } }
    userErrors { code message }
  }
}`;
const adjustShape = z.object({
  inventoryAdjustQuantities: z.object({
    inventoryAdjustmentGroup: z
      .object({ changes: z.array(z.object({ name: z.string(), delta: z.int(), quantityAfterChange: z.int().nullable() })) })
      .nullable(),
    userErrors: z.array(z.object({ code: z.string().nullable(), message: z.string() })),
  }),
});
const HOOKS = `query Hooks { webhookSubscriptions(first: 100) { nodes { topic uri } } }`;
const HOOK = `mutation Hook($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) { userErrors { message } }
}`;

const locationOf = (settings: Settings): string | null => {
  const location = settingsSchema.safeParse(settings).data?.location ?? '';
  return location === '' ? null : `gid://shopify/Location/${location}`;
};
/** What a search takes for more than letters is taken for letters. */
const quoted = (sku: string): string => `sku:"${sku.replace(/["\\]/gu, '\\$&')}"`;

/** Shopify, by `fetch` alone. @param url another server than the shop's own, for trying out; null in earnest. */
export function shopify({ url }: { readonly url: string | null }): ShopAdapter {
  async function look(settings: Settings, known: readonly { readonly sku: string }[]): Promise<ShopLook> {
    const levels: ShopLevel[] = [];
    let shop: z.infer<typeof lookShape>['shop'] | null = null;
    for (let from = 0; from === 0 || from < known.length; from += AT_ONCE) {
      const asked = new Set(known.slice(from, from + AT_ONCE).map(({ sku }) => sku));
      const search = asked.size === 0 ? 'sku:""' : [...asked].map(quoted).join(' OR ');
      const answer = await askAdmin(url, settings, LOOK, { search, location: locationOf(settings) }, lookShape);
      shop = answer.shop;
      if (answer.location === null) throw new Refusal(say('shopify.noLocation'));
      const digits = minorDigits(currencyOf(answer.shop.currencyCode));
      for (const { legacyResourceId, sku, price, inventoryItem } of answer.productVariants.nodes) {
        // The search finds what is like it, too; and a SKU that stands there twice is the first one's.
        if (sku === null || !asked.has(sku) || levels.some((level) => level.sku === sku)) continue;
        const here = inventoryItem.inventoryLevels.nodes.find(({ location }) => location.id === answer.location?.id);
        const quantity = here?.quantities[0]?.quantity;
        if (quantity === undefined) continue;
        levels.push({
          sku,
          variant: legacyResourceId,
          item: numberOf(inventoryItem.id),
          level: quantity,
          price: Math.round(Number(price) * 10 ** digits),
        });
      }
    }
    if (shop === null) throw new Error(say('shopify.strange', { status: '200' }));
    return { name: shop.name, currency: currencyOf(shop.currencyCode), levels };
  }
  return {
    manifest: { id: 'shopify', label: say('shopify.label'), settings: settingsSchema, enabledByDefault: false, keeps: 'there', perDrop: ['discount'] },
    leave: (settings, leaving) => cartLink(settings, leaving),
    stock: {
      look,
      adjust: async (settings, { taskId, item, by }) => {
        try {
          const { location } = await askAdmin(url, settings, PLACE, { location: locationOf(settings) }, z.object({ location: lookShape.shape.location }));
          if (location === null) return { done: false, no: say('shopify.noLocation') };
          const changes = [{ inventoryItemId: itemGid(item), locationId: location.id, delta: by, changeFromQuantity: null }];
          const input = { reason: 'other', name: 'available', referenceDocumentUri: `gid://dropcast/Task/${taskId}`, changes };
          const { inventoryAdjustQuantities: answer } = await askAdmin(url, settings, ADJUST, { input, key: taskId }, adjustShape);
          const wrong = answer.userErrors[0];
          if (wrong !== undefined) return { done: false, no: say('shopify.refused', { code: wrong.code ?? '?' }) };
          return { done: true, after: answer.inventoryAdjustmentGroup?.changes.find(({ name }) => name === 'available')?.quantityAfterChange ?? null };
        } catch (error) {
          if (error instanceof Refusal) return { done: false, no: error.message };
          throw error;
        }
      },
      subscribe: async (settings, address) => {
        const node = z.object({ topic: z.string(), uri: z.string().nullable() });
        const shape = z.object({ webhookSubscriptions: z.object({ nodes: z.array(node) }) });
        const { webhookSubscriptions } = await askAdmin(url, settings, HOOKS, {}, shape);
        const there = new Set(webhookSubscriptions.nodes.filter(({ uri }) => uri === address).map(({ topic }) => topic));
        const made = z.object({ webhookSubscriptionCreate: z.object({ userErrors: z.array(z.object({ message: z.string() })) }) });
        const wrong: string[] = [];
        for (const topic of TOPICS.filter((each) => !there.has(each))) {
          const { webhookSubscriptionCreate } = await askAdmin(url, settings, HOOK, { topic, uri: address }, made);
          if (webhookSubscriptionCreate.userErrors.length > 0) wrong.push(say('shopify.noHook', { topic }));
        }
        return wrong;
      },
      notices: (settings, raw, headers, currency) => {
        const secret = settings['secret'];
        return typeof secret === 'string' && secret !== '' ? readNotices(secret, raw, headers, currency) : null;
      },
    },
    doctor: async (settings) => {
      if (settings === null || Object.keys(settings).length === 0) return [];
      try {
        const { name } = await look(settings, []);
        return [{ ok: true, what: say('shopify.well', { name }), mend: '' }];
      } catch (error) {
        return [{ ok: false, what: say('shopify.notWell'), mend: error instanceof Error ? error.message : '' }];
      }
    },
  };
}

function currencyOf(code: string): Currency {
  const known = currencies.find((each) => each === code);
  if (known === undefined) throw new Refusal(say('shopify.currency', { currency: code }));
  return known;
}

/** `/cart/VARIANT:QUANTITY`: it reserves nothing there, and leads to the checkout. */
function cartLink(settings: Settings, { lines, discount, code, channel }: Leaving): string | null {
  const parsed = settingsSchema.safeParse(settings);
  if (!parsed.success || lines.length === 0 || lines.some(({ variant }) => variant === null || !/^\d+$/u.test(variant))) return null;
  const link = new URL(`https://${parsed.data.shop}/cart/${lines.map(({ variant, quantity }) => `${variant ?? ''}:${quantity}`).join(',')}`);
  if (discount !== null) link.searchParams.set('discount', discount);
  link.searchParams.set(`attributes[${CODE_ATTRIBUTE}]`, code);
  if (channel !== '') link.searchParams.set('ref', channel);
  return link.href;
}
