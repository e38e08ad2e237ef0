import type { Instant } from '@protocol/time.ts';
import { isExcluded, mayWithdraw } from '../shop/withdrawal.ts';
import type { Order } from '../shop/state.ts';
import type { Sight } from './sight.ts';

export interface WithdrawalShown {
  readonly may: boolean;
  /** When the buyer withdrew; null where they did not. */
  readonly at: Instant | null;
  /** What of the order there is no right for. */
  readonly excluded: readonly string[];
}
/** What an order's page says of withdrawing: by the function that the command asks. */
export const withdrawalOf = ({ state }: Sight, order: Order, now: Instant): WithdrawalShown => ({
  may: mayWithdraw(state, order, now) === null,
  at: order.withdrawnAt ?? null,
  excluded: order.lines.filter((line) => isExcluded(state, line)).map((line) => line.sku),
});
/** Promise 5, before buying: names of what there is no right for. */
export const withoutWithdrawal = ({ state }: Sight, handles: readonly string[]): boolean =>
  handles.some((handle) => state.single('withdrawal').excluded.includes(handle));
