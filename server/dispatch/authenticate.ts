import { createHash } from 'node:crypto';
import { nanoid } from 'nanoid';
import type { Actor } from '@protocol/roles.ts';
import { DAY, type DurationMs, type Instant } from '@protocol/time.ts';
import { capability, isCapability, openSealed, sealId } from '../people/capability.ts';
import type { People, Session } from '../people/people.ts';
import { isGoodKey, newestKey } from '../shop/key.ts';
import type { Key } from '../shop/state.ts';
import type { Core } from './core.ts';

/**
 * Who is asking: one answer for every edge, so that a key, a session and a viewer's cookie mean the
 * same over HTTP and sockets. No right follows from an address, ever (P1).
 */

export const SESSION_COOKIE = 'dc_session';
export const VIEWER_COOKIE = 'dc_viewer';
/** As long as browsers keep one: a buyer finds their order again a year later. */
export const VIEWER_COOKIE_MS = 400 * DAY;

/** What a request or a handshake carried; null where it did not. */
export interface Credentials {
  /** An API key, `dc_<keyId>.<mac>`: from `Authorization: Bearer` or from `hello`. */
  readonly key: string | null;
  readonly sessionCookie: string | null;
  readonly viewerCookie: string | null;
}
export type AuthenticatingCore = Pick<Core, 'state' | 'caughtUp'>;
export type AuthenticatingPeople = Pick<People, 'secret' | 'session'>;

/** Both at once: a host who looks at their own product page has a session and is a viewer too. */
export interface Identity {
  /** By key or session. */
  readonly staff: Actor | null;
  readonly viewer: Actor | null;
}
export const NOBODY: Identity = { staff: null, viewer: null };

// --- actors -------------------------------------------------------------------------------------

export const keyActor = (key: Key): Actor => ({ kind: 'key', id: key.keyId, role: key.role, name: key.name });
export const sessionActor = (session: Session): Actor => ({ kind: 'session', id: session.sessionId, role: session.role, name: session.name });
/** The name is nobody's: the log never says who a viewer is (L8). */
export const viewerActor = (viewerId: string): Actor => ({ kind: 'viewer', id: viewerId, role: 'viewer', name: 'viewer' });

/** A buyer, with the network they come by; everybody else as they are. */
export const comingFrom = (actor: Actor, network: string | null): Actor => (actor.kind === 'viewer' && network !== null ? { ...actor, network } : actor);

// --- keys ---------------------------------------------------------------------------------------

/** The whole key as its holder has it. Derived, so that `key.create` asked again answers the same (L4). */
export const keyText = (secret: Uint8Array, keyId: string): string => `dc_${keyId}.${capability(secret, 'key', keyId)}`;
/** What events and state keep of a key. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex');

interface Proved {
  readonly keyId: string;
  readonly hash: string;
}
/**
 * Whole keys that were proved to be ours: that takes three hashes, and a program asks a thousand times a second. Whether one still
 * stands is looked up in the state each time.
 */
const proved = new WeakMap<Uint8Array, Map<string, Proved>>();
/** More keys than a crew has; over it the memory starts anew. */
const MOST_PROVED = 500;

