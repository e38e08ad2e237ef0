import type { Request, Response } from 'express';
import { z } from 'zod';
import { isRefused, refuse } from '@protocol/refusals.ts';
import { newViewer, VIEWER_COOKIE, VIEWER_COOKIE_MS } from '../../dispatch/authenticate.ts';
import { mayChange, whoAsks } from './asking.ts';
import { MAX_BODY, readJson } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import type { RateLimits } from './rate-limits.ts';
import { sendRefused } from './reply.ts';

const seenBody = z.strictObject({ code: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u) });

/** `POST /api/seen`: a page was looked at. Not by GET: previews and caches are not people. */
export const seenRoute =
  (deps: HttpDeps, limits: RateLimits) =>
  async (request: Request, response: Response): Promise<void> => {
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return sendRefused(response, deps.core, asking);
    if (!mayChange(asking)) return sendRefused(response, deps.core, refuse('not-allowed', { why: 'origin' }));
    const body = await readJson(request, MAX_BODY);
    const given = body.ok ? seenBody.safeParse(body.value) : null;
    if (given === null || !given.success) return sendRefused(response, deps.core, refuse(body.ok ? 'malformed' : body.refused, { where: 'code' }));
    const known = asking.identity.viewer;
    const wait = known === null ? await limits.forStranger(request.ip) : await limits.forActor(known, request.ip);
    if (wait !== null) return sendRefused(response, deps.core, refuse('too-fast', { retryAfterMs: wait }));
    const fresh = known === null ? newViewer(deps.people) : null;
    const viewerId = known?.id ?? fresh?.actor.id ?? '';
    if (fresh !== null)
      response.cookie(VIEWER_COOKIE, fresh.cookie, { httpOnly: true, sameSite: 'lax', secure: request.secure, path: '/', maxAge: VIEWER_COOKIE_MS });
    deps.presence.viewerSeen(viewerId, deps.core.now());
    // A code that is none counts nothing; the visitor is a visitor all the same.
    if (deps.core.state.codes.has(given.data.code)) deps.presence.clicked(given.data.code, viewerId);
    response.set('Cache-Control', 'no-store').json({ ok: true });
  };
