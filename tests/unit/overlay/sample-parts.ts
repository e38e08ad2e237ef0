import type { DropLinePart, DropPart, OverlayParts } from '@protocol/parts.ts';

export const NOW = 1_800_000_000_000;

export const line = (left: number, held: number, sold: number, more: Partial<DropLinePart>): DropLinePart => ({
  sku: 'BAG-1', title: '', price: 14_800, allotted: left + held + sold, left, held, sold, backAt: null, ...more,
}); // prettier-ignore

/** Live for a minute, four to go, nine of 24 left. */
export const drop = (more: Partial<DropPart>): DropPart => ({
  dropId: 'bag', title: 'Saddle bag', mode: 'hold', state: 'live', firedAt: NOW - 70_000, opensAt: NOW - 60_000, endsAt: NOW + 240_000, closesAt: NOW + 250_000, holdSeconds: 300,
  perViewer: 1, extension: null, firing: 1, calledOff: false, endedEarly: false, settledAt: null, pictures: ['/media/a'], lines: [line(9, 4, 11, {})], ...more,
}); // prettier-ignore

export const parts = (drops: readonly DropPart[], more: Partial<OverlayParts>): OverlayParts => ({
  shop: { name: 'Halm & Holt', currency: 'EUR', locale: 'en', timeZone: 'Europe/Berlin' },
  show: null, onAir: drops[0]?.dropId ?? null, alsoLive: [], panic: false, closed: false, link: null, next: null, theme: {}, mark: null, ask: null,
  ...Object.fromEntries(drops.map((one) => [`drop/${one.dropId}`, one])),
  ...more,
}); // prettier-ignore
