import { Router } from 'express';
import { z } from 'zod';
import { settings } from '@protocol/inputs.ts';
import { isRefused, refuse } from '@protocol/refusals.ts';
import { mayChange, staffOf, whoAsks } from './asking.ts';
import { MAX_BODY, readJson } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendNotFound, sendRefused } from './reply.ts';

const setUpBody = z.strictObject({ settings });

/** `POST /api/payments/:provider/set-up`: makes and tries at the provider what selling needs, and says line by line how that went. */
export function paymentRoutes(deps: HttpDeps): Router {
  const router = Router();
  const { core, payDesk } = deps;
  router.post('/api/payments/:provider/set-up', async (request, response) => {
    const body = await readJson(request, MAX_BODY);
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return sendRefused(response, core, asking);
    if (!mayChange(asking)) return sendRefused(response, core, refuse('not-allowed', { why: 'origin' }));
    const actor = staffOf(asking, ['owner']);
    if (isRefused(actor)) return sendRefused(response, core, actor);
    const parsed = setUpBody.safeParse(body.ok ? body.value : null);
    if (!parsed.success) return sendRefused(response, core, refuse('malformed', { where: 'settings' }));
    const answer = await payDesk.setUp(String(request.params['provider']), actor, parsed.data.settings);
    if (answer === null) return sendNotFound(response, core);
    if (isRefused(answer)) return sendRefused(response, core, answer);
    return void response.set('Cache-Control', 'no-store').json({ ...answer, ok: true, done: answer.ok });
  });
  return router;
}
