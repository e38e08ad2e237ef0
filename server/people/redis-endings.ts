import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { privateFile } from '../disk/private.ts';
import { script } from '../redis/script.ts';
import { names, texts, type RedisStore } from './redis-store.ts';

/** Two running numbers: `closings` of what open lines must hear of, `ended` of all that must stay ended. */
export interface Ended {
  readonly closings: number;
  readonly ended: number;
}
/** In a script whose first key is `kept`: counts, and answers both. `closing`: whether open lines are told. */
export const COUNT_ENDING = `
  local function count(closing)
    return {redis.call('HINCRBY', KEYS[1], 'closings', closing and 1 or 0), redis.call('HINCRBY', KEYS[1], 'ended', 1)}
  end
`;
export const endedOf = (answer: readonly (string | null)[]): Ended => ({ closings: Number(answer[0] ?? 0), ended: Number(answer[1] ?? 0) });

/** `ARGV[1]`: what was known to have ended before. */
const END_ALL = script(`
  local ended = tonumber(redis.call('HGET', KEYS[1], 'ended') or '0')
  for i = 2, #KEYS do redis.call('DEL', KEYS[i]) end
  redis.call('HSET', KEYS[1], 'ended', math.max(ended, tonumber(ARGV[1])) + 1)
  redis.call('HINCRBY', KEYS[1], 'closings', 1)
  return redis.call('HMGET', KEYS[1], 'closings', 'ended')
`);

/** The highest `ended` this node has seen, on its own disk. */
export interface EndedFile {
  read(): number;
  write(ended: number): void;
}
export function endedFile(path: string): EndedFile {
  privateFile(path);
  return {
    read: () => Number(readFileSync(path, 'utf8').trim() || '0') || 0,
    write: (ended) => {
      const beside = `${path}.tmp`;
      const file = openSync(beside, 'w', 0o600);
      try {
        writeSync(file, `${ended}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(beside, path);
    },
  };
}

/**
 * What ended stays ended. A log-in closed on one node is closed on all: the next question for it asks Redis. Lines that stand open are
 * told by a number that each node looks at once a second; nothing else travels between them. And a Redis that knows of fewer endings than this node
 * does was put back from a copy, or lost its tail: log-ins that ended since would be open again, so that all of them end.
 */
export class RedisEndings {
  private readonly listeners = new Set<() => void>();
  private closings: number;
  private ended: number;
  /** What the file says. */
  private written: number;

  constructor(
    private readonly store: RedisStore,
    private readonly file: EndedFile,
    atOpening: Ended,
  ) {
    this.closings = atOpening.closings;
    this.written = file.read();
    this.ended = this.written;
  }

  onSessionsClosed(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
  /** After a step of this node's own. */
  note({ closings, ended }: Ended): void {
    this.ended = Math.max(this.ended, ended);
    if (closings !== this.closings) {
      this.closings = closings;
      for (const listener of this.listeners) listener();
    }
    this.writeDown();
  }
  private writeDown(): void {
    if (this.written === this.ended) return;
    try {
      this.file.write(this.ended);
      this.written = this.ended;
    } catch {
      // A full disk: what ended has ended all the same, and the number is written with the next look.
    }
  }
  /** Looks at what other nodes ended. */
  async look(): Promise<void> {
    // As it was when asked: what is answered to another question meanwhile is newer, and no sign of a loss.
    const { ended } = this;
    const now = endedOf(await this.store.ask((redis) => redis.hmget(this.store.key(names.kept), 'closings', 'ended')));
    if (now.ended < ended) await this.endAll();
    else this.note(now);
  }
  private async endAll(): Promise<void> {
    const { kept, session, ticket, phone, phoneCode, phoneSeen } = names;
    this.note(endedOf(texts(await this.store.run(END_ALL, [kept, session, ticket, phone, phoneCode, phoneSeen], [this.ended]))));
  }
}
