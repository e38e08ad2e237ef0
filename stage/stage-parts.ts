import type { DropPart, Parts, StageParts } from '@protocol/parts.ts';

const NOTHING: StageParts = { shop: null, show: null, onAir: null, alsoLive: [], panic: false, closed: false, cue: null, next: null, say: null };

/** The parts of the audience `stage`, with what the server has not said yet filled in as nothing. */
export function stageParts(parts: Parts): StageParts {
  const known: Record<string, unknown> = { ...NOTHING };
  for (const [key, value] of Object.entries(parts)) if (value !== undefined) known[key] = value;
  // The server builds them from the same types; a newer one only adds.
  return known as unknown as StageParts;
}

export const dropOf = (parts: StageParts, dropId: string | null): DropPart | null => (dropId === null ? null : (parts[`drop/${dropId}`] ?? null));
