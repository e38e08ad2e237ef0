import type { Minor } from '@protocol/money.ts';
import { portionOf, shareOf, WHOLE, type Tax, type TaxAmount } from '@protocol/pricing.ts';

/** Tax on goods and delivery as charged (codes taken off): rounded once, on the sum. Null where there is none. */
export function taxOn(tax: Tax, goods: Minor, delivery: Minor): TaxAmount | null {
  if (tax.rate === 0) return null;
  const on = (sum: Minor): Minor => (tax.onTop ? shareOf(sum, tax.rate) : sum - portionOf(sum, WHOLE, WHOLE + tax.rate));
  const amount = on(goods + delivery);
  return { rate: tax.rate, onTop: tax.onTop, amount, onDelivery: delivery === 0 ? 0 : Math.max(0, amount - on(goods)) };
}
