import { useState, type SubmitEvent } from 'react';
import type { CuePart, PanelParts } from '@protocol/parts.ts';
import { useCommand, useList } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { anyNumber } from '../valid.ts';
import { asCues } from './arrange.ts';

interface Props {
  readonly show: NonNullable<PanelParts['show']>;
  /** null for a new one, which goes to the end. */
  readonly cue: CuePart | null;
  readonly onClose: () => void;
}
export function TalkDialog({ show, cue, onClose }: Props) {
  const cues = useList('rundown');
  const arrange = useCommand('rundown.arrange');
  const [title, setTitle] = useState(cue?.title ?? '');
  const [minutes, setMinutes] = useState(String(cue?.minutes ?? 3));
  const [wrong, setWrong] = useState<{ readonly field: 'title' | 'minutes'; readonly text: string } | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const length = anyNumber(minutes, 0.5, 1440);
    if (title.trim() === '') return setWrong({ field: 'title', text: w('form.needed') });
    if (length === null) return setWrong({ field: 'minutes', text: w('form.minutes') });
    const talk = { kind: 'talk' as const, cueId: cue?.cueId ?? null, title: title.trim(), minutes: length };
    const next = cue === null ? [...asCues(cues), talk] : asCues(cues).map((each) => (each.cueId === cue.cueId ? talk : each));
    const answer = await arrange.send({ showId: show.showId, cues: next });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong({ field: 'title', text: answer.refusal.message });
  };
  return (
    <Modal title={cue === null ? w('rundown.addTalk') : w('talk.edit')} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field label={w('talk.title')} hint={w('talk.hint')} error={wrong?.field === 'title' ? wrong.text : null}>
          {(control) => <input {...control} maxLength={80} value={title} onChange={(event) => setTitle(event.target.value)} />}
        </Field>
        <Field label={w('talk.minutes')} hint={null} error={wrong?.field === 'minutes' ? wrong.text : null}>
          {(control) => <input {...control} className="short num" inputMode="decimal" value={minutes} onChange={(event) => setMinutes(event.target.value)} />}
        </Field>
        <div className="modal-actions">
          <SubmitButton sending={arrange.sending} disabled={false}>
            {cue === null ? w('talk.add') : w('save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
