import { LedgerUnavailable } from '../ledger/ledger.ts';
import { PeopleUnavailable } from '../people/people.ts';

/** For edges, which do not know the stores: the answer is "try again", done or not done (L7, L10). */
export const isUnavailable = (error: unknown): boolean => error instanceof LedgerUnavailable || error instanceof PeopleUnavailable;
