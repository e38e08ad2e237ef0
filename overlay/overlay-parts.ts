import type { DropPart, OverlayParts, Parts } from '@protocol/parts.ts';

export type { OverlayParts };

const NOTHING: OverlayParts = {
  shop: null,
  show: null,
  onAir: null,
  alsoLive: [],
  panic: false,
  closed: false,
  link: null,
  next: null,
  theme: {},
  mark: null,
  ask: null,
};

/** The parts of the audience `overlay`, with what the server has not said yet filled in as nothing. */
export function overlayParts(parts: Parts): OverlayParts {
  const known: Record<string, unknown> = { ...NOTHING };
  for (const [key, value] of Object.entries(parts)) if (value !== undefined) known[key] = value;
  // The server builds them from the same types; a newer one only adds.
  return known as unknown as OverlayParts;
}

export const dropOf = (parts: OverlayParts, dropId: string): DropPart | null => parts[`drop/${dropId}`] ?? null;

export function dropsOf(parts: OverlayParts): readonly DropPart[] {
  return Object.keys(parts).flatMap((key) => {
    if (!key.startsWith('drop/')) return [];
    const drop = dropOf(parts, key.slice('drop/'.length));
    return drop === null ? [] : [drop];
  });
}
