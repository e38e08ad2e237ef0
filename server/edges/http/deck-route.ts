import { Router, type Request } from 'express';
import { isRefused, type Refused } from '@protocol/refusals.ts';
import type { PanelParts } from '@protocol/parts.ts';
import { actions, type Action } from './actions-route.ts';
import { staffOf, whoAsks } from './asking.ts';
import { deckPicture, deckState, type DeckState } from './deck.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendNotFound, sendRefused } from './reply.ts';

/** Who may press may see what a press would do. */
const pressers = ['owner', 'host', 'producer'] as const;
const isAction = (name: string | undefined): name is Action => (actions as readonly (string | undefined)[]).includes(name);

/** `GET /api/deck` and `/api/deck/:button.svg`: what the buttons of `POST /api/actions/:action` do now. */
export function deckRoutes(deps: HttpDeps): Router {
  const router = Router();
  const { core } = deps;
  const read = async (request: Request): Promise<DeckState | Refused> => {
    const asking = await whoAsks(request, deps);
    const actor = isRefused(asking) ? asking : staffOf(asking, pressers);
    if (isRefused(actor)) return actor;
    const now = core.now();
    // Parts of the panel, made by views for this very role.
    const parts = deps.snapshots.of({ audience: 'panel', role: actor.role, viewer: null }, now).parts as unknown as PanelParts;
    return deckState(parts, core.state.single('onAir'), now);
  };
  router.get('/api/deck', async (request, response) => {
    const state = await read(request);
    if (isRefused(state)) return sendRefused(response, core, state);
    response.set('Cache-Control', 'no-store').json(state);
  });
  router.get('/api/deck/:picture', async (request, response) => {
    const action = /^([a-z]+)\.svg$/u.exec(String(request.params['picture']))?.[1];
    if (!isAction(action)) return sendNotFound(response, core);
    const state = await read(request);
    if (isRefused(state)) return sendRefused(response, core, state);
    response.set('Cache-Control', 'no-store').type('image/svg+xml').send(deckPicture(action, state));
  });
  return router;
}
