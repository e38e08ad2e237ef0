import { setTimeout as sleep } from 'node:timers/promises';
import { nanoid } from 'nanoid';
import { server as words } from '@locales/en.json';
import { MINUTE, DAY, type DurationMs } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { privateFolder } from '../disk/private.ts';
import { evictionOf, readPromises } from '../redis/promises.ts';
import { openRedis } from '../redis/line.ts';
import type { RedisAt, RedisLine } from '../redis/line.ts';
import { listOf } from '../redis/replies.ts';
import { runScript } from '../redis/script.ts';
import { RedisUnavailable } from '../redis/trouble.ts';
import { checkBatch } from './check-batch.ts';
import { digest } from './digest.ts';
import type { LedgerHooks } from './hooks.ts';
import { LedgerBroken, LedgerUnavailable, LedgerUnfit, LostTail, START, lastSeq, placeOf, samePlace } from './ledger.ts';
import type { Appended, Batch, Ledger, Place, Snapshot } from './ledger.ts';
import { PlaceFile } from './place-file.ts';
import { LOSSES_BEFORE_TURN, appendScript, endsScript } from './redis-append.ts';
import { follow, headOf } from './redis-follower.ts';
import type { Head } from './redis-follower.ts';

const say = speaker(words, 'en');
const FORMAT = 1;
/** Batches read at once; each may be some hundred kB. */
const PAGE = 64;
/** Appends whose answer may still be asked for; one is in flight at a time. */
const REMEMBERED_SENT = 256;

/** How far a batch's time may lie from Redis's own. */
export interface TimeLimits {
  readonly behind: DurationMs;
  readonly ahead: DurationMs;
}
/**
 * Behind: ledger time may keep away from the clock by up to 10 minutes while something is live (T2), and a batch that was decided longer
 * ago than that is of a writer that was asleep. Ahead: Redis's clock may be set back; what nothing would ever catch up with is refused.
 */
export const USUAL_TIME: TimeLimits = { behind: 11 * MINUTE, ahead: DAY };

export interface RedisLedgerOptions {
  readonly at: RedisAt;
  /** This node's own folder: its last place lies there (L5). */
  readonly dataDir: string;
  /** `key` and `audit-ledger` work beside servers: they note no place and look at no settings. */
  readonly isServer: boolean;
  /** Null: batches of any time, as when an old ledger is read in. */
  readonly time: TimeLimits | null;
  /** For tests; null. */
  readonly hooks: LedgerHooks | null;
}

/**
 * The ledger in one stream of Redis, an entry a batch, shared by any number of writers.
 *
 * Throws `LedgerUnavailable` where Redis is away, `LedgerUnfit` where it may evict what it acknowledged,
 * `LedgerBroken` where what lies there is not a ledger of this release.
 */
export async function openRedisLedger(options: RedisLedgerOptions): Promise<Ledger> {
  privateFolder(options.dataDir, (names) => names.includes('place.json'));
  const line = await asLedger(openRedis(options.at, 'asking'));
  try {
    if (options.isServer) {
      const promises = await asLedger(readPromises(line));
      if (promises.isReplica) throw new LedgerUnfit(say('redis.replica.start'));
      const eviction = evictionOf(promises);
      if (eviction !== null) throw new LedgerUnfit(say('redis.evicts.start', { policy: eviction }));
    }
    const ledger = new StreamLedger(line, options);
    await ledger.open();
    return ledger;
  } catch (error) {
    await line.close();
    throw error;
  }
}

/** Redis's troubles by the names of the interface. */
async function asLedger<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw error instanceof RedisUnavailable ? new LedgerUnavailable(error.message, { cause: error }) : error;
  }
}

class StreamLedger implements Ledger {
  readonly kind = 'redis';
  /** What was put back into Redis is found by the places of the nodes. */
  readonly wasRestored = false;
  private readonly writer = nanoid(10);
  private readonly place: PlaceFile;
  private readonly keys: { readonly events: string; readonly head: string; readonly turn: string; readonly snapshot: string; readonly format: string };
  /** The last place this object appended or read: what is beyond is another's. */
  private seen: Place = START;
  /** Where a batch stands, if it does: an append without an answer is looked up there, and nowhere else (L6). */
  private readonly sent = new Map<string, number>();
  private inFlight = 0;
  private losses = 0;
  private readonly listeners = new Set<() => void>();
  private unfollow: (() => Promise<void>) | null = null;
  private readonly leaving = new Set<Promise<void>>();

  constructor(
    private readonly line: RedisLine,
    private readonly options: RedisLedgerOptions,
  ) {
    this.place = new PlaceFile(options.dataDir);
    const [events, head, turn, snapshot, format] = ['events', 'head', 'turn', 'snapshot', 'format'].map((name) => line.key(name)) as [
      string,
      string,
      string,
      string,
      string,
    ];
    this.keys = { events, head, turn, snapshot, format };
  }

