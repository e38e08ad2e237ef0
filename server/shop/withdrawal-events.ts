import type { Units } from './state.ts';

export interface WithdrawalKinds {
  WithdrawalSaved: { days: number; excluded: readonly string[] };
  /** `lines`: what of the order it is about. Its time is the batch's. */
  OrderWithdrawn: { orderNumber: number; lines: readonly Units[] };
}
