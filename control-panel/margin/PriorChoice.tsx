import type { Currency, Minor } from '@protocol/money.ts';
import { money } from '../text/money-text.ts';
import { w } from '../text/words.ts';
import { Switch } from '../ui/Switch.tsx';

interface Props {
  /** What may be struck through beside this price; null: nothing. */
  readonly prior: Minor | null;
  /** What the catalog has as its old price: kept, and shown to nobody unless it is true. */
  readonly compareAt: Minor | null;
  readonly on: boolean;
  readonly currency: Currency;
  readonly onChange: (on: boolean) => void;
}
/** Promise 1: the host chooses whether, the shop knows what. */
export function PriorChoice({ prior, compareAt, on, currency, onChange }: Props) {
  if (prior !== null) return <Switch label={w('prior.strike', { price: money(prior, currency) })} hint={null} on={on} onChange={onChange} />;
  return compareAt === null ? null : <p className="hint num">{w('prior.notShown', { price: money(compareAt, currency) })}</p>;
}
