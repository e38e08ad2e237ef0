import type { Redis } from 'ioredis';
import type { RedisLine } from '../redis/line.ts';
import { runScript, type Script } from '../redis/script.ts';
import { RedisUnavailable } from '../redis/trouble.ts';
import { PeopleUnavailable } from './people.ts';

/**
 * Where people lie in Redis. All keys are few and fixed (but the marks people are found alike by), so that a script can be handed each
 * one it touches. Every step that reads before it writes is one script: nodes need no lock among them.
 */
export const names = {
  /** Fields: `secret`, `passcode`, `seal`, `persons` (a running number), `closings` and `ended` (see `Endings`). */
  kept: 'kept',
  person: 'person',
  /** Ids by their running number, for the newest first, and by when they were put, for the sweep. */
  order: 'person:order',
  at: 'person:at',
  /** By person and channel. */
  consent: 'consent',
  /** Ids in the order in which they were erased. */
  erased: 'erased',
  networkKey: 'network-key',
  handle: 'handle',
  /** By viewer. */
  handleOf: 'handle:of',
  settings: 'settings',
  session: 'session',
  ticket: 'ticket',
  phone: 'phone',
  phoneCode: 'phone:code',
  phoneSeen: 'phone:seen',
  pairing: 'pairing',
  /** By viewer: a list of handles. */
  paired: 'pairing:of',
  pairCode: 'pair-code',
  pairCodeEnds: 'pair-code:ends',
  pairCodeOf: 'pair-code:of',
} as const;
export type Name = (typeof names)[keyof typeof names];

export class RedisStore {
  private closed = false;
  constructor(private readonly line: RedisLine) {}

  key(name: string): string {
    return this.line.key(`people:${name}`);
  }
  /** Rejects with `PeopleUnavailable` within seconds where Redis is away: done or not done, and never done later (see `RedisLine`). */
  async ask<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    if (this.closed) throw new Error('the people store is closed');
    try {
      return await this.line.ask(work);
    } catch (error) {
      throw error instanceof RedisUnavailable ? new PeopleUnavailable(error.message, { cause: error }) : error;
    }
  }
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.ask((redis) =>
      runScript(
        redis,
        script,
        keys.map((name) => this.key(name)),
        args,
      ),
    );
  }
  get(name: Name, field: string): Promise<string | null> {
    return this.ask((redis) => redis.hget(this.key(name), field));
  }
  async set(name: Name, field: string, value: string): Promise<void> {
    await this.ask((redis) => redis.hset(this.key(name), field, value));
  }
  /** What stands there now: `value` if nothing stood there. */
  async setOnce(name: Name, field: string, value: string): Promise<string> {
    // Looked for first: a Redis without room answers a question, and no write, even one that would change nothing.
    const known = await this.get(name, field);
    if (known !== null) return known;
    await this.ask((redis) => redis.hsetnx(this.key(name), field, value));
    return (await this.get(name, field)) ?? value;
  }
  onReturn(listener: () => void): () => void {
    return this.line.onReturn(listener);
  }
  close(): void {
    this.closed = true;
  }
}

/** What a script of ours answers is text, a number or a list of texts. */
export const texts = (answer: unknown): readonly string[] => (Array.isArray(answer) ? answer.map(String) : []);
/** The same where it is one text or none. */
export const textOrNull = (answer: unknown): string | null => (typeof answer === 'string' ? answer : null);
