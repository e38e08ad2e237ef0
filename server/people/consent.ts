import { createHash } from 'node:crypto';
import { page } from '@locales/en.json';
import type { Instant } from '@protocol/time.ts';
import { isSameMail } from './likeness.ts';
import type { People, Person } from './people.ts';

/** By what one may be told of the next drop. */
export type ConsentChannel = 'mail';
/** Promise 8: given apart from buying. Kept beside the person and never in an event (L8); it goes with them. */
export interface Consent {
  readonly channel: ConsentChannel;
  /** Which words were agreed to. */
  readonly wording: string;
  readonly at: Instant;
  /** When it was taken back; null: it stands. */
  readonly endedAt: Instant | null;
}
export interface Consenting {
  readonly personId: string;
  readonly person: Person;
  readonly consent: Consent;
}

/** Changes with the sentence beside the box. */
export const CONSENT_WORDING = createHash('sha256').update(page['news.agree']).digest('base64url').slice(0, 8);

/** Takes it back for this mail, whichever of its orders it was given with. */
export async function withdrawConsent(people: Pick<People, 'get' | 'consenting' | 'endConsent'>, personId: string, now: Instant): Promise<void> {
  const whose = await people.get(personId);
  for (const one of await people.consenting())
    if (one.personId === personId || (whose !== null && isSameMail(whose, one.person))) await people.endConsent(one.personId, one.consent.channel, now);
}
