import type { Minor } from '@protocol/money.ts';
import { portionOf, portionUp, shareOf, WHOLE, type Tax, type TaxAmount } from '@protocol/pricing.ts';

/** Rounded up: where delivery goes back, what is left is never more than the tax on the goods alone. */
export const onDelivery = ({ rate, onTop }: Tax, delivery: Minor): Minor => portionUp(delivery, rate, onTop ? WHOLE : WHOLE + rate);

/** Tax on goods and delivery as charged (codes taken off): rounded once, on the sum. Null where there is none. */
export function taxOn(tax: Tax, goods: Minor, delivery: Minor): TaxAmount | null {
  if (tax.rate === 0) return null;
  const on = (sum: Minor): Minor => (tax.onTop ? shareOf(sum, tax.rate) : sum - portionOf(sum, WHOLE, WHOLE + tax.rate));
  const amount = on(goods + delivery);
  return { rate: tax.rate, onTop: tax.onTop, amount, onDelivery: Math.min(amount, onDelivery(tax, delivery)) };
}
