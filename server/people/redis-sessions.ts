import type { KeyRole } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import { script } from '../redis/script.ts';
import { hashOf, randomId, randomSecret } from './ids.ts';
import type { Session } from './people.ts';
import { isPhoneId } from './phones.ts';
import { COUNT_ENDING, endedOf, type RedisEndings } from './redis-endings.ts';
import type { RedisPhones } from './redis-phones.ts';
import { names, texts, type RedisStore } from './redis-store.ts';

/** What is kept of one under the hash of its secret. */
interface KeptSession {
  readonly id: string;
  readonly role: KeyRole;
  readonly name: string;
  readonly expires: Instant;
  readonly keyId: string | null;
}
interface KeptTicket {
  readonly role: KeyRole;
  readonly expires: Instant;
}

const CLOSE = script(`
  ${COUNT_ENDING}
  if redis.call('HDEL', KEYS[2], ARGV[1]) == 0 then return {} end
  return count(false)
`);
/** Those of a key end with their key. Whoever knew the old passcode may have shown a code to a phone of theirs. */
const CLOSE_OTHERS = script(`
  ${COUNT_ENDING}
  for _, hash in ipairs(redis.call('HKEYS', KEYS[2])) do
    if hash ~= ARGV[1] and cjson.decode(redis.call('HGET', KEYS[2], hash)).keyId == cjson.null then redis.call('HDEL', KEYS[2], hash) end
  end
  redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
  return count(true)
`);
/** The deletion is the question: of any number at once, on any nodes, one finds it there. */
const USE_TICKET = script(`
  ${COUNT_ENDING}
  local ticket = redis.call('HGET', KEYS[2], ARGV[1])
  if not ticket then return {} end
  redis.call('HDEL', KEYS[2], ARGV[1])
  local counted = count(false)
  return {counted[1], counted[2], ticket}
`);
const SWEEP = script(`
  for i = 1, 2 do
    for _, hash in ipairs(redis.call('HKEYS', KEYS[i])) do
      if cjson.decode(redis.call('HGET', KEYS[i], hash)).expires < tonumber(ARGV[1]) then redis.call('HDEL', KEYS[i], hash) end
    end
  end
  return 0
`);

/**
 * Sessions and tickets, by the hash of their secrets. Each is read from Redis each time it opens something: a right that another node took is
 * gone with the next question, and where Redis is away nothing is opened. Lines that were let in before go on reading.
 */
export class RedisSessions {
  constructor(
    private readonly store: RedisStore,
    private readonly endings: RedisEndings,
    private readonly phones: RedisPhones,
  ) {}

  async open(role: KeyRole, name: string, expiresAt: Instant, keyId: string | null): Promise<string> {
    const secret = randomSecret();
    const kept: KeptSession = { id: randomId(), role, name, expires: Math.floor(expiresAt), keyId };
    await this.store.set(names.session, hashOf(secret), JSON.stringify(kept));
    return secret;
  }
  async get(secret: string, now: Instant): Promise<Session | null> {
    const json = await this.store.get(names.session, hashOf(secret));
    if (json === null) return null;
    // Written by `open`, and by a phone that came in.
    const { id, role, name, expires, keyId } = JSON.parse(json) as KeptSession;
    if (expires <= now) return null;
    const session = { sessionId: id, role, name, expiresAt: expires, keyId };
    if (!isPhoneId(id)) return { ...session, phone: null };
    const phone = await this.phones.get(id);
    // Taken back between the two questions.
    if (phone === null) return null;
    this.phones.wasHere(id, now);
    return { ...session, phone: { showId: phone.showId, madeAt: phone.madeAt } };
  }
  async close(secret: string): Promise<void> {
    this.note(texts(await this.store.run(CLOSE, [names.kept, names.session], [hashOf(secret)])));
  }
  async closeOthers(secret: string | null): Promise<void> {
    const { kept, session, phone, phoneCode, phoneSeen } = names;
    this.note(texts(await this.store.run(CLOSE_OTHERS, [kept, session, phone, phoneCode, phoneSeen], [secret === null ? '' : hashOf(secret)])));
  }

  async makeTicket(role: KeyRole, expiresAt: Instant): Promise<string> {
    const secret = randomSecret();
    const kept: KeptTicket = { role, expires: Math.floor(expiresAt) };
    await this.store.set(names.ticket, hashOf(secret), JSON.stringify(kept));
    return secret;
  }
  async useTicket(secret: string, now: Instant): Promise<KeyRole | null> {
    const answer = texts(await this.store.run(USE_TICKET, [names.kept, names.ticket], [hashOf(secret)]));
    const json = answer[2];
    if (json === undefined) return null;
    this.note(answer);
    // Written by `makeTicket` alone.
    const { role, expires } = JSON.parse(json) as KeptTicket;
    return expires > now ? role : null;
  }
  async sweep(before: Instant): Promise<void> {
    await this.store.run(SWEEP, [names.session, names.ticket], [Math.floor(before)]);
  }
  private note(answer: readonly string[]): void {
    if (answer.length > 0) this.endings.note(endedOf(answer));
  }
}
