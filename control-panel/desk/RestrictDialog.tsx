import { useState, type SubmitEvent } from 'react';
import { restrictReasons, type RestrictReason } from '@protocol/fairness.ts';
import { useCommand } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { SubmitButton } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Modal } from '../ui/Modal.tsx';

/** Keeps whoever placed this from reserving more. `name`: what they reserved, or their order. */
export function RestrictDialog({
  whose,
  name,
  onClose,
}: {
  readonly whose: { readonly holdId: string } | { readonly orderNumber: number };
  readonly name: string;
  readonly onClose: () => void;
}) {
  const [until, setUntil] = useState<'show' | 'lifted'>('show');
  const [reason, setReason] = useState<RestrictReason>('unpaid');
  const restrict = useCommand('person.restrict');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const answer = await restrict.send({ whose, until, reason });
    if (answer?.ok === true) onClose();
  };
  return (
    <Modal title={w('restrict.title', { name })} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <p className="quiet">{w('restrict.hint')}</p>
        <Choice
          label={w('restrict.until')}
          value={until}
          onChange={setUntil}
          choices={[
            { value: 'show', label: w('crowd.thisShow'), hint: null },
            { value: 'lifted', label: w('crowd.untilLifted'), hint: null },
          ]}
        />
        <Choice
          label={w('restrict.why')}
          value={reason}
          onChange={setReason}
          choices={restrictReasons.map((value) => ({ value, label: w(`crowd.reason.${value}`), hint: null }))}
        />
        <div className="modal-actions">
          <SubmitButton sending={restrict.sending} disabled={false}>
            {w('restrict.do')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
