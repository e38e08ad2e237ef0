import type { ObsAnswer, ObsData } from '@protocol/obs-link.ts';
import type { ObsOverlay, ObsScenes } from '@protocol/obs.ts';

/** What OBS's answers say, read as what comes from outside: nothing of them is believed before it was looked at. */
export type Ask = (request: string, data: ObsData) => Promise<ObsAnswer>;

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
export const numberOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
export const listOf = (value: unknown): readonly ObsData[] =>
  Array.isArray(value) ? value.filter((item): item is ObsData => typeof item === 'object' && item !== null) : [];
const dataOf = (value: unknown): ObsData => (typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {});

/** A panel takes in so many; nobody's show has more. */
const MOST_SCENES = 100;
/** Scenes within scenes: deeper than that nobody nests, and a circle ends. */
const DEEPEST = 3;

/** The way scenes stand in OBS's own list: it answers from the bottom. */
export async function readScenes(ask: Ask): Promise<{ readonly current: string | null; readonly names: readonly string[] } | null> {
  const answer = await ask('GetSceneList', {});
  if (!answer.ok) return null;
  const names = listOf(answer.data['scenes']).flatMap((scene) => textOf(scene['sceneName']) ?? []);
  return { current: textOf(answer.data['currentProgramSceneName']), names: [...names].reverse().slice(0, MOST_SCENES) };
}

/** Scenes with what is in them. */
export async function readSources(ask: Ask, scenes: readonly string[]): Promise<ObsScenes> {
  const read: { scene: string; sources: { source: string; shown: boolean }[] }[] = [];
  for (const scene of scenes) {
    const answer = await ask('GetSceneItemList', { sceneName: scene });
    const items = answer.ok ? listOf(answer.data['sceneItems']) : [];
    const sources = items.flatMap((item) => {
      const source = textOf(item['sourceName']);
      return source === null ? [] : [{ source, shown: item['sceneItemEnabled'] === true }];
    });
    read.push({ scene, sources: sources.reverse() });
  }
  return { scenes: read };
}

/** What is to be seen in a scene: sources that are switched on, those of scenes within it too. */
async function seenIn(ask: Ask, scene: string, scenes: readonly string[], depth: number): Promise<ReadonlySet<string>> {
  const answer = await ask('GetSceneItemList', { sceneName: scene });
  const seen = new Set<string>();
  if (!answer.ok) return seen;
  for (const item of listOf(answer.data['sceneItems'])) {
    const source = textOf(item['sourceName']);
    if (source === null || item['sceneItemEnabled'] !== true) continue;
    seen.add(source);
    if (depth < DEEPEST && scenes.includes(source)) for (const inner of await seenIn(ask, source, scenes, depth + 1)) seen.add(inner);
  }
  return seen;
}

/** An address of our overlay, of whichever shop: its key is never kept. */
const isOurs = (url: string): boolean => /^https?:\/\/[^/]+\/overlay\/[^#]*#(?:.*&)?key=dc_/u.test(url) || /obs-loader\.html/u.test(url);

export async function readOverlays(ask: Ask, current: string | null, scenes: readonly string[]): Promise<readonly ObsOverlay[]> {
  const answer = await ask('GetInputList', { inputKind: 'browser_source' });
  const inputs = answer.ok ? listOf(answer.data['inputs']).flatMap((input) => textOf(input['inputName']) ?? []) : [];
  const ours: { source: string; width: number; height: number }[] = [];
  for (const source of inputs.slice(0, 50)) {
    const settings = await ask('GetInputSettings', { inputName: source });
    if (!settings.ok) continue;
    const { url, local_file: file, width, height } = dataOf(settings.data['inputSettings']);
    // What stands at OBS's own defaults is not among its settings.
    if (isOurs(textOf(url) ?? '') || isOurs(textOf(file) ?? '')) ours.push({ source, width: numberOf(width) || 800, height: numberOf(height) || 600 });
  }
  const seen = current === null || ours.length === 0 ? new Set<string>() : await seenIn(ask, current, scenes, 0);
  return ours.map((overlay) => ({ ...overlay, onAir: seen.has(overlay.source) }));
}

/** Frames so far, and those of them that did not make it. */
export interface Frames {
  readonly at: number;
  readonly drawn: number;
  readonly undrawn: number;
  readonly encoded: number;
  readonly unencoded: number;
  readonly sent: number;
  readonly unsent: number;
}
export function readFrames(at: number, stats: ObsData, stream: ObsData): Frames {
  return {
    at,
    drawn: numberOf(stats['renderTotalFrames']),
    undrawn: numberOf(stats['renderSkippedFrames']),
    encoded: numberOf(stats['outputTotalFrames']),
    unencoded: numberOf(stats['outputSkippedFrames']),
    sent: numberOf(stream['outputTotalFrames']),
    unsent: numberOf(stream['outputSkippedFrames']),
  };
}
/** The worst of the three between two looks, 0 to 1. An OBS that was started anew counts from nothing. */
export function droppedBetween(before: Frames, after: Frames): number {
  const part = (all: number, lost: number): number => (all <= 0 || lost <= 0 ? 0 : Math.min(1, lost / all));
  return Math.max(
    part(after.drawn - before.drawn, after.undrawn - before.undrawn),
    part(after.encoded - before.encoded, after.unencoded - before.unencoded),
    part(after.sent - before.sent, after.unsent - before.unsent),
  );
}
