import { useState } from 'react';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { AddressCode } from '../crew/AddressCode.tsx';
import { usePhones } from '../crew/use-phones.ts';

/** The address for the tablet beside the camera: a read-only key in its fragment, made when asked for and shown once. */
export function StageAddress() {
  const create = useCommand('key.create');
  const { known } = usePhones();
  const [key, setKey] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    const answer = await create.send({ role: 'stage', name: w('stage.keyName') });
    if (answer?.ok === true) setKey(answer.result.key);
  };
  if (key === null) {
    return (
      <div className="overlay-address">
        <Button look="plain" onPress={() => void make()} disabled={false} sending={create.sending} shortcut={null}>
          {w('stage.make')}
        </Button>
        <p className="hint">{w('stage.makeHint')}</p>
      </div>
    );
  }
  // A second monitor is on this very computer, a tablet is not: any of our addresses may be the right one.
  const addresses = known.kind === 'here' ? known.addresses : [{ kind: 'local', origin: window.location.origin } as const];
  return (
    <div className="overlay-address">
      <AddressCode path={`/stage/now#key=${key}`} addresses={addresses} label={w('stage.address')} />
      <p className="hint">{w('stage.once')}</p>
    </div>
  );
}
