/** Redis gives no clear answer for now: away, reloading, full or refusing. What was asked is done or not done. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
}

/** What Redis answers, by its first word, when it is there and does not do it for now. */
const REFUSING =
  /^(?:OOM|MISCONF|READONLY|LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|UNBLOCKED|NOAUTH|WRONGPASS|NOPERM|ERR max number of clients|ERR Error running script.*(?:OOM|MISCONF|READONLY))/u;
/** What a refusal looks like that a script met inside: Redis puts its own words around it. */
const INSIDE = /(?:^|\s|-)(?:OOM command not allowed|MISCONF |READONLY )/u;
/** ioredis names these in words only. */
const CUT = /^(?:Connection is closed|Stream isn't writeable|Command timed out|Command aborted|Socket timeout|Reached the max retries)/u;
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOENT',
  'EACCES',
]);

/** Whether an error says that Redis cannot do it now; else it is a bug of ours or another's error. */
export function isAway(error: unknown): boolean {
  if (error instanceof RedisUnavailable) return true;
  if (!(error instanceof Error)) return false;
  if (error.name === 'MaxRetriesPerRequestError' || error.name === 'AbortError') return true;
  if (error.name === 'ReplyError') return REFUSING.test(error.message) || INSIDE.test(error.message);
  return CUT.test(error.message) || ('code' in error && typeof error.code === 'string' && CODES.has(error.code));
}
export const isNoScript = (error: unknown): boolean => error instanceof Error && error.name === 'ReplyError' && error.message.startsWith('NOSCRIPT');
/** The account may not do this at all: asking again is of no use. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ReplyError' && /^(?:NOPERM|ERR unknown command)/u.test(error.message);
