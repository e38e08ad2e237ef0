import { createHmac } from 'node:crypto';
import type { Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { DAY, type Instant } from '@protocol/time.ts';
import type { People } from '../people/people.ts';
import type { Visit } from '../shop/context.ts';
import type { Drop } from '../shop/state.ts';
import { createProofs } from './proofs.ts';

/** Long enough that two networks of one drop are never one by chance. */
const TAG_LENGTH = 12;
/** Of drops that run over midnight, and of those before them: more days are never asked for. */
const MOST_DAYS = 4;

export interface Visits {
  /** How a viewer comes to this drop. Rejects only where the day's key cannot be read. */
  of(actor: Actor, drop: Drop | null, proof: string | null, now: Instant): Promise<Visit>;
  /** A refusal as it travels: who is asked for a proof is given the challenge with it. */
  asked(refused: Refused, dropId: string, viewer: string, now: Instant): Promise<Refused>;
}

/** `hasHttps`: buyers reach the shop by https, without which no browser of theirs can compute a proof. */
export function createVisits(people: Pick<People, 'secret' | 'networkKey'>, hasHttps: () => boolean): Visits {
  const proofs = createProofs(people.secret());
  const keys = new Map<number, Promise<Uint8Array>>();
  const keyOf = (day: number): Promise<Uint8Array> => {
    const known = keys.get(day);
    if (known !== undefined) return known;
    if (keys.size >= MOST_DAYS) keys.clear();
    const asked = people.networkKey(day);
    keys.set(day, asked);
    // What was not answered is asked again.
    asked.catch(() => keys.delete(day));
    return asked;
  };
  return {
    of: async (actor, drop, proof, now) => {
      const { network } = actor;
      // The day it was fired on, so that midnight gives nobody a second share.
      const firedAt = drop?.firedAt ?? null;
      if (network === undefined || drop === null || firedAt === null || !hasHttps()) return { network: null, proof: null };
      const tag = createHmac('sha256', await keyOf(Math.floor(firedAt / DAY))).update(`${drop.dropId}\n${network}`).digest('base64url').slice(0, TAG_LENGTH); // prettier-ignore
      return { network: tag, proof: proof === null ? null : await proofs.check(proof, drop.dropId, actor.id, now) };
    },
    asked: async (refused, dropId, viewer, now) => {
      if (refused.refused !== 'prove-first') return refused;
      const { step, ...details } = refused.details;
      return { ...refused, details: { ...details, challenge: await proofs.challenge(dropId, viewer, Number(step), now) } };
    },
  };
}
