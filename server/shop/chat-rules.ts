import { chatWordOf, chatWords, TAG_LETTERS } from '@protocol/chat-grammar.ts';
import { defaultChatRules, timerBlanks, type ChatRules } from '@protocol/chat-rules.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import type { Drop, ReadState } from './state.ts';

/** What a chat may ask for: as saved, else as it comes. */
export const rulesOf = (state: ReadState, channel: string): ChatRules => state.chatRules.get(channel) ?? defaultChatRules;

/** Whether one can claim in this chat: it is on, and its rules let it. Whether it is read at all, the caller knows. */
export function takesClaims(state: ReadState, channel: string): boolean {
  const row = state.channels.get(channel);
  return row !== undefined && row.enabled && row.hand === null && rulesOf(state, channel).claims;
}

/**
 * The letter of a firing, what its lines' tags begin with. Each firing of a show has the next one, so that who sees the stream late and types an
 * old tag never gets a unit of the drop that came after.
 */
export function nextLetter(state: ReadState, showId: string): string {
  let firings = 0;
  const taken = new Set<string>();
  for (const drop of state.drops.values()) {
    if (drop.showId === showId) firings += drop.firing;
    if (drop.state === 'live' || drop.state === 'paused') taken.add(drop.letter);
  }
  for (let n = 0; n < TAG_LETTERS.length; n += 1) {
    const letter = TAG_LETTERS.charAt((firings + n) % TAG_LETTERS.length);
    if (!taken.has(letter)) return letter;
  }
  // As many drops live at once as there are letters: this one has no tags, and its link all the same.
  return '';
}

/** What a tag names, among the drops that are live; without one the drop on air, where that has one line to be had. */
export function findTagged(state: ReadState, tag: string | null): { readonly drop: Drop; readonly sku: string } | null {
  if (tag === null) {
    const drop = state.drops.get(state.single('onAir') ?? '');
    const lines = drop?.lines.filter((line) => line.allotted > 0) ?? [];
    const [only] = lines;
    return drop !== undefined && only !== undefined && lines.length === 1 ? { drop, sku: only.sku } : null;
  }
  const place = Number(tag.slice(1)) - 1;
  for (const dropId of [...state.single('liveDrops')].reverse()) {
    const drop = state.drops.get(dropId);
    if (drop?.letter !== tag.charAt(0)) continue;
    const line = drop.lines[place];
    // Added by mistake and taken back to the last unit: never on sale.
    return line === undefined || line.allotted === 0 ? null : { drop, sku: line.sku };
  }
  return null;
}

/** Two commands of one name, or a blank that a repeating line does not have. */
function checkRules(rules: ChatRules): Refused | null {
  const seen = new Set<string>();
  for (const word of chatWords) {
    for (const alias of rules.aliases[word] ?? []) {
      if (seen.has(alias) || chatWordOf(alias, {}) !== null) return refuse('bad-settings', { what: `!${alias}` });
      seen.add(alias);
    }
  }
  for (const { text } of rules.timers) {
    for (const [blank, name = ''] of text.matchAll(/\{(\w+)\}/gu)) {
      if (!(timerBlanks as readonly string[]).includes(name)) return refuse('bad-settings', { what: blank });
    }
  }
  return null;
}

export const chatRulesHandlers: Handlers<'channel.rules'> = {
  'channel.rules': (draft, { channel, rules }) => {
    if (!draft.context.offers.channels.some((offered) => offered.id === channel && offered.reads)) return refuse('no-such-channel', { channel });
    const refused = checkRules(rules);
    if (refused) return refused;
    draft.emit(happened('ChatRulesSaved', { channel, rules }));
  },
};
export const chatRulesEvolvers: Evolvers<'ChatRulesSaved'> = {
  ChatRulesSaved: (state, { channel, rules }) => void state.chatRules.set(channel, rules),
};
