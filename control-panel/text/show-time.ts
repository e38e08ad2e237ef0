import { DAY, HOUR, MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { formatLocale, w } from './words.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat(formatLocale(), options);
  formats.set(name, made);
  return made;
}

/** "12:46" */
export const timeOfDay = (at: Instant): string => format('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
/** "Sun 14 Jun, 18:00" */
export const dayAndTime = (at: Instant): string =>
  format('day', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
/** "14 June 2026" */
export const longDay = (at: Instant): string => format('long', { day: 'numeric', month: 'long', year: 'numeric' }).format(at);

/** "just now", "12 s ago", "3 min ago", else the time: how people say it. */
export function ago(at: Instant, now: Instant): string {
  const past = Math.max(0, now - at);
  if (past < 1_000) return w('time.justNow');
  if (past < MINUTE) return w('time.secondsAgo', { n: Math.floor(past / SECOND) });
  if (past < HOUR) return w('time.minutesAgo', { n: Math.floor(past / MINUTE) });
  if (past < DAY) return timeOfDay(at);
  return dayAndTime(at);
}

/** "12 s", "4 min", "2 h" */
export function lasting(ms: DurationMs): string {
  if (ms < MINUTE) return w('time.seconds', { n: Math.max(0, Math.round(ms / SECOND)) });
  if (ms < 2 * HOUR) return w('time.minutes', { n: Math.round(ms / MINUTE) });
  return w('time.hours', { n: Math.round(ms / HOUR) });
}

/** What `<input type="datetime-local">` holds, in this browser's zone. */
export function toLocalInput(at: Instant): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
/** null where the field is empty or not a time. */
export function fromLocalInput(text: string): Instant | null {
  const at = new Date(text).getTime();
  return text === '' || Number.isNaN(at) ? null : at;
}
