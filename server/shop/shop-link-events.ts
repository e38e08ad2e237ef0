import type { Minor } from '@protocol/money.ts';
import type { OrderLine } from './state.ts';
import type { TakenBack } from './stock.ts';

/** What happens with shops elsewhere. */
export interface ShopLinkKinds {
  ShopConnected: { shop: string; enabled: boolean };
  /** What was read there. `by`: how much of it no order had explained, and was counted here. */
  ShopLooked: {
    shop: string;
    name: string;
    rows: readonly { sku: string; variant: string; item: string; level: number; price: Minor; by: number }[];
  };
  /** Ours was applied there. `after`: what it has now, where it says so. */
  LevelAdjusted: { sku: string; by: number; after: number | null };
  /** It refused ours: nothing is tried before it is read again. */
  LevelStuck: { sku: string; note: string };
  LevelDoubted: { skus: readonly string[] };
  /** Sold there beyond what is on the shelf here. */
  LevelOwed: { sku: string; owed: number };
  /**
   * `orderNumber`: null where no drop of ours led there. `takes`: where the units come from, drop, free stock or a shortfall; `tookBack`:
   * what another drop gave up for it. `explained`: units that had been counted before the order was heard of.
   */
  SoldElsewhere: {
    orderNumber: number | null;
    shop: string;
    reference: string;
    name: string;
    person: string | null;
    dropId: string | null;
    channel: string | null;
    lines: readonly OrderLine[];
    shipping: Minor;
    total: Minor;
    takes: readonly {
      sku: string;
      quantity: number;
      fromDrop: number;
      short: number;
      explained: number;
      tookBack: readonly TakenBack[];
    }[];
  };
  /** Heard before the order itself: kept until that comes. */
  RefundEarly: { shop: string; reference: string; refund: EarlyRefund };
  /** `back`: of what is sellable again there, how many had been counted before. */
  RefundedElsewhere: { shop: string; reference: string; refund: string | null; back: readonly { sku: string; quantity: number; explained: number }[] };
  DropMarked: { dropId: string; sku: string; sold: number; left: number };
  DropLeft: { dropId: string; channel: string };
}
export interface EarlyRefund {
  readonly refund: string | null;
  readonly back: readonly { readonly sku: string; readonly quantity: number }[];
  readonly gone: readonly { readonly sku: string; readonly quantity: number }[];
  readonly amount: Minor;
}
