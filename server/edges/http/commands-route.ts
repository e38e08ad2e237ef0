import type { IncomingMessage } from 'node:http';
import { commandEnvelope } from '@protocol/commands.ts';
import { isRefused, refuse } from '@protocol/refusals.ts';
import { comingFrom } from '../../dispatch/authenticate.ts';
import { actorOf, whoAsks } from './asking.ts';
import { MAX_BODY, MAX_IMPORT_BODY, readJson } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import type { RateLimits } from './rate-limits.ts';
import { outcomeReply, refusedReply, type Reply } from './reply.ts';

/** `POST /api/commands`: the same door as the socket's. `address`: whose limits count. */
export async function commandReply(request: IncomingMessage, address: string | undefined, deps: HttpDeps, limits: RateLimits): Promise<Reply> {
  const { core } = deps;
  const asking = await whoAsks(request, deps);
  if (isRefused(asking)) return refusedReply(core, asking);
  const role = asking.identity.staff?.role;
  // Only who may import is listened to for 5 MB.
  const most = role === 'owner' || role === 'host' ? MAX_IMPORT_BODY : MAX_BODY;
  const body = await readJson(request, most);
  if (!body.ok) return refusedReply(core, refuse(body.refused, body.refused === 'too-large' ? { most: body.most } : { why: body.why }));
  const envelope = commandEnvelope.safeParse(body.value);
  if (!envelope.success) return refusedReply(core, refuse('malformed', { where: envelope.error.issues[0]?.path.join('.') ?? '' }));
  const { id, name, input } = envelope.data;
  if (body.size > MAX_BODY && name !== 'catalog.import') return refusedReply(core, refuse('too-large', { most: MAX_BODY }));

  const actor = actorOf(asking, name);
  if (isRefused(actor)) return refusedReply(core, actor);
  const wait = await limits.forActor(actor, address);
  if (wait !== null) return refusedReply(core, refuse('too-fast', { retryAfterMs: wait }));
  return outcomeReply(core, await core.submit(comingFrom(actor, deps.networkOf(request)), { id, name, input }));
}
