import type { Parts } from '@protocol/parts.ts';
import type { Role } from '@protocol/roles.ts';
import type { Looker, ViewContext } from '../../server/views/view-context.ts';

/** Addresses without secrets: what they are made of is not the views' business. */
export const viewContext: ViewContext = {
  publicUrl: 'https://drop.shop',
  networkUrl: 'http://192.168.0.5:4700',
  networkFirst: false,
  holdPath: (holdId) => `/hold/${holdId}`,
  orderPath: (orderNumber) => `/order/${orderNumber}`,
  pickupCode: (orderNumber) => `P${orderNumber}`,
  providers: [{ id: 'later', label: 'Pay at pickup', enabledByDefault: true, compares: false }],
  shops: [
    { id: 'market', label: 'Market', keeps: 'there', perDrop: ['discount'], enabledByDefault: false },
    { id: 'link', label: 'Link', keeps: 'host', perDrop: ['url'], enabledByDefault: true },
  ],
  channels: [{ id: 'toy', label: 'Toy chat', delaySeconds: 5, latencies: [], reads: true }],
  mark: null,
};
export const panelOf = (role: Role): Looker => ({ audience: 'panel', role, viewer: null });
export const aPublic: Looker = { audience: 'public', role: 'viewer', viewer: null };
export const anOverlay: Looker = { audience: 'overlay', role: 'overlay', viewer: null };
export const aStage: Looker = { audience: 'stage', role: 'stage', viewer: null };
export const me = (viewer: string): Looker => ({ audience: 'me', role: 'viewer', viewer });
export const everyone: readonly Looker[] = [aPublic, anOverlay, aStage, ...(['owner', 'host', 'producer', 'moderator', 'packer'] as const).map(panelOf)];

/** What a client does with a patch's parts. */
export function patched(parts: Parts, changes: Parts): Parts {
  const next: Record<string, unknown> = { ...parts };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null && key.includes('/')) delete next[key];
    else next[key] = value;
  }
  return next;
}
