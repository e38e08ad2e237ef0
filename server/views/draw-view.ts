import { entryHash, type DrawRecord } from '@protocol/draw.ts';
import type { DrawPart, MeParts, MyEntryPart, PanelParts } from '@protocol/parts.ts';
import type { Drop, ReadState } from '../shop/state.ts';
import type { Sight } from './sight.ts';
import { fullTitle } from './titles.ts';

/** What a desk can take in; all of them are in the ledger. */
const MOST_WAITS = 100;

export function drawPart(state: ReadState, drop: Drop): DrawPart | null {
  const row = drop.mode === 'draw' ? state.draws.get(drop.dropId) : undefined;
  // Called off, and perhaps planned as something else: its next firing commits anew.
  if (row === undefined || row.firing !== drop.firing) return null;
  return { commitment: row.commitment, entries: row.entries, drawnAt: row.drawn?.at ?? null };
}

/** All that is needed to draw again. Entry ids are random: nobody is named by them. */
export function drawRecord(state: ReadState, dropId: string): DrawRecord | null {
  const drop = state.drops.get(dropId);
  const row = state.draws.get(dropId);
  if (drop === undefined || row === undefined) return null;
  const ids = row.drawn?.order ?? [...state.entries.values()].filter((entry) => entry.dropId === dropId).map(({ entryId }) => entryId);
  return {
    dropId,
    title: drop.title,
    commitment: row.commitment,
    seed: row.drawn?.seed ?? null,
    entries: ids.map(entryHash).sort(),
    order: row.drawn?.order ?? null,
  };
}

export function myDraws(sight: Sight, viewer: string): MeParts['draws'] {
  const { state } = sight;
  const mine: MyEntryPart[] = [];
  for (const drop of sight.drawn()) {
    const entry = state.entries.get(state.entryOf.get(`${drop.dropId} ${viewer}`) ?? '');
    if (entry === undefined) continue;
    const { entryId, sku, place } = entry;
    const has = state.holdOf.has(`${drop.dropId} ${viewer}`) || (state.bought.get(`${drop.dropId} ${viewer}`) ?? 0) > 0;
    const how = place === null ? 'in' : entry.passed ? (has ? 'won' : 'lapsed') : drop.settling ? 'next' : 'over';
    mine.push({ dropId: drop.dropId, entryId, sku, title: fullTitle(state, sku), state: how, place });
  }
  return mine.reverse();
}

export function myWaits(sight: Sight, viewer: string): MeParts['waits'] {
  const { state } = sight;
  return state.single('liveDrops').flatMap((dropId) => {
    const wait = state.waiting.get(`${dropId} ${viewer}`);
    return wait === undefined ? [] : [{ dropId, waitId: wait.waitId, sku: wait.sku, title: fullTitle(state, wait.sku), place: sight.waitPlace(wait.waitId) }];
  });
}

/** First in line first. Nobody is named. */
export const waitsPart = ({ state }: Sight): PanelParts['waits'] =>
  [...state.waiting.values()].slice(0, MOST_WAITS).map(({ waitId, dropId, sku, at }) => ({ waitId, dropId, sku, title: fullTitle(state, sku), at }));
