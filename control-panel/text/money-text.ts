import { formatMoney, minorDigits, type Currency, type Minor } from '@protocol/money.ts';
import { formatLocale } from './words.ts';

export const money = (amount: Minor, currency: Currency): string => formatMoney(amount, currency, formatLocale());

/** What a price field holds: "148", "148.50", without the sign of the currency. */
export function moneyInput(amount: Minor, currency: Currency): string {
  const digits = minorDigits(currency);
  return amount % 10 ** digits === 0 ? String(amount / 10 ** digits) : (amount / 10 ** digits).toFixed(digits);
}
/** The sign alone, for beside a field. */
export const currencySign = (currency: Currency): string =>
  new Intl.NumberFormat(formatLocale(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find((part) => part.type === 'currency')?.value ?? currency;
