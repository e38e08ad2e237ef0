import { z } from 'zod';
import { amount, command, id, line, nothing, owner } from './inputs.ts';

/** What an order costs the shop: the owner's to enter, never shown to crew without money, to overlays or to buyers (P1, V6). */

const fee = z.strictObject({ share: z.int().min(0).max(9_000), fixed: amount });
/** Says why a price below the margin floor is right all the same. An owner's alone; kept with the event. */
export const belowFloor = z.strictObject({ reason: line(200) }).optional();

export const moneyCommands = {
  'money.save': command({
    input: z.strictObject({
      fee,
      feeOf: z.record(id, fee).refine((all) => Object.keys(all).length <= 20),
      carrier: amount,
      packing: amount,
      returns: amount,
      target: amount.nullable(),
    }),
    result: nothing,
    roles: owner,
    refusals: ['no-such-provider'],
    about:
      'What an order costs beside its goods (payment fees as shares in hundredths of a percent and fixed, carrier, packing, expected returns), and what it has to leave; null: no price is refused.',
  }),
} as const;
