import type { ChannelPart, PresenceParts, TaskPart } from '@protocol/parts.ts';
import { SECOND, type DurationMs, type Instant } from '@protocol/time.ts';

/** A chat that posts by itself is given this long before a person is asked to. */
const GIVEN_MS: DurationMs = 5 * SECOND;
/** How long a line that needs nothing any more stays to be read. */
const POSTED_MS: DurationMs = 4 * SECOND;
const GONE_MS: DurationMs = 10 * SECOND;

export interface PostLine {
  readonly task: TaskPart;
  readonly label: string;
  /** `soon`: viewers there do not see it yet. `gone`: its use has passed, the note says why. */
  readonly state: 'soon' | 'due' | 'posted' | 'gone';
  /** Null where a person posts. Else the chat does not answer, and so many more lines wait for it. */
  readonly waits: number | null;
}

/** What a person has to post now, one line per channel and drop, in the order of the channels: they must not change places under a finger. */
export function linesToPost(
  tasks: readonly TaskPart[],
  channels: readonly ChannelPart[],
  present: PresenceParts['channels'] | null,
  now: Instant,
): readonly PostLine[] {
  const posts = tasks.filter((task) => task.kind === 'chat.post');
  return channels.flatMap(({ channel, label, hand, enabled }): readonly PostLine[] => {
    const mine = posts.filter((task) => task.target === channel);
    const open = mine.filter((task) => task.state === 'waiting').sort((a, b) => a.dueAt - b.dueAt);
    if (hand === null) {
      const isAway = enabled && present !== null && present.find((each) => each.channel === channel)?.state !== 'connected';
      const late = isAway ? open.filter((task) => task.dueAt + GIVEN_MS <= now) : [];
      const [first] = late;
      return first === undefined ? [] : [{ task: first, label, state: 'due', waits: late.length - 1 }];
    }
    if (open.length > 0) return open.map((task): PostLine => ({ task, label, state: task.dueAt > now ? 'soon' : 'due', waits: null }));
    // Only the last one: what a newer line replaced is not worth a word.
    const [last] = mine.filter((task) => task.closedAt !== null).sort((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0));
    if (last === undefined) return [];
    const ago = now - (last.closedAt ?? 0);
    if (last.state === 'done') return ago < POSTED_MS ? [{ task: last, label, state: 'posted', waits: null }] : [];
    return ago < GONE_MS ? [{ task: last, label, state: 'gone', waits: null }] : [];
  });
}
