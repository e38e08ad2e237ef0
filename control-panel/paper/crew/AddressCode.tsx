import { useState } from 'react';
import { w } from '../../text/words.ts';
import { Choice } from '../../ui/Choice.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
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
  const address = addresses.find(({ origin }) => origin === chosen) ?? addresses[0];
  if (address === undefined) return null;
  const url = `${address.origin}${path}`;
  return (
    <div className="address-code">
      <QrCode text={url} label={label} />
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
        <CopyText label={label} text={url} />
      </div>
    </div>
  );
}
