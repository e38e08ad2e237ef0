import { chat as chatWords } from '@locales/en.json';
import type { DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { ChatConnection, ChatEvents, ChatLimits, PostAbout, Posted } from './chat.ts';

const say = speaker(chatWords as Words, 'en');

/** How a chat stands, as far as asking tells. `refused`: the platform says no; `forGood`: asking again would only make it worse. */
export type Stands =
  | { readonly how: 'ok'; readonly note: string }
  | { readonly how: 'waiting'; readonly note: string }
  | { readonly how: 'not-set-up' }
  | { readonly how: 'refused'; readonly note: string; readonly forGood: boolean }
  | { readonly how: 'away' };
/** A chat without a line of its own: each message is one request, and whether it is there is asked now and then. Nothing in it rejects. */
export interface AskedChat {
  check(): Promise<Stands>;
  /** Settles within `withinMs`; `stands` where the answer told how the chat stands. */
  post(text: string, about: PostAbout, withinMs: DurationMs): Promise<{ readonly posted: Posted; readonly stands: Stands | null }>;
  limits(): ChatLimits;
  /** Until the next look; asked after each one that went well. */
  nextCheckMs(): DurationMs;
}
export interface AskedTimings {
  /** A message is out, refused or unknown within this. */
  readonly postWithinMs: DurationMs;
  readonly checkEveryMs: DurationMs;
  /** Waits before trying again: doubled from the first to the last, with jitter. */
  readonly retryFromMs: DurationMs;
  readonly retryToMs: DurationMs;
  /** After a refusal that may mend itself. */
  readonly refusedFromMs: DurationMs;
}
export const ASKED_TIMINGS: AskedTimings = { postWithinMs: 9_000, checkEveryMs: 300_000, retryFromMs: 2_000, retryToMs: 60_000, refusedFromMs: 60_000 };

export const unsent = (note: string): Posted => ({ outcome: 'failed', receipt: 'unsent', note });

/** The connection of such a chat: its states, its tries, and what is never sent. Messages of one subject go one after the other. */
export function askedConnection(chat: AskedChat, events: ChatEvents, timings: AskedTimings, random: () => number): ChatConnection {
  let closed = false;
  /** The platform said never again: only another connection asks anew. */
  let over = false;
  /** Null until the first answer. */
  let stands: Stands | null = null;
  let shown = '';
  let failures = 0;
  let timer: NodeJS.Timeout | null = null;
  const turns = new Map<string, Promise<unknown>>();
  const under = new Set<Promise<unknown>>();

  const tell = (status: Parameters<ChatEvents['status']>[0], note: string): void => {
    if (closed || shown === `${status} ${note}`) return;
    shown = `${status} ${note}`;
    events.status(status, note);
  };
  const again = (ms: DurationMs): number => {
    if (timer !== null) clearTimeout(timer);
    timer = closed ? null : setTimeout(look, ms);
    return Math.max(1, Math.round(ms / 1_000));
  };
  const backOff = (from: DurationMs, most: DurationMs): DurationMs => Math.min(most, from * 2 ** Math.min(failures, 10)) * (0.75 + random() / 2);

  function take(next: Stands): void {
    if (closed || over) return;
    const before = stands;
    stands = next;
    switch (next.how) {
      case 'ok':
        failures = 0;
        again(chat.nextCheckMs());
        return tell('connected', next.note);
      case 'waiting':
        failures = 0;
        again(chat.nextCheckMs());
        return tell('connecting', next.note);
      case 'not-set-up':
        return tell('not-set-up', say('status.notSetUp'));
      case 'refused': {
        failures += 1;
        if (next.forGood) {
          over = true;
          if (timer !== null) clearTimeout(timer);
          return tell('refused', next.note);
        }
        return tell('refused', say('status.refused', { notice: next.note, seconds: again(backOff(timings.refusedFromMs, timings.refusedFromMs * 10)) }));
      }
      case 'away': {
        const seconds = again(backOff(timings.retryFromMs, timings.retryToMs));
        failures += 1;
        return tell('lost', say(before?.how === 'ok' || before?.how === 'waiting' ? 'status.lost' : 'status.unreachable', { seconds }));
      }
      default: {
        const never: never = next;
        return never;
      }
    }
  }
  function look(): void {
    timer = null;
    if (stands === null) tell('connecting', say('status.connecting'));
    if (!over) void chat.check().then(take);
  }
  queueMicrotask(() => {
    if (!closed) look();
  });

  async function send(text: string, about: PostAbout, startedAt: number): Promise<Posted> {
    const left = timings.postWithinMs - (performance.now() - startedAt);
    if (closed || stands?.how !== 'ok') return unsent(say('note.notConnected'));
    if (left < timings.postWithinMs / 4) return { outcome: 'failed', receipt: 'limited', note: say('note.noTurn') };
    const answer = await chat.post(text, about, left);
    if (answer.stands !== null) take(answer.stands);
    return answer.posted;
  }

  return {
    post: (text, about) => {
      const { longest } = chat.limits();
      if (text.length > longest) return Promise.resolve(unsent(say('note.textTooLong', { length: text.length, longest })));
      // One line for a line, wherever it goes: what is written for one chat is read in all.
      if (text.trim() === '' || /[\r\n\0]/u.test(text)) return Promise.resolve(unsent(say('note.badText')));
      const startedAt = performance.now();
      const { subject } = about;
      const before = subject === null ? Promise.resolve() : (turns.get(subject) ?? Promise.resolve());
      const post = before.then(() => send(text, about, startedAt));
      under.add(post);
      if (subject !== null) turns.set(subject, post);
      return post.finally(() => {
        under.delete(post);
        if (subject !== null && turns.get(subject) === post) turns.delete(subject);
      });
    },
    limits: () => chat.limits(),
    close: async () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      // A look under way is not waited for: what it brings is nobody's.
      await Promise.all(under);
    },
  };
}
