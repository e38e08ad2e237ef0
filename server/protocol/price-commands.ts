import { z } from 'zod';
import { amount, command, host, id, instant, line, nothing, owner, textOrEmpty } from './inputs.ts';
import { WHOLE } from './pricing.ts';

/** What the shop charges beside the goods: delivery by zone and weight, tax, and codes. */

const share = z.int().min(1).max(WHOLE);
const cut = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), amount: amount.min(1) }),
  z.strictObject({ kind: z.literal('share'), share }),
]);
const grams = z.int().min(1).max(1_000_000);
const step = z.strictObject({ upTo: grams.nullable(), price: amount, cost: amount.nullable() });
/** Lightest first, each weight once, and nothing behind "however heavy". */
const steps = z
  .array(step)
  .min(1)
  .max(20)
  .refine((all) => all.every(({ upTo }, at) => at === 0 || (all[at - 1]?.upTo ?? Number.MAX_SAFE_INTEGER) < (upTo ?? Number.MAX_SAFE_INTEGER)));
const isOnce = (all: readonly unknown[]): boolean => new Set(all).size === all.length;
const carrier = z.strictObject({ carrierId: id.nullable(), name: line(40), free: z.boolean(), steps });
const country = z.string().regex(/^[A-Z]{2}$/u);
const zone = z.strictObject({
  zoneId: id.nullable(),
  name: line(40),
  countries: z.array(country).max(250).refine(isOnce),
  freeFrom: amount.nullable(),
  carriers: z
    .array(carrier)
    .min(1)
    .max(6)
    .refine((all) => isOnce(all.map((one) => one.name))),
});
/** As buyers type them: case and spaces around do not count. */
export const codeInput = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9_-]{1,23}$/u);

export const priceCommands = {
  'delivery.save': command({
    input: z.strictObject({
      zones: z
        .array(zone)
        .max(30)
        // A country that two zones name would have two prices.
        .refine((all) => isOnce(all.flatMap((one) => one.countries)) && all.filter((one) => one.countries.length === 0).length <= 1),
      assumedGrams: grams,
      pickupDiscount: cut.nullable(),
    }),
    result: nothing,
    roles: host,
    refusals: [],
    about:
      'Delivery by zone, carrier and weight; a zone without countries is everywhere else, none at all is pickup only. What a unit without a weight is taken to weigh, and what is taken off for a pickup.',
  }),
  'tax.save': command({
    input: z.strictObject({ rate: z.int().min(0).max(WHOLE), onTop: z.boolean() }),
    result: nothing,
    roles: owner,
    refusals: [],
    about: 'The tax rate in hundredths of a percent (0: none), and whether it comes on top of prices or is in them.',
  }),
  'code.save': command({
    input: z.strictObject({
      code: codeInput,
      cut,
      on: z.enum(['goods', 'delivery']),
      from: instant.nullable(),
      until: instant.nullable(),
      minimum: amount,
      uses: z.int().min(1).max(1_000_000).nullable(),
      perPerson: z.int().min(1).max(1_000).nullable(),
      combines: z.boolean(),
      enabled: z.boolean(),
    }),
    result: nothing,
    roles: host,
    refusals: ['bad-settings'],
    about:
      'A discount code: an amount or a share of goods or of delivery, with its limits. Saved again under its name it is changed; orders keep what they had.',
  }),
  'code.remove': command({
    input: z.strictObject({ code: textOrEmpty(24) }),
    result: nothing,
    roles: host,
    refusals: ['no-such-code'],
    about: 'Take a discount code out. How often it was used is kept.',
  }),
} as const;
