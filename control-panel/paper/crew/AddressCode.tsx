import { useState } from 'react';
import { w } from '../../text/words.ts';
import { Choice } from '../../ui/Choice.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { RevealButton } from '../../ui/RevealButton.tsx';
import { SecretText } from '../../ui/SecretText.tsx';
import { useStreamerMode } from '../../ui/streamer-mode.ts';
import type { Address } from './use-phones.ts';

const host = (origin: string): string => new URL(origin).host;
const kindName = (kind: Address['kind']): string => {
  switch (kind) {
    case 'network':
      return w('crew.by.network');
    case 'public':
      return w('crew.by.public');
    case 'local':
      return w('crew.by.local');
    default: {
      const never: never = kind;
      return never;
    }
  }
};
export const addressName = ({ kind, origin }: Address): string => w('crew.address', { kind: kindName(kind), host: host(origin) });
const hintOf = (kind: Address['kind']): string => {
  switch (kind) {
    case 'network':
      return w('crew.sameNetwork');
    case 'public':
      return w('crew.anywhere');
    case 'local':
      return w('crew.thisComputer');
    default: {
      const never: never = kind;
      return never;
    }
  }
};

interface Props {
  /** Where it leads, from its origin on. */
  readonly path: string;
  readonly addresses: readonly Address[];
  /** What the code and the text are, for ears. */
  readonly label: string;
}

/** One way in for another device: a code to scan and the same to copy, by whichever of our addresses reaches it. */
export function AddressCode({ path, addresses, label }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [shown, setShown] = useState(false);
  const isStreaming = useStreamerMode();
  // Whoever sees the stream could scan it first.
  const isVeiled = isStreaming && !shown;
  const address = addresses.find(({ origin }) => origin === chosen) ?? addresses[0];
  if (address === undefined) return null;
  const url = `${address.origin}${path}`;
  return (
    <div className="address-code">
      <div className={isVeiled ? 'veil veiled' : 'veil'}>
        <QrCode text={url} label={label} />
        {isStreaming ? <RevealButton shown={shown} onShow={setShown} /> : null}
      </div>
      <div>
        {addresses.length > 1 ? (
          <Choice
            label={w('crew.by')}
            value={address.origin}
            onChange={setChosen}
            choices={addresses.map((each) => ({ value: each.origin, label: kindName(each.kind), hint: host(each.origin) }))}
          />
        ) : null}
        <p>{hintOf(address.kind)}</p>
        <SecretText label={label} text={url} />
      </div>
    </div>
  );
}
