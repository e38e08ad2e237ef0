import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatLimits } from '../../../server/ports/chat.ts';
import { taskPriority, type Task, type TaskPriority } from '../../../server/dispatch/core.ts';
import { freeAt, freshText, mostInWindow, pickNext, SHARE, type SentMessage } from '../../../server/tasks/chat-budget.ts';

const twitch: ChatLimits = { messages: 20, windowMs: 30_000, gapMs: 1_000, longest: 500, sameTextMs: 30_000, answers: true };

const task = (changes: Partial<Task> & { readonly taskId: string; readonly priority: TaskPriority }): Task => ({
  kind: 'chat.post',
  target: 'twitch',
  dropId: 'd1',
  orderNumber: null,
  sku: null,
  data: { template: 'stock' },
  openedAt: 0,
  dueAt: 0,
  uselessAt: null,
  receipt: null,
  messageId: null,
  state: 'waiting',
  attempt: 0,
  takenUntil: null,
  closedAt: null,
  note: '',
  ...changes,
});

/** Plays an evening: tasks come up at their times, one is posted whenever the budget lets it. Answers what went out when. */
function play(tasks: readonly Task[], limits: ChatLimits): { readonly out: { readonly task: Task; readonly at: number }[]; readonly replaced: Set<string> } {
  const waiting = new Map(tasks.map((one) => [one.taskId, one]));
  const out: { task: Task; at: number }[] = [];
  const replaced = new Set<string>();
  const sent: SentMessage[] = [];
  let now = 0;
  for (let step = 0; waiting.size > 0 && step < 10_000; step += 1) {
    const picked = pickNext([...waiting.values()], limits, sent, now);
    for (const old of picked.replaced) {
      waiting.delete(old.taskId);
      replaced.add(old.taskId);
    }
    if (picked.task !== null) {
      waiting.delete(picked.task.taskId);
      out.push({ task: picked.task, at: now });
      sent.push({ at: now, text: picked.task.taskId });
    } else if (picked.wakeAt !== null) {
      expect(picked.wakeAt).toBeGreaterThan(now);
      now = picked.wakeAt;
    }
  }
  expect(waiting.size).toBe(0);
  return { out, replaced };
}

const priorities = Object.values(taskPriority);
const anyTasks = fc
  .array(
    fc.record({ priority: fc.constantFrom(...priorities), dueAt: fc.integer({ min: 0, max: 60_000 }), template: fc.constantFrom('stock', 'drop', 'buy') }),
    { maxLength: 120 },
  )
  .map((list) =>
    list.map((one, i) => task({ taskId: `t${i}`, priority: one.priority, dueAt: one.dueAt, openedAt: one.dueAt, data: { template: one.template } })),
  );
const anyLimits = fc.record({
  messages: fc.integer({ min: 2, max: 100 }),
  windowMs: fc.integer({ min: 1_000, max: 60_000 }),
  gapMs: fc.integer({ min: 0, max: 3_000 }),
  longest: fc.constant(500),
  sameTextMs: fc.constant(30_000),
  answers: fc.constant(true),
});

