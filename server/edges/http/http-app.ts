import compression from 'compression';
import express, { Router, type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { server as words } from '@locales/en.json';
import { refuse } from '@protocol/refusals.ts';
import { speaker } from '@protocol/words.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import { actionsRoute } from './actions-route.ts';
import { commandsRoute } from './commands-route.ts';
import { deckRoutes } from './deck-route.ts';
import { deskRoutes } from './desk-routes.ts';
import { formLimit } from './form-limit.ts';
import { createMeters, healthRoutes, type Meters } from './health-routes.ts';
import type { HttpDeps, HttpLimits } from './http-deps.ts';
import { logInRoutes } from './log-in-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { mediaRoutes } from './media-routes.ts';
import { obsRoutes } from './obs-routes.ts';
import { openapi } from './openapi.ts';
import { orderSearch } from './order-search.ts';
import { phoneRoutes } from './phone-routes.ts';
import { reachRoutes } from './reach-routes.ts';
import { createRateLimits } from './rate-limits.ts';
import { sendBroken, sendNotFound, sendRefused } from './reply.ts';
import { page, sendPage } from './small-page.ts';
import { seenRoute } from './seen-route.ts';
import { sessionRoutes } from './session-routes.ts';
import { liveRoute, stateRoute } from './state-routes.ts';
import { nothingPolicy, staticRoutes } from './static-routes.ts';
import { trusts } from './trust.ts';
import { paymentRoutes } from './payment-routes.ts';
import { webhookRoute } from './webhook-route.ts';

const say = speaker(words, 'en');

export interface HttpApp {
  readonly express: Express;
  readonly meters: Meters;
}
/** CONTRACT's HTTP table as an express app. `pages`: the storefront's routes, or null where there is none. */
export function createHttpApp(deps: HttpDeps, limited: HttpLimits, version: string, pages: RequestHandler | null): HttpApp {
  const app = express();
  app.set('trust proxy', trusts(deps.trustProxy));
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.disable('x-powered-by');
  const meters = createMeters(deps);
  const limits = createRateLimits(limited);
  const described = JSON.stringify(openapi(version));

  app.use(logged(deps, meters));
  app.use(
    helmet({
      contentSecurityPolicy: false,
      // Said by nobody but https, or a stall's laptop would be shut out of its own panel for half a year.
      strictTransportSecurity: false,
      originAgentCluster: false,
      // On plain http it protects nothing, and each page of a stall would complain of it.
      crossOriginOpenerPolicy: false,
      frameguard: false,
      referrerPolicy: { policy: 'same-origin' },
    }),
  );
  app.use((request, response, next) => {
    response.setHeader('Content-Security-Policy', nothingPolicy);
    if (request.secure) {
      response.setHeader('Strict-Transport-Security', 'max-age=15552000');
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    }
    next();
  });
  app.use(compression());

  app.use(healthRoutes(deps, meters));
  const api = Router();
  api.post('/api/commands', commandsRoute(deps, limits));
  api.get('/api/state/:audience', stateRoute(deps));
  api.get('/live/:file', liveRoute(deps));
  api.post('/api/actions/:action', actionsRoute(deps, limits));
  api.post('/api/seen', seenRoute(deps, limits));
  api.get('/api/openapi.json', (_request, response) => void response.set('Cache-Control', 'no-cache').type('application/json').send(described));
  api.post('/webhooks/:provider', webhookRoute(deps));
  app.use(
    api,
    sessionRoutes(deps, limits),
    deckRoutes(deps),
    deskRoutes(deps),
    logInRoutes(deps),
    paymentRoutes(deps),
    mailRoutes(deps),
    mediaRoutes(deps),
    obsRoutes(deps),
    orderSearch(deps),
    phoneRoutes(deps, limits),
    reachRoutes(deps),
    staticRoutes(deps),
  );
  app.use(formLimit(deps, limits));
  if (pages !== null) app.use(pages);

  app.use((request: Request, response: Response) => {
    request.resume();
    // A buyer with half a link gets a page; a program gets what programs get.
    const isReader = request.method === 'GET' && !/^\/(api|live|webhooks)(\/|$)/u.test(request.path) && request.accepts(['json', 'html']) === 'html';
    if (isReader) sendPage(response, 404, page(say('lost.title'), say('lost.text'), { kind: 'link', text: say('lost.link'), href: '/now' }));
    else sendNotFound(response, deps.core);
  });
  // Four arguments are how express knows it: the last one stays.
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    request.resume();
    if (response.headersSent) return void response.destroy();
    // An address that is no UTF-8 and the like: express and its parts mark what the sender did wrong with a 4xx.
    const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
    if (status >= 400 && status < 500) return sendRefused(response, deps.core, refuse('malformed'));
    if (isUnavailable(error)) return sendRefused(response, deps.core, refuse('try-again'));
    deps.log.error({ err: error, route: routeOf(request) }, 'a request failed');
    sendBroken(response, deps.core);
  });
  return { express: app, meters };
}

/** The pattern and never the address: an address may be a secret (P2). */
function routeOf(request: Request): string {
  const route: unknown = request.route;
  const path = typeof route === 'object' && route !== null && 'path' in route ? route.path : null;
  return typeof path === 'string' ? path : Array.isArray(path) ? String(path[0]) : 'other';
}
const logged =
  (deps: Pick<HttpDeps, 'log'>, meters: Meters): RequestHandler =>
  (request, response, next) => {
    const began = performance.now();
    response.on('finish', () => {
      const route = routeOf(request);
      const status = String(response.statusCode);
      const ms = performance.now() - began;
      meters.answered.observe({ route, status }, ms / 1000);
      if (route === '/api/commands') meters.commands.inc({ status });
      const line = { method: request.method, route, url: request.originalUrl.split('?')[0], status: response.statusCode, ms: Math.round(ms * 10) / 10 };
      if (response.statusCode >= 500) deps.log.warn(line, 'answered');
      else deps.log.debug(line, 'answered');
    });
    next();
  };
