import type { Currency, Minor } from '@protocol/money.ts';

/** What Stripe counts differently from our table: krónur in hundredths that are always 00, ariary whole; of three figures the last is always 0. */
const HUNDREDFOLD: readonly Currency[] = ['ISK'];
const WHOLE: readonly Currency[] = ['MGA'];
const THREE_FIGURES: readonly Currency[] = ['KWD', 'TND'];

/** Null where Stripe has no such amount. */
export function toStripe(amount: Minor, currency: Currency): number | null {
  if (HUNDREDFOLD.includes(currency)) return amount * 100;
  if (WHOLE.includes(currency)) return amount % 100 === 0 ? amount / 100 : null;
  return THREE_FIGURES.includes(currency) && amount % 10 !== 0 ? null : amount;
}
/** `currency` in Stripe's small letters. */
export function fromStripe(amount: number, currency: string): Minor {
  const ours = currency.toUpperCase();
  if (HUNDREDFOLD.some((one) => one === ours)) return Math.round(amount / 100);
  return WHOLE.some((one) => one === ours) ? amount * 100 : amount;
}
