import { Router, type Request, type Response } from 'express';
import { server as words } from '@locales/en.json';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { speaker } from '@protocol/words.ts';
import { mayChange, staffOf, whoAsks } from './asking.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendNotFound, sendRefused } from './reply.ts';
import { page, sendPage } from './small-page.ts';

const say = speaker(words, 'en');

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
  // Whoever comes here was sent to a platform by a panel, which may stand under another of our addresses, where its cookie is: what no stranger can know is the state.
  router.get(`${path}/back`, (request, response) => {
    const query = Object.fromEntries(Object.entries(request.query).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
    const isOurs = logIns.back(String(request.params['channel']), query);
    if (isOurs === null) return sendNotFound(response, core);
    const [title, text] = isOurs ? (['logIn.back.title', 'logIn.back.text'] as const) : (['logIn.lost.title', 'logIn.lost.text'] as const);
    return sendPage(response, isOurs ? 200 : 409, page(say(title), say(text), { kind: 'link', text: say('logIn.back.panel'), href: '/panel' }));
  });
  return router;
}
