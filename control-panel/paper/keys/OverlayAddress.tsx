import { useState } from 'react';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { SecretText } from '../../ui/SecretText.tsx';
import { loaderPage } from '../overlay/loader-page.ts';

/** Made in this page and saved from it: the key goes through no request. */
function saveLoader(address: string): void {
  const file = URL.createObjectURL(new Blob([loaderPage(address)], { type: 'text/html' }));
  const link = document.createElement('a');
  link.href = file;
  link.download = 'obs-loader.html';
  link.click();
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(file), 10_000);
}

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
      <SecretText label={w('overlay.address')} text={address} />
      <p className="hint">{w('overlay.once')}</p>
      <Button look="plain" onPress={() => saveLoader(address)} disabled={false} sending={false} shortcut={null}>
        {w('loader.get')}
      </Button>
      <p className="hint">{w('loader.hint')}</p>
    </div>
  );
}
