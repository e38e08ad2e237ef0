import { Router, type Request, type Response } from 'express';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { mayChange, staffOf, whoAsks } from './asking.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendNotFound, sendRefused } from './reply.ts';

/** `/api/chats/:channel/log-in`: who is logged in there, a code to log in with, and logging out. Which chats have it their manifests say. */
export function logInRoutes(deps: HttpDeps): Router {
  const router = Router();
  const { core, logIns } = deps;
  const guarded = async (request: Request, changes: boolean): Promise<Actor | Refused> => {
    request.resume();
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return asking;
    return changes && !mayChange(asking) ? refuse('not-allowed', { why: 'origin' }) : staffOf(asking, ['owner', 'host']);
  };
  const answer = async (
    request: Request,
    response: Response,
    changes: boolean,
    does: (channel: string, actor: Actor) => ReturnType<typeof logIns.state>,
  ): Promise<void> => {
    const actor = await guarded(request, changes);
    if (isRefused(actor)) return sendRefused(response, core, actor);
    const logIn = await does(String(request.params['channel']), actor);
    if (logIn === null) return sendNotFound(response, core);
    response.set('Cache-Control', 'no-store').json({ ok: true, logIn });
  };
  const path = '/api/chats/:channel/log-in';
  router.get(path, (request, response) => answer(request, response, false, (channel) => logIns.state(channel)));
  router.post(path, (request, response) => answer(request, response, true, (channel, actor) => logIns.start(channel, actor)));
  router.delete(path, (request, response) => answer(request, response, true, (channel, actor) => logIns.end(channel, actor)));
  return router;
}
