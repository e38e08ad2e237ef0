import { z } from 'zod';
import { addressInput, amount, command, crew, email, host, id, line, linesOf, nothing, owner, quantity, self, settings, sku } from './inputs.ts';

/** Shops elsewhere: connecting them, drops that are bought there, and what they tell us. */

const reference = z.string().regex(/^[A-Za-z0-9_:.-]{1,64}$/u);
const dropCode = z.string().max(100);
const level = z.int().min(-1_000_000).max(1_000_000_000);

export const shopCommands = {
  'shop.connect': command({
    input: z.strictObject({ shop: id, enabled: z.boolean(), settings }),
    result: nothing,
    roles: owner,
    refusals: ['no-such-provider', 'bad-settings'],
    about: 'Connect a shop elsewhere, or let go of it. From then on both sides’ counts follow each other.',
  }),
  'shop.look': command({
    input: z.strictObject({ shop: id }),
    result: nothing,
    roles: host,
    refusals: ['no-such-provider'],
    about: 'Compare all counts with a shop elsewhere, now.',
  }),
  'drop.mark': command({
    input: z.strictObject({ dropId: id, sku, by: z.union([z.literal(1), z.literal(-1)]) }),
    result: z.strictObject({ sold: z.int(), left: z.int() }),
    roles: crew,
    refusals: ['no-such-drop', 'no-such-variant', 'wrong-state', 'not-enough-stock', 'none-marked'],
    about: 'One more was sold where this drop leads, or one fewer than was marked.',
  }),
  'drop.leave': command({
    input: z.strictObject({ dropId: id, lines: linesOf(20), code: dropCode }),
    result: nothing,
    roles: ['viewer'],
    refusals: ['no-such-drop', 'not-open', 'sold-out', 'limit-reached', 'wrong-state'],
    about: 'A buyer goes on to the shop where this drop is bought.',
  }),
  'shop.levels': command({
    input: z.strictObject({
      shop: id,
      taskId: id,
      attempt: z.int(),
      name: line(120),
      levels: z.array(z.strictObject({ sku, variant: reference, item: reference, level, price: amount })).max(10_000),
    }),
    result: nothing,
    roles: self,
    refusals: ['no-such-task', 'task-not-open'],
    about: 'What a shop elsewhere has now, as read.',
  }),
  'elsewhere.sold': command({
    input: z.strictObject({
      shop: id,
      reference,
      name: line(40),
      code: dropCode.nullable(),
      contact: z.strictObject({ name: line(80), email: email.nullable(), address: addressInput.nullable() }).nullable(),
      lines: z.array(z.strictObject({ sku, quantity, price: amount })).max(100),
      shipping: amount,
      total: amount,
    }),
    result: nothing,
    roles: self,
    refusals: ['no-such-provider'],
    about: 'Somebody paid in a shop elsewhere: an order here where a drop led there, else a lower count.',
  }),
  'elsewhere.refunded': command({
    input: z.strictObject({
      shop: id,
      reference,
      /** Of the refund; null for the order as a whole, cancelled. */
      refund: reference.nullable(),
      back: z.array(z.strictObject({ sku, quantity })).max(100),
      gone: z.array(z.strictObject({ sku, quantity })).max(100),
      amount,
    }),
    result: nothing,
    roles: self,
    refusals: ['no-such-provider'],
    about: 'A shop elsewhere gave money back, or called an order off.',
  }),
  'elsewhere.moved': command({
    input: z.strictObject({ shop: id, item: reference }),
    result: nothing,
    roles: self,
    refusals: ['no-such-provider'],
    about: 'A count changed in a shop elsewhere: it will be read.',
  }),
} as const;
