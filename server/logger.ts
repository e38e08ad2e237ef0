import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config.ts';

/**
 * Everything that opens something by being known (P2), wherever in a line it stands. The mask is laid over the finished line,
 * not over chosen fields: a secret in an error's message or stack is as readable as one in a field.
 */
const masks: readonly (readonly [RegExp, string])[] = [
  [/(\/hold\/|%2Fhold%2F)[^\s"'\\?#,)]+/giu, '$1…'],
  [/(\/order\/\d+\/|%2Forder%2F\d+%2F)[^\s"'\\?#,)]+/giu, '$1…'],
  [/(\/(?:setup|edition|phone)\/|%2F(?:setup|edition|phone)%2F)[^\s"'\\?#,)]+/giu, '$1…'],
  [/\bdc_(session|viewer)=[^\s"'\\;,]+/giu, 'dc_$1=…'],
  [/\bdc_[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{8,}/gu, 'dc_…'],
  [/\bBearer\s+[^\s"'\\,]+/giu, 'Bearer …'],
  [/([?#&]key=)[^\s"'\\&]+/giu, '$1…'],
  [/\boauth:[A-Za-z0-9]+/giu, 'oauth:…'],
  [/("(?:passcode|ticket|key|secret|cookie|authorization|password|token|email|set-cookie)":)"(?:[^"\\]|\\.)*"/giu, '$1"…"'],
  [/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/gu, '…@…'],
];
export function maskLine(line: string): string {
  let masked = line;
  for (const [pattern, instead] of masks) masked = masked.replace(pattern, instead);
  return masked;
}

/** All loggers of the house; a name is what one greps for. */
export const loggerNames = ['app', 'core', 'ledger', 'people', 'http', 'socket', 'tasks', 'chat', 'payment'] as const;
export type LoggerName = (typeof loggerNames)[number];

/** One JSON line each to `out` (standard error in the server: standard output is for what a person asked to see). */
export function createLogger(level: LogLevel, out: DestinationStream): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write: (line: string) => out.write(maskLine(line)) });
}
export const named = (log: Logger, name: LoggerName): Logger => log.child({ name });
