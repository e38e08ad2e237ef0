import type { Request, Response } from 'express';
import { refuse } from '@protocol/refusals.ts';
import { MAX_BODY, readBody } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import { hearShop } from './shop-notices.ts';
import { sendNotFound, sendOutcome, sendRefused } from './reply.ts';

/** A provider's notices are a few kB; their largest are known to reach 100. */
const MAX_NOTICE = 4 * MAX_BODY;

/** `POST /webhooks/:provider`: 2xx only after the append, so that whatever was lost on the way comes again (H4). */
export const webhookRoute =
  ({ core, people, adapters, payDesk }: HttpDeps) =>
  async (request: Request, response: Response): Promise<void> => {
    const body = await readBody(request, MAX_NOTICE);
    if (!body.ok) return sendRefused(response, core, refuse(body.why === 'too-large' ? 'too-large' : 'malformed', { most: MAX_NOTICE }));
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])),
    );
    const there = await hearShop({ core, people, adapters }, String(request.params['provider']), body.bytes, headers);
    if (there === 'forged') return sendRefused(response, core, refuse('malformed', { why: 'signature' }));
    if (there !== null) return sendOutcome(response, core, there);
    const heard = await payDesk.hear(String(request.params['provider']), body.bytes, headers);
    if (heard === null) return sendNotFound(response, core);
    if (heard === 'forged') return sendRefused(response, core, refuse('malformed', { why: 'signature' }));
    switch (heard.how) {
      case 'taken':
        return sendOutcome(response, core, { ok: true, seq: heard.seq, result: {} });
      case 'not-ours':
        // Heard, and nothing to do: told so, or it would come again for days.
        return sendOutcome(response, core, { ok: true, seq: core.health().seq, result: {} });
      case 'refused':
        return sendRefused(response, core, heard.refused);
      default: {
        const never: never = heard;
        return never;
      }
    }
  };
