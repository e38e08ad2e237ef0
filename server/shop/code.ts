import type { Minor } from '@protocol/money.ts';
import { MOST_CODES, type DiscountCode } from '@protocol/pricing.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Instant } from '@protocol/time.ts';
import type { ReadState } from './state.ts';

/** Codes that buyers type: whether one is good, which go together, and in which order they are taken off. */

export const codeText = (typed: string): string => typed.trim().toUpperCase();
/** `code viewer` → orders they used it in. */
export const codeUseKey = (code: string, viewer: string): string => `${code} ${viewer}`;

/** What was typed, as rows, or why one of them is not good now or not for them. `viewers`: all the buyer is known by. */
export function usableCodes(
  state: ReadState,
  typed: readonly string[],
  viewers: readonly string[],
  now: Instant,
): Refused | { readonly codes: readonly DiscountCode[] } {
  const codes: DiscountCode[] = [];
  for (const code of new Set(typed.map(codeText))) {
    const row = state.discountCodes.get(code);
    if (row === undefined || !row.enabled) return refuse('no-such-code', { code });
    if (row.from !== null && now < row.from) return refuse('code-not-yet', { code, from: row.from });
    if (row.until !== null && now >= row.until) return refuse('code-over', { code });
    if (row.uses !== null && (state.codeUses.get(code) ?? 0) >= row.uses) return refuse('code-used-up', { code });
    const { perPerson } = row;
    if (perPerson !== null && viewers.some((viewer) => (state.codeUses.get(codeUseKey(code, viewer)) ?? 0) >= perPerson))
      return refuse('code-used', { code, n: perPerson });
    codes.push(row);
  }
  return { codes };
}

/** Whether these go together, and with a basket of this much. */
export function codesRefused(codes: readonly DiscountCode[], goods: Minor): Refused | null {
  if (codes.length > MOST_CODES) return refuse('codes-apart', { code: codes[MOST_CODES]?.code ?? '' });
  const alone = codes.find((code) => !code.combines);
  if (codes.length > 1 && alone !== undefined) return refuse('codes-apart', { code: alone.code });
  const dear = codes.find((code) => goods < code.minimum);
  return dear === undefined ? null : refuse('code-minimum', { code: dear.code, minimum: dear.minimum, more: dear.minimum - goods });
}

/** Amounts first, then each share of what is left, the larger first: the same sum in whichever order they were typed. */
export const inOrder = (codes: readonly DiscountCode[], on: DiscountCode['on']): readonly DiscountCode[] =>
  codes
    .filter((code) => code.on === on)
    .sort((a, b) => (a.cut.kind === b.cut.kind ? sizeOf(b) - sizeOf(a) || (a.code < b.code ? -1 : 1) : a.cut.kind === 'amount' ? -1 : 1));
const sizeOf = ({ cut }: DiscountCode): number => (cut.kind === 'amount' ? cut.amount : cut.share);
