import { obs } from '@locales/en.json';
import type { ObsAction, ObsHolder, ObsPart, ObsTrouble } from '@protocol/obs.ts';
import { speaker } from '@protocol/words.ts';
import { w, WORDS_LOCALE } from '../text/words.ts';

const o = speaker(obs, WORDS_LOCALE);

/** Why it is not driven. */
export const troubleText = (trouble: ObsTrouble): string => o(`trouble.${trouble}`);
/** What to do about it. */
export const mendText = (trouble: ObsTrouble): string => o(`mend.${trouble}`);
export const wantsPassword = (trouble: ObsTrouble | null): boolean => trouble === 'password' || trouble === 'no-password';

/** "OBS is driven by Ana's dock." */
export function drivenBy({ who, surface }: ObsHolder): string {
  return w(`obs.by.${surface}`, { who });
}
/** "Ana’s dock", in a row of facts. */
export function driverName(part: ObsPart): string {
  if (part.holder !== null) return w(`obs.holder.${part.holder.surface}`, { who: part.holder.who });
  return w(part.place === 'server' ? 'obs.holder.server' : 'obs.holder.nobody');
}

/** Who drives it, whichever way; null while nobody does. */
export function driver(part: ObsPart): string | null {
  if (part.holder !== null) return drivenBy(part.holder);
  return part.place === 'server' ? w('obs.by.server') : null;
}

/** From here on viewers may see it: more than one in fifty. */
const DROPPED_LOOK = 0.02;
export const dropsFrames = (part: ObsPart): boolean => part.state === 'up' && part.dropped >= DROPPED_LOOK;
export const droppedText = (dropped: number): string =>
  dropped === 0 ? w('obs.dropped.none') : w('obs.dropped.some', { percent: dropped < 0.01 ? '<1' : String(Math.round(dropped * 100)) });

/** "Switch to Table cam" */
export function actionText(action: ObsAction): string {
  switch (action.do) {
    case 'scene':
      return w('obs.does.scene', { scene: action.scene });
    case 'show':
      return w('obs.does.show', { source: action.source, scene: action.scene });
    case 'hide':
      return w('obs.does.hide', { source: action.source, scene: action.scene });
    case 'replay':
      return w('obs.does.replay');
    case 'refresh':
      return w('obs.does.refresh');
    default: {
      const never: never = action;
      return never;
    }
  }
}
