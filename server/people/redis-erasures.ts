import { troubleOf } from '../disk/sqlite.ts';
import { script } from '../redis/script.ts';
import type { Erasures } from './erasures.ts';
import { PeopleUnavailable } from './people.ts';
import type { RedisPersons } from './redis-persons.ts';
import { UNPAIR } from './redis-pairings.ts';
import { names, texts, type RedisStore } from './redis-store.ts';

/** All that is known by a viewer's id; that it was erased is noted in the same moment. */
const FORGET = script(`
  ${UNPAIR}
  local erased, handle, handleOf, code, codeEnds, codeOf = KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
  local id = ARGV[1]
  if not redis.call('ZSCORE', erased, id) then redis.call('ZADD', erased, redis.call('ZCARD', erased) + 1, id) end
  local known = redis.call('HGET', handleOf, id)
  if known then redis.call('HDEL', handle, known) end
  redis.call('HDEL', handleOf, id)
  for _, each in ipairs(handlesOf(id)) do unpair(each) end
  local out = redis.call('HGET', codeOf, id)
  if out then
    redis.call('HDEL', code, out)
    redis.call('ZREM', codeEnds, out)
  end
  redis.call('HDEL', codeOf, id)
  return redis.call('ZCARD', erased)
`);

/**
 * Erasures outlive backups (L8): every node keeps the list on its own disk, too, and looks each second whether it grew or shrank.
 * A Redis that was put back from a copy knows fewer than its nodes, and is made to forget them again.
 */
export class RedisErasures {
  /** How many Redis knew when last asked. */
  private known = 0;
  /** The file may know of somebody whom Redis was not made to forget. */
  private behind = true;
  private rewrite = false;

  constructor(
    private readonly store: RedisStore,
    private readonly persons: RedisPersons,
    private readonly own: Erasures,
  ) {}

  async erase(id: string): Promise<void> {
    // The file first: should this end in between, the next look or opening does the rest.
    this.write(id);
    this.behind = true;
    await this.forget(id);
    this.rewrite = true;
  }
  private write(id: string): void {
    try {
      if (!this.own.all().includes(id)) this.own.add([id]);
    } catch (error) {
      if (troubleOf(error) !== 'unavailable') throw error;
      throw new PeopleUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }
  private async forget(id: string): Promise<void> {
    await this.persons.remove(id);
    const { pairing, paired, erased, handle, handleOf, pairCode, pairCodeEnds, pairCodeOf } = names;
    await this.store.run(FORGET, [pairing, paired, erased, handle, handleOf, pairCode, pairCodeEnds, pairCodeOf], [id]);
  }
  /** What either list knows, both know afterwards; and nobody on it is still there. */
  async forgetAgain(): Promise<void> {
    // Before the lists are read: an erasure that begins meanwhile is looked for again.
    this.behind = false;
    const noted = new Set(texts(await this.store.ask((redis) => redis.zrange(this.store.key(names.erased), '0', '-1'))));
    const own = new Set(this.own.all());
    this.own.add([...noted].filter((id) => !own.has(id)));
    const missing = [...own].filter((id) => !noted.has(id));
    try {
      for (const id of missing) await this.forget(id);
    } catch (error) {
      this.behind = true;
      throw error;
    }
    if (missing.length > 0) this.rewrite = true;
    this.known = new Set([...noted, ...own]).size;
  }
  /** Looks for what other nodes erased. */
  async look(): Promise<void> {
    const { known } = this;
    const count = await this.store.ask((redis) => redis.zcard(this.store.key(names.erased)));
    if (count !== known || this.behind) await this.forgetAgain();
    if (this.rewrite) await this.rewriteFile();
  }
  /** Redis's append-only file holds what was erased until it is written anew. */
  private async rewriteFile(): Promise<void> {
    try {
      await this.store.ask((redis) => redis.bgrewriteaof());
      this.rewrite = false;
    } catch (error) {
      // One is being written already: again when that is done. Where it is not allowed, Redis's own growth rule has to do.
      if (!(error instanceof Error && /in progress|already/u.test(error.message))) this.rewrite = false;
    }
  }
}
