import { z } from 'zod';
import { amount, command, host, id, instant, nothing, self } from './inputs.ts';

/** What providers say of money, and asking them. */
const metadata = z.record(z.string().max(40), z.string().max(500)).refine((all) => Object.keys(all).length <= 50);
const handle = z.string().max(200);
const payStatuses = ['paid', 'expired', 'refunded', 'refund-failed', 'disputed', 'dispute-won', 'dispute-lost'] as const;

export const paymentCommands = {
  'payment.compare': command({
    input: z.strictObject({ provider: id.nullable() }),
    result: z.strictObject({ asked: z.int() }),
    roles: host,
    refusals: ['no-such-provider'],
    about: 'Ask a provider, or each, what was paid there in the last 30 days, and hold it against the orders. Every difference becomes a task for the host.',
  }),
  'payment.notice': command({
    input: z.strictObject({
      provider: id,
      reference: id,
      status: z.enum(payStatuses),
      amount,
      /** The provider's own word, signed; absent where it was asked. */
      via: z.literal('notice').optional(),
      handle: handle.optional(),
    }),
    result: nothing,
    roles: self,
    refusals: ['no-such-order'],
    about: 'What the payment provider says of a session.',
  }),
  'payment.seen': command({
    input: z.strictObject({ provider: id, reference: id, handle, amount, refunded: amount, metadata }),
    result: z.strictObject({ how: z.enum(['same', 'paid', 'found', 'different']) }),
    roles: self,
    refusals: [],
    about: 'A paid session that the provider named. Where its order was lost, it is put back.',
  }),
  'payment.compared': command({
    input: z.strictObject({ provider: id, since: instant, asOf: instant, references: z.array(id).max(50_000), found: z.int(), different: z.int() }),
    result: nothing,
    roles: self,
    refusals: [],
    about: 'All that a provider named was held against the orders.',
  }),
} as const;
