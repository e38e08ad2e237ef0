import { useState } from 'react';
import type { PanelDrop } from '@protocol/parts.ts';
import { useCommand, useDrops } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Modal } from '../ui/Modal.tsx';

type Then = 'resume' | 'stay' | 'end';

/** How the show goes on after a panic: a choice for each drop that was stopped (D9). */
export function LiftDialog({ onClose }: { readonly onClose: () => void }) {
  const stopped = Object.values(useDrops()).filter((drop: PanelDrop) => drop.state === 'paused');
  const [chosen, setChosen] = useState<Readonly<Record<string, Then>>>({});
  const lift = useCommand('panic.lift');
  const doLift = async (): Promise<void> => {
    const answer = await lift.send({ drops: stopped.map((drop) => ({ dropId: drop.dropId, then: chosen[drop.dropId] ?? 'stay' })) });
    if (answer?.ok === true) onClose();
  };
  return (
    <Modal title={w('lift.title')} onClose={onClose} wide={false}>
      <div className="form">
        {stopped.length === 0 ? <p>{w('lift.none')}</p> : <p>{w('lift.text')}</p>}
        {stopped.map((drop) => (
          <Choice
            key={drop.dropId}
            label={drop.title}
            value={chosen[drop.dropId] ?? 'stay'}
            onChange={(then: Then) => setChosen((before) => ({ ...before, [drop.dropId]: then }))}
            choices={[
              { value: 'resume', label: w('lift.resume'), hint: null },
              { value: 'stay', label: w('lift.stay'), hint: null },
              { value: 'end', label: w('lift.end'), hint: null },
            ]}
          />
        ))}
        <div className="modal-actions">
          <Button look="main" onPress={() => void doLift()} disabled={false} sending={lift.sending} shortcut={null}>
            {w('lift.do')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
