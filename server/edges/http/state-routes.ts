import type { Request, Response } from 'express';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import { audiences, readable, type Actor, type Audience } from '@protocol/roles.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import type { Looker } from '../../views/view-context.ts';
import { whoAsks, type Asking } from './asking.ts';
import type { HttpDeps } from './http-deps.ts';
import { JSON_TYPE, notFoundReply, refusedReply, sendNotFound, sendRefused, type Reply } from './reply.ts';

const isAudience = (name: string): name is Audience => (audiences as readonly string[]).includes(name);

/** Which hat an audience is read with: `me` is the viewer's, all else the crew's where there is one. */
export function lookerFor(audience: Audience, asking: Asking): Looker | Refused {
  const { staff, viewer } = asking.identity;
  // Public to everybody, but a key that is no longer good is told so: a deck must learn that its key died.
  if (audience === 'public') return asking.byKey && staff === null ? refuse('who-are-you') : { audience, role: 'viewer', viewer: null };
  const who: Actor | null = audience === 'me' ? viewer : (staff ?? viewer);
  if (who === null) return refuse('who-are-you');
  if (!readable[who.role].includes(audience)) return refuse('not-allowed');
  return { audience, role: who.role, viewer: who.role === 'viewer' ? who.id : null };
}

/** `GET /api/state/:audience`: what a socket's hello answers. */
export const stateRoute =
  (deps: HttpDeps) =>
  async (request: Request, response: Response): Promise<void> => {
    const audience = String(request.params['audience']);
    if (!isAudience(audience)) return sendNotFound(response, deps.core);
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return sendRefused(response, deps.core, asking);
    const looker = lookerFor(audience, asking);
    if (isRefused(looker)) return sendRefused(response, deps.core, looker);
    const snapshot = deps.snapshots.of(looker, deps.core.now());
    // L7: what is read while nothing can be written is the last that was; who builds on it is told.
    response.set('Cache-Control', 'no-store').json(deps.core.health().ready ? snapshot : { ...snapshot, stale: true });
  };

/** Read by caches for the crowd: nothing here may depend on who asks. */
export const LIVE_CACHING = 'public, s-maxage=1, stale-while-revalidate=1, stale-if-error=60';

/** `GET /live/:show.json`, the show at hand or `now`: the public snapshot without `now`; the clock is `Date` + `Age`. `known`: If-None-Match. */
export async function liveReply(file: string, known: string | undefined, { core, snapshots }: Pick<HttpDeps, 'core' | 'snapshots'>): Promise<Reply> {
  const showId = /^([A-Za-z0-9_-]{1,64})\.json$/u.exec(file)?.[1];
  if (showId === undefined) return notFoundReply(core);
  // What is answered is the show at hand, under its own name or as `now`: under another's it would be a lie that caches keep.
  const isAtHand = (): boolean => showId === 'now' || showId === core.state.single('showId');
  if (!isAtHand()) {
    // L10: a 404 that rests on state is given only after the head was compared.
    try {
      await core.caughtUp();
    } catch (error) {
      if (isUnavailable(error)) return refusedReply(core, refuse('try-again'));
      throw error;
    }
    if (!isAtHand()) return notFoundReply(core);
  }
  const knownTags = (known ?? '').split(',').map((one) => one.trim().replace(/^W\//u, ''));
  await reachTags(knownTags, core);
  const { epoch, seq, ready } = core.health();
  const tag = `"${epoch}-${seq}${ready ? '' : STALE}"`;
  // Not the wall's time but the ledger's: the one that `opensAt` and `endsAt` are written in.
  const headers = { 'Cache-Control': LIVE_CACHING, ETag: tag, Date: new Date(core.now()).toUTCString() };
  if (knownTags.includes(tag)) return { status: 304, headers, body: null };
  const body = snapshots.liveJson();
  // L7: an object, so that it can say so of itself.
  return { status: 200, headers: { ...headers, 'Content-Type': JSON_TYPE }, body: ready ? body : body.replace('{', '{"stale":true,') };
}
const STALE = '-stale';
/** Who was told something newer by another node is not told something older by this one, as long as the ledger answers. */
async function reachTags(tags: readonly string[], core: HttpDeps['core']): Promise<void> {
  const { epoch, seq, ready } = core.health();
  if (!ready) return;
  const isAhead = tags.some((tag) => {
    const [, ofEpoch, rev] = /^"([\w-]{1,64})-(\d{1,15})(?:-stale)?"$/u.exec(tag) ?? [];
    return ofEpoch !== undefined && (ofEpoch !== epoch || Number(rev) > seq);
  });
  if (!isAhead) return;
  try {
    await core.caughtUp();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    // What is here is told, and that it may be old: nobody who asks this way is refused a page for it.
  }
}
