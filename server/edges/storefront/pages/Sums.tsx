import type { ReactNode } from 'react';
import type { Minor } from '@protocol/money.ts';
import { WHOLE, type Discount, type TaxAmount } from '@protocol/pricing.ts';
import type { Voice } from '../voice.ts';

export interface SumsProps {
  readonly discounts: readonly Discount[];
  /** null: nothing is sent. */
  readonly shipping: Minor | null;
  readonly tax: TaxAmount | null;
  readonly voice: Voice;
}

/** What stands between the goods and the total, each by its name. */
export function SumRows({ discounts, shipping, tax, voice: { t, money, locale } }: SumsProps): ReactNode {
  const rate = tax === null ? '' : new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format((tax.rate * 100) / WHOLE);
  const off = discounts.filter(({ amount }) => amount > 0);
  const row = (discount: Discount): ReactNode => (
    <div key={`${discount.kind} ${discount.name}`}>
      <dt>{discount.kind === 'pickup' ? t('sum.pickup') : t('sum.code', { code: discount.name })}</dt>
      <dd className="num">{`− ${money(discount.amount)}`}</dd>
    </div>
  );
  return (
    <>
      {off.filter(({ on }) => on === 'goods').map(row)}
      {shipping !== null && (
        <div>
          <dt>{t('facts.delivery')}</dt>
          <dd className="num">{shipping === 0 ? t('free') : money(shipping)}</dd>
        </div>
      )}
      {off.filter(({ on }) => on === 'delivery').map(row)}
      {tax !== null && (
        <div>
          <dt>{tax.onTop ? t('sum.tax-on-top', { rate }) : t('sum.tax-in', { rate })}</dt>
          <dd className="num">{money(tax.amount)}</dd>
        </div>
      )}
    </>
  );
}