  async open(): Promise<void> {
    const { events, head, format } = this.keys;
    const found = await this.ask((redis) => redis.get(format));
    if (found !== null && Number(found) > FORMAT) throw new LedgerBroken(say('ledger.newer', { file: events, found: Number(found), known: FORMAT }));
    if (found === null && this.options.isServer) await this.ask((redis) => redis.set(format, FORMAT, 'NX'));
    // Others go on writing.
    const [top, last] = listOf(await this.ask((redis) => runScript(redis, endsScript, [events, head], [])));
    const there = headOf(top);
    this.seen = there === null ? START : { seq: there.seq, batch: there.batch };
    // Written by one script; apart, somebody's hand was in it.
    if (!samePlace(last === undefined || last === null ? START : placeOf(this.read(last)), this.seen))
      throw this.broken(say('redis.head', { seq: String(this.seen.seq) }));
  }

  private ask<T>(work: Parameters<typeof this.line.ask<T>>[0]): Promise<T> {
    return asLedger(this.line.ask(work));
  }
  private broken(complaint: string): LedgerBroken {
    return new LedgerBroken(say('redis.broken', { key: this.keys.events, complaint }));
  }

  /** A batch from an entry `[id, ['b', batch, 'j', json]]`. */
  private read(entry: unknown): Batch {
    const [id, fields] = listOf(entry);
    const [, name, , json] = listOf(fields);
    const seq = Number.parseInt(String(id), 10);
    try {
      // What `append` wrote; that it is this very entry's shows below.
      const batch = JSON.parse(String(json)) as Batch;
      if (lastSeq(batch) === seq && name === batch.id) return batch;
    } catch {
      // Not ours, or not whole: said below.
    }
    throw this.broken(say('ledger.badRow', { seq: String(seq) }));
  }

  /** Batches behind `place` from entries that begin with the one at `place`; throws `LostTail` where that is not there. */
  private async following(place: Place, entries: readonly unknown[]): Promise<Batch[]> {
    const batches = entries.map((entry) => this.read(entry));
    if (place.seq > 0) {
      const there = batches.shift();
      if (there === undefined || !samePlace(placeOf(there), place)) throw new LostTail(place, await this.head());
    }
    let last = place.seq;
    for (const batch of batches) {
      if (batch.first !== last + 1) throw this.broken(say('ledger.hole', { seq: String(last + 1) }));
      last = lastSeq(batch);
    }
    return batches;
  }
  private async pageAfter(place: Place): Promise<Batch[]> {
    const from = place.seq === 0 ? '-' : `${place.seq}-0`;
    return this.following(place, await this.ask((redis) => redis.xrange(this.keys.events, from, '+', 'COUNT', PAGE + 1)));
  }

  private async top(): Promise<Head | null> {
    const [entry]: readonly unknown[] = await this.ask((redis) => redis.xrevrange(this.keys.head, '+', '-', 'COUNT', 1));
    return headOf(entry);
  }
  async head(): Promise<Place> {
    const top = await this.top();
    return top === null ? START : { seq: top.seq, batch: top.batch };
  }

  async append(place: Place, batch: Batch): Promise<Appended> {
    const { hooks, time } = this.options;
    hooks?.reached('asked', batch);
    checkBatch(place, batch, 0);
    hooks?.reached('begun', batch);
    hooks?.reached('inserted', batch);
    const { events, head, turn } = this.keys;
    const args = [place.seq, place.batch, lastSeq(batch), batch.id, batch.at, JSON.stringify(batch), this.writer];
    const limits = time === null ? ['', ''] : [time.behind, time.ahead];
    this.noteSent(batch);
    this.inFlight += 1;
    try {
      for (;;) {
        const wants = this.losses >= LOSSES_BEFORE_TURN ? 1 : 0;
        // An array, as the script returns it.
        const reply = (await this.ask((redis) => runScript(redis, appendScript, [events, head, turn], [...args, wants, ...limits]))) as readonly unknown[];
        switch (reply[0]) {
          case 'added': {
            this.losses = 0;
            this.seen = placeOf(batch);
            hooks?.reached('durable', batch);
            return { ok: true, place: this.seen };
          }
          case 'moved':
            this.losses += 1;
            return { ok: false, missed: await this.missedSince(place, reply) };
          case 'wait':
            // Nothing was added: it is asked again when the other's turn may be over.
            await sleep(1 + Math.random() * 4);
            break;
          case 'used':
            throw new Error(`batch id ${batch.id} is used`);
          case 'before':
            throw new Error(`batch ${batch.id} is of ${batch.at}, before ${String(reply[1])}`);
          case 'time':
            throw new LedgerUnavailable(say('redis.time', { seconds: Math.round(Math.abs(Number(reply[1]) - batch.at) / 1000) }));
          default:
            throw new Error(`the append was answered ${String(reply[0])}`);
        }
      }
    } finally {
      this.inFlight -= 1;
    }
  }
  private noteSent(batch: Batch): void {
    this.sent.delete(batch.id);
    this.sent.set(batch.id, batch.first);
    for (const oldest of this.sent.keys()) {
      if (this.sent.size <= REMEMBERED_SENT) break;
      this.sent.delete(oldest);
    }
  }
  private async missedSince(place: Place, reply: readonly unknown[]): Promise<Batch[]> {
    const missed = await this.following(place, listOf(reply[3]));
    const head = Number(reply[1]);
    for (;;) {
      const last = missed.at(-1);
      const page = last !== undefined && lastSeq(last) >= head ? [] : await this.pageAfter(last === undefined ? place : placeOf(last));
      if (page.length === 0) break;
      missed.push(...page);
    }
    const last = missed.at(-1);
    if (last === undefined) throw this.broken(say('redis.head', { seq: String(head) }));
    this.sees(placeOf(last));
    return missed;
  }
  private sees(place: Place): void {
    if (place.seq > this.seen.seq) this.seen = place;
  }

