import { createHmac } from 'node:crypto';
import type { AlikeBy } from '@protocol/parts.ts';
import type { Address, Person } from './people.ts';

export interface Alike {
  readonly personId: string;
  readonly by: AlikeBy;
}

/** As two people would say that it is the same: case, spaces and marks do not count. */
export const plainAddress = (address: Address): string =>
  [address.line1, address.line2, address.postcode, address.city, address.region, address.country]
    .map((part) =>
      part
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, ''),
    )
    .join('\n');
/** What stands behind a plus is the buyer's own sorting: the mail arrives in one box. */
export const plainMail = (email: string): string =>
  email
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*@/u, '@');

export const isSameMail = (one: Person, other: Person): boolean => plainMail(one.email) === plainMail(other.email);

/**
 * What a person can be found again by, without a second copy of what they typed: hashes under the shop's own key. They lie beside the
 * person in `people` and go with them; events never see them (L8), only the numbers of orders whose buyers were found alike.
 */
export function marksOf(person: Person, key: Uint8Array): readonly { readonly by: AlikeBy; readonly mark: string }[] {
  const mark = (by: AlikeBy, plain: string) => ({ by, mark: createHmac('sha256', key).update(`${by}\n${plain}`).digest('base64url') });
  return [mark('mail', plainMail(person.email)), ...(person.address === null ? [] : [mark('address', plainAddress(person.address))])];
}
