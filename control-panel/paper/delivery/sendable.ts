import type { PanelParts } from '@protocol/parts.ts';
import type { Zone } from '@protocol/pricing.ts';
import { w } from '../../text/words.ts';

export type Pricing = PanelParts['pricing'];

/** A new one has no id yet, and one made by a single flat price no names. */
export const sendable = ({ zoneId, name, carriers, countries, ...zone }: Zone) => ({
  ...zone,
  zoneId: zoneId === '' ? null : zoneId,
  name: name === '' ? w('zones.everywhere') : name,
  countries: [...countries],
  carriers: carriers.map(({ carrierId, name: carrier, steps, ...rest }) => ({
    ...rest,
    carrierId: carrierId === '' ? null : carrierId,
    name: carrier === '' ? w('zones.post') : carrier,
    steps: steps.map((step) => ({ ...step })),
  })),
});
