import { useState } from 'react';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';

/** The address for the browser source: a read-only key in its fragment, made when asked for and shown once. */
export function OverlayAddress() {
  const [address, setAddress] = useState<string | null>(null);
  return <KeptOverlayAddress look="plain" address={address} onMade={setAddress} />;
}

interface Props {
  readonly look: 'plain' | 'main';
  /** For as long as whoever shows this keeps it; null until one is made. */
  readonly address: string | null;
  readonly onMade: (address: string) => void;
}
/** The same where the address outlives this piece of the screen. */
export function KeptOverlayAddress({ look, address, onMade }: Props) {
  const create = useCommand('key.create');
  const make = async (): Promise<void> => {
    const answer = await create.send({ role: 'overlay', name: w('overlay.keyName') });
    if (answer?.ok === true) onMade(`${window.location.origin}/overlay/now#key=${answer.result.key}`);
  };
  return address === null ? (
    <div className="overlay-address">
      <Button look={look} onPress={() => void make()} disabled={false} sending={create.sending} shortcut={null}>
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
