import { z } from 'zod';
import { command, host, nothing, orderNumber, owner, productInput } from './inputs.ts';

/** A buyer's right to go back on a contract made at a distance (MONEY, promise 5). */
export const withdrawalCommands = {
  'withdrawal.save': command({
    // Less than 14 days is nowhere the law's; more is a shop's own kindness.
    input: z.strictObject({ days: z.int().min(14).max(365), excluded: z.array(productInput.shape.handle).max(500) }),
    result: nothing,
    roles: owner,
    refusals: [],
    about:
      'For how many days after they have it buyers may withdraw, and for which products the law gives no such right (made to measure, perishable, unsealed).',
  }),
  'order.withdraw': command({
    input: z.strictObject({ orderNumber }),
    result: nothing,
    roles: [...host, 'viewer'],
    refusals: ['no-such-order', 'not-paid', 'order-over', 'withdrawn-before', 'no-withdrawal'],
    about: 'The buyer withdraws from the contract: recorded with its time, and a task to give the money back.',
  }),
} as const;