describe('chat budget', () => {
  it('never posts more than 80 % of the limit in any window, nor closer than the gap (property)', () => {
    fc.assert(
      fc.property(anyTasks, anyLimits, (tasks, limits) => {
        const times = play(tasks, limits).out.map(({ at }) => at);
        const most = Math.max(1, Math.floor(limits.messages * SHARE));
        times.forEach((at, i) => {
          expect(times.filter((other) => other >= at && other <= at + limits.windowMs).length).toBeLessThanOrEqual(most);
          if (i > 0) expect(at - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(limits.gapMs);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('a link never waits behind a count (property)', () => {
    fc.assert(
      fc.property(anyTasks, anyLimits, (tasks, limits) => {
        const { out } = play(tasks, limits);
        for (const link of out.filter((one) => one.task.priority === taskPriority.link)) {
          for (const count of out.filter((one) => one.task.priority === taskPriority.count)) {
            // No count goes out while a link is due.
            expect(count.at >= link.task.dueAt && count.at < link.at).toBe(false);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a flood of counts leaves room: a link goes out after one gap at most', () => {
    const counts = Array.from({ length: 200 }, (_, i) =>
      task({ taskId: `c${i}`, priority: taskPriority.count, dueAt: i * 200, openedAt: i * 200, data: { template: `kind${i}` } }),
    );
    const link = task({ taskId: 'link', priority: taskPriority.link, dueAt: 20_000, data: { template: 'link' } });
    const { out } = play([...counts, link], twitch);
    const at = out.find((one) => one.task.taskId === 'link')?.at ?? Number.NaN;
    expect(at - 20_000).toBeLessThanOrEqual(twitch.gapMs / SHARE);
  });

  it('order of the evening: link, sold out, news, last few, count', () => {
    const one = (taskId: string, priority: TaskPriority): Task => task({ taskId, priority });
    const tasks = [
      one('count', taskPriority.count),
      one('few', taskPriority.lastFew),
      one('link', taskPriority.link),
      one('news', taskPriority.news),
      one('sold', taskPriority.soldOut),
    ];
    expect(play(tasks, twitch).out.map(({ task: { taskId } }) => taskId)).toEqual(['link', 'sold', 'news', 'few', 'count']);
  });

  it('the newest count replaces older ones of its kind; nothing else is ever replaced (property)', () => {
    fc.assert(
      fc.property(anyTasks, (tasks) => {
        const { replaced } = play(tasks, twitch);
        for (const one of tasks) if (replaced.has(one.taskId)) expect(one.priority).toBe(taskPriority.count);
      }),
    );
    const tasks = [1, 2, 3].map((n) => task({ taskId: `c${n}`, priority: taskPriority.count, dueAt: n, openedAt: n }));
    const picked = pickNext(tasks, twitch, [], 10);
    expect(picked.task?.taskId).toBe('c3');
    expect(picked.replaced.map(({ taskId }) => taskId)).toEqual(['c1', 'c2']);
  });

  it('what is not due yet neither goes out nor replaces anything, and says when to look again', () => {
    const picked = pickNext(
      [task({ taskId: 'later', priority: taskPriority.count, dueAt: 500 }), task({ taskId: 'much later', priority: taskPriority.link, dueAt: 900 })],
      twitch,
      [],
      100,
    );
    expect(picked).toEqual({ task: null, replaced: [], wakeAt: 500 });
  });

  it('D2 nothing less urgent is begun where a link would wait behind it', () => {
    const link = task({ taskId: 'link', priority: taskPriority.link, dueAt: 10_000 });
    const count = task({ taskId: 'count', priority: taskPriority.count, dueAt: 0 });
    const at = (now: number) => pickNext([link, count], twitch, [], now);
    expect(at(7_700).task?.taskId).toBe('count');
    // A gap at four fifths, and a post.
    for (const now of [7_750, 9_000, 9_999]) expect(at(now)).toMatchObject({ task: null, wakeAt: 10_000 });
    expect(at(10_000).task?.taskId).toBe('link');
    // A moderator's gap is smaller, and so is what is kept free.
    expect(pickNext([link, count], { ...twitch, gapMs: 200 }, [], 8_700).task?.taskId).toBe('count');
  });

  it('what was posted before a restart still counts', () => {
    const sent = Array.from({ length: 16 }, (_, i) => ({ at: i * 1_500, text: '' }));
    expect(freeAt(twitch, sent, taskPriority.link, 24_000)).toBe(30_001);
    expect(freeAt(twitch, sent.slice(1), taskPriority.link, 24_000)).toBe(24_000);
  });

  it('every kind may say something, however small the budget', () => {
    for (const priority of priorities) expect(mostInWindow({ ...twitch, messages: 1 }, priority)).toBe(1);
    expect(priorities.map((priority) => mostInWindow(twitch, priority))).toEqual([16, 14, 12, 11, 8]);
  });

  it('the same text within 30 s gets a mark, then has to wait; a moderator may repeat it', () => {
    const sent: SentMessage[] = [];
    const said: (string | null)[] = [];
    for (let i = 0; i < 5; i += 1) {
      const text = freshText(twitch, sent, 'Lamp: 3 left', i * 2_000);
      said.push(text);
      if (text !== null) sent.push({ at: i * 2_000, text });
    }
    expect(said).toEqual(['Lamp: 3 left', 'Lamp: 3 left ·', 'Lamp: 3 left ··', 'Lamp: 3 left ···', null]);
    expect(freshText(twitch, sent, 'Lamp: 3 left', 30_001)).toBe('Lamp: 3 left');
    expect(freshText({ ...twitch, sameTextMs: 0 }, sent, 'Lamp: 3 left', 10)).toBe('Lamp: 3 left');
    // No room for the mark: it waits rather than grow over the limit.
    const long = 'x'.repeat(500);
    expect(freshText(twitch, [{ at: 0, text: long }], long, 10)).toBeNull();
  });
});
