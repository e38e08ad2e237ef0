import { z } from 'zod';
import { command, host, instant, nothing, orderNumber } from './inputs.ts';

/** Deposits and what comes after them. */
export const depositCommands = {
  'balance.pay': command({
    input: z.strictObject({ orderNumber }),
    result: z.strictObject({ orderNumber, payUrl: z.string().nullable(), payBy: instant, pending: z.boolean() }),
    roles: [...host, 'viewer'],
    refusals: ['no-such-order', 'no-balance', 'no-such-provider', 'order-disputed'],
    about:
      'Open a page to pay what is still to come after a deposit (a viewer: of their own order). Its amount never changes; what is open already is answered again.',
  }),
  'balance.remind': command({
    input: z.strictObject({ orderNumber }),
    result: nothing,
    roles: host,
    refusals: ['no-such-order', 'no-balance', 'no-mail', 'no-such-person'],
    about: 'Send the buyer the link to pay the rest, again.',
  }),
} as const;
/** Of `order.cancel`: what becomes of a deposit. Left out, it goes back. */
export const depositChoice = z.enum(['back', 'kept']);
