import { readChatLine, type ChatAsk } from '@protocol/chat-grammar.ts';
import type { ChatRules, RuleLevel } from '@protocol/chat-rules.ts';
import { MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import type { ChatLevel, ChatLine } from '../ports/chat.ts';

/**
 * Which chat lines reach the shop. A chat of thousands may shout "!drop" all evening; each line let
 * through is a command, and may become a line of the ledger.
 */
export const LINES = {
  /** Questions of viewers; the moderators have as many of their own. */
  asks: { burst: 10, perSecond: 4 },
  claims: { burst: 200, perSecond: 50 },
  pairs: { burst: 200, perSecond: 50 },
  longest: 500,
  sameWithinMs: 2_000 as DurationMs,
} as const;
/** Codes that were wrong: so many of one person, and of all of the chat, before nobody is listened to for a while. */
export const WRONG_CODES = { ofOne: 5, ofOneWithinMs: 10 * MINUTE, ofAll: 40, ofAllWithinMs: MINUTE } as const;
/** People remembered; over it those go whose time is over. */
const MOST_PEOPLE = 5_000;

export interface LineGate {
  /** What the line asks for, where it is let through. */
  admit(line: ChatLine, rules: ChatRules, now: Instant): ChatAsk | null;
  /** The code that this person typed was none. */
  wrongCode(userId: string, now: Instant): void;
}

const rank: Readonly<Record<ChatLevel, number>> = { viewer: 0, member: 1, mod: 2, owner: 3 };
const needed: Readonly<Record<RuleLevel, number>> = { everyone: 0, members: 1, mods: 2 };
const may = (line: ChatLine, level: RuleLevel): boolean => rank[line.level] >= needed[level];

function bucket({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }): (now: Instant) => boolean {
  let left: number = burst;
  let at: Instant = 0;
  return (now) => {
    left = Math.min(burst, left + (Math.max(0, now - at) / SECOND) * perSecond);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

export function lineGate(): LineGate {
  const viewers = bucket(LINES.asks);
  // Their own: a flood of viewers must not keep an "!end" out.
  const mods = bucket(LINES.asks);
  const claims = bucket(LINES.claims);
  const pairs = bucket(LINES.pairs);
  const lastSaid = new Map<string, Instant>();
  const lastClaim = new Map<string, Instant>();
  const wrong = new Map<string, readonly Instant[]>();
  let wrongOfAll: readonly Instant[] = [];

  const isFirst = (asked: string, now: Instant): boolean => {
    const before = lastSaid.get(asked);
    if (before !== undefined && now - before < LINES.sameWithinMs) return false;
    lastSaid.set(asked, now);
    return true;
  };
  const hasWaited = (userId: string, rules: ChatRules, now: Instant): boolean => {
    const before = lastClaim.get(userId);
    return before === undefined || now - before >= rules.personSeconds * SECOND;
  };
  const isSilenced = (userId: string, now: Instant): boolean => {
    wrongOfAll = wrongOfAll.filter((at) => now - at < WRONG_CODES.ofAllWithinMs);
    const own = (wrong.get(userId) ?? []).filter((at) => now - at < WRONG_CODES.ofOneWithinMs);
    return own.length >= WRONG_CODES.ofOne || wrongOfAll.length >= WRONG_CODES.ofAll;
  };
  const forget = (now: Instant, rules: ChatRules): void => {
    if (lastClaim.size > MOST_PEOPLE) for (const [userId, at] of lastClaim) if (now - at >= rules.personSeconds * SECOND) lastClaim.delete(userId);
    if (wrong.size > MOST_PEOPLE) for (const [userId, times] of wrong) if (now - (times.at(-1) ?? 0) >= WRONG_CODES.ofOneWithinMs) wrong.delete(userId);
  };

  return {
    admit: (line, rules, now) => {
      if (line.text.length > LINES.longest) return null;
      const asked = readChatLine(line.text, rules.aliases);
      if (asked === null) return null;
      forget(now, rules);
      switch (asked.ask) {
        case 'end':
          return line.mod && mods(now) ? asked : null;
        case 'drop':
        case 'stock':
        case 'buy':
          if (!may(line, rules.askLevel) || (!line.mod && !isFirst(asked.ask, now))) return null;
          return (line.mod ? mods : viewers)(now) ? asked : null;
        case 'pair':
          return rules.claims && !isSilenced(line.userId, now) && pairs(now) ? asked : null;
        case 'part':
          // Whoever wants to be forgotten is, claims or not.
          return pairs(now) ? asked : null;
        case 'claim':
          if (!rules.claims || !may(line, rules.claimLevel) || !hasWaited(line.userId, rules, now) || !claims(now)) return null;
          lastClaim.set(line.userId, now);
          return asked;
        default: {
          const never: never = asked;
          return never;
        }
      }
    },
    wrongCode: (userId, now) => {
      wrongOfAll = [...wrongOfAll, now];
      wrong.set(userId, [...(wrong.get(userId) ?? []), now].slice(-WRONG_CODES.ofOne));
    },
  };
}
