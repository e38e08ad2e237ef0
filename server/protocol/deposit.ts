import { discountOn, goodsOf, shareOf, type Cut, type Discount } from './pricing.ts';
import type { Minor } from './money.ts';
import type { Instant } from './time.ts';

/** What a drop asks ahead: a part of the goods now, the rest as a second payment. */
export interface DepositTerms {
  /** An amount for each unit, or a share of the goods after discounts. */
  readonly cut: Cut;
  /** The last moment for the rest; null: when it is picked up, or before it is sent. */
  readonly due: Instant | null;
  /** Not given back where the buyer does not pay the rest. Said before paying. */
  readonly kept: boolean;
}

/** What is paid now of an order. Null where the terms ask nothing of it, or no less than all: then it is one payment. */
export function depositOf(
  terms: DepositTerms | null,
  order: {
    readonly lines: readonly { readonly quantity: number; readonly price: Minor }[];
    readonly discounts: readonly Discount[];
    readonly total: Minor;
  },
): Minor | null {
  if (terms === null) return null;
  const { cut } = terms;
  const units = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const amount = cut.kind === 'amount' ? cut.amount * units : shareOf(goodsOf(order.lines) - discountOn(order.discounts, 'goods'), cut.share);
  return amount > 0 && amount < order.total ? amount : null;
}
