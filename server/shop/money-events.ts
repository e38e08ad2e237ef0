import type { Fee } from '@protocol/margin.ts';
import type { Minor } from '@protocol/money.ts';

export interface MoneySettings {
  /** Of a provider that has none of its own. */
  readonly fee: Fee;
  readonly feeOf: Readonly<Record<string, Fee>>;
  /** What the carrier takes where its table of prices does not say. */
  readonly carrier: Minor;
  readonly packing: Minor;
  /** Expected returns, per order. */
  readonly returns: Minor;
  /** What an order has to leave; null: nothing is refused. */
  readonly target: Minor | null;
}

export interface MoneyEvents {
  MoneySaved: { money: MoneySettings };
  /** An owner let a price below the floor through. `floor`: null where no price reaches the target; `dropId`: null for a price of the catalog. */
  MarginWaived: { dropId: string | null; sku: string; price: Minor; floor: Minor | null; margin: Minor; reason: string };
}
