import type { ObsAdded, ObsFault } from '@protocol/obs.ts';
import { codeFault } from './obs-words.ts';
import { listOf, numberOf, textOf, type Ask } from './obs-sight.ts';
import type { ObsAnswer } from '@protocol/obs-link.ts';

/** What our own scene and source are called in OBS: names, not sentences. */
const SCENE = 'Dropcast';
const SOURCE = 'Dropcast overlay';
const NO_SUCH = 600;
const EXISTS = 601;
const NO_KIND = 605;
const KIND = 'browser_source';
/** A source of another kind may have the name already. */
const MOST_NAMES = 9;

type Failed = Exclude<ObsAnswer, { readonly ok: true }>;
export interface SetUp {
  readonly ask: Ask;
  readonly fault: (answer: Failed) => ObsFault;
  /** Of the overlay, with its key. */
  readonly url: string;
}

async function sourceIn(ask: Ask, scene: string, source: string): Promise<number | Failed> {
  const found = await ask('GetSceneItemId', { sceneName: scene, sourceName: source });
  if (found.ok) return numberOf(found.data['sceneItemId']);
  if (found.why !== 'refused' || found.code !== NO_SUCH) return found;
  const made = await ask('CreateSceneItem', { sceneName: scene, sourceName: source, sceneItemEnabled: true });
  return made.ok ? numberOf(made.data['sceneItemId']) : made;
}

/** Puts the overlay at canvas size on top of a scene: made where it is not there, set right where it is. */
export async function addOverlay({ ask, fault, url }: SetUp, where: 'own' | 'current'): Promise<ObsAdded> {
  const kinds = await ask('GetInputKindList', { unversioned: true });
  if (!kinds.ok) return fault(kinds);
  const list = kinds.data['inputKinds'];
  if (!Array.isArray(list) || !list.includes(KIND)) return codeFault(NO_KIND, '');
  const video = await ask('GetVideoSettings', {});
  if (!video.ok) return fault(video);
  const width = numberOf(video.data['baseWidth']);
  const height = numberOf(video.data['baseHeight']);

  let scene = SCENE;
  if (where === 'own') {
    const made = await ask('CreateScene', { sceneName: SCENE });
    if (!made.ok && !(made.why === 'refused' && made.code === EXISTS)) return fault(made);
  } else {
    const current = await ask('GetCurrentProgramScene', {});
    if (!current.ok) return fault(current);
    scene = textOf(current.data['currentProgramSceneName']) ?? textOf(current.data['sceneName']) ?? '';
  }

  const settings = { url, width, height, is_local_file: false, shutdown: false, restart_when_active: false, reroute_audio: false };
  const inputs = await ask('GetInputList', { inputKind: KIND });
  const browsers = inputs.ok ? listOf(inputs.data['inputs']).map((input) => input['inputName']) : [];
  let source = SOURCE;
  for (let n = 1; ; n += 1) {
    source = n === 1 ? SOURCE : `${SOURCE} ${n}`;
    if (browsers.includes(source)) {
      const set = await ask('SetInputSettings', { inputName: source, inputSettings: settings, overlay: true });
      if (!set.ok) return fault(set);
      break;
    }
    const made = await ask('CreateInput', { sceneName: scene, inputName: source, inputKind: KIND, inputSettings: settings, sceneItemEnabled: true });
    if (made.ok) break;
    if (made.why !== 'refused' || made.code !== EXISTS || n >= MOST_NAMES) return fault(made);
  }

  const item = await sourceIn(ask, scene, source);
  if (typeof item !== 'number') return fault(item);
  const place = { positionX: 0, positionY: 0, scaleX: 1, scaleY: 1, rotation: 0, alignment: 5, boundsType: 'OBS_BOUNDS_NONE', cropLeft: 0, cropTop: 0, cropRight: 0, cropBottom: 0 }; // prettier-ignore
  for (const answer of [
    await ask('SetSceneItemTransform', { sceneName: scene, sceneItemId: item, sceneItemTransform: place }),
    await ask('SetSceneItemEnabled', { sceneName: scene, sceneItemId: item, sceneItemEnabled: true }),
  ])
    if (!answer.ok) return fault(answer);
  return { ok: true, scene, source, width, height };
}
