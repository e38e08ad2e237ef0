import type { DurationMs, Instant } from '@protocol/time.ts';
import { taskPriority, type Task, type TaskPriority } from '../dispatch/core.ts';
import type { ChatLimits } from '../ports/chat.ts';

/**
 * What may be posted when, so that no chat ever mutes the bot: Twitch does so for 30 minutes, the
 * whole show. Pure: the past, the clock and the limits are arguments.
 */

/** Of what a platform allows: its clock is not ours, and somebody may type with the same account. */
export const SHARE = 0.8;

/**
 * Part of our own budget that each kind may fill. Without it a run of counts could use up the
 * window and a link would wait for half a minute behind them.
 */
const fill: Readonly<Record<TaskPriority, number>> = {
  [taskPriority.link]: 1,
  [taskPriority.soldOut]: 0.9,
  [taskPriority.news]: 0.8,
  [taskPriority.lastFew]: 0.7,
  [taskPriority.count]: 0.5,
};

export interface SentMessage {
  /** When it went out, or may have. */
  readonly at: Instant;
  /** Empty where it is not known any more. */
  readonly text: string;
}

/** How many messages of a priority may stand in any window. At least one, or nothing could ever be said. */
export const mostInWindow = (limits: ChatLimits, priority: TaskPriority): number =>
  Math.max(1, Math.floor(Math.floor(limits.messages * SHARE) * fill[priority]));

/** The earliest instant, not before `now`, at which a message of this priority may go out. */
export function freeAt(limits: ChatLimits, sent: readonly SentMessage[], priority: TaskPriority, now: Instant): Instant {
  const times = sent.map((message) => message.at).sort((a, b) => a - b);
  const last = times.at(-1);
  const afterGap = last === undefined ? now : Math.max(now, last + Math.ceil(limits.gapMs / SHARE));
  const most = mostInWindow(limits, priority);
  // The message that must have left the window before one more fits.
  const blocking = times[times.length - most];
  return blocking === undefined ? afterGap : Math.max(afterGap, blocking + limits.windowMs + 1);
}

/** Marks that make a text another text for the platform and the same for people. */
const VARIATIONS = ['', ' ·', ' ··', ' ···'] as const;

/**
 * The text, changed by a trailing dot or two where the platform would drop it as a repetition;
 * null where it has to wait, because it was said too often or there is no room for the dot.
 */
export function freshText(limits: ChatLimits, sent: readonly SentMessage[], text: string, now: Instant): string | null {
  if (limits.sameTextMs === 0) return text;
  const recent = new Set(sent.filter((message) => now - message.at <= limits.sameTextMs).map((message) => message.text));
  return VARIATIONS.map((mark) => text + mark).find((varied) => varied.length <= limits.longest && !recent.has(varied)) ?? null;
}

/** How long a post usually takes until the next one may go. */
const USUAL_POST_MS: DurationMs = 1_000;
/**
 * From when on nothing less urgent is begun, so that the line is free when the next link is due: a link is late by a gap and a post
 * otherwise. Null where none is due.
 */
export function keptFreeFrom(limits: ChatLimits, waiting: readonly Task[], now: Instant): { readonly from: Instant; readonly until: Instant } | null {
  const due = waiting.filter((task) => task.priority === taskPriority.link && task.dueAt > now).map((task) => task.dueAt);
  if (due.length === 0) return null;
  const until = Math.min(...due);
  return { from: until - Math.ceil(limits.gapMs / SHARE) - USUAL_POST_MS, until };
}

export interface Picked {
  /** What to post now; null where nothing is due or the budget is used up. */
  readonly task: Task | null;
  /** Counts that a newer one replaces: to be closed unsent. */
  readonly replaced: readonly Task[];
  /** When to look again; null where nothing waits. */
  readonly wakeAt: Instant | null;
}

const byUrgency = (a: Task, b: Task): number => a.priority - b.priority || a.dueAt - b.dueAt || a.openedAt - b.openedAt || (a.taskId < b.taskId ? -1 : 1);

/**
 * Of one channel's waiting tasks, the one to post now: link, sold out, news, last few, count. Of
 * counts that say the same kind of thing only the newest is of use.
 */
export function pickNext(waiting: readonly Task[], limits: ChatLimits, sent: readonly SentMessage[], now: Instant): Picked {
  const newest = new Map<string, Task>();
  const replaced: Task[] = [];
  const due: Task[] = [];
  let wakeAt: Instant | null = null;
  const wake = (at: Instant): void => {
    wakeAt = wakeAt === null ? at : Math.min(wakeAt, at);
  };
  for (const task of waiting) {
    if (task.dueAt > now) {
      wake(task.dueAt);
    } else if (task.priority === taskPriority.count) {
      const kind = task.data['template'] ?? '';
      const before = newest.get(kind);
      if (before === undefined) newest.set(kind, task);
      else {
        const newer = task.dueAt > before.dueAt || (task.dueAt === before.dueAt && task.openedAt >= before.openedAt);
        newest.set(kind, newer ? task : before);
        replaced.push(newer ? before : task);
      }
    } else {
      due.push(task);
    }
  }
  due.push(...newest.values());
  due.sort(byUrgency);
  // Only the first is looked at: what is less urgent waits behind it, and its budget is never larger.
  const first = due[0];
  if (first !== undefined) {
    const kept = first.priority === taskPriority.link ? null : keptFreeFrom(limits, waiting, now);
    const at = kept !== null && kept.from <= now ? kept.until : freeAt(limits, sent, first.priority, now);
    if (at <= now) return { task: first, replaced, wakeAt };
    wake(at);
  }
  return { task: null, replaced, wakeAt };
}

/** What of the past still counts: the window, and the time in which a text may not be said again. */
export const stillCounts = (limits: ChatLimits, message: SentMessage, now: Instant): boolean =>
  now - message.at <= Math.max(limits.windowMs, limits.sameTextMs);
