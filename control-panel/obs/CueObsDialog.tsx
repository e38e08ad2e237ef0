import { useEffect, useState, type SubmitEvent } from 'react';
import { Play, Plus, X } from 'lucide-react';
import type { ObsScenes } from '@protocol/obs.ts';
import type { CuePart } from '@protocol/parts.ts';
import { fetchScenes } from '../http/obs.ts';
import { useCommand, usePresence } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button, SubmitButton } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';
import { toast } from '../ui/toasts.ts';
import { actionOf, draftsOf, emptyDraft, withKind, type ActionDraft, type CueAction } from './action-draft.ts';
import { actionText } from './obs-text.ts';
import { NamePick } from './NamePick.tsx';

interface Props {
  readonly showId: string;
  readonly cue: CuePart;
  readonly onClose: () => void;
}
const MOST = 10;
type Scenes = ObsScenes['scenes'];

/** What OBS does when a cue is taken and, for a drop, when that is over. */
export function CueObsDialog({ showId, cue, onClose }: Props) {
  const save = useCommand('cue.obs');
  const obs = usePresence('obs');
  const isUp = obs?.state === 'up';
  const [scenes, setScenes] = useState<Scenes>([]);
  const [go, setGo] = useState<readonly ActionDraft[]>(() => draftsOf(cue.obs?.go ?? []));
  const [end, setEnd] = useState<readonly ActionDraft[]>(() => draftsOf(cue.obs?.end ?? []));
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    if (!isUp) return undefined;
    let isOver = false;
    void fetchScenes().then((asked) => {
      if (!isOver && asked.ok && 'scenes' in asked.answer) setScenes(asked.answer.scenes);
    });
    return () => {
      isOver = true;
    };
  }, [isUp]);
  const changed =
    (set: (drafts: readonly ActionDraft[]) => void) =>
    (drafts: readonly ActionDraft[]): void => {
      set(drafts);
      setWrong(null);
    };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const [first, last] = [go.map(actionOf), end.map(actionOf)];
    const all = [...first, ...last];
    if (all.some((action) => action === null)) return setWrong(w('obs.cue.missing'));
    const whole = (list: typeof first): CueAction[] => list.filter((action) => action !== null);
    const answer = await save.send({ showId, cueId: cue.cueId, go: whole(first), end: whole(last) });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong(answer.refusal.message);
  };
  return (
    <Modal title={w('obs.cue.title', { title: cue.title })} onClose={onClose} wide>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        {isUp ? null : <p className="notice">{w(obs === null || obs.place === 'off' ? 'obs.cue.off' : 'obs.cue.away')}</p>}
        <Actions legend={w('obs.cue.go')} drafts={go} scenes={scenes} mayTry={isUp} onChange={changed(setGo)} />
        {cue.dropId === null ? null : <Actions legend={w('obs.cue.end')} drafts={end} scenes={scenes} mayTry={isUp} onChange={changed(setEnd)} />}
        <p className="hint">{w('obs.cue.hint')}</p>
        {wrong === null ? null : (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        )}
        <div className="modal-actions">
          <Button look="plain" onPress={onClose} disabled={false} sending={false} shortcut={null}>
            {w('cancel')}
          </Button>
          <SubmitButton sending={save.sending} disabled={false}>
            {w('save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}

interface ActionsProps {
  readonly legend: string;
  readonly drafts: readonly ActionDraft[];
  readonly scenes: Scenes;
  readonly mayTry: boolean;
  readonly onChange: (drafts: readonly ActionDraft[]) => void;
}
function Actions({ legend, drafts, scenes, mayTry, onChange }: ActionsProps) {
  const set = (at: number, draft: ActionDraft): void => onChange(drafts.map((each, n) => (n === at ? draft : each)));
  return (
    <fieldset className="plain-set obs-actions">
      <legend>{legend}</legend>
      {drafts.length === 0 ? <p className="quiet">{w('obs.cue.nothing')}</p> : null}
      <ol>
        {drafts.map((draft, at) => (
          <ActionRow
            key={at}
            number={at + 1}
            draft={draft}
            scenes={scenes}
            mayTry={mayTry}
            onChange={(next) => set(at, next)}
            onRemove={() => onChange(drafts.filter((_each, n) => n !== at))}
          />
        ))}
      </ol>
      {drafts.length >= MOST ? null : (
        <button type="button" className="button button-quiet" onClick={() => onChange([...drafts, emptyDraft])}>
          <Plus size={16} aria-hidden />
          {w('obs.cue.add')}
        </button>
      )}
    </fieldset>
  );
}

interface RowProps {
  readonly number: number;
  readonly draft: ActionDraft;
  readonly scenes: Scenes;
  readonly mayTry: boolean;
  readonly onChange: (draft: ActionDraft) => void;
  readonly onRemove: () => void;
}
function ActionRow({ number, draft, scenes, mayTry, onChange, onRemove }: RowProps) {
  const attempt = useCommand('obs.do');
  const action = actionOf(draft);
  const sources = scenes.find(({ scene }) => scene === draft.scene)?.sources.map(({ source }) => source) ?? [];
  const tryNow = async (wanted: CueAction): Promise<void> => {
    const answer = await attempt.send({ action: wanted });
    if (answer?.ok === true) toast('done', w('obs.cue.tried', { what: actionText(wanted) }));
  };
  return (
    <li>
      <label>
        <span>{w('obs.cue.do', { n: number })}</span>
        <select aria-label={w('obs.cue.do', { n: number })} value={draft.do} onChange={(event) => onChange(withKind(draft, event.target.value))}>
          {(['scene', 'show', 'hide', 'replay'] as const).map((kind) => (
            <option key={kind} value={kind}>
              {w(`obs.kind.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      {draft.do === 'replay' ? null : (
        <NamePick
          label={w(draft.do === 'scene' ? 'obs.cue.scene' : 'obs.cue.inScene')}
          value={draft.scene}
          names={scenes.map(({ scene }) => scene)}
          onChange={(scene) => onChange({ ...draft, scene })}
        />
      )}
      {draft.do === 'show' || draft.do === 'hide' ? (
        <NamePick label={w('obs.cue.source')} value={draft.source} names={sources} onChange={(source) => onChange({ ...draft, source })} />
      ) : null}
      <span className="obs-action-does">
        <button
          type="button"
          className="button button-quiet"
          disabled={!mayTry || action === null}
          aria-busy={attempt.sending}
          aria-label={w('obs.cue.tryOf', { n: number })}
          onClick={() => action !== null && void tryNow(action)}
        >
          <Play size={16} aria-hidden />
          {w('obs.cue.try')}
        </button>
        <button type="button" className="icon-button" aria-label={w('obs.cue.remove', { n: number })} onClick={onRemove}>
          <X size={18} aria-hidden />
        </button>
      </span>
    </li>
  );
}
