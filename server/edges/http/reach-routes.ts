import { Router } from 'express';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import { mayChange, staffOf, whoAsks } from './asking.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendRefused } from './reply.ts';

/** `POST /api/reach/check`: looks now whether buyers reach the shop, for whoever just changed something and does not want to wait. */
export function reachRoutes(deps: HttpDeps): Router {
  const router = Router();
  router.post('/api/reach/check', async (request, response) => {
    request.resume();
    const asking = await whoAsks(request, deps);
    const staff = isRefused(asking) ? asking : staffOf(asking, ['owner', 'host', 'producer']);
    const refused: Refused | null = isRefused(asking)
      ? asking
      : !mayChange(asking)
        ? refuse('not-allowed', { why: 'origin' })
        : isRefused(staff)
          ? staff
          : null;
    if (refused !== null) return sendRefused(response, deps.core, refused);
    // However often it is pressed: one look is under way at a time, and takes some seconds.
    response.set('Cache-Control', 'no-store').json({ ok: true, reach: await deps.reach.check() });
  });
  return router;
}
