import type { Request, Response } from 'express';
import { commandEnvelope } from '@protocol/commands.ts';
import { isRefused, refuse } from '@protocol/refusals.ts';
import { comingFrom } from '../../dispatch/authenticate.ts';
import { actorOf, whoAsks } from './asking.ts';
import { MAX_BODY, MAX_IMPORT_BODY, readJson } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import type { RateLimits } from './rate-limits.ts';
import { sendOutcome, sendRefused } from './reply.ts';

/** `POST /api/commands`: the same door as the socket's. */
export const commandsRoute =
  (deps: HttpDeps, limits: RateLimits) =>
  async (request: Request, response: Response): Promise<void> => {
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return sendRefused(response, deps.core, asking);
    const role = asking.identity.staff?.role;
    // Only who may import is listened to for 5 MB.
    const most = role === 'owner' || role === 'host' ? MAX_IMPORT_BODY : MAX_BODY;
    const body = await readJson(request, most);
    if (!body.ok) return sendRefused(response, deps.core, refuse(body.refused, body.refused === 'too-large' ? { most: body.most } : { why: body.why }));
    const envelope = commandEnvelope.safeParse(body.value);
    if (!envelope.success) return sendRefused(response, deps.core, refuse('malformed', { where: envelope.error.issues[0]?.path.join('.') ?? '' }));
    const { id, name, input } = envelope.data;
    if (body.size > MAX_BODY && name !== 'catalog.import') return sendRefused(response, deps.core, refuse('too-large', { most: MAX_BODY }));

    const actor = actorOf(asking, name);
    if (isRefused(actor)) return sendRefused(response, deps.core, actor);
    const wait = await limits.forActor(actor, request.ip);
    if (wait !== null) return sendRefused(response, deps.core, refuse('too-fast', { retryAfterMs: wait }));
    sendOutcome(response, deps.core, await deps.core.submit(comingFrom(actor, deps.networkOf(request)), { id, name, input }));
  };
