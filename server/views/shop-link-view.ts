import type { SellsPart, ShopLinkPart } from '@protocol/parts.ts';
import { isLinked, sharedOf } from '../shop/mirror.ts';
import type { Drop } from '../shop/state.ts';
import type { Sight } from './sight.ts';
import { fullTitle } from './titles.ts';

/** Enough for a screen; the counts are all on the other shop's own. */
const MOST_APART = 20;

/** Where a drop is bought, if not here. */
export function sellsPart({ state, context }: Sight, drop: Drop): SellsPart | null {
  const { sells } = drop;
  if (sells === undefined) return null;
  const shop = context.shops.find(({ id }) => id === sells.via);
  const host = sells.url === null ? null : new URL(sells.url).hostname.replace(/^www\./u, '');
  // One that is no longer plugged in tells us nothing: the host keeps it.
  return { via: sells.via, at: host ?? state.links.get(sells.via)?.name ?? shop?.label ?? sells.via, keeps: shop?.keeps ?? 'host' };
}

export function shopLinksPart(sight: Sight): readonly ShopLinkPart[] {
  const { state } = sight;
  return sight.context.shops.map((shop) => {
    const link = state.links.get(shop.id);
    const mirrors = [...state.mirrors.values()].filter((mirror) => mirror.shop === shop.id);
    const enabled = link?.enabled ?? shop.enabledByDefault;
    return {
      shop: shop.id,
      label: shop.label,
      enabled,
      keeps: shop.keeps,
      perDrop: shop.perDrop,
      name: link?.name ?? null,
      lookedAt: link?.lookedAt ?? null,
      linked: mirrors.length,
      unknown: shop.keeps === 'there' && isLinked(state, shop.id) ? state.variants.size - mirrors.length : 0,
      apart: mirrors
        .filter((mirror) => sharedOf(state, mirror) !== mirror.level)
        .slice(0, MOST_APART)
        .map((mirror) => ({
          sku: mirror.sku,
          title: fullTitle(state, mirror.sku),
          here: sharedOf(state, mirror),
          there: mirror.level,
          note: mirror.stuck ?? '',
        })),
    };
  });
}
