/**
 * What a line of chat can ask for, and nothing else. One pure function reads it, ASCII only and whole or
 * not at all: look-alikes, zero-width and right-to-left marks are simply not in the grammar.
 *
 *   line    = ask | me | claim
 *   ask     = ("!drop" | "!stock" | "!buy" | "!end") [ anything ]
 *   me      = "!me" ( code | "off" )
 *   claim   = "!claim" [ tag [ quantity ] ]
 *   tag     = letter 1–50        A1, b12
 *   quantity = 1–99
 */

/** `me` and `claim` are at most this long; of a question no more is looked at. */
export const LONGEST_CHAT_LINE = 64;

/** Signs of a code: none looks like another one, and no vowel makes it a word. */
export const CODE_SIGNS = '34679CDFHJKMNPQRTWXY';
export const CODE_LENGTH = 5;
/** Letters of a tag: none looks like a figure. */
export const TAG_LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ';

export const chatWords = ['drop', 'stock', 'buy', 'end', 'me', 'claim'] as const;
export type ChatWord = (typeof chatWords)[number];
/** Other words for a command, without the "!" and in lower case. */
export type ChatAliases = Readonly<Partial<Record<ChatWord, readonly string[]>>>;
export const CHAT_ALIAS = /^[a-z0-9]{1,15}$/u;

export type ChatAsk =
  | { readonly ask: 'drop' | 'stock' | 'buy' | 'end' }
  | { readonly ask: 'pair'; readonly code: string }
  | { readonly ask: 'part' }
  /** `tag` null: whatever is on air, where that is one thing. */
  | { readonly ask: 'claim'; readonly tag: string | null; readonly quantity: number };

const CODE = new RegExp(`^[${CODE_SIGNS}]{${CODE_LENGTH}}$`, 'u');
const TAG = /^([A-Z])([1-9]|[1-4][0-9]|50)$/u;
const QUANTITY = /^[1-9][0-9]?$/u;
/** Spaces, and what some clients put behind a line that is said twice, to get it past the platform. */
const BEHIND: ReadonlySet<string> = new Set([' ', '\t', '\u034F', ...'\u{E0000}'.split('')]);
/** Where a line ends: by hand, since a pattern would go through a long run of spaces again and again. */
function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && BEHIND.has(text.charAt(end - 1))) end -= 1;
  return end;
}

const isWord = (text: string): text is ChatWord => (chatWords as readonly string[]).includes(text);
/** The command a word stands for; a command's own name goes before any other word for it. */
export function chatWordOf(word: string, aliases: ChatAliases): ChatWord | null {
  if (isWord(word)) return word;
  return chatWords.find((each) => aliases[each]?.includes(word) === true) ?? null;
}

/** What a line asks for; null where it asks for nothing that we know. Never throws, whatever the line is. */
export function readChatLine(text: string, aliases: ChatAliases): ChatAsk | null {
  // Cut before anything else looks at it, one longer than it may be: that is how a long one is told.
  const line = text
    .slice(0, endOf(text))
    .replace(/^[ \t]+/u, '')
    .slice(0, LONGEST_CHAT_LINE + 1);
  if (!line.startsWith('!')) return null;
  const [first = '', ...rest] = line.slice(1).split(/[ \t]+/u);
  // Letters of other alphabets that turn into ours in lower case (the Kelvin sign) are none of ours.
  if (!/^[A-Za-z0-9]+$/u.test(first)) return null;
  const word = chatWordOf(first.toLowerCase(), aliases);
  switch (word) {
    case null:
      return null;
    case 'drop':
    case 'stock':
    case 'buy':
    case 'end':
      return { ask: word };
    case 'me':
      return line.length > LONGEST_CHAT_LINE ? null : readMe(rest);
    case 'claim':
      return line.length > LONGEST_CHAT_LINE ? null : readClaim(rest);
    default: {
      const never: never = word;
      return never;
    }
  }
}

/** Upper case of ASCII alone. */
const upper = (text: string): string => text.replace(/[a-z]/gu, (letter) => letter.toUpperCase());

function readMe([what = '', ...more]: readonly string[]): ChatAsk | null {
  if (more.length > 0) return null;
  const said = upper(what);
  if (said === 'OFF') return { ask: 'part' };
  return CODE.test(said) ? { ask: 'pair', code: said } : null;
}

function readClaim([tag, quantity, ...more]: readonly string[]): ChatAsk | null {
  if (more.length > 0) return null;
  if (tag === undefined) return { ask: 'claim', tag: null, quantity: 1 };
  const said = upper(tag);
  if (!TAG.test(said) || (quantity !== undefined && !QUANTITY.test(quantity))) return null;
  return { ask: 'claim', tag: said, quantity: quantity === undefined ? 1 : Number(quantity) };
}

/** The tag of a drop's line, by its place; the empty text where the drop has no letter. */
export const tagOf = (letter: string, place: number): string => (letter === '' ? '' : `${letter}${place + 1}`);
