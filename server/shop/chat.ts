import { refuse } from '@protocol/refusals.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import { mayEnd } from './allowed.ts';
import { postTo, type ChatTemplate } from './announce.ts';
import type { Evolvers, Handlers } from './context.ts';
import { endDrop } from './drop.ts';
import { happened } from './events.ts';
import { closeTasks } from './open-task.ts';
import { taskPriority } from './state.ts';

/** One answer to viewers' questions per channel in this time, whoever asks. */
const ANSWER_EVERY: DurationMs = 5 * SECOND;
/** An answer nobody waits for any more is not given. */
const ANSWER_WITHIN: DurationMs = 30 * SECOND;

export type ChatCommand = 'drop' | 'stock' | 'buy' | 'end';
const names: Readonly<Record<string, ChatCommand>> = { '!drop': 'drop', '!stock': 'stock', '!buy': 'buy', '!end': 'end' };

/** The first word, in any case; anything else in the line is ignored. */
export function parseChat(text: string): ChatCommand | null {
  const word = text.trim().slice(0, 64).split(/\s/u, 1)[0]?.toLowerCase() ?? '';
  return Object.hasOwn(names, word) ? (names[word] ?? null) : null;
}

export const chatHandlers: Handlers<'chat.line'> = {
  'chat.line': (draft, { channel, text, mod }) => {
    const row = draft.state.channels.get(channel);
    if (!row || !row.enabled) return refuse('no-such-channel', { channel });
    const command = parseChat(text);
    const drop = draft.state.drops.get(draft.state.single('onAir') ?? '') ?? null;
    const { now } = draft.context;
    if (command === null || draft.state.single('panicAt') !== null) return { answer: { answered: false } };
    if (command === 'end') {
      if (!mod || drop === null || mayEnd(drop) !== null) return { answer: { answered: false } };
      endDrop(draft, drop.dropId, 'host');
      postTo(draft, channel, drop, { template: 'ended', priority: taskPriority.news, dueAt: now, uselessAt: now + ANSWER_WITHIN, extra: {} });
      return undefined;
    }
    if (now - row.answeredAt < ANSWER_EVERY) return { answer: { answered: false } };
    const template: ChatTemplate = drop === null ? 'none-on' : command;
    // The newest count replaces older ones that still wait.
    closeTasks(draft, (task) => task.kind === 'chat.post' && task.target === channel && task.priority === taskPriority.count, 'dropped', 'newer-count');
    draft.emit(happened('ChatAnswered', { channel }));
    postTo(draft, channel, drop, { template, priority: taskPriority.count, dueAt: now, uselessAt: now + ANSWER_WITHIN, extra: {} });
    return undefined;
  },
};

export const chatEvolvers: Evolvers<'ChatAnswered'> = {
  ChatAnswered: (state, { channel }, meta) => {
    const row = state.channels.get(channel);
    if (row) state.channels.set(channel, { ...row, answeredAt: meta.at });
  },
};
