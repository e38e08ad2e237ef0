import type { ChatAliases, ChatWord } from './chat-grammar.ts';

/** Who may: everyone, those who pay the channel, or its moderators. */
export const ruleLevels = ['everyone', 'members', 'mods'] as const;
export type RuleLevel = (typeof ruleLevels)[number];

/** A line said again and again while a show runs, but never into a silent chat. */
export interface ChatTimer {
  readonly text: string;
  readonly minutes: number;
  /** Lines of others since it was last said. */
  readonly lines: number;
}
/** What one chat may ask of the shop. */
export interface ChatRules {
  /** Claim from chat. */
  readonly claims: boolean;
  readonly claimLevel: RuleLevel;
  readonly askLevel: RuleLevel;
  /** Between two claims of one person. */
  readonly personSeconds: number;
  /** Between two answers to the whole chat. */
  readonly chatSeconds: number;
  readonly aliases: ChatAliases;
  readonly timers: readonly ChatTimer[];
}
export const defaultChatRules: ChatRules = {
  claims: true,
  claimLevel: 'everyone',
  askLevel: 'everyone',
  personSeconds: 3,
  chatSeconds: 5,
  aliases: {},
  timers: [],
};

/** Words that a host may add to; `end` has only its own. */
export const aliasedWords = ['claim', 'me', 'drop', 'stock', 'buy'] as const satisfies readonly ChatWord[];
export const MOST_ALIASES = 5;
export const MOST_TIMERS = 3;
/** Blanks of a repeating line. */
export const timerBlanks = ['title', 'price', 'left', 'link', 'claim', 'shop'] as const;
