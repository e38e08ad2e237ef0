import type { Minor } from './money.ts';
import { DAY, type Instant } from './time.ts';

/**
 * What may be struck through. Directive 98/6/EC, Article 6a (since (EU) 2019/2161): whoever announces a reduction states the prior
 * price, the lowest that was asked during at least 30 days before the reduction; with a reduction that grows step by step without a break it
 * is the price before the first step (6a(5)). A percentage, too, is counted from it (CJEU C-330/23, Aldi Süd). Past flash prices were
 * asked, so they count. Where fewer than 30 days of prices are known nothing is claimed: some countries
 * allow it for new goods, none demands it.
 */
export const PRIOR_WINDOW = 30 * DAY;

/** A price that was asked, and when; `until` null: it still is. `dropId` null: the catalog's own. */
export interface AskedPrice {
  readonly price: Minor;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly dropId: string | null;
}
/** Of one sku, oldest first. `since`: from when on its prices are known without a gap. */
export interface PriceHistory {
  readonly since: Instant;
  readonly asked: readonly AskedPrice[];
}

/** The lowest price of the 30 days before `at`; null where they are not all known, or nothing was asked in them. */
export function lowestBefore(history: PriceHistory | undefined, at: Instant): Minor | null {
  const from = at - PRIOR_WINDOW;
  if (history === undefined || history.since > from) return null;
  const prices = history.asked.filter((one) => one.from < at && (one.until ?? at) > from).map((one) => one.price);
  return prices.length === 0 ? null : Math.min(...prices);
}

/** A reduction claimed in words, in hundredths; null for none. "100 % cotton" claims nothing. */
export function percentClaimed(text: string): number | null {
  const found = /[-−–]\s?(\d{1,2})\s?%|(\d{1,2})\s?%\s?(?:off|less|reduced|rabatt|weniger|réduction|de descuento|sconto|korting)/iu.exec(text);
  return found === null ? null : Number(found[1] ?? found[2]);
}
