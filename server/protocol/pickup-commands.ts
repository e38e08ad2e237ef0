import { z } from 'zod';
import { command, host, id, instant, line, nothing, quantity, text, textOrEmpty } from './inputs.ts';
import { MOST_SLOTS_AT_ONCE, pickupKinds } from './pickup.ts';

const WEEK_MINUTES = 7 * 24 * 60;
const slot = z.strictObject({ startsAt: instant, endsAt: instant, capacity: quantity });

export const pickupCommands = {
  'pickup.save': command({
    input: z.strictObject({ pickupId: id.nullable(), place: line(120), address: text(300), startsAt: instant, endsAt: instant, capacity: quantity }),
    result: z.strictObject({ pickupId: id }),
    roles: host,
    refusals: ['no-such-pickup', 'not-enough-stock'],
    about: 'A pickup slot: a place, a time and how many orders fit. A place that is known already is that point.',
  }),
  'pickup.remove': command({
    input: z.strictObject({ pickupId: id }),
    result: nothing,
    roles: host,
    refusals: ['no-such-pickup', 'wrong-state'],
    about: 'A slot that no order names is taken out.',
  }),
  'point.save': command({
    input: z.strictObject({
      pointId: id.nullable(),
      place: line(120),
      address: text(300),
      kind: z.enum(pickupKinds),
      cutOffMinutes: z.int().min(0).max(WEEK_MINUTES).nullable(),
      note: textOrEmpty(300),
    }),
    result: z.strictObject({ pointId: id }),
    roles: host,
    refusals: ['no-such-pickup', 'wrong-state'],
    about: 'A place to fetch orders at: its kind, until how long before a slot one may order (null: until its end), and how one gets in.',
  }),
  'point.remove': command({
    input: z.strictObject({ pointId: id }),
    result: nothing,
    roles: host,
    refusals: ['no-such-pickup', 'wrong-state'],
    about: 'A place without slots is taken out.',
  }),
  'slots.add': command({
    input: z.strictObject({ pointId: id, slots: z.array(slot).min(1).max(MOST_SLOTS_AT_ONCE) }),
    result: z.strictObject({ pickupIds: z.array(id) }),
    roles: host,
    refusals: ['no-such-pickup'],
    about: 'Times at a place, each with the number of orders that fit.',
  }),
} as const;
