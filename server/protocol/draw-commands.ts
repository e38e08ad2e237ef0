import { z } from 'zod';
import { buyers, command, crew, crewAndModerator, email, handle, id, nothing, proof, sku } from './inputs.ts';

/** Draws, and the line of those who wait for what may come back. */
export const drawCommands = {
  'draw.enter': command({
    input: z.strictObject({ dropId: id, sku, onBehalfOf: handle.optional(), code: z.string().max(100).optional(), proof: proof.optional() }),
    result: z.strictObject({ entryId: id }),
    roles: buyers,
    refusals: ['no-such-drop', 'not-a-draw', 'not-open', 'malformed', 'restricted', 'prove-first'],
    about:
      'Enter a draw for one unit: one entry per viewer. Entering again for another variant moves the entry. From a network with many entries only with a proof of work, as `hold.place`.',
  }),
  'draw.leave': command({
    input: z.strictObject({ dropId: id, onBehalfOf: handle.optional() }),
    result: nothing,
    roles: buyers,
    refusals: ['no-such-drop', 'not-open', 'no-such-entry'],
    about: 'Take the entry back, until entry closes.',
  }),
  'draw.run': command({
    input: z.strictObject({ dropId: id }),
    result: z.strictObject({ entries: z.int() }),
    roles: crew,
    refusals: ['no-such-drop', 'not-a-draw', 'wrong-state', 'panicking'],
    about: 'Draw now. It is drawn by itself when entry closes; by hand where the drop was paused then.',
  }),
  'waitlist.join': command({
    input: z.strictObject({
      dropId: id,
      sku,
      onBehalfOf: handle.optional(),
      /** Where an offer may be told; kept for this alone. */
      contact: z.strictObject({ email }).nullable().optional(),
      proof: proof.optional(),
    }),
    result: z.strictObject({ waitId: id }),
    roles: buyers,
    refusals: ['no-such-drop', 'not-open', 'draw-only', 'some-left', 'limit-reached', 'malformed', 'restricted', 'sold-elsewhere', 'prove-first'],
    about: 'Stand in line for one unit, where all are held or sold. Units that come back are offered one by one, as timed holds.',
  }),
  'waitlist.leave': command({
    input: z.strictObject({ dropId: id, waitId: id.nullable(), onBehalfOf: handle.optional() }),
    result: nothing,
    roles: [...crewAndModerator, 'viewer', 'bot'],
    refusals: ['no-such-wait'],
    about: 'Leave the line (a viewer: their own, without a number); the crew takes anyone out by number.',
  }),
} as const;
