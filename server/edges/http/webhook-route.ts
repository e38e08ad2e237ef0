import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { refuse } from '@protocol/refusals.ts';
import { MAX_BODY, readBody } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendNotFound, sendOutcome, sendRefused } from './reply.ts';

/** A provider's notices are a few kB; their largest are known to reach 100. */
const MAX_NOTICE = 4 * MAX_BODY;

/** The id of a command has an alphabet; a provider's event id is its own business. */
export const commandIdOf = (eventId: string): string =>
  /^[A-Za-z0-9_:.-]{8,100}$/u.test(eventId) ? eventId : createHash('sha256').update(eventId).digest('hex');

/** `POST /webhooks/:provider`: 2xx only after the append, so that whatever was lost on the way comes again (H4). */
export const webhookRoute =
  (deps: HttpDeps) =>
  async (request: Request, response: Response): Promise<void> => {
    const provider = String(request.params['provider']);
    const adapter = deps.adapters.payments.find(({ manifest }) => manifest.id === provider);
    const body = await readBody(request, MAX_NOTICE);
    if (adapter === undefined || adapter.page === null) return sendNotFound(response, deps.core);
    if (!body.ok) return sendRefused(response, deps.core, refuse(body.why === 'too-large' ? 'too-large' : 'malformed', { most: MAX_NOTICE }));
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])),
    );
    const settings = (await deps.people.settings('payment', provider)) ?? {};
    const notice = await adapter.page.notice(settings, body.bytes, headers);
    if (notice === null) return sendRefused(response, deps.core, refuse('malformed', { why: 'signature' }));
    const { eventId, reference, status, amount } = notice;
    const outcome = await deps.core.submit(
      { kind: 'system', id: `payment:${provider}`, role: 'system', name: adapter.manifest.label },
      { id: commandIdOf(eventId), name: 'payment.notice', input: { provider, reference, status, amount } },
    );
    sendOutcome(response, deps.core, outcome);
  };