function prove(secret: Uint8Array, key: string): Proved | null {
  const known = proved.get(secret) ?? new Map<string, Proved>();
  const before = known.get(key);
  if (before !== undefined) return before;
  const parts = /^dc_([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{22})$/u.exec(key);
  const keyId = parts?.[1];
  const mac = parts?.[2];
  if (keyId === undefined || mac === undefined || !isCapability(secret, 'key', keyId, mac)) return null;
  if (known.size >= MOST_PROVED) known.clear();
  const fresh = { keyId, hash: keyHash(key) };
  known.set(key, fresh);
  proved.set(secret, known);
  return fresh;
}
function liveKey({ keyId, hash }: Proved, core: AuthenticatingCore, now: Instant): Key | null {
  const known = core.state.keys.get(keyId);
  if (known === undefined || !isGoodKey(known, now)) return null;
  // Of a key that was proved: there is no guess whose time could tell anything.
  return known.hash === hash ? known : null;
}
/** Rejects only where the ledger cannot be compared: the edge then answers `try-again`, not 401 (L10). */
async function byKey(key: string, core: AuthenticatingCore, people: AuthenticatingPeople, now: Instant): Promise<Actor | null> {
  const ours = prove(people.secret(), key);
  if (ours === null) return null;
  let found = liveKey(ours, core, now);
  if (found === null) {
    // A key that `npm run key` made a moment ago, in another process, is not in our state yet.
    await core.caughtUp();
    found = liveKey(ours, core, now);
  }
  return found === null ? null : keyActor(found);
}

// --- sessions -----------------------------------------------------------------------------------

/** A key that was revoked takes the desks it opened along, and a show that ended its phones. */
async function stands(session: Session, core: AuthenticatingCore): Promise<boolean> {
  if (session.keyId !== null) {
    if (core.state.keys.get(session.keyId) === undefined) await core.caughtUp();
    return core.state.keys.get(session.keyId)?.revoked === false;
  }
  if (session.phone === null) return true;
  const { showId, madeAt } = session.phone;
  if (showId !== null && core.state.shows.get(showId) === undefined) await core.caughtUp();
  return isPhonesEvening(showId, madeAt, core.state);
}
/** Whether the show a phone came for is still to end. Made before any show was planned, it ends with the first that does. */
export function isPhonesEvening(showId: string | null, madeAt: Instant, state: AuthenticatingCore['state']): boolean {
  if (showId !== null) return (state.shows.get(showId)?.state ?? 'ended') !== 'ended';
  return [...state.shows.values()].every((show) => show.endedAt === null || show.endedAt < madeAt);
}

// --- viewers ------------------------------------------------------------------------------------

/** A new viewer: random, and known only by the cookie that is handed out. Nothing is stored. */
export function newViewer(people: Pick<People, 'secret'>): { readonly actor: Actor; readonly cookie: string } {
  const viewerId = nanoid();
  return { actor: viewerActor(viewerId), cookie: viewerCookie(people, viewerId) };
}
export const viewerCookie = (people: Pick<People, 'secret'>, viewerId: string): string => sealId(people.secret(), 'viewer', viewerId);

// --- the question -------------------------------------------------------------------------------

/** A key that was given and is not good is nobody, whatever cookies came with it: a deck must learn that its key died. */
export async function identify(credentials: Credentials, core: AuthenticatingCore, people: AuthenticatingPeople, now: Instant): Promise<Identity> {
  if (credentials.key !== null) return { staff: await byKey(credentials.key, core, people, now), viewer: null };
  const opened = credentials.sessionCookie === null ? null : await people.session(credentials.sessionCookie, now);
  const session = opened !== null && (await stands(opened, core)) ? opened : null;
  const viewerId = credentials.viewerCookie === null ? null : openSealed(people.secret(), 'viewer', credentials.viewerCookie);
  return { staff: session === null ? null : sessionActor(session), viewer: viewerId === null ? null : viewerActor(viewerId) };
}

/** The strongest of what was carried: key, session, viewer; null for nobody. */
export async function authenticate(credentials: Credentials, core: AuthenticatingCore, people: AuthenticatingPeople, now: Instant): Promise<Actor | null> {
  const identity = await identify(credentials, core, people, now);
  return identity.staff ?? identity.viewer;
}

/** Only these are asked by a buyer for themselves; everything else is the crew's. */
const buyersOwn: ReadonlySet<string> = new Set([
  'hold.place',
  'hold.release',
  'checkout.start',
  'checkout.extend',
  'order.cancel',
  'waitlist.join',
  'waitlist.leave',
  'draw.enter',
]);

/**
 * Which of two hats a browser with both cookies wears: from a product page a buyer's
 * command is the viewer's, so that a host can try their own shop.
 */
export function actorFor(identity: Identity, commandName: string, from: 'page' | 'desk'): Actor | null {
  if (from === 'page' && identity.viewer !== null && buyersOwn.has(commandName)) return identity.viewer;
  return identity.staff ?? identity.viewer;
}

/** Whether an actor who was let in before still is: asked again before each command of a long-lived socket. */
export function isStillGood(actor: Actor, core: Pick<Core, 'state'>, now: Instant): boolean {
  if (actor.kind !== 'key') return true;
  const key = core.state.keys.get(actor.id);
  return key !== undefined && isGoodKey(key, now);
}

/**
 * The key to come with from now on, whole, for whoever came with one that was changed (`key.rotate`); null where it was not, or is over
 * within `atLeast`.
 */
export function keyAfter(actor: Actor, core: Pick<Core, 'state'>, people: Pick<People, 'secret'>, now: Instant, atLeast: DurationMs): string | null {
  const key = actor.kind === 'key' ? core.state.keys.get(actor.id) : undefined;
  if (key?.next === undefined || key.until === undefined || key.until - now <= atLeast) return null;
  const newest = newestKey(core.state.keys, key);
  return isGoodKey(newest, now) ? keyText(people.secret(), newest.keyId) : null;
}

/** Reads ours out of a `Cookie` header; the first of a name counts, as browsers send the most specific first. */
export function readCookies(header: string | undefined): { readonly sessionCookie: string | null; readonly viewerCookie: string | null } {
  const found = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at <= 0) continue;
    const name = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    if ((name === SESSION_COOKIE || name === VIEWER_COOKIE) && value.length > 0 && value.length <= 200 && !found.has(name)) found.set(name, value);
  }
  return { sessionCookie: found.get(SESSION_COOKIE) ?? null, viewerCookie: found.get(VIEWER_COOKIE) ?? null };
}
