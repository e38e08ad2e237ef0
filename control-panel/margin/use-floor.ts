import type { DepositTerms } from '@protocol/deposit.ts';
import { floorFor, leavesTooLittle, marginAt } from '@protocol/margin-guard.ts';
import type { Minor } from '@protocol/money.ts';
import type { CatalogRow } from '@protocol/parts.ts';
import { useSession } from '../app/session-context.ts';
import { usePart } from '../line/use-line.ts';
import { money } from '../text/money-text.ts';
import { w } from '../text/words.ts';

export type CostRow = Pick<CatalogRow, 'cost' | 'grams'>;
export interface FloorSaid {
  readonly text: string;
  readonly below: boolean;
}
/** What a price leaves, while it is typed: the server's own function on the server's own figures. Nothing for crew without money. */
export function useFloor(): {
  readonly of: (row: CostRow | undefined, price: Minor | null, deposit: DepositTerms | null) => FloorSaid | null;
  readonly mayWaive: boolean;
} {
  const guard = usePart('guard');
  const currency = usePart('shop')?.currency ?? 'EUR';
  const mayWaive = useSession().role === 'owner';
  return {
    mayWaive,
    of: (row, price, deposit) => {
      if (guard === null || row === undefined || price === null) return null;
      const { cost, grams } = row;
      if (cost === null || cost === undefined) return { text: w('margin.noCost'), below: false };
      const unit = { cost, grams: grams ?? null };
      const leaves = money(marginAt(guard, unit, price, deposit).margin, currency);
      if (guard.target === null) return { text: w('margin.leaves', { leaves }), below: false };
      const floor = floorFor(guard, unit, deposit);
      const below = leavesTooLittle(guard, unit, price, deposit);
      if (floor === null) return { text: w('margin.never', { leaves }), below };
      return { text: w(below ? 'margin.below' : 'margin.enough', { leaves, least: money(floor, currency) }), below };
    },
  };
}
