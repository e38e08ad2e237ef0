import type { Cut, DiscountCode, Tax, Zone } from '@protocol/pricing.ts';

/** What the shop charges beside the goods. */
export interface PricingKinds {
  DeliverySaved: { zones: readonly Zone[]; assumedGrams: number; pickupDiscount: Cut | null };
  TaxSaved: { tax: Tax };
  CodeSaved: { code: DiscountCode };
  CodeRemoved: { code: string };
}
