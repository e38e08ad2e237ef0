import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { server as words } from '@locales/en.json';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { KeyRole } from '@protocol/roles.ts';
import { DAY } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { identify, SESSION_COOKIE } from '../../dispatch/authenticate.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import { isPhoneId } from '../../people/phones.ts';
import { mayChange, staffOf, whoAsks, type Asking } from './asking.ts';
import { MAX_BODY, readJson } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import type { RateLimits } from './rate-limits.ts';
import { sendRefused } from './reply.ts';
import { sessionCookie } from './session-cookie.ts';
import { page, sendPage } from './small-page.ts';

const say = speaker(words, 'en');
/** A show's season: long enough that nobody logs in on air, short enough that a lost laptop shuts itself out. */
const SESSION_MS = 30 * DAY;

const logInBody = z.union([z.strictObject({ passcode: z.string().min(1).max(200) }), z.strictObject({ key: z.string().min(1).max(200) })]);
const passcodeBody = z.strictObject({ passcode: z.string().min(8).max(200) });

/** The panel's log-in: passcode or key, the one-time link, log-out, and who one is. */
export function sessionRoutes(deps: HttpDeps, limits: RateLimits): Router {
  const router = Router();
  const open = async (request: Request, response: Response, role: KeyRole, name: string, keyId: string | null): Promise<void> => {
    const expiresAt = deps.core.now() + SESSION_MS;
    response.cookie(SESSION_COOKIE, await deps.people.openSession(role, name, expiresAt, keyId), { ...sessionCookie(request), maxAge: SESSION_MS });
  };
  /** Who asks, if they may change something from where they are; else the refusal is sent and null comes back. */
  const changing = async (request: Request, response: Response): Promise<Asking | null> => {
    const asking = await whoAsks(request, deps);
    const refused: Refused | null = isRefused(asking) ? asking : mayChange(asking) ? null : refuse('not-allowed', { why: 'origin' });
    if (refused !== null) sendRefused(response, deps.core, refused);
    return isRefused(asking) || refused !== null ? null : asking;
  };

  router.post('/api/login', async (request, response) => {
    if ((await changing(request, response)) === null) return;
    const body = await readJson(request, MAX_BODY);
    const given = body.ok ? logInBody.safeParse(body.value) : null;
    if (given === null || !given.success) return sendRefused(response, deps.core, refuse(body.ok ? 'malformed' : body.refused));
    const wait = await limits.logIn(request.ip);
    if (wait !== null) return sendRefused(response, deps.core, refuse('too-fast', { retryAfterMs: wait }));
    let who: { readonly role: KeyRole; readonly name: string; readonly keyId: string | null } | null = null;
    if ('passcode' in given.data) {
      if (await deps.people.checkPasscode(given.data.passcode)) who = { role: 'owner', name: say('session.owner'), keyId: null };
    } else {
      try {
        const { staff } = await identify({ key: given.data.key, sessionCookie: null, viewerCookie: null }, deps.core, deps.people, deps.core.now());
        // A key's role is never `viewer` or `system`; the actor's type is wider than a key's.
        if (staff !== null) who = { role: staff.role as KeyRole, name: staff.name, keyId: staff.id };
      } catch (error) {
        if (isUnavailable(error)) return sendRefused(response, deps.core, refuse('try-again'));
        throw error;
      }
    }
    if (who === null) return sendRefused(response, deps.core, refuse('who-are-you'));
    await limits.loggedIn(request.ip);
    await open(request, response, who.role, who.name, who.keyId);
    response.set('Cache-Control', 'no-store').json({ ok: true, role: who.role, name: who.name });
  });

  router.post('/api/logout', async (request, response) => {
    request.resume();
    const asking = await changing(request, response);
    if (asking === null) return;
    if (asking.sessionCookie !== null) await deps.people.closeSession(asking.sessionCookie);
    response.clearCookie(SESSION_COOKIE, sessionCookie(request)).set('Cache-Control', 'no-store').json({ ok: true });
  });

  router.get('/api/session', async (request, response) => {
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return sendRefused(response, deps.core, asking);
    const staff = asking.identity.staff;
    response.set('Cache-Control', 'no-store').json({
      ok: true,
      role: staff?.role ?? null,
      name: staff?.name ?? '',
      hasPasscode: await deps.people.hasPasscode(),
      isPhone: staff !== null && isPhoneId(staff.id),
      shop: deps.core.state.single('shop')?.name ?? null,
    });
  });

  router.post('/api/passcode', async (request, response) => {
    const asking = await changing(request, response);
    if (asking === null) return;
    const staff = staffOf(asking, ['owner']);
    if (isRefused(staff)) return sendRefused(response, deps.core, staff);
    const body = await readJson(request, MAX_BODY);
    const given = body.ok ? passcodeBody.safeParse(body.value) : null;
    if (given === null || !given.success) return sendRefused(response, deps.core, refuse(body.ok ? 'malformed' : body.refused, { where: 'passcode' }));
    await deps.people.setPasscode(given.data.passcode);
    // Whoever knew the old one is out: that is what a new one is for.
    await deps.people.closeOtherSessions(asking.sessionCookie);
    response.set('Cache-Control', 'no-store').json({ ok: true });
  });

  // A chat that previews links, or a browser that fetches ahead, only ever GETs: the link is used up by the press.
  router.get('/setup/:ticket', (_request, response) => {
    sendPage(response, 200, page(say('setup.title'), say('setup.text'), { kind: 'button', text: say('setup.button') }));
  });
  router.post('/setup/:ticket', async (request, response) => {
    request.resume();
    if ((await changing(request, response)) === null) return;
    const wait = await limits.logIn(request.ip);
    if (wait !== null) return sendRefused(response, deps.core, refuse('too-fast', { retryAfterMs: wait }));
    const role = await deps.people.useTicket(String(request.params['ticket']), deps.core.now());
    if (role === null)
      return sendPage(response, 410, page(say('setup.over.title'), say('setup.over.text'), { kind: 'link', text: say('setup.over.link'), href: '/panel/' }));
    await limits.loggedIn(request.ip);
    await open(request, response, role, say('session.owner'), null);
    response.set('Cache-Control', 'no-store').redirect(303, '/panel/');
  });
  return router;
}
