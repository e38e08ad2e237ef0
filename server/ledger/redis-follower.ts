import { setTimeout as sleep } from 'node:timers/promises';
import { RedisUnavailable } from '../redis/trouble.ts';
import { WAIT_MS, openRedis } from '../redis/line.ts';
import type { RedisAt, RedisLine } from '../redis/line.ts';
import { listOf } from '../redis/replies.ts';

/** The entry of `head`: the last batch and who wrote it. */
export interface Head {
  readonly seq: number;
  readonly batch: string;
  readonly writer: string;
}
/** Null for what is no entry of `head`. */
export function headOf(entry: unknown): Head | null {
  const [id, fields] = listOf(entry);
  if (typeof id !== 'string') return null;
  const [, batch, , , , writer] = listOf(fields);
  return { seq: Number.parseInt(id, 10), batch: String(batch), writer: String(writer) };
}

export interface Following {
  /** Somebody's batch was added just now. */
  added(head: Head): void;
  /**
   * The head at the start, after a broken line, and once a second while nothing comes: what an
   * addition cannot tell is that something is gone. `before`: what `mark` was when it was asked for.
   */
  looked(head: Head | null, before: unknown): void;
  mark(): unknown;
  failed(error: unknown): void;
}

/** Waits for additions on a connection of its own: a waiting question holds up what is asked behind it. Answers what stops it. */
export function follow(at: RedisAt, following: Following): () => Promise<void> {
  let line: RedisLine | null = null;
  const ending = new AbortController();
  const ended = (): boolean => ending.signal.aborted;

  const look = async (on: RedisLine): Promise<string> => {
    const before = following.mark();
    const [top]: readonly unknown[] = await on.ask((redis) => redis.xrevrange(on.key('head'), '+', '-', 'COUNT', 1));
    const head = headOf(top);
    if (!ended()) following.looked(head, before);
    return head === null ? '0-0' : `${head.seq}-0`;
  };
  const listen = async (on: RedisLine): Promise<void> => {
    let from = await look(on);
    while (!ended()) {
      const found = entriesOf(await on.ask((redis) => redis.xread('BLOCK', WAIT_MS, 'STREAMS', on.key('head'), from)));
      if (ended()) return;
      const heads = found.map(headOf).filter((head) => head !== null);
      for (const head of heads) following.added(head);
      const last = heads.at(-1);
      from = last === undefined ? await look(on) : `${last.seq}-0`;
    }
  };
  const run = async (): Promise<void> => {
    while (!ended()) {
      try {
        line ??= await openRedis(at, 'waiting');
        if (ended()) break;
        await listen(line);
      } catch (error) {
        if (!ended() && !(error instanceof RedisUnavailable)) following.failed(error);
        // Away: the line comes back by itself, and `listen` looks first.
        if (!ended()) await sleep(50 + Math.random() * 50, null, { signal: ending.signal, ref: false }).catch(() => undefined);
      }
    }
    await line?.close();
  };
  const running = run();
  return async () => {
    ending.abort();
    await line?.close();
    await running;
  };
}

/** The entries in an answer to XREAD of one stream, as RESP2 and as RESP3 shape it. */
function entriesOf(reply: unknown): readonly unknown[] {
  const [first, second] = listOf(reply);
  return Array.isArray(first) ? listOf(first[1]) : listOf(second);
}
