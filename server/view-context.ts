import { capability, orderSecret, sealId } from './people/capability.ts';
import type { Adapters } from './ports/adapters.ts';
import type { ViewContext } from './views/view-context.ts';

/** Crockford's: said across a counter, no letter is taken for a number. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PICKUP_CODE_LENGTH = 5;

/** Five letters and digits: enough to find an order at a stall, and of no use without standing there. */
export function pickupCode(secret: Uint8Array, orderNumber: number): string {
  const bytes = Buffer.from(capability(secret, 'pickup-code', String(orderNumber)), 'base64url');
  // 5 bits each of the first 32: the fifth ends at bit 25.
  const bits = bytes.readUInt32BE(0);
  return Array.from({ length: PICKUP_CODE_LENGTH }, (_, i) => ALPHABET[(bits >>> (27 - 5 * i)) & 31]).join('');
}

/** What parts need beside the state; the addresses of pages are capabilities (P2). */
export function viewContext(
  secret: Uint8Array,
  adapters: Adapters,
  where: { readonly publicUrl: string | null; readonly networkUrl: () => string; readonly networkFirst: boolean },
  mark: 'rehearsal' | null,
): ViewContext {
  return {
    publicUrl: where.publicUrl,
    // A laptop changes its Wi-Fi: the links of this network follow it.
    get networkUrl() {
      return where.networkUrl();
    },
    networkFirst: where.networkFirst,
    holdPath: (holdId) => `/hold/${sealId(secret, 'hold', holdId)}`,
    orderPath: (orderNumber, link) => `/order/${orderNumber}/${orderSecret(secret, orderNumber, link)}`,
    pickupCode: (orderNumber) => pickupCode(secret, orderNumber),
    providers: adapters.payments.map(({ manifest, page }) => ({
      id: manifest.id,
      label: manifest.label,
      enabledByDefault: manifest.enabledByDefault,
      compares: page?.paidSince !== undefined,
    })),
    shops: adapters.shops.map(({ manifest: { id, label, keeps, perDrop, enabledByDefault } }) => ({ id, label, keeps, perDrop, enabledByDefault })),
    channels: adapters.chats.map(({ manifest }) => ({
      id: manifest.id,
      label: manifest.label,
      delaySeconds: manifest.delaySeconds,
      latencies: manifest.latencies,
      reads: manifest.capabilities.reads,
    })),
    mark,
  };
}
