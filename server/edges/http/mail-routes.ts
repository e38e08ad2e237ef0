import { Router, type Request } from 'express';
import { isRefused, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { staffOf, whoAsks } from './asking.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendNotFound, sendRefused } from './reply.ts';

/** A mail is other people's words in HTML: shown in a frame of its own that runs nothing, fetches nothing and sends nothing. */
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

/** `GET /api/mails?order=1001` lists what each mail would say; `/api/mails/:kind.html` is one as a mail reader shows it. */
export function mailRoutes(deps: HttpDeps): Router {
  const router = Router();
  const guarded = async (request: Request): Promise<Actor | Refused> => {
    const asking = await whoAsks(request, deps);
    // As whoever may look a buyer up, but for those who pack.
    return isRefused(asking) ? asking : staffOf(asking, ['owner', 'host']);
  };
  const orderOf = (request: Request): number | null => {
    const { order } = request.query;
    return typeof order === 'string' && /^\d{1,10}$/u.test(order) ? Number(order) : null;
  };

  router.get('/api/mails', async (request, response) => {
    const actor = await guarded(request);
    if (isRefused(actor)) return sendRefused(response, deps.core, actor);
    const mails = (await deps.mailPreviews(orderOf(request))).map(({ kind, subject, text }) => ({ kind, subject, text }));
    response.set('Cache-Control', 'no-store').json({ ok: true, mails });
  });

  router.get('/api/mails/:kind.html', async (request, response) => {
    const actor = await guarded(request);
    if (isRefused(actor)) return sendRefused(response, deps.core, actor);
    const mail = (await deps.mailPreviews(orderOf(request))).find(({ kind }) => kind === request.params.kind);
    if (mail === undefined) return sendNotFound(response, deps.core);
    response.set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': mailPolicy }).type('text/html').send(mail.html);
  });
  return router;
}
