import { z } from 'zod';
import { restrictReasons } from './fairness.ts';
import { command, count, crewAndModerator, id, instant, nothing, orderNumber, self } from './inputs.ts';

/** Against hoarding: letting go of what is not paid, and keeping a person from reserving. */
export const fairnessCommands = {
  'hold.release-unpaid': command({
    input: z.strictObject({ dropId: id.nullable(), placedBefore: instant }),
    result: z.strictObject({ released: z.int(), expiring: z.int() }),
    roles: crewAndModerator,
    refusals: ['no-such-drop'],
    about:
      'Let go of every unpaid reservation that was placed before an instant, of one drop or of all. A pay page that is open is ended first, and its units come back when the provider has confirmed it.',
  }),
  'person.restrict': command({
    input: z.strictObject({
      whose: z.union([z.strictObject({ holdId: id }), z.strictObject({ orderNumber })]),
      until: z.enum(['show', 'lifted']),
      reason: z.enum(restrictReasons),
    }),
    result: z.strictObject({ restrictionId: id }),
    roles: crewAndModerator,
    refusals: ['no-such-hold', 'no-such-order', 'no-such-person', 'no-such-show'],
    about: 'Whoever placed this reservation or order reserves nothing more, in this show or until it is lifted. What they have stays theirs.',
  }),
  'person.unrestrict': command({
    input: z.strictObject({ restrictionId: id }),
    result: nothing,
    roles: crewAndModerator,
    refusals: ['no-such-person'],
    about: 'They may reserve again.',
  }),
  'crowd.note': command({
    input: z.strictObject({ dropId: id, asked: count, refused: count, turnedAway: count }),
    result: nothing,
    roles: self,
    refusals: [],
    about: 'How many buyers of a drop were asked for a proof, failed it, or were sent away, since the last time.',
  }),
} as const;
