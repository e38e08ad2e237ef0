/** Amounts are integers in the minor unit of their currency (cents, pence; whole yen). */
export type Minor = number;

/**
 * Digits after the decimal mark, per currency. A table, because `Intl` answers the digits people
 * *write* (HUF 0, MGA 0 in some builds), not the minor unit that payment providers settle in.
 */
const DIGITS = {
  AUD: 2, BGN: 2, BRL: 2, CAD: 2, CHF: 2, CLP: 0, CZK: 2, DKK: 2, EUR: 2, GBP: 2, HKD: 2, HUF: 2, ILS: 2, INR: 2,
  ISK: 0, JPY: 0, KRW: 0, KWD: 3, MGA: 2, MXN: 2, NOK: 2, NZD: 2, PLN: 2, RON: 2, RSD: 2, SEK: 2, SGD: 2, TND: 3,
  TRY: 2, UAH: 2, USD: 2, VND: 0, ZAR: 2,
} as const; // prettier-ignore

export type Currency = keyof typeof DIGITS;
export const currencies = Object.keys(DIGITS) as readonly Currency[];
export const minorDigits = (currency: Currency): number => DIGITS[currency];

/** "€148" for whole amounts, "€148.50" otherwise: what a price tag would say. */
export function formatMoney(amount: Minor, currency: Currency, locale: string): string {
  const digits = DIGITS[currency];
  const whole = amount % 10 ** digits === 0;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: whole ? 0 : digits,
  }).format(amount / 10 ** digits);
}

/**
 * A price as people type it, in minor units; null where it is not one. The last mark followed by
 * one to `digits` figures is the decimal mark; with exactly three figures behind a single mark the
 * locale decides ("1.299" is 1299 in de, 1.299 refused in en for a 2-digit currency).
 */
export function parseMoney(text: string, currency: Currency, locale: string): Minor | null {
  const digits = DIGITS[currency];
  const bare = text
    .trim()
    .replace(/^[^\d.,-]+|[^\d]+$/gu, '')
    .replace(/[\s'’\u00a0\u202f]/gu, '');
  if (!/^\d[\d.,]*$|^[.,]\d+$/u.test(bare)) return null;
  const localeMark = new Intl.NumberFormat(locale).formatToParts(1.5).find((p) => p.type === 'decimal')?.value ?? '.';
  const marks = [...bare.matchAll(/[.,]/gu)];
  const last = marks.at(-1);
  let mark: string | null = null;
  if (last) {
    const behind = bare.length - last.index - 1;
    const kinds = new Set(marks.map((m) => m[0]));
    if (kinds.size === 2) mark = last[0];
    else if (marks.length > 1) mark = null;
    else if (behind === 3 && digits !== 3) mark = last[0] === localeMark ? last[0] : null;
    else mark = last[0];
  }
  const [whole = '', fraction = ''] = mark === null ? [bare] : [bare.slice(0, bare.lastIndexOf(mark)), bare.slice(bare.lastIndexOf(mark) + 1)];
  if (fraction.length > digits && /[1-9]/u.test(fraction.slice(digits))) return null;
  const units = whole.replace(/[.,]/gu, '') || '0';
  const amount = Number(units + fraction.slice(0, digits).padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? amount : null;
}
