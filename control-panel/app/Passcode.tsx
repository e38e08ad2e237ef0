import { useState, type SubmitEvent } from 'react';
import { choosePasscode } from '../http/session.ts';
import { Button, SubmitButton } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Modal } from '../ui/Modal.tsx';
import { toast } from '../ui/toasts.ts';
import { w } from '../text/words.ts';

const SHORTEST = 8;

/** The set-up link worked once: without a passcode the next log-in needs a terminal. */
export function Passcode({ onChosen, onLater }: { readonly onChosen: () => void; readonly onLater: () => void }) {
  const [passcode, setPasscode] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<{ readonly field: 'passcode' | 'again'; readonly text: string } | null>(null);
  const [sending, setSending] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (sending) return;
    if (passcode.length < SHORTEST) return setWrong({ field: 'passcode', text: w('passcode.short', { n: SHORTEST }) });
    if (passcode !== again) return setWrong({ field: 'again', text: w('passcode.differ') });
    setSending(true);
    const answer = await choosePasscode(passcode);
    setSending(false);
    if (!answer.ok) return setWrong({ field: 'passcode', text: answer.message });
    toast('done', w('passcode.done'));
    onChosen();
  };
  return (
    <Modal title={w('passcode.title')} onClose={onLater} wide={false}>
      <form onSubmit={(event) => void submit(event)} noValidate className="form">
        <p>{w('passcode.why')}</p>
        <Field label={w('passcode.first')} hint={w('passcode.hint', { n: SHORTEST })} error={wrong?.field === 'passcode' ? wrong.text : null}>
          {(control) => (
            <input {...control} type="password" autoComplete="new-password" value={passcode} onChange={(event) => setPasscode(event.target.value)} />
          )}
        </Field>
        <Field label={w('passcode.second')} hint={null} error={wrong?.field === 'again' ? wrong.text : null}>
          {(control) => <input {...control} type="password" autoComplete="new-password" value={again} onChange={(event) => setAgain(event.target.value)} />}
        </Field>
        <div className="modal-actions">
          <Button look="plain" onPress={onLater} disabled={false} sending={false} shortcut={null}>
            {w('passcode.later')}
          </Button>
          <SubmitButton sending={sending} disabled={false}>
            {w('passcode.do')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
