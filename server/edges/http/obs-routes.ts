import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { mayChange, staffOf, whoAsks } from './asking.ts';
import { MAX_BODY, readJson } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendRefused } from './reply.ts';

const crew = ['owner', 'host', 'producer'] as const;
const overlayBody = z.strictObject({ scene: z.enum(['own', 'current']) });
const findBody = z.strictObject({ address: z.string().max(200) });

/** `/api/obs/…`: setting OBS up, choosing what a cue does in it, and its picture. What a show needs of it goes by commands. */
export function obsRoutes(deps: HttpDeps): Router {
  const router = Router();
  const { core, obs } = deps;
  const guarded = async (request: Request, changes: boolean): Promise<Actor | Refused> => {
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return asking;
    return changes && !mayChange(asking) ? refuse('not-allowed', { why: 'origin' }) : staffOf(asking, crew);
  };
  const bodyOf = async <T>(request: Request, schema: z.ZodType<T>): Promise<T | Refused> => {
    const body = await readJson(request, MAX_BODY);
    if (!body.ok) return refuse(body.refused, body.refused === 'too-large' ? { most: body.most } : { why: body.why });
    const parsed = schema.safeParse(body.value);
    return parsed.success ? parsed.data : refuse('malformed', { where: parsed.error.issues[0]?.path.join('.') ?? '' });
  };
  /** What OBS said goes under 200: the request was good, and the page shows the words. */
  const send = (response: Response, answer: object): void => {
    if (isRefused(answer)) sendRefused(response, core, answer);
    else response.set('Cache-Control', 'no-store').json({ ok: true, answer });
  };

  router.get('/api/obs/scenes', async (request, response) => {
    const actor = await guarded(request, false);
    send(response, isRefused(actor) ? actor : await obs.scenes());
  });
  router.get('/api/obs/shot', async (request, response) => {
    const actor = await guarded(request, false);
    if (isRefused(actor)) return sendRefused(response, core, actor);
    const shot = await obs.shot();
    response.set('Cache-Control', 'no-store');
    if (shot === null) response.status(204).end();
    else response.type('image/jpeg').send(Buffer.from(shot));
  });
  router.post('/api/obs/find', async (request, response) => {
    const actor = await guarded(request, true);
    if (isRefused(actor)) return sendRefused(response, core, actor);
    const body = await bodyOf(request, findBody);
    send(response, isRefused(body) ? body : await obs.find(body.address));
  });
  router.post('/api/obs/overlay', async (request, response) => {
    const actor = await guarded(request, true);
    if (isRefused(actor)) return sendRefused(response, core, actor);
    const body = await bodyOf(request, overlayBody);
    send(response, isRefused(body) ? body : await obs.addOverlay(body.scene, actor));
  });
  router.post('/api/obs/check', async (request, response) => {
    request.resume();
    const actor = await guarded(request, true);
    send(response, isRefused(actor) ? actor : await obs.check(actor));
  });
  return router;
}
