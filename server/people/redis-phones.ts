import type { Instant } from '@protocol/time.ts';
import { script } from '../redis/script.ts';
import { hashOf, randomSecret } from './ids.ts';
import { isPhoneId, newPhoneCode, newPhoneId, type Phone, type Phones } from './phones.ts';
import { COUNT_ENDING, endedOf, type RedisEndings } from './redis-endings.ts';
import { names, textOrNull, texts, type RedisStore } from './redis-store.ts';

/** `code`: the hash of its code while that waits, `session`: of its session's secret once it is in. */
interface KeptPhone extends Omit<Phone, 'seenAt'> {
  readonly code: string | null;
  readonly session: string | null;
}

const INVITE = script(`
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[1])
  return 0
`);
const LOOK = script(`
  local id = redis.call('HGET', KEYS[2], ARGV[1])
  return id and redis.call('HGET', KEYS[1], id) or nil
`);
/** Whoever finds the code no longer there was second. */
const ENTER = script(`
  local id = redis.call('HGET', KEYS[2], ARGV[1])
  local json = id and redis.call('HGET', KEYS[1], id)
  if not json then return nil end
  local phone = cjson.decode(json)
  if phone.codeUntil <= tonumber(ARGV[2]) then return nil end
  redis.call('HDEL', KEYS[2], ARGV[1])
  phone.code, phone.codeUntil = cjson.null, cjson.null
  phone.inSince, phone['until'], phone.session = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[6]
  if ARGV[5] ~= '' then phone.origin = ARGV[5] end
  redis.call('HSET', KEYS[1], id, cjson.encode(phone))
  redis.call('HSET', KEYS[3], ARGV[6], cjson.encode({id = id, role = 'producer', name = phone.name, expires = phone['until'], keyId = cjson.null}))
  return redis.call('HGET', KEYS[1], id)
`);
/** A session that was logged out took its phone along. */
const LIST = script(`
  local answer = {}
  for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do
    local json = redis.call('HGET', KEYS[1], id)
    local phone = cjson.decode(json)
    if phone.session == cjson.null or redis.call('HEXISTS', KEYS[2], phone.session) == 1 then
      answer[#answer + 1] = json
      answer[#answer + 1] = redis.call('HGET', KEYS[3], id) or ''
    end
  end
  return answer
`);
/** The phone first: an id that is no phone's ends nobody's session. */
const REVOKE = script(`
  ${COUNT_ENDING}
  local json = redis.call('HGET', KEYS[2], ARGV[1])
  if not json then return {} end
  local phone = cjson.decode(json)
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('HDEL', KEYS[5], ARGV[1])
  if phone.code ~= cjson.null then redis.call('HDEL', KEYS[3], phone.code) end
  if phone.session ~= cjson.null then redis.call('HDEL', KEYS[4], phone.session) end
  return count(true)
`);
const SWEEP = script(`
  for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do
    local phone = cjson.decode(redis.call('HGET', KEYS[1], id))
    local ends = phone['until'] ~= cjson.null and phone['until'] or phone.codeUntil
    if ends < tonumber(ARGV[1]) then
      redis.call('HDEL', KEYS[1], id)
      if phone.code ~= cjson.null then redis.call('HDEL', KEYS[2], phone.code) end
    end
  end
  for _, id in ipairs(redis.call('HKEYS', KEYS[3])) do
    if redis.call('HEXISTS', KEYS[1], id) == 0 then redis.call('HDEL', KEYS[3], id) end
  end
  return 0
`);

// Written by INVITE and ENTER alone.
const keptOf = (json: string): KeptPhone => JSON.parse(json) as KeptPhone;
const phoneOf = ({ phoneId, name, showId, madeAt, codeUntil, inSince, until, origin }: KeptPhone, seenAt: Instant | null): Phone => ({
  phoneId,
  name,
  showId,
  madeAt,
  codeUntil,
  inSince,
  until,
  origin,
  seenAt: inSince === null ? null : Math.max(inSince, seenAt ?? inSince),
});

