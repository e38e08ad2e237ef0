import { tagOf } from '@protocol/chat-grammar.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import { postTo, type ChatTemplate } from './announce.ts';
import { findTagged, rulesOf } from './chat-rules.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { drawHandlers } from './draw.ts';
import { happened } from './events.ts';
import { holdHandlersWith, holdKey, type HoldGuard } from './hold.ts';
import { closeTasks } from './open-task.ts';
import { taskPriority, type ChatSaid, type Drop } from './state.ts';

/** An answer nobody waits for any more is not given. */
const ANSWER_WITHIN: DurationMs = 30 * SECOND;
/** Names in one line; who comes after them sees it on their page alone. */
const MOST_NAMED = 6;

const saidKey = (channel: string, about: string): string => `${channel} ${about}`;
const NOTHING = { answer: { holdId: null } } as const;

const isRecent = (draft: Draft, channel: string, said: ChatSaid | undefined): boolean =>
  said !== undefined && draft.context.now - said.at < rulesOf(draft.state, channel).chatSeconds * SECOND;

/** What is said to one person: together with others, as long as the line was not posted. `to` are viewers; their names are put in when it is posted (L8). */
function sayTo(draft: Draft, channel: string, drop: Drop | null, template: ChatTemplate, viewer: string, extra: Readonly<Record<string, string>>): boolean {
  const about = [template, drop?.dropId ?? '', ...Object.values(extra)].join(' ');
  const said = draft.state.chatSaid.get(saidKey(channel, about));
  const before = draft.state.tasks.get(said?.taskId ?? '');
  const waiting = before?.state === 'waiting' ? before : null;
  const names = (waiting?.data['to'] ?? '').split(' ').filter(Boolean);
  if (names.includes(viewer) || names.length >= MOST_NAMED) return false;
  // What stands against somebody is not said to them again and again.
  if (waiting === null && template === 'claim-no' && isRecent(draft, channel, said)) return false;
  if (waiting !== null) closeTasks(draft, (task) => task.taskId === waiting.taskId, 'dropped', 'joined');
  say(draft, channel, drop, template, about, { ...extra, to: [...names, viewer].join(' ') });
  return true;
}
/** What is said to all, once in the chat's own time. Answers whether it is. */
function sayOnce(draft: Draft, channel: string, drop: Drop | null, template: ChatTemplate, extra: Readonly<Record<string, string>>): boolean {
  const about = [template, drop?.dropId ?? '', ...Object.values(extra)].join(' ');
  const said = draft.state.chatSaid.get(saidKey(channel, about));
  if (isRecent(draft, channel, said)) return false;
  say(draft, channel, drop, template, about, extra);
  return true;
}
function say(draft: Draft, channel: string, drop: Drop | null, template: ChatTemplate, about: string, extra: Readonly<Record<string, string>>): void {
  const { now } = draft.context;
  const taskId = postTo(draft, channel, drop, { template, priority: taskPriority.count, dueAt: now, uselessAt: now + ANSWER_WITHIN, extra });
  draft.emit(happened('ChatAnswered', { channel, about, ...(taskId === null ? {} : { taskId }) }));
}

/** Refusals that are worth a line in the chat; the others are seen on the stream. */
const SPOKEN = ['sold-out', 'all-held', 'limit-reached'] as const;
const isSpoken = (code: string): code is (typeof SPOKEN)[number] => (SPOKEN as readonly string[]).includes(code);

