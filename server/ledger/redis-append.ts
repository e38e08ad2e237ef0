import { script } from '../redis/script.ts';

/** Missed batches that come with a conflict; more are read page by page. */
export const MISSED_AT_ONCE = 64;
/** A writer that lost so often is given a turn. */
export const LOSSES_BEFORE_TURN = 3;
/** Long enough to decide a large batch; a writer that was paused in its turn keeps the others waiting no longer. */
export const TURN_MS = 250;

/** The last entry of `head` and of `events`, at one moment. No MULTI: a Redis without room refuses even one that only reads. */
export const endsScript = script(`
return {redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1] or false, redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1] or false}
`);

/**
 * The one write: compares the place and the time, then adds the batch, or says why not.
 *
 * `head` is a stream of one short entry, the place of the last batch and who wrote it: comparing it
 * copies no batch into the script, and following it carries none over the line. Both are written by
 * the same script, and so lost or kept together.
 *
 * The turn only takes the tail off: whoever wants it keeps the others waiting for a moment. What is
 * added is decided by the place alone.
 *
 * KEYS: events, head, turn. ARGV: place's seq, place's batch, last seq, batch, at, json, writer,
 * wants a turn ('1'), how far `at` may lie behind Redis's time and ahead of it (ms, '' for any).
 */
export const appendScript = script(`
local top = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
local seq, batch, at = '0', '', 0
if top then
  seq, batch, at = string.match(top[1], '^%d+'), top[2][2], tonumber(top[2][4])
end
if seq ~= ARGV[1] or batch ~= ARGV[2] then
  if ARGV[8] == '1' then redis.pcall('SET', KEYS[3], ARGV[7], 'NX', 'PX', ${TURN_MS}) end
  local from = ARGV[1] == '0' and '-' or ARGV[1] .. '-0'
  return {'moved', seq, batch, redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', ${MISSED_AT_ONCE})}
end
local turn = redis.call('GET', KEYS[3])
if turn and turn ~= ARGV[7] then return {'wait'} end
if batch == ARGV[4] then return {'used'} end
local when = tonumber(ARGV[5])
if when < at then return {'before', at} end
if ARGV[9] ~= '' then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if when < now - ARGV[9] or when > math.max(now, at) + ARGV[10] then return {'time', now} end
end
redis.call('XADD', KEYS[1], ARGV[3] .. '-0', 'b', ARGV[4], 'j', ARGV[6])
redis.call('XADD', KEYS[2], 'MAXLEN', '=', 1, ARGV[3] .. '-0', 'b', ARGV[4], 'a', ARGV[5], 'w', ARGV[7])
if turn then redis.call('DEL', KEYS[3]) end
return {'added'}
`);
