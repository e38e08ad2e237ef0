import { useMemo, useState } from 'react';
import { defaultOverlay } from '@protocol/overlay-options.ts';
import { useLine, usePart } from '../line/use-line.ts';
import busy from '../paper/overlay/busy.svg';
import { draftParts } from '../paper/overlay/sample-parts.ts';
import { w } from '../text/words.ts';
import { OverlayFrame } from '../ui/OverlayFrame.tsx';

const CANVAS = { width: 960, height: 540 } as const;

interface Draft {
  readonly title: string;
  readonly picture: string | null;
  readonly price: number;
  readonly units: number;
}
/** The very ticket that will lie over the stream: typing is answered by something on screen. */
export function AsTicket({ title, picture, price, units }: Draft) {
  const line = useLine();
  const shop = usePart('shop');
  const options = usePart('overlay') ?? defaultOverlay;
  const [now] = useState(() => line.now());
  const preview = useMemo(
    () => draftParts({ title: title === '' ? w('setup.products.sample') : title, picture, price, units }, options, shop, now),
    [title, picture, price, units, options, shop, now],
  );
  return (
    <figure className="setup-figure">
      <div className="overlay-picture landscape" style={{ backgroundImage: `url(${busy})` }}>
        <OverlayFrame label={w('setup.products.picture')} kind="parts" preview={preview} {...CANVAS} still={null} />
      </div>
      <figcaption>{w('setup.products.picture')}</figcaption>
    </figure>
  );
}
