import { useState } from 'react';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';

/** The address for the browser source: a read-only key in its fragment, made when asked for and shown once. */
export function OverlayAddress() {
  const create = useCommand('key.create');
  const [address, setAddress] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    const answer = await create.send({ role: 'overlay', name: w('overlay.keyName') });
    if (answer?.ok === true) setAddress(`${window.location.origin}/overlay/now#key=${answer.result.key}`);
  };
  return address === null ? (
    <div className="overlay-address">
      <Button look="plain" onPress={() => void make()} disabled={false} sending={create.sending} shortcut={null}>
        {w('overlay.make')}
      </Button>
      <p className="hint">{w('overlay.makeHint')}</p>
    </div>
  ) : (
    <div className="overlay-address">
      <CopyText label={w('overlay.address')} text={address} />
      <p className="hint">{w('overlay.once')}</p>
    </div>
  );
}