export class RedisPhones implements Phones {
  /** When this node saw each; which of it the others have not been told. */
  private readonly seen = new Map<string, Instant>();
  private readonly untold = new Set<string>();

  constructor(
    private readonly store: RedisStore,
    private readonly endings: RedisEndings,
  ) {}

  /** A session of this id was looked up: if it is a phone's, it was here. */
  wasHere(sessionId: string, now: Instant): void {
    if (!isPhoneId(sessionId)) return;
    this.seen.set(sessionId, now);
    this.untold.add(sessionId);
  }
  /** Once a second and not with each question: on whichever node it is, the list of all of them says so. */
  async tellSeen(): Promise<void> {
    if (this.untold.size === 0) return;
    const told = Object.fromEntries([...this.untold].map((id) => [id, this.seen.get(id) ?? 0]));
    this.untold.clear();
    await this.store.ask((redis) => redis.hset(this.store.key(names.phoneSeen), told));
  }
  async get(phoneId: string): Promise<Pick<Phone, 'showId' | 'madeAt'> | null> {
    const json = await this.store.get(names.phone, phoneId);
    return json === null ? null : keptOf(json);
  }

  async invite(name: string, showId: string | null, now: Instant, codeUntil: Instant): Promise<{ readonly phoneId: string; readonly secret: string }> {
    const [phoneId, secret] = [newPhoneId(), newPhoneCode()];
    const kept: KeptPhone = {
      phoneId,
      name,
      showId,
      madeAt: Math.floor(now),
      codeUntil: Math.floor(codeUntil),
      inSince: null,
      until: null,
      origin: null,
      code: hashOf(secret),
      session: null,
    };
    await this.store.run(INVITE, [names.phone, names.phoneCode], [phoneId, JSON.stringify(kept), hashOf(secret)]);
    return { phoneId, secret };
  }
  async look(secret: string, now: Instant): Promise<Phone | null> {
    const json = textOrNull(await this.store.run(LOOK, [names.phone, names.phoneCode], [hashOf(secret)]));
    if (json === null) return null;
    const phone = keptOf(json);
    return phone.codeUntil !== null && phone.codeUntil > now ? phoneOf(phone, null) : null;
  }
  async enter(secret: string, now: Instant, origin: string | null, until: Instant): Promise<{ readonly phone: Phone; readonly session: string } | null> {
    const session = randomSecret();
    const args = [hashOf(secret), now, Math.floor(now), Math.floor(until), origin ?? '', hashOf(session)];
    const json = textOrNull(await this.store.run(ENTER, [names.phone, names.phoneCode, names.session], args));
    return json === null ? null : { phone: phoneOf(keptOf(json), null), session };
  }
  async list(now: Instant): Promise<readonly Phone[]> {
    const all = texts(await this.store.run(LIST, [names.phone, names.session, names.phoneSeen], []));
    const phones = all.flatMap((json, n) => {
      if (n % 2 === 1) return [];
      const kept = keptOf(json);
      const seen = Math.max(Number(all[n + 1] || 0), this.seen.get(kept.phoneId) ?? 0);
      return (kept.until ?? kept.codeUntil ?? 0) > now ? [phoneOf(kept, seen)] : [];
    });
    return phones.sort((one, other) => other.madeAt - one.madeAt || (one.phoneId < other.phoneId ? -1 : 1));
  }
  async revoke(phoneId: string): Promise<boolean> {
    const { kept, phone, phoneCode, session, phoneSeen } = names;
    const answer = texts(await this.store.run(REVOKE, [kept, phone, phoneCode, session, phoneSeen], [phoneId]));
    this.seen.delete(phoneId);
    if (answer.length === 0) return false;
    this.endings.note(endedOf(answer));
    return true;
  }
  async sweep(before: Instant): Promise<void> {
    await this.store.run(SWEEP, [names.phone, names.phoneCode, names.phoneSeen], [Math.floor(before)]);
  }
}