/** The same handler that a press on the page runs: there is no second rule about stock, limits or time. */
export const chatClaimHandlersWith = (guard: HoldGuard): Handlers<'chat.claim' | 'chat.paired' | 'chat.parted' | 'chat.timer'> => {
  const place = holdHandlersWith(guard)['hold.place'];
  return {
    'chat.claim': (draft, { channel, viewer, tag, quantity }) => {
      const { state, context } = draft;
      const row = state.channels.get(channel);
      if (!row?.enabled || row.hand !== null) return refuse('no-such-channel', { channel });
      if (!rulesOf(state, channel).claims || state.single('panicAt') !== null) return NOTHING;
      const found = findTagged(state, tag);
      if (found === null) return NOTHING;
      const { drop, sku } = found;
      if (viewer === null) return sayOnce(draft, channel, drop, 'claim-first', {}) ? undefined : NOTHING;
      const before = state.holds.get(state.holdOf.get(holdKey(drop.dropId, viewer)) ?? '');
      // H1: the same again is the same hold, and their page shows it.
      if (before?.lines.length === 1 && before.lines[0]?.sku === sku && before.lines[0].quantity === quantity) return NOTHING;
      const code = drop.links.find((link) => link.channel === channel)?.code;
      const from = code === undefined ? {} : { code };
      const isEntered = drop.mode === 'draw' && state.entries.get(state.entryOf.get(holdKey(drop.dropId, viewer)) ?? '')?.sku === sku;
      if (isEntered) return NOTHING;
      const asViewer = { ...draft, context: { ...context, viewer } };
      const decided =
        drop.mode === 'draw'
          ? drawHandlers['draw.enter'](asViewer, { dropId: drop.dropId, sku, ...from })
          : place(asViewer, { dropId: drop.dropId, lines: [{ sku, quantity }], ...from });
      const named = tagOf(
        drop.letter,
        drop.lines.findIndex((line) => line.sku === sku),
      );
      if (decided !== undefined && 'refused' in decided) return spoken(draft, channel, drop, viewer, named, decided) ? undefined : NOTHING;
      sayTo(draft, channel, drop, ({ hold: 'claimed', race: 'placed', draw: 'entered' } as const)[drop.mode], viewer, { tag: named });
      return undefined;
    },
    'chat.paired': (draft, { channel, viewer, left }) => {
      const row = draft.state.channels.get(channel);
      if (!row?.enabled || row.hand !== null) return refuse('no-such-channel', { channel });
      if (left !== null && isPaired(draft, channel, left)) draft.emit(happened('ChatParted', { channel, viewer: left }));
      draft.emit(happened('ChatPaired', { channel, viewer }));
      const drop = draft.state.drops.get(draft.state.single('onAir') ?? '') ?? null;
      if (draft.state.single('panicAt') === null) sayTo(draft, channel, drop, 'paired', viewer, {});
    },
    'chat.parted': (draft, { channel, viewer }) => {
      if (isPaired(draft, channel, viewer)) draft.emit(happened('ChatParted', { channel, viewer }));
    },
    'chat.timer': (draft, { channel, timer }) => {
      const { state, context } = draft;
      if (!state.channels.get(channel)?.enabled) return refuse('no-such-channel', { channel });
      const not = { answer: { posted: false } } as const;
      const rule = rulesOf(state, channel).timers[timer];
      const show = state.shows.get(state.single('showId') ?? '');
      if (rule === undefined || show?.state !== 'live' || state.single('panicAt') !== null) return not;
      const drop = state.drops.get(state.single('onAir') ?? '') ?? null;
      // It speaks of a drop, and none is on.
      if (drop === null && /\{(?:title|price|left|link|claim)\}/u.test(rule.text)) return not;
      const dueAt = context.now;
      postTo(draft, channel, drop, { template: 'timer', priority: taskPriority.count, dueAt, uselessAt: dueAt + ANSWER_WITHIN, extra: { text: rule.text } });
    },
  };
};

const isPaired = (draft: Draft, channel: string, viewer: string): boolean => draft.state.pairedChats.get(viewer)?.includes(channel) === true;

/** Says briefly what stands against it; false where that was just said, or is not worth a line. */
function spoken(draft: Draft, channel: string, drop: Drop, viewer: string, tag: string, { refused }: Refused): boolean {
  if (!isSpoken(refused)) return false;
  const extra = { tag, no: refused };
  // About the goods, for everyone; or about one person.
  return refused === 'limit-reached' ? sayTo(draft, channel, drop, 'claim-no', viewer, extra) : sayOnce(draft, channel, drop, 'claim-no', extra);
}

export const chatClaimEvolvers: Evolvers<'ChatPaired' | 'ChatParted'> = {
  ChatPaired: (state, { channel, viewer }) => {
    const chats = state.pairedChats.get(viewer) ?? [];
    if (!chats.includes(channel)) state.pairedChats.set(viewer, [...chats, channel]);
  },
  ChatParted: (state, { channel, viewer }) => {
    const chats = (state.pairedChats.get(viewer) ?? []).filter((each) => each !== channel);
    if (chats.length === 0) state.pairedChats.delete(viewer);
    else state.pairedChats.set(viewer, chats);
  },
};
