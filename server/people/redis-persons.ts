import { script } from '../redis/script.ts';
import { randomId } from './ids.ts';
import type { Consent, ConsentChannel, Consenting } from './consent.ts';
import { marksOf, type Alike } from './likeness.ts';
import type { Person } from './people.ts';
import { names, texts, type RedisStore } from './redis-store.ts';
import { FIND_AT_ONCE, isSought, soughtWords } from './sought.ts';
import type { Instant } from '@protocol/time.ts';

const PUT = script(`
  local n = redis.call('HINCRBY', KEYS[1], 'persons', 1)
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('ZADD', KEYS[3], n, ARGV[1])
  redis.call('ZADD', KEYS[4], ARGV[3], ARGV[1])
  for i = 5, #KEYS do redis.call('ZADD', KEYS[i], n, ARGV[1]) end
  return n
`);
/** The marks of a person never change, and so may be read before. */
const REMOVE = script(`
  local was = redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[3], ARGV[1])
  redis.call('HDEL', KEYS[4], ARGV[2])
  for i = 5, #KEYS do redis.call('ZREM', KEYS[i], ARGV[1]) end
  return was
`);
/** Answers the running number that the next page begins below, then ids and persons by turns. */
const PAGE = script(`
  local page = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], '-inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
  local answer = {page[#page] or ''}
  for i = 1, #page, 2 do
    local person = redis.call('HGET', KEYS[2], page[i])
    if person then
      answer[#answer + 1] = page[i]
      answer[#answer + 1] = person
    end
  end
  return answer
`);

const markName = (mark: string): string => `alike:${mark}`;
// Written by `put` alone, whole.
const personOf = (json: string): Person => JSON.parse(json) as Person;

const END = script(`
  local json = redis.call('HGET', KEYS[1], ARGV[1])
  if not json then return 0 end
  local consent = cjson.decode(json)
  if consent.endedAt ~= cjson.null then return 0 end
  consent.endedAt = tonumber(ARGV[2])
  redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(consent))
  return 1
`);
const consentField = (personId: string, channel: ConsentChannel): string => `${personId} ${channel}`;

/** The people themselves. `secret`: what marks are made with. */
export class RedisPersons {
  constructor(
    private readonly store: RedisStore,
    private readonly secret: Uint8Array,
  ) {}

  private marks(person: Person): readonly string[] {
    return marksOf(person, this.secret).map(({ mark }) => markName(mark));
  }

  /**
   * Person first, event second (L8): Redis takes both in one append-only file, one after the other. A file that lost its tail
   * may have a person without an event, who is swept, and never an event without its person.
   */
  async put({ name, email, address }: Person, now: Instant): Promise<string> {
    const id = randomId();
    const person: Person = { name, email, address };
    await this.store.run(PUT, [names.kept, names.person, names.order, names.at, ...this.marks(person)], [id, JSON.stringify(person), Math.floor(now)]);
    return id;
  }
  async get(personId: string): Promise<Person | null> {
    const json = await this.store.get(names.person, personId);
    return json === null ? null : personOf(json);
  }
  async find(text: string, most: number): Promise<readonly { readonly personId: string; readonly person: Person }[]> {
    const words = soughtWords(text);
    const found: { personId: string; person: Person }[] = [];
    if (words.length === 0) return found;
    for (let below = '+inf'; found.length < most;) {
      const [last = '', ...page] = texts(await this.store.run(PAGE, [names.order, names.person], [below, FIND_AT_ONCE]));
      if (last === '') break;
      for (let i = 0; i + 1 < page.length && found.length < most; i += 2) {
        const person = personOf(page[i + 1] ?? '');
        if (isSought(words, person)) found.push({ personId: page[i] ?? '', person });
      }
      below = `(${last}`;
    }
    return found;
  }
  async alike(personId: string, most: number): Promise<readonly Alike[]> {
    const person = await this.get(personId);
    if (person === null) return [];
    // The address first: who has both is known by what says more.
    const marks = [...marksOf(person, this.secret)].sort((one, other) => one.by.localeCompare(other.by));
    const found = new Map<string, Alike>();
    for (const { by, mark } of marks) {
      const ids = await this.store.ask((redis) => redis.zrevrange(this.store.key(markName(mark)), 0, most));
      for (const id of ids) if (id !== personId && !found.has(id)) found.set(id, { personId: id, by });
    }
    return [...found.values()].slice(0, most);
  }
  async consent(personId: string, channel: ConsentChannel, wording: string, now: Instant): Promise<void> {
    const consent: Consent = { channel, wording, at: Math.floor(now), endedAt: null };
    await this.store.set(names.consent, consentField(personId, channel), JSON.stringify(consent));
  }
  async endConsent(personId: string, channel: ConsentChannel, now: Instant): Promise<void> {
    await this.store.run(END, [names.consent], [consentField(personId, channel), Math.floor(now)]);
  }
  async consentOf(personId: string, channel: ConsentChannel): Promise<Consent | null> {
    const json = await this.store.get(names.consent, consentField(personId, channel));
    // Written by `consent` and its end alone.
    return json === null ? null : (JSON.parse(json) as Consent);
  }
  async consenting(): Promise<readonly Consenting[]> {
    const all = await this.store.ask((redis) => redis.hgetall(this.store.key(names.consent)));
    const found: Consenting[] = [];
    for (const [field, json] of Object.entries(all)) {
      const consent = JSON.parse(json) as Consent;
      const personId = field.slice(0, field.lastIndexOf(' '));
      const person = consent.endedAt === null ? await this.get(personId) : null;
      if (person !== null) found.push({ personId, person, consent });
    }
    return found.sort((one, other) => other.consent.at - one.consent.at);
  }
  /** Whether somebody was there. */
  async remove(personId: string): Promise<boolean> {
    const person = await this.get(personId);
    if (person === null) return false;
    return (
      (await this.store.run(
        REMOVE,
        [names.person, names.order, names.at, names.consent, ...this.marks(person)],
        [personId, consentField(personId, 'mail')],
      )) === 1
    );
  }
  /** Of people put before `before`, removes those for whom `named` is false; answers how many. Several nodes may do it at once. */
  async sweep(before: Instant, named: (personId: string) => boolean): Promise<number> {
    let swept = 0;
    for (let kept = 0; ;) {
      const page = await this.store.ask((redis) =>
        redis.zrange(this.store.key(names.at), '-inf', `(${Math.floor(before)}`, 'BYSCORE', 'LIMIT', kept, FIND_AT_ONCE),
      );
      const unnamed = page.filter((id) => !named(id));
      const gone = await Promise.all(unnamed.map((id) => this.remove(id)));
      swept += gone.filter(Boolean).length;
      kept += page.length - unnamed.length;
      if (page.length < FIND_AT_ONCE) return swept;
    }
  }
}
