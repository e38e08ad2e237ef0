import { formatMoney, type Currency, type Minor } from '@protocol/money.ts';
import { MINUTE, type Instant } from '@protocol/time.ts';
import type { Shop } from '../shop/state.ts';

/** Money and times as the shop writes them, on its pages and in its mails (T1 times are shown in the shop's zone). */
export interface Formats {
  /** The shop's locale, which all of these are written in. */
  readonly locale: string;
  money(amount: Minor): string;
  /** "12:47" */
  time(at: Instant): string;
  /** "12:47:06" */
  seconds(at: Instant): string;
  /** "Sat 28 Nov, 12:47" */
  moment(at: Instant): string;
  /** "Sat 28 Nov" */
  day(at: Instant): string;
  /** "Sat 28 Nov, 10:00–12:00" */
  between(from: Instant, to: Instant): string;
}

/** Quarter to eight in the morning, to see how a language writes it. */
const MORNING: Instant = (7 * 60 + 45) * MINUTE;
const hourStyles = new Map<string, 'numeric' | '2-digit'>();
/** A range ("08:00–09:00") is written as the language has it; a single time is written as asked, and would stand beside it as "7:45". */
function hourStyle(locale: string): 'numeric' | '2-digit' {
  const known = hourStyles.get(locale);
  if (known !== undefined) return known;
  const morning = (options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(MORNING);
  const style = morning({ timeStyle: 'short' }) === morning({ hour: '2-digit', minute: '2-digit' }) ? '2-digit' : 'numeric';
  hourStyles.set(locale, style);
  return style;
}

/** `shop`: null before it was set up. */
export function formatsOf(shop: Pick<Shop, 'locale' | 'currency' | 'timeZone'> | null): Formats {
  const locale = shop?.locale ?? 'en';
  const currency: Currency = shop?.currency ?? 'EUR';
  const timeZone = shop?.timeZone ?? 'UTC';
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const hour = hourStyle(locale);
  const time = format({ hour, minute: '2-digit' });
  const seconds = format({ hour, minute: '2-digit', second: '2-digit' });
  const moment = format({ weekday: 'short', day: 'numeric', month: 'short', hour, minute: '2-digit' });
  const day = format({ weekday: 'short', day: 'numeric', month: 'short' });
  return {
    locale,
    money: (amount) => formatMoney(amount, currency, locale),
    time: (at) => time.format(at),
    seconds: (at) => seconds.format(at),
    moment: (at) => moment.format(at),
    day: (at) => day.format(at),
    between: (from, to) => moment.formatRange(from, to),
  };
}
