import type { Parts } from '@protocol/parts.ts';
import { partKeys, partOf } from './parts.ts';
import type { Sight } from './sight.ts';
import type { Looker } from './view-context.ts';

/** What a looker was last told, by key, as JSON: a part that says the same again is not sent again. */
export type Told = Map<string, string>;

export const toldOf = (parts: Parts): Told => new Map(Object.entries(parts).map(([key, value]) => [key, JSON.stringify(value)]));

/** Of the touched parts those that differ from what was told; gone ones are null. Brings `told` up to date. */
export function changesFor(looker: Looker, touched: ReadonlySet<string>, told: Told, sight: Sight): Parts {
  const there = new Set(partKeys(looker, sight));
  const changes: Record<string, unknown> = {};
  for (const key of wanted(touched, there, told)) {
    if (!there.has(key)) {
      told.delete(key);
      changes[key] = null;
      continue;
    }
    const value = partOf(looker, key, sight);
    const text = JSON.stringify(value);
    if (told.get(key) === text) continue;
    told.set(key, text);
    changes[key] = value;
  }
  return changes;
}

/** Families spelled out; without what this looker neither sees nor saw. */
function wanted(touched: ReadonlySet<string>, there: ReadonlySet<string>, told: Told): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const key of touched) {
    if (!key.endsWith('/*')) {
      if (there.has(key) || told.has(key)) keys.add(key);
      continue;
    }
    const prefix = key.slice(0, -1);
    for (const one of there) if (one.startsWith(prefix)) keys.add(one);
    for (const one of told.keys()) if (one.startsWith(prefix)) keys.add(one);
  }
  return keys;
}
