import { z } from 'zod';
import { amount, command, host, line, lineInput, nothing, ownPicture, sku } from './inputs.ts';
import { FEWEST_BUNDLE_UNITS, MOST_BUNDLE_UNITS } from './limits.ts';

/** Each variant once, so that a part is one number per variant (S2). */
const bundleParts = z
  .array(lineInput)
  .min(1)
  .max(MOST_BUNDLE_UNITS)
  .refine((all) => new Set(all.map((part) => part.sku)).size === all.length)
  .refine((all) => {
    const units = all.reduce((sum, part) => sum + part.quantity, 0);
    return units >= FEWEST_BUNDLE_UNITS && units <= MOST_BUNDLE_UNITS;
  });

export const bundleCommands = {
  'bundle.save': command({
    input: z.strictObject({ sku, title: line(80), price: amount, parts: bundleParts, picture: ownPicture.nullable() }),
    result: z.strictObject({ sku, free: z.int() }),
    roles: host,
    refusals: ['shop-not-configured', 'sku-taken', 'no-such-variant', 'is-a-bundle'],
    about: 'Several units sold as one, under a number, a name and a price of their own. What was sold before stays what it was made of then.',
  }),
  'bundle.remove': command({
    input: z.strictObject({ sku }),
    result: nothing,
    roles: host,
    refusals: ['no-such-variant', 'wrong-state'],
    about: 'A bundle is offered no more. Refused while a drop that is not over names it.',
  }),
} as const;
