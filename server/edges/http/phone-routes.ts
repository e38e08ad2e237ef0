import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { server as words } from '@locales/en.json';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import { DAY, MINUTE, type Instant } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { isPhonesEvening, SESSION_COOKIE } from '../../dispatch/authenticate.ts';
import type { Phone } from '../../people/phones.ts';
import { mayChange, staffOf, whoAsks, type Asking } from './asking.ts';
import { MAX_BODY, readJson } from './body.ts';
import type { HttpDeps, OwnAddresses } from './http-deps.ts';
import type { RateLimits } from './rate-limits.ts';
import { sendNotFound, sendRefused } from './reply.ts';
import { sessionCookie } from './session-cookie.ts';
import { page, sendPage } from './small-page.ts';

const say = speaker(words, 'en');
/** Long enough to find the camera, short enough that a picture of the screen is worth nothing. */
const CODE_MS = 5 * MINUTE;
/** Where no show ends it before: a phone that is lost today opens nothing tomorrow. */
const PHONE_MS = DAY;

const invitation = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .regex(/^[^\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+$/u),
  /** Which of our addresses the code leads to; null: the best there is. */
  origin: z.string().max(300).nullable(),
});

export type AddressKind = 'public' | 'network' | 'local';
interface Address {
  readonly kind: AddressKind;
  readonly origin: string;
}
/** The virtual networks of container tools lie here: a phone is never in one. */
const isVirtual = (origin: string): boolean => /^172\.(?:1[7-9]|2\d|3[01])\.0\.1$/u.test(new URL(origin).hostname);

/** Where a phone can be sent, the best first: in the same room the network is nearest. This computer's own address comes last. */
export function phoneAddresses({ local, network, publicUrl }: OwnAddresses): readonly Address[] {
  const publicOrigin = publicUrl === null ? null : new URL(publicUrl).origin;
  const nearest = [...network].sort((a, b) => Number(isVirtual(a)) - Number(isVirtual(b)));
  return [
    ...nearest.filter((origin) => origin !== publicOrigin).map((origin): Address => ({ kind: 'network', origin })),
    ...(publicOrigin === null ? [] : [{ kind: 'public', origin: publicOrigin } as const]),
    { kind: 'local', origin: local },
  ];
}
/** By which of our addresses a phone came in. */
export function kindOf(origin: string, { network, publicUrl }: OwnAddresses): AddressKind {
  if (publicUrl !== null && new URL(publicUrl).origin === origin) return 'public';
  return network.includes(origin) ? 'network' : 'local';
}

/** Phones of helpers: let in by a code from the desk, seen, and let go of again. */
export function phoneRoutes(deps: HttpDeps, limits: RateLimits): Router {
  const router = Router();
  const { core, people } = deps;

  /** Owner or host, from a page of ours where something changes; else the refusal is sent and null comes back. */
  const guarded = async (request: Request, response: Response, changes: 'reads' | 'changes'): Promise<Asking | null> => {
    const asking = await whoAsks(request, deps);
    const refused: Refused | null = isRefused(asking)
      ? asking
      : changes === 'changes' && !mayChange(asking)
        ? refuse('not-allowed', { why: 'origin' })
        : ((who) => (isRefused(who) ? who : null))(staffOf(asking, ['owner', 'host']));
    if (refused !== null) sendRefused(response, core, refused);
    return isRefused(asking) || refused !== null ? null : asking;
  };
  const titleOf = (showId: string | null): string | null => (showId === null ? null : (core.state.shows.get(showId)?.title ?? null));
  const seen = (phone: Phone) => ({
    phoneId: phone.phoneId,
    name: phone.name,
    show: titleOf(phone.showId),
    codeUntil: phone.codeUntil,
    inSince: phone.inSince,
    until: phone.until,
    seenAt: phone.seenAt,
    address: phone.origin === null ? null : { kind: kindOf(phone.origin, deps.addresses()), origin: phone.origin },
  });

  router.get('/api/phones', async (request, response) => {
    if ((await guarded(request, response, 'reads')) === null) return;
    const phones = await people.phones.list(core.now());
    response.set('Cache-Control', 'no-store').json({
      ok: true,
      now: core.now(),
      phones: phones.filter((phone) => isPhonesEvening(phone.showId, phone.madeAt, core.state)).map(seen),
      addresses: phoneAddresses(deps.addresses()),
    });
  });

  router.post('/api/phones', async (request, response) => {
    if ((await guarded(request, response, 'changes')) === null) return;
    const body = await readJson(request, MAX_BODY);
    const given = body.ok ? invitation.safeParse(body.value) : null;
    if (given === null || !given.success) return sendRefused(response, core, refuse(body.ok ? 'malformed' : body.refused, { where: 'name' }));
    const addresses = phoneAddresses(deps.addresses());
    const { origin } = given.data;
    const address = origin === null ? addresses[0] : addresses.find((each) => each.origin === origin);
    // Links are made from our own addresses alone (P3): a code must not send a phone elsewhere.
    if (address === undefined) return sendRefused(response, core, refuse('malformed', { where: 'origin' }));
    const show = core.state.shows.get(core.state.single('showId') ?? '');
    const showId = show === undefined || show.state === 'ended' ? null : show.showId;
    const now = core.now();
    const expiresAt: Instant = now + CODE_MS;
    const { phoneId, secret } = await people.phones.invite(given.data.name, showId, now, expiresAt);
    response.set('Cache-Control', 'no-store').json({ ok: true, phoneId, url: `${address.origin}/phone/${secret}`, expiresAt });
  });

  router.delete('/api/phones/:id', async (request, response) => {
    request.resume();
    if ((await guarded(request, response, 'changes')) === null) return;
    if (!(await people.phones.revoke(String(request.params['id'])))) return sendNotFound(response, core);
    response.set('Cache-Control', 'no-store').json({ ok: true });
  });

  // Whatever looks ahead (a camera's preview, a chat, a browser) only ever GETs: the code is used up by the press.
  const over = (response: Response): void =>
    sendPage(response, 410, page(say('phone.over.title'), say('phone.over.text'), { kind: 'link', text: say('phone.over.link'), href: '/remote' }));
  router.get('/phone/:code', async (request, response) => {
    const phone = await people.phones.look(String(request.params['code']), core.now());
    if (phone === null) return over(response);
    const show = titleOf(phone.showId);
    const shop = core.state.single('shop')?.name ?? say('phone.shop');
    const text = show === null ? say('phone.text', { shop }) : say('phone.textShow', { shop, show });
    sendPage(response, 200, page(say('phone.title', { name: phone.name }), text, { kind: 'button', text: say('phone.button') }));
  });
  router.post('/phone/:code', async (request, response) => {
    request.resume();
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return sendRefused(response, core, asking);
    if (!mayChange(asking)) return sendRefused(response, core, refuse('not-allowed', { why: 'origin' }));
    const wait = await limits.logIn(request.ip);
    if (wait !== null) return sendRefused(response, core, refuse('too-fast', { retryAfterMs: wait }));
    const now = core.now();
    const { origin } = request.headers;
    const from = origin !== undefined && deps.origins().has(origin) ? origin : null;
    const entered = await people.phones.enter(String(request.params['code']), now, from, now + PHONE_MS);
    if (entered === null) return over(response);
    await limits.loggedIn(request.ip);
    response.cookie(SESSION_COOKIE, entered.session, { ...sessionCookie(request), maxAge: PHONE_MS });
    response.set('Cache-Control', 'no-store').redirect(303, '/remote');
  });
  return router;
}
