import { createHmac, timingSafeEqual } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import { z } from 'zod';
import { MINUTE, type DurationMs, type Instant } from '@protocol/time.ts';
import type { Proof } from '../shop/context.ts';

/**
 * 256 tries of 2,000 rounds on average: 0.3 s on one core of the machine this was built on (1.7 million rounds a second), and
 * Lighthouse takes a mid phone as four times slower. Checking one takes one try, 2 ms beside the main thread.
 */
const ROUNDS = 2_000;
const PREFIX = '00';
/** Each step doubles the work. Four of them are one more sign of the prefix instead, so that checking never takes more than 16 ms. */
const STEPS_PER_SIGN = 4;
/** Of ledger time. A slow phone takes some seconds, and its owner may be called away. */
const LIVES: DurationMs = 3 * MINUTE;
const ALGORITHM = 'PBKDF2/SHA-256';

const hex = (most: number) => z.string().regex(/^[0-9a-f]+$/u).max(most); // prettier-ignore
/** As we make them: what was added is signed by nobody. */
const answer = z.strictObject({
  challenge: z.strictObject({
    parameters: z.strictObject({
      algorithm: z.literal(ALGORITHM),
      cost: z.int().min(1),
      data: z.strictObject({ for: z.string().max(64), step: z.int().min(0), until: z.int() }),
      keyLength: z.int(),
      keyPrefix: hex(8),
      nonce: hex(32),
      salt: hex(32),
    }),
    signature: hex(64),
  }),
  solution: z.looseObject({ counter: z.int().min(0), derivedKey: hex(64) }),
});
function parsed(text: string): z.output<typeof answer> | null {
  try {
    return answer.safeParse(JSON.parse(Buffer.from(text, 'base64').toString('utf8'))).data ?? null;
  } catch {
    // What is no JSON is no proof.
    return null;
  }
}

export interface Proofs {
  /** Work for one reservation of one viewer in one drop; `step` doubles it. */
  challenge(dropId: string, viewer: string, step: number, now: Instant): Promise<Challenge>;
  /** Whether `text` answers a challenge of ours for these two. That it was not used before is the ledger's to say. */
  check(text: string, dropId: string, viewer: string, now: Instant): Promise<Proof>;
}

/** Made from the shop's secret: whichever node asks, any of them can check. */
export function createProofs(secret: Uint8Array): Proofs {
  const signing = createHmac('sha256', secret).update('proof of work').digest('hex');
  // Neither of the two ids travels.
  const forWhom = (dropId: string, viewer: string): string => createHmac('sha256', signing).update(`${dropId}\n${viewer}`).digest('base64url').slice(0, 22);
  const isFor = (given: string, dropId: string, viewer: string): boolean => {
    const right = Buffer.from(forWhom(dropId, viewer));
    const said = Buffer.from(given);
    return right.length === said.length && timingSafeEqual(right, said);
  };
  return {
    challenge: (dropId, viewer, step, now) =>
      createChallenge({
        algorithm: ALGORITHM,
        cost: ROUNDS * 2 ** (step % STEPS_PER_SIGN),
        keyPrefix: PREFIX + '0'.repeat(Math.floor(step / STEPS_PER_SIGN)),
        deriveKey,
        hmacSignatureSecret: signing,
        // Its own time would be the wall clock's; ours goes by the ledger's (T2).
        data: { for: forWhom(dropId, viewer), step, until: now + LIVES },
      }),
    check: async (text, dropId, viewer, now) => {
      const given = parsed(text);
      if (given === null) return { good: false, why: 'wrong' };
      const { challenge, solution } = given;
      const { data } = challenge.parameters;
      if (!isFor(data.for, dropId, viewer)) return { good: false, why: 'other' };
      if (data.until <= now) return { good: false, why: 'expired' };
      // The signature is looked at before anything is computed with what they sent.
      const { verified } = await verifySolution({
        challenge,
        solution: { counter: solution.counter, derivedKey: solution.derivedKey },
        deriveKey,
        hmacSignatureSecret: signing,
      });
      if (!verified) return { good: false, why: 'wrong' };
      return { good: true, id: challenge.parameters.nonce, step: data.step, until: data.until };
    },
  };
}
