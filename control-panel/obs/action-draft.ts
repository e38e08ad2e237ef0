import type { ObsAction } from '@protocol/obs.ts';

/** What a cue may do: a reload of the overlay is asked for at the desk. */
export type CueAction = Exclude<ObsAction, { readonly do: 'refresh' }>;

/** An action while it is put together: what was chosen stays when its kind changes. */
export interface ActionDraft {
  readonly do: 'scene' | 'show' | 'hide' | 'replay';
  readonly scene: string;
  readonly source: string;
}
export const emptyDraft: ActionDraft = { do: 'scene', scene: '', source: '' };

export const draftsOf = (actions: readonly ObsAction[]): readonly ActionDraft[] =>
  actions.flatMap((action) =>
    // The door lets no cue have one (`cue.obs`).
    action.do === 'refresh' ? [] : [{ do: action.do, scene: 'scene' in action ? action.scene : '', source: 'source' in action ? action.source : '' }],
  );
const kinds: readonly string[] = ['scene', 'show', 'hide', 'replay'] satisfies readonly ActionDraft['do'][];
const isKind = (kind: string): kind is ActionDraft['do'] => kinds.includes(kind);
export const withKind = (draft: ActionDraft, kind: string): ActionDraft => (isKind(kind) ? { ...draft, do: kind } : draft);

/** Null while something of it is missing. */
export function actionOf({ do: kind, scene, source }: ActionDraft): CueAction | null {
  switch (kind) {
    case 'scene':
      return scene.trim() === '' ? null : { do: kind, scene };
    case 'show':
    case 'hide':
      return scene.trim() === '' || source.trim() === '' ? null : { do: kind, scene, source };
    case 'replay':
      return { do: kind };
    default:
      return kind satisfies never;
  }
}