  async *readAfter(place: Place): AsyncIterable<Batch> {
    for (let from = place; ;) {
      // The place is proved with every page: what was put back between two pages is not read on.
      const page = await this.pageAfter(from);
      const last = page.at(-1);
      if (last === undefined) return;
      from = placeOf(last);
      this.sees(from);
      yield* page;
    }
  }

  async batchAt(seq: number): Promise<Batch | null> {
    const [entry]: readonly unknown[] = await this.ask((redis) => redis.xrange(this.keys.events, `${seq}-0`, '+', 'COUNT', 1));
    if (entry === undefined) return null;
    const batch = this.read(entry);
    return batch.first <= seq ? batch : null;
  }
  /** One look for a batch that was sent from here; any other is searched for from the end. */
  async batchById(id: string): Promise<Batch | null> {
    const first = this.sent.get(id);
    if (first !== undefined) {
      const batch = await this.batchAt(first);
      return batch?.id === id ? batch : null;
    }
    for (let below = '+'; ;) {
      const from = below;
      const page: readonly unknown[] = await this.ask((redis) => redis.xrevrange(this.keys.events, from, '-', 'COUNT', PAGE));
      for (const entry of page) {
        const batch = this.read(entry);
        if (batch.id === id) return batch;
        below = `(${lastSeq(batch)}-0`;
      }
      if (page.length < PAGE) return null;
    }
  }

  async loadSnapshot(): Promise<Snapshot | null> {
    const [seq, batch, version, state, sum] = await this.ask((redis) => redis.hmget(this.keys.snapshot, 'seq', 'batch', 'version', 'state', 'sum'));
    if (typeof seq !== 'string' || typeof batch !== 'string' || typeof version !== 'string' || typeof state !== 'string') return null;
    // A snapshot saves time and nothing else: whatever is odd about it, the batches are replayed.
    if (digest(seq, batch, version, state) !== sum) return null;
    const place = { seq: Number(seq), batch };
    if (!samePlace(place, START)) {
      const there = await this.batchAt(place.seq);
      if (there === null || !samePlace(placeOf(there), place)) return null;
    }
    return { place, version: Number(version), state };
  }
  async saveSnapshot({ place, version, state }: Snapshot): Promise<void> {
    const sum = digest(place.seq, place.batch, version, state);
    await this.ask((redis) => redis.hset(this.keys.snapshot, { seq: place.seq, batch: place.batch, version, state, sum }));
  }

  lastKnownPlace(): Promise<Place | null> {
    return Promise.resolve(this.place.read());
  }
  /** Only a server's: a tool that runs first on a ledger that was put back must not cover the loss up. */
  notePlace(place: Place): Promise<void> {
    if (this.options.isServer) this.place.note(place);
    return Promise.resolve();
  }

  onForeignAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    this.unfollow ??= follow(this.options.at, {
      // Our own are known when they are answered.
      added: (head) => head.writer !== this.writer && head.seq > this.seen.seq && this.tell(),
      looked: (head, before) => this.compare(head, before),
      mark: () => this.seen,
      failed: () => this.tell(),
    });
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0 || this.unfollow === null) return;
      this.leave(this.unfollow());
      this.unfollow = null;
    };
  }
  private leave(left: Promise<void>): void {
    this.leaving.add(left);
    void left.finally(() => this.leaving.delete(left));
  }
  /** Told also when the end is gone: whoever reads on then finds out (L5). */
  private compare(head: Head | null, before: unknown): void {
    const there = head ?? START;
    const wasSeen = before === this.seen;
    if (samePlace(there, this.seen) || this.inFlight > 0) return;
    // Something was appended or read since it was asked for: an older head says nothing.
    if (!wasSeen && there.seq <= this.seen.seq) return;
    this.tell();
  }
  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  async close(): Promise<void> {
    this.listeners.clear();
    if (this.unfollow !== null) this.leave(this.unfollow());
    this.unfollow = null;
    await Promise.all(this.leaving);
    await this.place.flush();
    await this.line.close();
  }
}
