import { PROTOCOL, type HelloMessage } from '@protocol/socket.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { readable } from '@protocol/roles.ts';
import { identify, NOBODY, readCookies, type Identity } from '../../dispatch/authenticate.ts';
import type { Looker } from '../../views/view-context.ts';
import type { Greeted, SocketDeps } from './socket-deps.ts';

/** Who a hello is from and what they may look at. Rejects only where that cannot be told right now (L10). */
export async function greet(hello: HelloMessage, cookieHeader: string | undefined, deps: Pick<SocketDeps, 'core' | 'people'>): Promise<Greeted | Refused> {
  const cookies = hello.key === null ? readCookies(cookieHeader) : { sessionCookie: null, viewerCookie: null };
  const isNobody = hello.key === null && cookies.sessionCookie === null && cookies.viewerCookie === null;
  const identity = isNobody ? NOBODY : await identify({ key: hello.key, ...cookies }, deps.core, deps.people, deps.core.now());
  const looker = lookerFor(hello, identity);
  if ('refused' in looker) return looker;
  return { looker, identity, build: hello.build, sessionCookie: identity.staff?.kind === 'session' ? cookies.sessionCookie : null };
}

function lookerFor(hello: HelloMessage, identity: Identity): Looker | Refused {
  const { staff, viewer } = identity;
  // A key that is not good is told so, whatever it asked for: a deck must learn that its key died.
  if (hello.key !== null && staff === null) return refuse('who-are-you');
  const { audience } = hello;
  if (audience === 'public') return { audience, role: staff?.role ?? 'viewer', viewer: viewer?.id ?? null };
  const who = audience === 'me' ? viewer : staff;
  if (who === null) return refuse(staff === null && viewer === null ? 'who-are-you' : 'not-allowed');
  return readable[who.role].includes(audience) ? { audience, role: who.role, viewer: who.role === 'viewer' ? who.id : null } : refuse('not-allowed');
}

export const speaksOurs = (hello: HelloMessage): boolean => hello.protocol === PROTOCOL;
