import { readChatLine } from '@protocol/chat-grammar.ts';
import { refuse } from '@protocol/refusals.ts';
import { sumCounts } from '@protocol/ticks.ts';
import { SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { mayEnd } from './allowed.ts';
import { postTo, type ChatTemplate } from './announce.ts';
import { rulesOf } from './chat-rules.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { endByHand } from './settle.ts';
import { happened } from './events.ts';
import { closeTasks } from './open-task.ts';
import { taskPriority, type Drop } from './state.ts';

/** An answer nobody waits for any more is not given. */
const ANSWER_WITHIN: DurationMs = 30 * SECOND;

type ChatCommand = 'drop' | 'stock' | 'buy' | 'end';
function parseChat(text: string): ChatCommand | null {
  const asked = readChatLine(text, {});
  return asked === null || asked.ask === 'pair' || asked.ask === 'part' || asked.ask === 'claim' ? null : asked.ask;
}

export const chatHandlers: Handlers<'chat.line' | 'chat.catch-up'> = {
  'chat.catch-up': (draft, { channel, before }) => {
    if (!draft.state.channels.get(channel)?.enabled) return refuse('no-such-channel', { channel });
    catchUp(draft, channel, before);
    return undefined;
  },
  'chat.line': (draft, { channel, text, mod }) => {
    const row = draft.state.channels.get(channel);
    if (!row || !row.enabled) return refuse('no-such-channel', { channel });
    const command = parseChat(text);
    const drop = draft.state.drops.get(draft.state.single('onAir') ?? '') ?? null;
    const { now } = draft.context;
    if (command === null || draft.state.single('panicAt') !== null) return { answer: { answered: false } };
    if (command === 'end') {
      if (!mod || drop === null || mayEnd(drop) !== null) return { answer: { answered: false } };
      endByHand(draft, drop.dropId);
      postTo(draft, channel, drop, { template: 'ended', priority: taskPriority.news, dueAt: now, uselessAt: now + ANSWER_WITHIN, extra: {} });
      return undefined;
    }
    // One answer to viewers' questions per channel in this time, whoever asks.
    if (now - row.answeredAt < rulesOf(draft.state, channel).chatSeconds * SECOND) return { answer: { answered: false } };
    const template: ChatTemplate = drop === null ? 'none-on' : command;
    // The newest count replaces older ones that still wait.
    closeTasks(draft, (task) => task.kind === 'chat.post' && task.target === channel && task.priority === taskPriority.count, 'dropped', 'newer-count');
    draft.emit(happened('ChatAnswered', { channel }));
    postTo(draft, channel, drop, { template, priority: taskPriority.count, dueAt: now, uselessAt: now + ANSWER_WITHIN, extra: {} });
    return undefined;
  },
};

/**
 * E2: lines that waited for a chat to come back are not said one after the other: their use has passed. Each drop that is still on
 * gets one line of how it is now.
 */
function catchUp(draft: Draft, channel: string, before: Instant): void {
  const waiting = [...draft.state.tasks.values()].filter((task) => task.kind === 'chat.post' && task.target === channel && task.state === 'waiting');
  const late = waiting.filter((task) => task.dueAt <= before);
  const useless = new Set<string>();
  const drops: Drop[] = [];
  for (const dropId of new Set(late.map((task) => task.dropId))) {
    const drop = dropId === null ? null : (draft.state.drops.get(dropId) ?? null);
    // Of one that is over, such as "called off", each line still says what is so.
    if (drop !== null && drop.state !== 'live' && drop.state !== 'paused') continue;
    for (const task of drop === null ? late : waiting) if (task.dropId === dropId && task.dueAt <= draft.context.now) useless.add(task.taskId);
    if (drop !== null) drops.push(drop);
  }
  if (useless.size === 0) return;
  closeTasks(draft, (task) => useless.has(task.taskId), 'dropped', 'caught-up');
  for (const drop of drops) {
    const counts = sumCounts(drop.lines);
    postTo(draft, channel, drop, {
      template: counts.left + counts.held === 0 ? 'sold-out' : 'drop',
      priority: taskPriority.link,
      dueAt: draft.context.now,
      uselessAt: drop.endsAt,
      extra: {},
    });
  }
  draft.emit(happened('ChatCaughtUp', { channel, unsent: useless.size }));
}

export const chatEvolvers: Evolvers<'ChatAnswered' | 'ChatCaughtUp'> = {
  // Told in the log; its tasks speak for themselves.
  ChatCaughtUp: () => undefined,
  ChatAnswered: (state, { channel, about, taskId }, meta) => {
    // Claims have a time of their own: they keep no question from its answer.
    if (about !== undefined) return void state.chatSaid.set(`${channel} ${about}`, { at: meta.at, taskId: taskId ?? null });
    const row = state.channels.get(channel);
    if (row) state.channels.set(channel, { ...row, answeredAt: meta.at });
  },
};
