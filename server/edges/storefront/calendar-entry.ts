import type { Instant } from '@protocol/time.ts';

export interface CalendarEntry {
  readonly id: string;
  readonly now: Instant;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly title: string;
  readonly place: string;
  readonly text: string;
}

/** RFC 5545: at most this many bytes in a line. */
const LINE = 75;
const utc = (at: Instant): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/gu, '');
const escaped = (text: string): string => text.replace(/[\\;,]/gu, '\\$&').replace(/\r?\n/gu, '\\n');

/** A long line goes on in the next one behind a space; no letter is cut in two. */
function folded(line: string): string {
  let out = '';
  let room = LINE;
  for (const letter of line) {
    const bytes = Buffer.byteLength(letter);
    if (bytes > room) {
      out += '\r\n ';
      room = LINE - 1;
    }
    out += letter;
    room -= bytes;
  }
  return out;
}

/** One appointment as a file that calendars open. */
export const calendarEntry = ({ id, now, startsAt, endsAt, title, place, text }: CalendarEntry): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Dropcast//EN',
    'BEGIN:VEVENT',
    `UID:${id}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(endsAt)}`,
    `SUMMARY:${escaped(title)}`,
    `LOCATION:${escaped(place)}`,
    `DESCRIPTION:${escaped(text)}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n');
