import { flatZone, noPricing } from '@protocol/pricing.ts';
import { refuse } from '@protocol/refusals.ts';
import { codeText } from './code.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';

/** What the shop charges beside the goods, as it is set up. */
export const pricingHandlers: Handlers<'shipping.save' | 'delivery.save' | 'tax.save' | 'code.save' | 'code.remove'> = {
  'shipping.save': (draft, { flat }) => draft.emit(happened('ShippingSaved', { flat })),
  'delivery.save': (draft, { zones, assumedGrams, pickupDiscount }) => {
    const { id } = draft.context;
    draft.emit(
      happened('DeliverySaved', {
        zones: zones.map((zone) => ({
          ...zone,
          zoneId: zone.zoneId ?? id(),
          carriers: zone.carriers.map((carrier) => ({ ...carrier, carrierId: carrier.carrierId ?? id() })),
        })),
        assumedGrams,
        pickupDiscount,
      }),
    );
  },
  'tax.save': (draft, tax) => draft.emit(happened('TaxSaved', { tax })),
  'code.save': (draft, code) => {
    if (code.from !== null && code.until !== null && code.until <= code.from) return refuse('bad-settings', { what: 'until' });
    draft.emit(happened('CodeSaved', { code }));
  },
  'code.remove': (draft, input) => {
    const code = codeText(input.code);
    if (!draft.state.discountCodes.has(code)) return refuse('no-such-code', { code });
    draft.emit(happened('CodeRemoved', { code }));
  },
};

export const pricingEvolvers: Evolvers<'ShippingSaved' | 'DeliverySaved' | 'TaxSaved' | 'CodeSaved' | 'CodeRemoved'> = {
  // One price for everywhere, in the place of whatever zones there were.
  ShippingSaved: (state, { flat }) => state.put('pricing', { ...state.single('pricing'), zones: flat === null ? noPricing.zones : [flatZone(flat)] }),
  DeliverySaved: (state, { zones, assumedGrams, pickupDiscount }) => state.put('pricing', { ...state.single('pricing'), zones, assumedGrams, pickupDiscount }),
  TaxSaved: (state, { tax }) => state.put('pricing', { ...state.single('pricing'), tax }),
  CodeSaved: (state, { code }) => state.discountCodes.set(code.code, code),
  CodeRemoved: (state, { code }) => state.discountCodes.delete(code),
};
