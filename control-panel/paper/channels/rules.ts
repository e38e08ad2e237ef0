import { CHAT_ALIAS, chatWordOf } from '@protocol/chat-grammar.ts';
import { aliasedWords, MOST_ALIASES, timerBlanks, type ChatRules } from '@protocol/chat-rules.ts';
import type { CommandInput } from '@protocol/commands.ts';
import { wholeNumber } from '../valid.ts';

export type AliasedWord = (typeof aliasedWords)[number];
/** What is typed in the form, as it is typed. */
export interface TypedRules {
  readonly claims: boolean;
  readonly claimLevel: ChatRules['claimLevel'];
  readonly askLevel: ChatRules['askLevel'];
  readonly personSeconds: string;
  readonly chatSeconds: string;
  readonly words: Readonly<Record<AliasedWord, string>>;
  readonly timers: readonly { readonly text: string; readonly minutes: string; readonly lines: string }[];
}
export const typedRules = (rules: ChatRules): TypedRules => ({
  claims: rules.claims,
  claimLevel: rules.claimLevel,
  askLevel: rules.askLevel,
  personSeconds: String(rules.personSeconds),
  chatSeconds: String(rules.chatSeconds),
  words: {
    claim: said(rules, 'claim'),
    me: said(rules, 'me'),
    drop: said(rules, 'drop'),
    stock: said(rules, 'stock'),
    buy: said(rules, 'buy'),
  },
  timers: rules.timers.map(({ text, minutes, lines }) => ({ text, minutes: String(minutes), lines: String(lines) })),
});
const said = (rules: ChatRules, word: AliasedWord): string => (rules.aliases[word] ?? []).map((alias) => `!${alias}`).join(' ');

export type WrongRule =
  | { readonly at: 'personSeconds' | 'chatSeconds' | AliasedWord }
  | { readonly at: 'timer'; readonly timer: number; readonly field: 'text' | 'minutes' | 'lines' };
type Rules = CommandInput<'channel.rules'>['rules'];

/** "!want, gimme" → want, gimme; null where one of them cannot be a word for it. */
function aliasesOf(typed: string): string[] | null {
  const words = typed
    .split(/[\s,]+/u)
    .map((word) => word.replace(/^!/u, '').toLowerCase())
    .filter((word) => word !== '');
  const good = words.every((word) => CHAT_ALIAS.test(word) && chatWordOf(word, {}) === null);
  return good && words.length <= MOST_ALIASES ? [...new Set(words)] : null;
}

/** The rules as they are sent, or the first thing that cannot be. */
export function readRules(typed: TypedRules): { readonly ok: true; readonly rules: Rules } | { readonly ok: false; readonly wrong: WrongRule } {
  const no = (wrong: WrongRule) => ({ ok: false, wrong }) as const;
  const personSeconds = wholeNumber(typed.personSeconds, 0, 600);
  if (personSeconds === null) return no({ at: 'personSeconds' });
  const chatSeconds = wholeNumber(typed.chatSeconds, 2, 600);
  if (chatSeconds === null) return no({ at: 'chatSeconds' });
  const aliases: Rules['aliases'] = { claim: [], me: [], drop: [], stock: [], buy: [] };
  const taken = new Set<string>();
  for (const word of aliasedWords) {
    const own = aliasesOf(typed.words[word]);
    if (own === null || own.some((alias) => taken.has(alias))) return no({ at: word });
    for (const alias of own) taken.add(alias);
    aliases[word] = own;
  }
  const timers: Rules['timers'] = [];
  for (const [timer, row] of typed.timers.entries()) {
    const text = row.text.trim();
    if (text === '' || strange(text).length > 0) return no({ at: 'timer', timer, field: 'text' });
    const minutes = wholeNumber(row.minutes, 1, 240);
    if (minutes === null) return no({ at: 'timer', timer, field: 'minutes' });
    const lines = wholeNumber(row.lines, 0, 1_000);
    if (lines === null) return no({ at: 'timer', timer, field: 'lines' });
    timers.push({ text, minutes, lines });
  }
  return { ok: true, rules: { claims: typed.claims, claimLevel: typed.claimLevel, askLevel: typed.askLevel, personSeconds, chatSeconds, aliases, timers } };
}
/** Blanks that a repeating line does not have. */
export const strange = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? '').filter((name) => !(timerBlanks as readonly string[]).includes(name));
