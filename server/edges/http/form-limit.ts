import type { RequestHandler } from 'express';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { readCookies, viewerActor } from '../../dispatch/authenticate.ts';
import { openSealed } from '../../people/capability.ts';
import type { HttpDeps } from './http-deps.ts';
import type { RateLimits } from './rate-limits.ts';
import { page, sendPage } from './small-page.ts';

const say = speaker(words, 'en');

/** A buyer's form without script is a command like any other: it is counted before the pages see it. */
export const formLimit =
  (deps: Pick<HttpDeps, 'people'>, limits: RateLimits): RequestHandler =>
  async (request, response, next) => {
    if (request.method !== 'POST') return next();
    const cookie = readCookies(request.headers.cookie).viewerCookie;
    const viewerId = cookie === null ? null : openSealed(deps.people.secret(), 'viewer', cookie);
    const wait = viewerId === null ? await limits.forStranger(request.ip) : await limits.forActor(viewerActor(viewerId), request.ip);
    if (wait === null) return next();
    request.resume();
    response.set('Retry-After', String(Math.ceil(wait / 1000)));
    sendPage(response, 429, page(say('fast.title'), say('fast.text'), { kind: 'link', text: say('lost.link'), href: '/now' }));
  };
