import { createHash } from 'node:crypto';
import type { Actor } from '@protocol/roles.ts';
import type { Outcome } from '../../dispatch/core.ts';
import type { ShopNotice } from '../../ports/shop-link.ts';
import type { HttpDeps } from './http-deps.ts';

/** What a shop elsewhere sends, as commands of ours: each notice with an id of its own, so that a delivery that comes again changes nothing. */
export async function hearShop(
  { core, people, adapters }: Pick<HttpDeps, 'core' | 'people' | 'adapters'>,
  shop: string,
  raw: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<Outcome | 'forged' | null> {
  const adapter = adapters.shops.find(({ manifest }) => manifest.id === shop);
  if (adapter === undefined || adapter.stock === null) return null;
  const settings = (await people.settings('shop', shop)) ?? {};
  const heard = adapter.stock.notices(settings, raw, headers, core.state.single('shop')?.currency ?? 'EUR');
  if (heard === null) return 'forged';
  const actor: Actor = { kind: 'system', id: `shop:${shop}`, role: 'system', name: adapter.manifest.label };
  let last: Outcome = { ok: true, seq: core.health().seq, result: {} };
  for (const [at, notice] of heard.notices.entries()) {
    const id = createHash('sha256').update(`${heard.eventId} ${at}`).digest('hex');
    const { name, input } = commandOf(shop, notice);
    last = await core.submit(actor, { id, name, input });
    // The same delivery in other bytes: what it said first stands, and what it says now goes by the reference.
    if (!last.ok && last.refused.refused === 'id-reused')
      last = await core.submit(actor, { id: `${id}:${createHash('sha256').update(raw).digest('hex').slice(0, 16)}`, name, input });
    if (!last.ok) return last;
  }
  return last;
}

function commandOf(shop: string, notice: ShopNotice): { readonly name: string; readonly input: unknown } {
  switch (notice.kind) {
    case 'paid': {
      const { kind: _kind, contact, address, ...rest } = notice;
      return { name: 'elsewhere.sold', input: { shop, ...rest, contact: contact === null ? null : { ...contact, address } } };
    }
    case 'refunded': {
      const { kind: _kind, ...rest } = notice;
      return { name: 'elsewhere.refunded', input: { shop, ...rest } };
    }
    case 'cancelled':
      return { name: 'elsewhere.refunded', input: { shop, reference: notice.reference, refund: null, back: [], gone: [], amount: 0 } };
    case 'stock':
      return { name: 'elsewhere.moved', input: { shop, item: notice.item } };
    default: {
      const never: never = notice;
      return never;
    }
  }
}
