import type { IncomingMessage } from 'node:http';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { actorFor, identify, NOBODY, readCookies, type Identity } from '../../dispatch/authenticate.ts';
import { originOf } from '../../dispatch/origins.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import type { HttpDeps } from './http-deps.ts';

/** What a request carried to say who asks. */
export interface Asking {
  readonly identity: Identity;
  /** With a key no cookie decides, so that no page can borrow it: no origin is asked for. */
  readonly byKey: boolean;
  /** A cookie of ours came along, good or not. */
  readonly byCookie: boolean;
  readonly sessionCookie: string | null;
  readonly from: 'ours' | 'foreign' | 'none';
}

/** `Bearer KEY`, or what cannot be one: then '' which is no key of ours, so that the answer is 401 and not the cookie's. */
function bearer(header: string | undefined): string | null {
  if (header === undefined) return null;
  return /^Bearer ([\x21-\x7e]{1,200})$/iu.exec(header)?.[1] ?? '';
}
const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Who asks; a refusal only where that cannot be told right now (L10). */
export async function whoAsks(request: IncomingMessage, deps: Pick<HttpDeps, 'core' | 'people' | 'origins'>): Promise<Asking | Refused> {
  const key = bearer(request.headers.authorization);
  const cookies = readCookies(request.headers.cookie);
  const from = originOf({ origin: request.headers.origin, fetchSite: one(request.headers['sec-fetch-site']) }, (origin) => deps.origins().has(origin));
  const byCookie = cookies.sessionCookie !== null || cookies.viewerCookie !== null;
  const asking = { byKey: key !== null, byCookie, sessionCookie: cookies.sessionCookie, from };
  if (key === null && !byCookie) return { ...asking, identity: NOBODY };
  try {
    return { ...asking, identity: await identify({ key, ...cookies }, deps.core, deps.people, deps.core.now()) };
  } catch (error) {
    if (isUnavailable(error)) return refuse('try-again');
    throw error;
  }
}

/** CSRF: whoever changes something by a cookie comes from a page of ours; a foreign page never changes anything. */
export function mayChange(asking: Asking): boolean {
  return asking.byKey || asking.from === 'ours' || (asking.from === 'none' && !asking.byCookie);
}

/** The one to act as, for a change: a buyer's own commands are the viewer's where a browser has both cookies. */
export function actorOf(asking: Asking, commandName: string): Actor | Refused {
  if (!mayChange(asking)) return refuse('not-allowed', { why: 'origin' });
  return actorFor(asking.identity, commandName, 'page') ?? refuse('who-are-you');
}
/** Staff with one of these roles, for what is read. */
export function staffOf(asking: Asking, roles: readonly Actor['role'][]): Actor | Refused {
  const staff = asking.identity.staff;
  if (staff === null) return refuse(asking.identity.viewer === null ? 'who-are-you' : 'not-allowed');
  return roles.includes(staff.role) ? staff : refuse('not-allowed');
}
